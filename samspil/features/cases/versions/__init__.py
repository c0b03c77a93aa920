"""What published minutes said, version by version."""
