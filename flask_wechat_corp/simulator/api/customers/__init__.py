"""The simulated calls of 客户联系."""
