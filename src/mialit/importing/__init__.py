"""Taking in Markdown lists and other bibliographies, and starting a new list.

`markdown_list` reads tables under headings into rows, as GitHub does (`markdown_cells` is, with it,
the only home of markdown-it); `markdown_heads` and `markdown_values` say which column and which
value a text names. `row_entries` makes entries of rows, `candidates` are the papers that a file
offers, and `merge` joins them with a list: what is missing is added, nothing is overwritten,
`conflicts` are named. `report` says what became of each row. `new_list` has the files of a new
list. The door is `join` and the functions of `candidates` and `new_list`.
"""
