"""Rules about DOIs and arXiv identifiers."""

import re
from collections.abc import Iterator

from mialit.bibtex.edit_fields import set_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Entry
from mialit.lint.base import Content, Context, Fault, Rule, Severity, if_possible, quoted
from mialit.records.identifiers import arxiv, doi

# What is put before a DOI by mistake. Addresses of publishers' pages are left to `identifiers`.
_DOI_LEAD = re.compile(
    r"(?i)\s*(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/|(?:info:)?doi\s*:?\s*)(?=10\.)"
)
_ARXIV_LEAD = re.compile(r"(?i)\s*(?:(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/|arxiv\s*:\s*)")
_ARCHIVES = ("archiveprefix", "eprinttype")


def _doi_form(context: Context) -> Iterator[Fault]:
    for _, content in context.contents("doi"):
        text = content.text
        if not text.strip():
            continue
        known = doi(text)
        if known is None:
            yield Fault(content.span, f"{quoted(text)} is no DOI; one begins with 10. and a number")
            continue
        lead = _DOI_LEAD.match(text)
        # LaTeX's escapes (`10.1007/978-3\_27`) and a name alone are left as they are.
        if lead and doi(text[lead.end() :]) == known:
            message = "`doi` holds the name alone, without what resolves it"
            yield Fault(content.span, message, (content.edit(0, lead.end(), ""),))
        elif "://" in text or "/doi/" in text:
            yield Fault(content.span, f"`doi` holds the name alone: {quoted(known)}")


def _arxiv_form(context: Context) -> Iterator[Fault]:
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
                message = f"{quoted(text)} is no arXiv identifier; one is like 2103.07853"
                yield Fault(content.span, message)
        elif lead:
            yield Fault(
                content.span,
                f"`eprint` holds the identifier alone: {quoted(identifier)}",
                _bare(context, entry, content, lead.end(), archive),
            )
        elif not archive:
            message = f"nothing says that {quoted(text)} is at arXiv; add archiveprefix = {{arXiv}}"
            yield Fault(content.span, message)


def _bare(
    context: Context, entry: Entry, content: Content, lead: int, archive: str
) -> tuple[Edit, ...]:
    """The identifier without *lead*; that it is arXiv's has to be said elsewhere then."""
    rest = content.text[lead:].strip()
    if rest.lower().endswith(".pdf"):
        rest = rest[:-4]
    if arxiv(rest) is None:
        return ()
    bare = content.edit(0, len(content.text), rest)
    if archive:
        return (bare,)
    said = if_possible(lambda: set_field(context.library, entry, "archiveprefix", "arXiv"))
    return (bare, *said) if said else ()


RULES = (
    Rule(
        "doi-form",
        Severity.WARNING,
        "`doi` holds something else than a DOI's name.",
        "DOI Handbook, section 2: a name is `10.`, a registrant's number, a slash and a suffix. "
        "Styles put the resolver's address before it. Fixed by taking the prefix away.",
        "@misc{a, doi = {https://doi.org/10.1145/3523273}}",
        "@misc{a, doi = {10.1145/3523273}}",
        _doi_form,
        fixable=True,
    ),
    Rule(
        "arxiv-form",
        Severity.WARNING,
        "`eprint` holds something else than an arXiv identifier, or nothing says that it is one.",
        "arXiv's own form (info.arxiv.org/help/arxiv_identifier): `eprint` has the identifier, "
        "`archiveprefix` (biblatex: `eprinttype`) the word arXiv. Fixed where `arXiv:` or an "
        "address stands before it.",
        "@misc{a, eprint = {arXiv:2103.07853}, archiveprefix = {arXiv}}",
        "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}",
        _arxiv_form,
        fixable=True,
    ),
)
