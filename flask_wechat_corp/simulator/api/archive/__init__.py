"""The simulated calls of 会话存档."""
