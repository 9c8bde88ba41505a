"""The simulated calls of 办公."""
