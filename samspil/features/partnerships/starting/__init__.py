"""A partnership's first steps in one page: the roles, as they are proposed, and the first activity."""
