"""Who is in a partnership: parties and people come in and go."""
