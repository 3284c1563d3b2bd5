"""A list's own fields and values, declared in a TOML file.

`model` has the `Vocabulary`: the custom fields with their form, their values and other spellings,
default columns, synonyms for searching, and what `lint` is to hold the list to. `toml_reader` makes
one of a TOML file and says where the file is wrong; `venues` recognises a venue by the full name
that a `booktitle` has, `declaring` writes a new value into the file, and `toml_writer` writes a
whole one. The room knows no entry and no file system: texts come in, values go out. The door is
`parse` and the methods of `Vocabulary`.
"""
