"""What the partners agree before they begin: roles, mandates, the problem, the two lists."""
