"""Counts by one field and by two."""
