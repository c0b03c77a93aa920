"""Who came to what, by organisation and kind of activity."""
