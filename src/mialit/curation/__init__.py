"""Changing one list: assignments, keys, placement, duplicates, publications of preprints.

`assignments` reads the values that a person gives for fields and checks them against the
vocabulary. `new_entry` has the one class for an entry to be, and adds it; `foreign_bibtex` makes
one of BibTeX from elsewhere, `citekey` names it, `placement` says where it belongs, and in which
order its fields stand. `duplicates` answers whether two records are the same paper, for every
command and rule that asks. `changes` sets fields, removes and renames entries, of many at once,
`value_lists` adds and removes single values, `merge_entries` makes one of two entries, `ordering`
sorts a list and moves entries that changed, `publish_preprint` turns listed preprints into their
publications, and `versions` compares two versions of a list. The room computes what a list becomes
and what to say of it; commands print and write that.
"""
