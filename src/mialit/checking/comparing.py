"""What in an entry differs from the listed paper that it is: one cause, one difference."""

import re
from collections.abc import Iterator, Sequence

from mialit.checking import rules
from mialit.checking.base import Difference, Pair, Rule
from mialit.checking.matching import years_of
from mialit.checking.venues import Venues, is_submitted
from mialit.errors import Severity
from mialit.records import pages, people
from mialit.records.identifiers import arxiv_month
from mialit.records.identity import (
    arxiv_of,
    content,
    doi_of,
    is_preprint,
    people_of,
    titles_of,
    whole_title,
)
from mialit.records.model import Record
from mialit.text.normalize import fold, squash
from mialit.text.phrases import counted, quoted

# What stands behind a title and is no part of it.
_REMARK = (
    r"\s*[\[(]?\b(?:(?:extended|full|long|technical|preliminary|short)\s+"
    r"(?:version|abstract|report|paper)|extended|preprint)\b[\])]?\s*\.?\s*$"
)
# How words are written in Britain, and for comparing in all titles alike; `noize` is no harm.
_SPELLINGS = (
    (r"is(?=(?:e|ed|es|er|ers|ing|ation|ations)\b)", "iz"),
    (r"ys(?=(?:e|ed|es|er|ers|ing)\b)", "yz"),
    (r"our(?=(?:s|ed|ing|al|able|ite|hood|hoods)?\b)", "or"),
    (r"(?<=[aeo])ll(?=(?:ed|ing|er|ers)\b)", "l"),
    (r"(?<=en)c(?=es?\b)", "s"),
    (r"(?<=[a-z][bt])re\b", "er"),
    (r"ogue(?=s?\b)", "og"),
)
_NAMED = 3  # people whom a message names


def differences(pair: Pair, venues: Venues) -> Iterator[Difference]:
    """What of *pair* differs, what weighs most first."""
    entry, paper = pair.entry, pair.paper
    for field, other in pair.others:
        yield _of_another(field, entry, paper, other)
    if paper is None:
        return
    status = _status(entry, paper, venues)
    if status:
        yield status
    yield from _titles(entry, paper, published=bool(status))
    yield from _people(entry, paper)
    taken = {field for field, _ in pair.others}
    if not status:
        yield from _years(entry, paper)
        yield from _pages(entry, paper)
        if "doi" not in taken:
            yield from _dois(entry, paper)
    if "eprint" not in taken:
        yield from _eprints(entry, paper)


def _of_another(field: str, entry: Record, paper: Record | None, other: Record) -> Difference:
    rule = rules.DOI_OF_ANOTHER_PAPER if field == "doi" else rules.EPRINT_OF_ANOTHER_PAPER
    says = doi_of(entry) if field == "doi" else arxiv_of(entry)
    what = "DOI" if field == "doi" else "arXiv identifier"
    has = (doi_of(paper) if field == "doi" else arxiv_of(paper)) if paper else None
    message = f"the {what} {quoted(says or '')} is that of {quoted(other.title)} ({other.key})"
    if has:
        message += f"; this paper's is {quoted(has)}"
    return Difference(rule, field, has, says, message)


def _status(entry: Record, paper: Record, venues: Venues) -> Difference | None:
    """The one reason for which venue, year, pages and DOI are others, if there is one."""
    where = venues.name(paper)
    if not paper.preprint and paper.venue and is_preprint(entry):
        message = f"outdated: published since, at {quoted(where)}"
        if squash(entry.title) not in titles_of(paper)[:1]:
            message += f" as {quoted(paper.title)}"
        says = _source(entry)
        return Difference(rules.STALE_PREPRINT, _container(entry), where, says, message)
    if not entry.venue or is_preprint(entry) or (not paper.preprint and venues.agree(entry, paper)):
        return None
    if is_submitted(entry):
        return None
    said = " ".join(filter(None, (entry.venue, str(entry.year or ""))))
    if paper.preprint:
        known = f"arXiv:{arxiv_of(paper)}" if arxiv_of(paper) else paper.venue or "a preprint"
        message = (
            f"{quoted(entry.venue)} is unknown to the list, which has only the preprint {known}"
        )
        return Difference(rules.NOT_PUBLISHED, _container(entry), known, said, message)
    message = f"venue {quoted(entry.venue)} differs: the list has {quoted(where)}"
    return Difference(rules.VENUE_DIFFERS, _container(entry), where, said, message)


def _source(entry: Record) -> str:
    identifier = arxiv_of(entry)
    source = f"arXiv:{identifier}" if identifier else entry.venue or "a preprint"
    return " ".join(filter(None, (source, str(entry.year or ""))))


def _container(entry: Record) -> str | None:
    """The field in which *entry* says where it appeared."""
    fields = entry.raw
    named = ("booktitle", "journal", "journaltitle", "howpublished", "note", "publisher")
    return next((name for name in named if fields.get(name)), "eprint" if entry.eprint else None)


