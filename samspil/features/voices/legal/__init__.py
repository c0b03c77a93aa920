"""The legal profile that a voice is taken in under: written by those who answer for it, signed off, and kept in versions."""
