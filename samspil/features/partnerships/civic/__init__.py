"""What associations take on, for whom, and how many hours it takes."""
