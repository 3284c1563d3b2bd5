"""Changing one list: assignments, keys, placement, duplicates, publications of preprints.

`assignments` reads what a person says a field is to be and holds it against the vocabulary.
`foreign_bibtex` makes an entry from elsewhere fit for a list, `citekey` names it, `placement` says
where it belongs, `field_order` in which order its fields stand. `duplicates` answers whether two
records are the same paper, for every command and rule that asks. `publish_preprint` turns a listed
preprint into its publication. The room computes edits and entries; commands write them.
"""
