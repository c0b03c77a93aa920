"""What a person sees of their own: the overview, notes, and what they have seen."""
