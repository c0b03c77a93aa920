"""Forms of importing."""
