"""The simulated calls of 微信客服."""
