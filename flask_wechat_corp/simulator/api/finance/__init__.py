"""The simulated calls of 对外收款、发票."""
