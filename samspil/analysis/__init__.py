"""Plain Python, no Django: effect, payment, minutes, agreement, disclosure, scheduling."""
