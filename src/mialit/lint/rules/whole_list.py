"""Rules about the list as a whole: papers listed twice, entries out of order."""

from collections.abc import Iterator
from itertools import pairwise

from mialit.curation.duplicates import Known, Verdict
from mialit.curation.placement import longest_rise
from mialit.lint.base import Context, Violation, quoted, rule
from mialit.query.sorting import Order, ordered


@rule(
    "duplicate-paper",
    "Two entries are the same paper.",
    "The same DOI or arXiv identifier, or the same title and author whatever the case, accents "
    "and braces. Where it is only likely, it is a note that says perhaps.",
    "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}\n\n"
    "@article{b, title = {One}, eprint = {2103.07853}, archiveprefix = {arXiv}}",
    "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}\n\n"
    "@article{b, title = {One}, eprint = {2103.07854}, archiveprefix = {arXiv}}",
)
def _duplicate_paper(context: Context) -> Iterator[Violation]:
    known = Known()
    entries = {record.start: entry for entry, record in context.items}
    for entry, record in context.items:
        found = (
            (entries[other.start], verdict)
            for other, verdict in known.find(record)
            if other.key.lower() != record.key.lower()
        )
        earlier, verdict = next(found, (None, Verdict.DIFFERENT))
        if earlier is not None:
            line = context.library.line(earlier.span)
            paper = f"the paper of {quoted(earlier.key)} on line {line}"
            if verdict is Verdict.SAME:
                yield Violation(context.key_span(entry), f"this is {paper}; merge them")
            else:
                yield Violation(context.key_span(entry), f"perhaps this is {paper}", note=True)
        known.add(record)


@rule(
    "order",
    "An entry is not where the list's order puts it.",
    "Checked where the vocabulary says `order = true`. The order is year, then month of "
    "release, newest first; entries without a month are last in their year. As few entries "
    "as possible are reported.",
    "@misc{a, year = {2019}}\n\n@misc{b, year = {2021}}",
    "@misc{b, year = {2021}}\n\n@misc{a, year = {2019}}",
    needs_own_vocabulary=True,
)
def _order(context: Context) -> Iterator[Violation]:
    if context.own and not context.vocabulary.lint.order:
        return
    records = list(context.records)
    wanted = ordered(records, Order.YEAR)
    rank = {record.start: number for number, record in enumerate(wanted)}
    ranks = [rank[record.start] for record in records]
    kept = longest_rise(ranks)
    following = {one.start: other for one, other in pairwise(wanted)}
    for number, (entry, record) in enumerate(context.items):
        if number not in kept:
            after = following.get(record.start)
            position = f"before {quoted(after.key)}" if after else "at the end"
            yield Violation(context.key_span(entry), f"the entry belongs {position}")
