"""A conversation, without Flask: messages, replies, handlers, sessions, deliveries."""
