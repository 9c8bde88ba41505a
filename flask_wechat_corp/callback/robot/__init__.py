"""Messages, replies and streams of smart robots, without Flask."""
