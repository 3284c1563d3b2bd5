"""Rules about the list as a whole: papers listed twice, entries out of order, references."""

from collections.abc import Iterator
from itertools import pairwise

from mialit.bibtex.edit_order import in_order, parents_behind, reordered
from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import VOLUMES
from mialit.bibtex.model import Entry
from mialit.curation.duplicates import Known, Verdict
from mialit.curation.placement import longest_rise
from mialit.errors import MialitError, Severity
from mialit.lint.base import PLACES, Context, Violation, rule
from mialit.lint.rules.references import references
from mialit.query.sorting import Order, ordered
from mialit.text.phrases import quoted


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
            paper = f"the paper of {quoted(context.library.key_of(earlier))} on line {line}"
            if verdict is Verdict.SAME:
                yield Violation(context.key_span(entry), f"this is {paper}; merge them")
            else:
                message = f"perhaps this is {paper}"
                yield Violation(context.key_span(entry), message, severity=Severity.NOTE)
        known.add(record)


@rule(
    "order",
    "An entry is not where the list's order puts it.",
    "Checked where the vocabulary says `order = true`. The order is year, then month of "
    "release, newest first; entries without a month are last in their year, and one that others "
    "refer to stands behind them. As few entries as possible are reported. Fixed for all of them "
    "at once, as `mialit sort` does it: entries move with the comments above them.",
    "@misc{a, year = {2019}}\n\n@misc{b, year = {2021}}",
    "@misc{b, year = {2021}}\n\n@misc{a, year = {2019}}",
    touches=(PLACES,),
    needs_own_vocabulary=True,
)
def _order(context: Context) -> Iterator[Violation]:
    if context.own and not context.vocabulary.lint.order:
        return
    library = context.library
    entries = library.by_start
    listed = [entries[record.start] for record in ordered(context.records, Order.YEAR)]
    wanted = parents_behind(library, listed)
    rank = {entry.span.start: number for number, entry in enumerate(wanted)}
    kept = longest_rise([rank[start] for start in entries])
    if len(kept) == len(entries):
        return
    following = {one.span.start: other for one, other in pairwise(wanted)}
    fix = _moves(context, wanted)
    for number, (start, entry) in enumerate(entries.items()):
        if number not in kept:
            after = following.get(start)
            position = f"before {quoted(library.key_of(after))}" if after else "at the end"
            yield Violation(context.key_span(entry), f"the entry belongs {position}", fix)


def _moves(context: Context, wanted: list[Entry]) -> tuple[Edit, ...]:
    """What puts the entries in the order *wanted*; () where that would alter one.

    Of two entries with one key BibTeX takes the first: which one counts is a person's to say.
    """
    first = {entry.key.lower(): entry for entry in reversed(wanted)}
    if any(first[key].span != entry.span for key, entry in context.library.by_key.items()):
        return ()
    try:
        in_order(context.library, wanted)
        return reordered(context.library, wanted)
    except MialitError:
        return ()


@rule(
    "unused-parent",
    "A volume is in the list for papers to refer to, and no paper does.",
    "Where at least half of a file's @proceedings are named in the `crossref`, `xref` or `xdata` "
    "of others, one that is not is left over, or its papers lack their "
    "`crossref`. A note, because a volume may also be listed for itself.",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n"
    "@proceedings{p, title = {Two}, year = 2020}\n\n@proceedings{q, title = {Three}, year = 2021}",
    "@inproceedings{a, title = {One}, crossref = {p}}\n\n"
    "@proceedings{p, title = {Two}, year = 2020}",
    severity=Severity.NOTE,
)
def _unused_parent(context: Context) -> Iterator[Violation]:
    volumes = [entry for entry in context.library.entries if entry.type in VOLUMES]
    unused = volumes
    for library in (context.library, *context.library.neighbours.libraries):
        if unused:
            named = {key.lower() for _, key in references(library)}
            unused = [entry for entry in unused if entry.key.lower() not in named]
    if 2 * len(unused) <= len(volumes):
        for entry in unused:
            message = "no entry refers to this volume; add `crossref` to its papers, or remove it"
            yield Violation(context.key_span(entry), message)
