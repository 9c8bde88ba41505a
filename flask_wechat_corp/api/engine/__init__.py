"""The engine of the API client: tokens, transport, retries, errors, and the base class."""
