"""What every feature shares: thread, people, visibility, journal, consent, duties. Knows no feature."""
