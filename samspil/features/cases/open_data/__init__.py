"""What anybody may take away: OParl, feeds, calendars, everything in one file."""
