"""Rules about single entries: missing fields, contradictions, preprints and keys."""

import re
from collections.abc import Iterator

from mialit.bibtex.crossref import inherited, parent_key
from mialit.bibtex.field_names import REQUIRED
from mialit.bibtex.model import Entry, Span
from mialit.curation.citekey import follows, key_for
from mialit.errors import FileProblem, Severity, UsageProblem
from mialit.lint.base import Context, Violation, rule
from mialit.query.filters import Test, bind
from mialit.query.syntax import parse
from mialit.records.identifiers import ARXIV_REGISTRANT, arxiv, arxiv_month, doi
from mialit.records.model import Record
from mialit.text.phrases import quoted

# What a cross-reference to an entry of another file may stand for.
_OF_PROCEEDINGS = {"booktitle", "year", "publisher"}
_STALE_YEARS = 2

# DOIs in which registrants write a year. `exact`: that of publication; else the conference's,
# whose proceedings may appear in the year after it.
_DOI_YEARS = (
    (re.compile(r"10\.14722/[a-z-]+\.((?:19|20)\d\d)\."), True),  # NDSS
    (re.compile(r"10\.(?:2478|56553)/popets-((?:19|20)\d\d)-"), True),  # PoPETs
    (re.compile(r"10\.18653/v1/((?:19|20)\d\d)\."), True),  # ACL Anthology
    (re.compile(r"10\.24963/(?:ijcai|kr)\.((?:19|20)\d\d)/"), True),
    (re.compile(r"10\.1109/[a-z&-]+\d*\.((?:19|20)\d\d)\.\d{1,5}\Z"), False),  # IEEE conferences
)  # fmt: skip


@rule(
    "missing-field",
    "An entry lacks a field that its type needs, or that the list asks for.",
    "BibTeXing, section 3.1, lists the fields of each type; biblatex's names for them count "
    "too, and so do fields inherited through `crossref`. The vocabulary names what else a list "
    "asks for, as `needed`.",
    "@inproceedings{a, author = {Hu, Li}, title = {One}, year = {2020}}",
    "@inproceedings{a, author = {Hu, Li}, title = {One}, booktitle = {Two}, year = {2020}}",
)
def _missing_field(context: Context) -> Iterator[Violation]:
    needed = _needed(context) if context.own else []
    for entry, record in context.items:
        present = {
            field.name.lower()
            for field in context.fields(entry)
            if context.text(field).strip(" {}\t\r\n")
        }
        have = present.union(inherited(context.library, entry))
        if "crossref" in present:
            key = parent_key(context.library, entry)
            files = (context.library, *context.library.neighbours.libraries)
            here = any(key in library.by_key for library in files)
            have |= {"booktitle"} if here else _OF_PROCEEDINGS
        missing = [
            names for names in REQUIRED.get(entry.type, ()) if have.isdisjoint(names.split("|"))
        ]
        for names in missing:
            shown = " or ".join(f"`{name}`" for name in names.split("|"))
            message = f"the entry has no {shown}, which an @{entry.type} needs"
            yield Violation(context.key_span(entry), message)
        stated = {name for names in missing for name in names.split("|")}
        for name, test in needed:
            known = name in have or (name == "year" and "date" in have)
            if not known and name not in stated and test(record):
                message = f"the entry has no `{name}`, which this list asks for"
                yield Violation(context.key_span(entry), message)


def _needed(context: Context) -> list[tuple[str, Test]]:
    """The fields that a list asks for, each with the test of the entries that need it."""
    vocabulary = context.vocabulary
    queries = {name: spec.needed for name, spec in vocabulary.fields.items()}
    queries |= vocabulary.lint.needed
    needed = []
    for name, query in queries.items():
        if query is None:
            continue
        try:
            needed.append((name, bind(parse(query), vocabulary, context.records).matches))
        except UsageProblem as error:
            declared = name in vocabulary.fields
            setting = f"fields.{name}.needed" if declared else f"lint.needed.{name}"
            raise FileProblem(f"{setting}: {error}") from None
    return needed


