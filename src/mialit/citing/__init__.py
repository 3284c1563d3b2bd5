"""A paper as a reference: CSL-JSON, RIS, a plain line, and text in a style.

`csl_json` makes items of CSL-JSON. `styles` formats them as text by a file of the Citation Style
Language, one of `csl/` or a user's. That needs an optional package, citeproc, which `engine` and
`csl_elements` alone know and which is imported where formatting is asked for; all else needs none.
`tags` is the little markup that both share. `plain_reference` is a form of our own, `ris` writes
records of RIS, and `citations` cites keys.
"""
