"""The query language: parsing, filtering, sorting, and saying why nothing is left.

`syntax` parses a text into a tree and prints a tree as text; `ranges` reads years and months.
`filters` binds a tree to a vocabulary and to the values that the records have, and gives a test
that a record passes or fails; an unknown value is an error with a suggestion. `authors` says which
of a record's authors a query means. `sorting` has the orders of a list and finds the part of a
query that left nothing. The room asks records only and knows neither files nor BibTeX. The door is
`parse`, `bind` and `ordered`.
"""
