"""Minutes begun, published and approved."""
