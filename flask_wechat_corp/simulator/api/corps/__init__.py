"""The simulated calls of 上下游、互联企业."""
