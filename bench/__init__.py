"""Measurements. Each module with a door is one, run as `python -m bench.thread`; `make bench` runs them all."""
