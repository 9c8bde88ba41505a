"""The simulated calls of 通讯录."""
