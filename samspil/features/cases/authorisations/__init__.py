"""What a body lets somebody do on its behalf."""
