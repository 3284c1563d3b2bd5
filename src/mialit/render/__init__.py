"""Renderers: a result as text. Each format is a function that yields text and decides nothing."""
