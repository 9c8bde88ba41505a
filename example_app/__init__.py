"""A little real application on this extension."""
