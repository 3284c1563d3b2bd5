"""What entries mean: typed, readable records made of a library and a vocabulary.

`build` makes a `Record` (`model`) of each entry: Unicode instead of LaTeX, names split, values in
their canonical spelling, what is missing derived where that is safe. `content` says what a field's
content is to a reader, `identifiers` brings DOIs, arXiv identifiers and links into one form, and
`links` says where a paper can be opened. `naming` knows fields by all names that a person may type;
`lookup` finds entries by key; `text_columns` keeps the folded texts of a list, column by column,
for searching, and makes the longest of them, of abstracts and notes. Records are never written
back: a command that changes a file goes from the record to the entry's span. The door is `records`.
"""
