"""The day itself: who came, notes, pictures, ratings, and where we landed."""
