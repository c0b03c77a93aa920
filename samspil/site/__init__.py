"""Wiring only: settings, urls, wsgi and the command line. Nothing imports this floor."""
