"""Where a decision sends the case, and how the next body receives it."""
