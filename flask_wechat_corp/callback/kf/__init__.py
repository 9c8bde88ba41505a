"""Customer service (微信客服): what customers write, fetched page by page with a cursor."""
