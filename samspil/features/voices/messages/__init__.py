"""Messages from the person behind a code to those who took their words in: misunderstood, ring me."""
