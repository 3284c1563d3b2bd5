"""A list as one HTML page, with its script and style inside.

`document` fills the template; `data` and `bibtex_sources` make what the script knows of the papers,
`static_rows` the table for readers without script, `linked_data` what programs read. `script` joins
the files of `assets/` behind the constants that the page shares with the program, and `interface`
has the words that a reader sees. The door is `document.page`.
"""
