r"""LaTeX: tables for booktabs that compile with pdflatex as they are, whatever the data hold.

All text is escaped by `latex_escape.to_pdflatex`, but harmless formulas of titles stay formulas.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from mialit.bibtex.model import Entry, Library
from mialit.bibtex.values import expand
from mialit.records.content import readable
from mialit.records.model import Record
from mialit.render.columns import Cell, cell, label
from mialit.stats.counts import Cross
from mialit.text.formulas import printed
from mialit.text.latex_escape import to_pdflatex
from mialit.vocabulary.model import Vocabulary

# What \cite and BibTeX both take for a key, whatever packages are loaded.
_CITABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:./+*?!@;|<>-]*")

_LINE = 81  # characters of \footnotesize on a line of an article, about
_BETWEEN = 2  # characters' room between two columns
# Characters of the longest word that a column holds unbroken: as many as leave some of the width.
_LONGEST_WORD = 15
_SHORTEST = 6
_LEFT_FOR_WORDS = 0.8
_MOST_LEVEL = 5  # columns of numbers whose heads stand level
_FIXED = {"year": 4, "key": 5, "released": 7}


def title(library: Library, entry: Entry) -> str | None:
    """The title as it is written, for pdflatex; None where it has no formula to keep."""
    field = entry.field("title")
    if field is None or not ("$" in field.raw or "\\(" in field.raw or "#" in field.raw):
        return None
    return printed(expand(field.raw, library.strings), readable)


def table(
    records: Sequence[Record],
    columns: Sequence[str] | None,
    vocabulary: Vocabulary,
    titles: Sequence[str | None] = (),
) -> Iterator[str]:
    r"""A longtable of *records*: `\cite` for the key, check marks for code.

    Without *columns* those of the vocabulary without addresses, which the bibliography prints.
    *titles* are those that have formulas, in LaTeX (`title`); the others are None.
    """
    columns = columns or ("key", *(n for n in vocabulary.columns if n not in ("key", "url")))
    checks = {name for name, spec in vocabulary.known.items() if spec.form == "urls"}
    texts = {name: cell(name, vocabulary) for name in columns}
    yield "% Needs \\usepackage{array,booktabs,longtable,amssymb}; amssymb has \\checkmark.\n"
    yield "% For \\cite: \\bibliography of what `mialit export` writes for the same entries.\n"
    yield from _remarks(records, columns, texts)
    yield "{\\footnotesize\\setlength{\\tabcolsep}{4pt}\n"
    widths = _columns(records, columns, checks, texts, vocabulary)
    yield f"\\begin{{longtable}}{{@{{}}{widths}@{{}}}}\n\\toprule\n"
    heads = ("Ref." if name == "key" else to_pdflatex(label(name, vocabulary)) for name in columns)
    yield f"{' & '.join(heads)} \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n"
    for record, formatted in zip_longest(records, titles[: len(records)]):
        cells = (
            ""
            if name == "key" and record.keyless
            else formatted
            if formatted is not None and name == "title"
            else _cell(name, texts[name](record), check=name in checks)
            for name in columns
        )
        yield f"{' & '.join(cells)} \\\\\\addlinespace[2pt]\n"
    yield "\\end{longtable}\n}\n"


def _cell(name: str, text: str, *, check: bool) -> str:
    if name == "key":
        return f"\\cite{{{text}}}" if _CITABLE.fullmatch(text) else ""
    if check:
        return "\\checkmark" if text else ""
    text = to_pdflatex(text)
    # An address may be broken after its slashes.
    return text.replace("/", "/\\allowbreak{}") if name in ("url", "doi") else text


def _remarks(
    records: Sequence[Record], columns: Sequence[str], texts: dict[str, Cell]
) -> Iterator[str]:
    """Comments on what the table cannot show. A comment holds no line end: data are clean."""
    if "key" in columns:
        for record in records:
            if record.keyless:
                yield f"% No \\cite, for the entry has no key: {record.key}\n"
            elif not _CITABLE.fullmatch(record.key):
                yield f"% No \\cite, which cannot take this key: {record.key}\n"
    shown = {letter for record in records for name in columns for letter in texts[name](record)}
    lacking = sorted(letter for letter in shown if to_pdflatex(letter).startswith("{[}U+"))
    if lacking:
        codes = ", ".join(f"U+{ord(letter):04X}" for letter in lacking)
        yield f"% Not in pdflatex's usual fonts, so shown by number: {codes}\n"


def _columns(
    records: Sequence[Record],
    columns: Sequence[str],
    checks: set[str],
    texts: dict[str, Cell],
    vocabulary: Vocabulary,
) -> str:
    """The columns' types; those of text share the width by what they hold."""
    flowing = [name for name in columns if name not in checks and name not in _FIXED]
    contents = {name: [texts[name](record) for record in records] for name in flowing}
    room = _LINE - _BETWEEN * (len(columns) - 1)
    for longest in range(_LONGEST_WORD, _SHORTEST, -1):
        least = {
            name: _FIXED.get(name)
            or _least(label(name, vocabulary), contents.get(name, ()), longest)
            for name in columns
        }
        if sum(least.values()) <= room * _LEFT_FOR_WORDS:
            break
    wanted = dict(least)
    for name, its in contents.items():
        average = sum(map(len, its)) // max(len(its), 1)
        wanted[name] = max(least[name], min(average, 60))
    spare = max(0, room - sum(least.values()))
    wishes = max(1, sum(wanted[name] - least[name] for name in columns))
    types = ""
    for name in columns:
        cells = least[name] + spare * (wanted[name] - least[name]) / wishes
        side = "centering" if name in checks else "raggedright"
        wide = f">{{\\{side}\\arraybackslash\\hspace{{0pt}}}}p{{{cells / _LINE:.3f}\\linewidth}}"
        types += "l" if name in _FIXED else wide
    return types


