"""Open data: OParl 1.1 for what is public of the cases, the same bytes for everybody."""
