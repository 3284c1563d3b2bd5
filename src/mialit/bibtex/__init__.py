"""A .bib file as it is written: read with spans, recovered where damaged, edited by span.

The room knows what BibTeX is and nothing of what papers are. `reader` turns bytes into a `Library`
(`model`): text, blocks, fields and problems, each with its span in the text; it is the only home of
bibtexparser, and `scanner` and `recovery` read what that package loses. `outline` finds, without
reading, the units of a file that can be read by themselves. `values` takes the source
of a field's value apart and expands macros; `field_names` is the one table of BibTeX's and
biblatex's fields, `crossref` says what an entry inherits, and `neighbours` what files that are read
together give one another. A change is a tuple of `Edit`s from `edit_fields`, `edit_entries` and
`edit_order`, in the file's own `layout`; `edits` applies them and refuses a result that differs in
anything else. The door is `read`, the functions of the editing modules, and `changed`.
"""
