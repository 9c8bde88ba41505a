"""Callbacks to the app: composed, delivered, and the replies checked."""