def _least(head: str, cells: Sequence[str], longest: int) -> int:
    """Characters that hold every word of a column; words above *longest* are hyphenated."""
    words = (word for text in (head, *cells) for word in text.split())
    return min(max(map(len, words), default=1), longest) + 1


def cross(crossed: Cross, vocabulary: Vocabulary, *, turns: bool) -> Iterator[str]:
    """A tabular of counts; *turns* lets the longer axis go down. Empty cells have a dot."""
    if turns and len(crossed.cols.values) > len(crossed.rows.values):
        crossed = crossed.turned()
    rows, cols = (
        to_pdflatex(label(axis.field, vocabulary)) for axis in (crossed.rows, crossed.cols)
    )
    upright = len(crossed.cols.values) > _MOST_LEVEL
    heads = list(map(to_pdflatex, crossed.cols.values))
    if upright:
        heads = [f"\\rotatebox{{90}}{{{head}~}}" for head in heads]
    width = len(heads)
    yield f"% Needs \\usepackage{{{'booktabs,graphicx' if upright else 'booktabs'}}}.\n"
    if crossed.several:
        yield "% Entries with several values are in several cells; All counts each once.\n"
    if crossed.without:
        yield f"% Without a value, and so in no cell: {crossed.without} of {crossed.records}.\n"
    yield "{\\footnotesize\\setlength{\\tabcolsep}{3pt}\n"
    yield f"\\begin{{tabular}}{{@{{}}l{'r' * (width + 1)}@{{}}}}\n\\toprule\n"
    if width:
        yield f"& \\multicolumn{{{width}}}{{c}}{{{cols}}} & \\\\\n\\cmidrule(lr){{2-{width + 1}}}\n"
    yield f"{' & '.join((rows, *heads, 'All'))} \\\\\n\\midrule\n"
    lines = zip(crossed.rows.values, crossed.cells, crossed.row_totals, strict=True)
    for name, counts, total in lines:
        cells = (str(count) if count else "$\\cdot$" for count in counts)
        yield f"{' & '.join((to_pdflatex(name), *cells, str(total)))} \\\\\n"
    totals = (*map(str, crossed.col_totals), str(crossed.total))
    yield f"\\midrule\n{' & '.join(('All', *totals))} \\\\\n\\bottomrule\n\\end{{tabular}}\n}}\n"
