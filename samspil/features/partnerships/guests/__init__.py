"""Who is to be at an activity: offered from the partnership, invited in one press, reminded, and told by letter or telephone."""
