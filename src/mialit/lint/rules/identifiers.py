"""Rules about DOIs and arXiv identifiers."""

import re
from collections.abc import Iterator

from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry
from mialit.lint.base import Content, Context, Violation, if_possible, quoted, rule
from mialit.records.identifiers import arxiv, doi

# What is put before a DOI by mistake. Addresses of publishers' pages are left to `identifiers`.
_DOI_LEAD = re.compile(
    r"(?i)\s*(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi\s*:?\s*)(?=10\.)"
)
_ARXIV_LEAD = re.compile(r"(?i)\s*(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv\s*:\s*)")
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
