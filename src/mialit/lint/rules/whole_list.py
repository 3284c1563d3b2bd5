"""Rules about the list as a whole: papers listed twice, entries out of order."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from mialit.curation.duplicates import Verdict, compare
from mialit.lint.base import Context, Rule, Severity, Violation, quoted
from mialit.query.sorting import Order, ordered
from mialit.records.identifiers import arxiv, doi
from mialit.records.model import Record
from mialit.text.normalize import squash, words

_COMPARED = 8  # papers that share a sign and are compared with the next one; more are not papers
_SHOWN = 3  # words of a title that tell near titles of one author


def _duplicate_paper(context: Context) -> Iterator[Violation]:
    # Records that may be one paper share a sign. Each is compared with the first few of those
    # that have the sign before it, which keeps the time linear whatever a file holds.
    buckets: dict[str, list[int]] = {}
    items = context.items
    for number, (entry, record) in enumerate(items):
        near: dict[int, None] = {}
        for sign in _signs(record):
            bucket = buckets.setdefault(sign, [])
            near.update(dict.fromkeys(bucket))
            if len(bucket) < _COMPARED:
                bucket.append(number)
        doubtful = None
        for other in near:
            earlier, known = items[other]
            if earlier.key.lower() == entry.key.lower():
                continue
            verdict = compare(record, known)
            if verdict is Verdict.SAME:
                line = context.library.line(earlier.span)
                message = f"this is the paper of {quoted(earlier.key)} on line {line}; merge them"
                yield Violation(context.key_span(entry), message)
                break
            if verdict is Verdict.PERHAPS and doubtful is None:
                doubtful = earlier
        else:
            if doubtful is not None:
                line = context.library.line(doubtful.span)
                message = f"perhaps this is the paper of {quoted(doubtful.key)} on line {line}"
                yield Violation(context.key_span(entry), message, note=True)


def _signs(record: Record) -> Iterator[str]:
    """What two records of one paper have in common, at least one of it."""
    for stated in dict.fromkeys((record.doi, record.eprint, record.url)):
        if stated:
            if identifier := doi(stated):
                yield f"doi {identifier}"
            if number := arxiv(stated):
                yield f"arxiv {number}"
    title = words(record.title)
    for text in (record.title, *record.values.get("formerly", ())):
        if squashed := squash(text):
            yield f"title {squashed}"
    if record.authors and title:
        family = squash(record.authors[0].partition(",")[0])
        yield f"begin {family} {' '.join(title[:_SHOWN])}"
        yield f"end {family} {' '.join(title[-_SHOWN:])}"


def _order(context: Context) -> Iterator[Violation]:
    if context.own and not context.vocabulary.lint.order:
        return
    records = list(context.records)
    wanted = ordered(records, Order.YEAR)
    rank = {record.start: number for number, record in enumerate(wanted)}
    ranks = [rank[record.start] for record in records]
    kept = _longest_rise(ranks)
    following = {one.start: other for one, other in pairwise(wanted)}
    for number, (entry, record) in enumerate(context.items):
        if number not in kept:
            after = following.get(record.start)
            position = f"before {quoted(after.key)}" if after else "at the end"
            yield Violation(context.key_span(entry), f"the entry belongs {position}")


def _longest_rise(ranks: list[int]) -> set[int]:
    """Indices of a longest rising subsequence of *ranks*: the entries that may stay."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, rank in enumerate(ranks):
        at = bisect_right(tails, rank)
        tails[at : at + 1] = [rank]
        before.append(ends[at - 1] if at else -1)
        ends[at : at + 1] = [number]
    kept = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        kept.add(number)
        number = before[number]
    return kept


RULES = (
    Rule(
        "duplicate-paper",
        Severity.WARNING,
        "Two entries are the same paper.",
        "The same DOI or arXiv identifier, or the same title and author whatever the case, accents "
        "and braces. Where it is only likely, it is a note that says perhaps.",
        "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}\n\n"
        "@article{b, title = {One}, eprint = {2103.07853}, archiveprefix = {arXiv}}",
        "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}\n\n"
        "@article{b, title = {One}, eprint = {2103.07854}, archiveprefix = {arXiv}}",
        _duplicate_paper,
    ),
    Rule(
        "order",
        Severity.WARNING,
        "An entry is not where the list's order puts it.",
        "Checked where the vocabulary says `order = true`. The order is year, then month of "
        "release, newest first; entries without a month are last in their year. As few entries "
        "as possible are reported.",
        "@misc{a, year = {2019}}\n\n@misc{b, year = {2021}}",
        "@misc{b, year = {2021}}\n\n@misc{a, year = {2019}}",
        _order,
        needs_own_vocabulary=True,
    ),
)
