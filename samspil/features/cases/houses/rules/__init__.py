"""Rules of houses."""
