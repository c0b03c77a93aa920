"""Once a week each person is told what is new in their partnerships."""
