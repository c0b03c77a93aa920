"""What stands in the record: bodies, meetings, items, statements, votes; read by whoever may see them."""
