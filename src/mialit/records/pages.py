"""Statements of pages: the dashes of ranges, first and last page, whether two say the same."""

import re

from mialit.text.normalize import squash

SIGNS = r"\-\u2010-\u2015\u2212"  # hyphens, dashes and the minus sign
DASH = f"[{SIGNS}]+"  # a pattern, of LaTeX's -- and --- as well
_RANGE = re.compile(rf"\s*([^\s,;{SIGNS}]+)\s*{DASH}\s*([^\s,;{SIGNS}]+)\s*")
_NUMBERS = re.compile(rf"(?:\d+[:.])?(\d+)(?:\s*{DASH}\s*(?:\d+[:.])?(\d+)|\s*(?:\+|ff?\.?))?")
_BEFORE = re.compile(r"(?i)^\s*(?:pp?\.?|pages?|art(?:icle)?\.?(?:\s*(?:no|id)?\.?)?)\s*(?=\w)")


def page_range(text: str) -> tuple[str, str] | None:
    """The first and the last page of *text* as written; None where it is not one range."""
    found = _RANGE.fullmatch(text)
    return (found[1], found[2]) if found else None


def agree(one: str, other: str) -> bool:
    """Whether *one* and *other* may be the same pages.

    A first page alone agrees with its range, `1021-35` with `1021-1035`, and an article's number
    with pages that count from 1 within the article.
    """
    first, second = (_read(text) for text in (one, other))
    if first is None or second is None:
        return squash(one) == squash(other) or _is_count(one) or _is_count(other)
    if first == second:
        return True
    (start, end), (other_start, other_end) = first, second
    if end is None or other_end is None:
        lone, (low, high) = (start, second) if end is None else (other_start, first)
        return lone == low or (high is not None and low == 1)
    if start != other_start:
        return False
    short, long = sorted((str(end), str(other_end)), key=len)
    return len(short) < len(str(start)) and long.endswith(short)


def _read(text: str) -> tuple[int, int | None] | None:
    """First and last page; None where *text* is something else."""
    found = _NUMBERS.fullmatch(_BEFORE.sub("", text).strip().rstrip(".").replace("~", "-"))
    if not found:
        return None
    return int(found[1]), int(found[2]) if found[2] else None


def _is_count(text: str) -> bool:
    return re.fullmatch(r"(?i)\s*\d+\s*(?:pp?\.?|pages)\s*", text) is not None
