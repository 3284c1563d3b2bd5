"""Rules about DOIs and arXiv identifiers."""

import re
from collections.abc import Iterator, Mapping

from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry, Field
from mialit.curation.placement import set_in_order
from mialit.lint.base import Content, Context, Violation, if_possible, literal, rule
from mialit.records.identifiers import arxiv, doi, doi_as_written
from mialit.text.phrases import quoted

# What is put before a DOI by mistake. Addresses of publishers' pages are left to `identifiers`.
_DOI_LEAD = re.compile(
    r"(?i)\s*(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi\s*:?\s*)(?=10\.)"
)
_ARXIV_LEAD = re.compile(r"(?i)\s*(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv\s*:\s*)")
# Where identifiers are hidden, the likeliest first, and the fields that say the same rightly.
_HIDING = ("url", "journal", "journaltitle", "howpublished", "note", "volume", "number", "ee")
_SAYING = {"doi": {"doi"}, "eprint": {"eprint", "arxiv", "arxivid"}}
_CALLED = {"doi": "DOI", "eprint": "arXiv identifier"}
_WRAPPED = re.compile(r"\s*\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}\s*\.?\s*")
_ARCHIVES = ("archiveprefix", "eprinttype")


@rule(
    "doi-form",
    "`doi` does not hold a DOI alone.",
    "DOI Handbook, section 2: a DOI is `10.`, a registrant's number, a slash and a suffix. "
    "Styles put the resolver's address before it. Fixed by removing the prefix.",
    "@misc{a, doi = {https://doi.org/10.1145/3523273}}",
    "@misc{a, doi = {10.1145/3523273}}",
    touches=("doi",),
)
def _doi_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents("doi"):
        text = content.text
        if not text.strip():
            continue
        known = doi(text)
        if known is None:
            yield Violation(
                content.span, f"{quoted(text)} is not a DOI; a DOI begins with 10. and a number"
            )
            continue
        lead = _DOI_LEAD.match(text)
        # LaTeX's escapes (`10.1007/978-3\_27`) and a name alone are left as they are.
        if lead and doi(text[lead.end() :]) == known:
            message = "write the DOI alone, without the resolver's address"
            yield Violation(content.span, message, (content.edit(0, lead.end(), ""),))
        elif "://" in text or "/doi/" in text:
            yield Violation(content.span, f"write the DOI alone: {quoted(known)}")


@rule(
    "arxiv-form",
    "`eprint` does not hold an arXiv identifier alone, or nothing says that it is one.",
    "arXiv's own form (info.arxiv.org/help/arxiv_identifier): `eprint` has the identifier, "
    "`archiveprefix` (biblatex: `eprinttype`) the word arXiv. Fixed where `arXiv:` or an "
    "address precedes it.",
    "@misc{a, eprint = {arXiv:2103.07853}, archiveprefix = {arXiv}}",
    "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}",
    touches=("eprint", "archiveprefix"),
)
def _arxiv_form(context: Context) -> Iterator[Violation]:
    for entry, content in context.contents("eprint"):
        text = content.text.strip()
        if not text:
            continue
        archive = next(filter(None, (context.stated(entry, name) for name in _ARCHIVES)), "")
        if archive and archive.lower() != "arxiv":
            continue
        identifier = arxiv(text)
        lead = _ARXIV_LEAD.match(content.text)
        if identifier is None:
            if archive or lead:
                message = f"{quoted(text)} is not an arXiv identifier, such as 2103.07853"
                yield Violation(content.span, message)
        elif lead:
            yield Violation(
                content.span,
                f"write the identifier alone: {quoted(identifier)}",
                _bare(context, entry, content, lead.end(), archive),
            )
        elif not archive:
            message = f"nothing says that {quoted(text)} is at arXiv; add archiveprefix = {{arXiv}}"
            yield Violation(content.span, message)


def _bare(
    context: Context, entry: Entry, content: Content, lead: int, archive: str
) -> tuple[Edit, ...]:
    """The identifier without *lead*, and a field that says it is arXiv's where none does."""
    rest = content.text[lead:].strip()
    if rest.lower().endswith(".pdf"):
        rest = rest[:-4]
    if arxiv(rest) is None:
        return ()
    bare = content.edit(0, len(content.text), rest)
    if archive:
        return (bare,)
    said = if_possible(set_field, context.library, entry, "archiveprefix", "arXiv")
    return (bare, *said) if said else ()


@rule(
    "hidden-identifier",
    "A DOI or an arXiv identifier stands only in an address, a note or the journal's name.",
    "Styles and programs look for `doi` and `eprint`. Fixed by adding the field; what is there "
    "stays. Beside a publication an arXiv address is left alone: it may be the only open copy.",
    "@article{a,\n  title = {One},\n  journal = {arXiv preprint arXiv:2103.07853},\n}",
    "@article{a,\n  title = {One},\n  journal = {arXiv preprint arXiv:2103.07853},\n"
    "  eprint = {2103.07853},\n  archiveprefix = {arXiv},\n}",
    touches=("doi", "eprint", "archiveprefix"),
)
def _hidden_identifier(context: Context) -> Iterator[Violation]:
    for entry in context.library.entries:
        fields = {field.name.lower(): field for field in context.fields(entry)}
        for name in _HIDING:
            content = literal(fields[name]) if name in fields else None
            if content is None or not (known := _hidden(name, content.text)):
                continue
            kind, value = known
            if fields.keys() & _SAYING[kind] or (kind == "eprint" and _is_published(fields)):
                continue
            added = {"doi": {"doi": value}}.get(kind, {"eprint": value, "archiveprefix": "arXiv"})
            edits = [
                if_possible(set_in_order, context.library, entry, each, text, context.vocabulary)
                for each, text in added.items()
            ]
            shown = " and ".join(f"`{each} = {{{text}}}`" for each, text in added.items())
            message = f"`{name}` alone has the {_CALLED[kind]}; add {shown}"
            fix = tuple(edit for each in edits for edit in each) if all(edits) else ()
            yield Violation(content.span, message, fix)
            break


def _hidden(name: str, text: str) -> tuple[str, str] | None:
    """The identifier that *text*, of the field *name*, is as a whole, with its kind."""
    lower = text.lower()
    if "10." not in lower and "arxiv" not in lower and "abs/" not in lower:
        return None
    unwrapped = _WRAPPED.fullmatch(text)
    text = (unwrapped[1] if unwrapped else text).strip()
    if ("arxiv" in lower or "abs/" in lower) and (identifier := arxiv(text)):
        return "eprint", identifier
    if name in ("url", "howpublished", "note", "ee") and (known := doi_as_written(text)):
        return "doi", known
    return None


def _is_published(fields: Mapping[str, Field]) -> bool:
    """Whether the entry names where it was published, besides the archive."""
    if not fields.keys().isdisjoint({"doi", "booktitle", "publisher", "isbn", "school"}):
        return True
    journals = (fields[name].raw.lower() for name in ("journal", "journaltitle") if name in fields)
    return any("arxiv" not in each and "corr" not in each for each in journals)
