"""What `--fix` corrects and what it leaves to a person, as far as records tell."""

from collections.abc import Container, Sequence

from mialit.checking.base import Difference, Pair
from mialit.checking.rules import (
    AUTHOR_ORDER,
    AUTHORS_DIFFER,
    AUTHORS_MISSING,
    EPRINT_DIFFERS,
    EPRINT_OF_ANOTHER_PAPER,
    FIXED,
    TITLE_DIFFERS,
)
from mialit.records import people
from mialit.records.identity import arxiv_of, doi_of, people_of
from mialit.records.model import Record

OF_PEOPLE = (AUTHORS_MISSING.name, AUTHORS_DIFFER.name, AUTHOR_ORDER.name)
_OF_EPRINT = (EPRINT_DIFFERS.name, EPRINT_OF_ANOTHER_PAPER.name)
_ALIKE = 0.5  # of the people, where a title and the people differ and it is still one paper
_REMARKS = ("note", "addendum")  # which are the manuscript's own
_INHERITING = ("crossref", "xdata")


def why_uncertain(
    rules: Container[str],
    said: Sequence[str],
    listed: Sequence[str],
    key: str,
    *,
    identified: bool,
) -> str:
    """Why it is not certain that an entry is the listed paper *key*; "" where it is.

    *rules* are the names of those that found something, *said* and *listed* the people of the two,
    *identified* says that they have a DOI or an arXiv identifier in common. Where the title alone
    is the listed paper's, or an identifier alone, the entry may be right in the rest: of a paper
    that the list does not know.
    """
    if not any(name in rules for name in OF_PEOPLE):
        return ""
    common = people.common(said, listed)
    if TITLE_DIFFERS.name in rules and common < _ALIKE * min(len(said), len(listed)):
        return f"title and authors are not those of {key}: say which paper is meant"
    if said and not common and not identified:
        return f"the title is that of {key}, the authors are all others: say which paper is meant"
    return ""


def is_fixable(pair: Pair, found: Difference, rules: Container[str], *, states: bool) -> bool:
    """Whether `--fix` corrects what was *found* in *pair*, where *rules* found something.

    *states* says that the entry has the field itself, and does not inherit it.
    """
    entry, paper = pair.entry, pair.paper
    if paper is None or found.rule.name not in FIXED:
        return False
    if not states and found.says is not None and any(name in entry.raw for name in _INHERITING):
        return False
    if found.rule.name in _OF_EPRINT and not _is_in_fields(entry, paper):
        return False
    return is_certain(entry, paper, rules)


def is_certain(entry: Record, paper: Record, rules: Container[str] = OF_PEOPLE) -> bool:
    """Whether it is certain that *entry*, in which *rules* found something, is *paper*."""
    identified = any(of(entry) and of(entry) == of(paper) for of in (doi_of, arxiv_of))
    said, listed = people_of(entry)[0], people_of(paper)[0]
    return not why_uncertain(rules, said, listed, "", identified=identified)


def _is_in_fields(entry: Record, paper: Record) -> bool:
    """Whether an arXiv identifier of *entry* stands where *paper* has what to put there.

    A remark is the manuscript's own; of a paper that has none, the identifier goes with its field.
    """
    fields = entry.raw
    own = {name: text for name, text in fields.items() if name not in _REMARKS}
    if arxiv_of(paper) is None:
        own = {}
    return arxiv_of(entry._replace(rest=own)) is not None
