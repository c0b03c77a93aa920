"""The programs of those who work on Samspil: each is a module with one door, run as `python -m tools.check`."""
