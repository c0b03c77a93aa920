"""From a file or pasted text to a draft that a secretary corrects."""
