"""The engine of the API client: token, transport, retries, errors, and the base of the families."""
