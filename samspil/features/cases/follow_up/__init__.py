"""What comes of decisions: duties, how they go, and who inherits them."""
