"""Changing one list: assignments, keys, placement, duplicates, publications of preprints."""
