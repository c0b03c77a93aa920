"""What a partnership is: its description, who sits in it, and the activities of its plan."""
