"""Counts by one field and by two.

`axes` cuts a field into values in their order: the vocabulary's values, years, venues, people.
`counts` counts records along one axis (`count`) or two (`cross`); a record with several values
counts under each, and the result says how many such records there are and how many have no value.
`fields` counts the values of every field of a list.
The room draws nothing: tables, bars and other formats are made of its results in `render`.
"""
