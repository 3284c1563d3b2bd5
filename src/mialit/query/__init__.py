"""The query language: parsing, filtering, sorting, and saying why nothing is left."""
