"""What is new between two versions of a list: as text, Markdown, data, BibTeX."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mialit.curation.versions import Change, Difference
from mialit.records.links import paper_link
from mialit.render.data_formats import Facts
from mialit.render.markdown_table import link
from mialit.text.markdown import escaped
from mialit.text.phrases import shortened

_HEADS = {
    Change.NEW: "New",
    Change.PUBLISHED: "Now published",
    Change.CHANGED: "Changed",
    Change.GONE: "Gone",
}
_LONGEST = 70  # characters of a value that a line shows


def lines(found: Sequence[Difference]) -> Iterator[str]:
    """A line a paper under a heading a change, and a line a field that changed."""
    for change, papers in groupby(found, key=lambda each: each.change):
        several = list(papers)
        yield f"{_HEADS[change]} ({len(several)})"
        for each in several:
            record = each.record
            said = " ".join(filter(None, (str(record.year or ""), record.title)))
            yield f"  {record.key}  {said}"
            for name, (has, says) in each.fields.items():
                yield f"    {name}: {_shown(has)} -> {_shown(says)}"


def markdown(found: Sequence[Difference]) -> Iterator[str]:
    """A list of papers under a heading a change."""
    for change, papers in groupby(found, key=lambda each: each.change):
        yield f"## {_HEADS[change]}\n\n"
        for each in papers:
            record = each.record
            title = escaped(record.title or record.key)
            parts = [link(paper_link(record), title) or title]
            parts += [escaped("; ".join(record.authors))] if record.authors else []
            parts += [escaped(text) for text in (record.venue, str(record.year or "")) if text]
            changed = f" ({escaped(', '.join(each.fields))})" if each.fields else ""
            yield f"- {', '.join(parts)}{changed}\n"
        yield "\n"


def facts(each: Difference) -> Facts:
    """A difference as data; part of the public contract, where changes only add."""
    record = each.record
    return {
        "change": str(each.change),
        "key": record.key,
        "title": record.title,
        "authors": list(record.authors),
        "year": record.year,
        "venue": record.venue,
        "url": paper_link(record),
        "fields": [
            {"field": name, "has": has or None, "says": says or None}
            for name, (has, says) in each.fields.items()
        ],
    }


def _shown(text: str) -> str:
    return shortened(text or "(none)", _LONGEST)
