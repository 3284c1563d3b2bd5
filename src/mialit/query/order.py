"""The orders a list can be sorted in; apart, since every start of the program loads it."""

from enum import StrEnum


class Order(StrEnum):
    """What a list is sorted by."""

    YEAR = "year"
    RELEASED = "released"
    TITLE = "title"
    AUTHOR = "author"
    VENUE = "venue"
    KEY = "key"
    FILE = "file"
    RELEVANCE = "relevance"
