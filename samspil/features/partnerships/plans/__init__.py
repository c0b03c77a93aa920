"""The living plan: its activities as a list, a month, a line and a calendar."""
