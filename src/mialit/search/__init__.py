"""Ranked, forgiving search, and its highlights."""
