"""A user's application in full types; ``mypy --strict`` must find nothing in it."""
