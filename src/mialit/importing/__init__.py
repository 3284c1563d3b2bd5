"""Taking in Markdown lists and other bibliographies, and starting a new list."""
