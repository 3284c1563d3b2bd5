"""A paper as a reference: CSL-JSON, RIS, a plain line, and text in a style.

Styles are formatted by an optional package, which one module knows; all else needs none.
"""
