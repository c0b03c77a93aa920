"""Who founds a body and who sits in it."""
