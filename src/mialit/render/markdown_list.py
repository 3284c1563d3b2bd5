"""The list as a Markdown document: tables under headings by kind and year, newest first.

`importing.markdown_list` reads what this writes: every cell, links included, comes back as it was.
"""

from collections.abc import Iterator, Sequence

from mialit.records.links import paper_link
from mialit.records.model import Record
from mialit.render import markdown_table as markdown
from mialit.render.columns import label
from mialit.render.entry_detail import authors_text
from mialit.text.markdown import escaped
from mialit.vocabulary.model import Vocabulary

_KIND = "kind"
_REMARK = "<!-- Written by mialit render from the .bib file: changes made here will be lost. -->"


def default_columns(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The vocabulary's columns without the key, which is of no use to a reader of the table."""
    return tuple(column for column in vocabulary.columns if column != "key")


def listing(
    records: Sequence[Record], columns: Sequence[str], vocabulary: Vocabulary
) -> Iterator[str]:
    """The tables, without the document's title; records of a section keep their order.

    A paper of several kinds stands once, under the first that its entry names. Kinds come in the
    vocabulary's order, years newest first. A list without a vocabulary and without kinds has
    headings by year alone. Without any record there is an empty table.
    """
    yield f"{_REMARK}\n"
    head = markdown.head([label(column, vocabulary) for column in columns])
    if not records:
        yield f"\n{head}"
    kinds = _kinds(records, vocabulary)
    for kind in kinds:
        name, title = _names(kind, vocabulary)
        if kinds != [""]:
            yield f"\n## {escaped(title)}\n"
        chosen = [record for record in records if (record.one(_KIND) or "") == kind]
        papers = "Papers" if kinds == [""] else f"{name} papers"
        level = "###"
        if kinds == [""] and not vocabulary.curated:
            papers, level = "", "##"
        for year in sorted({record.year or 0 for record in chosen}, reverse=True):
            heading = f"{escaped(papers)} {year or 'without a year'}".strip()
            yield f"\n{level} {heading[:1].upper()}{heading[1:]}\n\n{head}"
            for record in chosen:
                if (record.year or 0) == year:
                    yield markdown.line(_cell(record, column, vocabulary) for column in columns)


def document(body: str, vocabulary: Vocabulary) -> str:
    """*body* as a file of its own, under the list's title."""
    return f"# {escaped(vocabulary.title)}\n\n{body}" if vocabulary.title else body


def _kinds(records: Sequence[Record], vocabulary: Vocabulary) -> list[str]:
    """The first kinds of *records*: those declared, others, and "" for papers of none."""
    present = {record.one(_KIND) or "": None for record in records}
    spec = vocabulary.fields.get(_KIND)
    declared = [value.name for value in spec.values] if spec else []
    known = [kind for kind in declared if kind in present]
    others = [kind for kind in present if kind and kind not in known]
    return [*known, *others, *([""] if "" in present else [])]


def _names(kind: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The name of a kind, and its heading: the full name where the vocabulary has one."""
    if not kind:
        return "Other", "Other papers"
    spec = vocabulary.fields.get(_KIND)
    value = spec.value(kind) if spec else None
    name = value.name if value else kind
    name = name[:1].upper() + name[1:]
    return name, value.title if value and value.title else name


def _cell(record: Record, column: str, vocabulary: Vocabulary) -> str:
    if column == "authors":
        return escaped(authors_text(record))
    text = markdown.entry_cell(record, column, paper_link(record), vocabulary)
    return f"**{text}**" if column == "title" and text else text
