"""The pages where the sub-areas meet: lists, bodies, meetings, items, decisions."""
