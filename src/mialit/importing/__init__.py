"""Taking in Markdown lists and other bibliographies, and starting a new list.

`markdown_list` finds tables under headings and their rows, as GitHub does; `markdown_cells` reads a
cell: its text, its links and the values it spells (the two are the only home of markdown-it).
`row_cells` says which field each part of a row goes to, and names what goes to none; `row_entries`
makes entries of rows, `candidates` are the papers that a file offers, and `merge` joins them with a
list: what is missing is added, nothing is overwritten, `conflicts` are named. `report` says what
became of each row. `issue_form` reads the paper that an issue proposes. `new_list` has the files of
a new list, `learned_vocabulary` the vocabulary that a Markdown list itself shows. The room takes
bytes and opens no file. The door is `join_file`, `join_offered`, and the functions of `candidates`,
`issue_form` and `new_list`.
"""