@rule(
    "published-preprint",
    "An entry is marked as a preprint but has what only a publication has.",
    "A DOI that is not arXiv's, proceedings, or a range of pages.",
    "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}, doi = {10.1145/3523273}}",
    "@article{a, author = {Hu, Li}, title = {One}, journal = {CSUR}, year = 2022,\n"
    "  eprint = {2103.07853}, archiveprefix = {arXiv}, doi = {10.1145/3523273}}",
)
def _published_preprint(context: Context) -> Iterator[Violation]:
    for entry, record in context.items:
        if not record.preprint:
            continue
        stated = doi(context.stated(entry, "doi"))
        if stated and not stated.startswith(ARXIV_REGISTRANT) and arxiv(stated) is None:
            why = f"the DOI {quoted(stated)} is a publisher's"
        elif entry.type != "article" and context.stated(entry, "booktitle"):
            why = "it has a `booktitle`"
        elif re.search(r"\d\s*-+\s*\d", context.stated(entry, "pages")):
            why = "it has a range of pages"
        else:
            continue
        message = f"the entry is marked as a preprint, but {why}; say where it was published"
        yield Violation(_span(context, entry, "venue", "journal", "doi"), message)


@rule(
    "stale-preprint",
    "A preprint is older than two years.",
    "It may have been published since. Counted from the month of release, else from the end of "
    "the year. A note, for a maintainer to work through.",
    "@misc{a, eprint = {1706.03762}, archiveprefix = {arXiv}, year = {2017}}",
    "@article{a, author = {Hu, Li}, title = {One}, journal = {CSUR}, year = {2017},\n"
    "  eprint = {1706.03762}, archiveprefix = {arXiv}}",
    severity=Severity.NOTE,
    needs_own_vocabulary=True,
)
def _stale_preprint(context: Context) -> Iterator[Violation]:
    limit = f"{context.today.year - _STALE_YEARS:04}-{context.today.month:02}"
    for entry, record in context.items:
        if not record.preprint:
            continue
        month = record.released or (arxiv_month(record.eprint) if record.eprint else None)
        since = month or (str(record.year) if record.year else "")
        # A year alone counts from its end.
        if since and (since if month else f"{since}-12") < limit:
            message = f"a preprint since {since}; check whether it has been published"
            yield Violation(_span(context, entry, "venue", "eprint"), message)


@rule(
    "year-conflict",
    "The year contradicts the month of release or the DOI.",
    "Nothing is published before it is released. The DOI counts where the registrant puts in "
    "it the year of publication (NDSS, PoPETs, ACL, IJCAI) or of the conference (IEEE, whose "
    "proceedings may appear a year later).",
    "@article{a, title = {One}, doi = {10.2478/popets-2022-0023}, year = {2012}}",
    "@article{a, title = {One}, doi = {10.2478/popets-2022-0023}, year = {2022}}",
)
def _year_conflict(context: Context) -> Iterator[Violation]:
    for entry, record in context.items:
        if record.year is not None and (message := _contradicted(record.year, record)):
            yield Violation(_span(context, entry, "year", "date"), message)


def _contradicted(year: int, record: Record) -> str:
    """What says that *year*, the record's, is wrong; "" where nothing does."""
    released = record.released
    if released and released[:4].isdigit() and int(released[:4]) > year:
        return f"published in {year}, but released in {quoted(released)}"
    if record.preprint:
        month = arxiv_month(record.eprint or "")
        later = month and int(month[:4]) > year
        return f"a preprint of {year}, but arXiv has it since {month}" if later else ""
    name = doi(record.doi or "") or ""
    for pattern, exact in _DOI_YEARS:
        found = pattern.match(name)
        if found and year - int(found[1]) not in ((0,) if exact else (0, 1)):
            return f"the year is {year}, but the DOI says {found[1]}"
    return ""


@rule(
    "key-style",
    "A key is not in the list's style.",
    'Checked where the vocabulary says `keys = "family-year-word"`. The year may be that of '
    "release, the word may come from an earlier title, and a letter may follow. Never fixed, "
    "because a published key does not change; `mialit rename` changes one that may.",
    "@misc{Hu21, author = {Hu, Li}, title = {The Attack}, year = {2021}}",
    "@misc{hu2021attack, author = {Hu, Li}, title = {The Attack}, year = {2021}}",
    needs_own_vocabulary=True,
)
def _key_style(context: Context) -> Iterator[Violation]:
    if not context.own and not context.vocabulary.lint.keys:
        return
    for entry, record in context.items:
        if record.keyless or not record.authors or not record.title:
            continue
        if follows(entry.key, record):
            continue
        message = "the list's keys are family name, year and first word of the title: "
        message += quoted(key_for(record, ()))
        yield Violation(context.key_span(entry), message)


def _span(context: Context, entry: Entry, *names: str) -> Span:
    """The span of the first of the fields *names* that the entry has, else of its key."""
    field = next(filter(None, map(entry.field, names)), None)
    return field.span if field else context.key_span(entry)
