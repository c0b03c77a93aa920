"""One text that several organisations stand behind."""
