"""Long proofs. Each module with a door is one, run as `python -m drills.kill`; `make drill` runs them all."""
