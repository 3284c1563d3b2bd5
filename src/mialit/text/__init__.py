"""Characters and words: nothing here knows of bibliographies."""
