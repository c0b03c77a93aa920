"""The plan in versions: what each change changed, and who approved it."""
