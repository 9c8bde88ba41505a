"""The simulated calls of 应用管理、身份验证."""