def _titles(entry: Record, paper: Record, *, published: bool) -> Iterator[Difference]:
    said, listed = titles_of(entry), titles_of(paper)
    if not said or not listed or not set(said).isdisjoint(listed[:1]):
        if not said and listed:
            message = f"the entry has no title: the list has {quoted(paper.title)}"
            yield Difference(rules.TITLE_DIFFERS, "title", paper.title, None, message)
        return
    if not set(said).isdisjoint(listed):
        if not (published and is_preprint(entry)):
            message = f"retitled: the paper is called {quoted(paper.title)} now"
            yield Difference(rules.RETITLED, "title", paper.title, entry.title, message)
        return
    title = whole_title(entry)
    one, other = (_plain_title(text) for text in (title, paper.title))
    if one == other:
        return
    message = f"title differs: the list has {quoted(paper.title)}"
    short = (_plain_title(paper.title.partition(": ")[0]) == one) and ": " in paper.title
    severity = None
    if short:
        message = f"the title lacks its subtitle: the list has {quoted(paper.title)}"
        severity = Severity.NOTE
    yield Difference(rules.TITLE_DIFFERS, "title", paper.title, title, message, severity)


def _plain_title(title: str) -> str:
    """*title* squashed, without a remark behind it and without the word `and`."""
    plain = fold(re.sub(f"(?i){_REMARK}", "", title.replace("&amp;", "&")))
    for british, american in _SPELLINGS:
        plain = re.sub(british, american, plain)
    return "".join(word for word in plain.split() if word != "and")


def _people(entry: Record, paper: Record) -> Iterator[Difference]:
    if not paper.authors or list(entry.authors) == list(paper.authors):
        return
    authors, complete = people_of(entry)
    has, says = _names(paper), _names(entry)
    if not authors:
        if not complete or entry.raw.get("editor"):
            return
        message = f"the entry names no authors: the list has {quoted(has)}"
        yield Difference(rules.AUTHORS_MISSING, "author", has, None, message)
        return
    names = people.compared(authors, paper.authors)

    def difference(rule: Rule, message: str) -> Difference:
        return Difference(rule, "author", has, says, message)

    together = [name for name in authors if people.run_together(name, paper.authors)]
    if together:
        message = (
            f"{quoted(together[0])} is one person for BibTeX: separate names by ` and `; "
            f"the list has {_listed(paper.authors)}"
        )
        yield difference(rules.AUTHORS_DIFFER, message)
        return

    others = names.others
    if others and (paper.authors_complete or max(others) < len(paper.authors)):
        who = _listed([authors[number] for number in others])
        missing = [paper.authors[number] for number in names.missing]
        instead = f"; the list has {_listed(missing)}" if missing else ""
        verb = "is" if len(others) == 1 else "are"
        yield difference(
            rules.AUTHORS_DIFFER, f"{who} {verb} not among the paper's authors{instead}"
        )
        return
    if not names.in_order:
        first = _listed(paper.authors[:_NAMED])
        yield difference(rules.AUTHOR_ORDER, f"the authors stand in another order: {first}, ...")
    missing_places = names.missing
    if not complete and missing_places == tuple(range(len(authors), len(paper.authors))):
        return
    if missing_places and names.in_order:
        who = _listed([paper.authors[number] for number in missing_places])
        count = counted(len(missing_places), "author")
        message = f"{count} missing: {who}"
        if complete and missing_places[0] == len(authors):
            message += "; add them, or `and others`"
        yield difference(rules.AUTHORS_MISSING, message)


def _names(record: Record) -> str:
    return "; ".join((*record.authors, *(() if record.authors_complete else ("others",))))


def _listed(names: Sequence[str]) -> str:
    shown = [quoted(name) for name in names[:_NAMED]]
    more = len(names) - len(shown)
    return ", ".join((*shown, *((f"{more} more",) if more else ())))


def _years(entry: Record, paper: Record) -> Iterator[Difference]:
    if entry.year is None or paper.year is None or entry.year == paper.year:
        return
    if entry.year in years_of(paper) and (
        paper.preprint or not entry.venue or _appeared_online(paper)
    ):
        return
    message = f"year {entry.year} differs: the list has {paper.year}"
    says, has = str(entry.year), str(paper.year)
    field = "year" if "year" in entry.raw or not entry.raw.get("date") else "date"
    yield Difference(rules.YEAR_DIFFERS, field, has, says, message)


def _appeared_online(paper: Record) -> bool:
    """Whether the first release of *paper* is its publisher's, and not a preprint's."""
    identifier = arxiv_of(paper)
    return paper.type == "article" and (
        identifier is None or arxiv_month(identifier) != paper.released
    )


def _pages(entry: Record, paper: Record) -> Iterator[Difference]:
    one, other = entry.raw.get("pages"), paper.raw.get("pages")
    if not one or not other or one == other or pages.agree(one, other):
        return
    says, has = content(entry, "pages"), content(paper, "pages")
    if not pages.agree(says, has):
        message = f"pages {quoted(says)} differ: the list has {quoted(has)}"
        yield Difference(rules.PAGES_DIFFER, "pages", has, says, message)


def _dois(entry: Record, paper: Record) -> Iterator[Difference]:
    has = doi_of(paper)
    says = doi_of(entry)
    if says is None and entry.doi and not arxiv_of(entry):
        says = entry.doi
    if has and says and has != says:
        message = f"DOI {quoted(says)} differs: the list has {quoted(has)}"
        yield Difference(rules.DOI_DIFFERS, "doi", has, says, message)


def _eprints(entry: Record, paper: Record) -> Iterator[Difference]:
    has, says = arxiv_of(paper), arxiv_of(entry)
    if has and says and has != says:
        message = f"arXiv identifier {quoted(says)} differs: the list has {quoted(has)}"
        yield Difference(rules.EPRINT_DIFFERS, "eprint", has, says, message)
