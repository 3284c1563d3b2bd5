"""mialit: queries, curates and publishes a bibliography kept in one BibTeX file."""

__version__ = "0.1.0"
