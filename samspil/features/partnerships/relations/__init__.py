"""How the parties find each other, asked in rounds without names."""
