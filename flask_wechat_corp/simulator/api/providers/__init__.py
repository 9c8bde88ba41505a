"""The simulated calls of 服务商."""
