"""Changes of a file as edits of its text: what no edit covers stays, to the byte.

Each function here gives the edits of one change and changes nothing; `changed` applies edits,
reads the result and holds it against what was there. An edit looks like what stands around it:
indent, alignment, delimiters, comma and line end are the entry's own, or the file's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mialit import style
from mialit.bibtex import read
from mialit.errors import FileProblem, MialitError, UsageProblem
from mialit.model import Block, Broken, Entry, Field, Library, Problem, Span
from mialit.text import clean
from mialit.values import MONTHS, expand, is_strict, macros, pieces, undefined

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_WITH_BLOCK = re.compile(r"(?m)^[^\S\n]*@")
_HEAD = re.compile(r"@\s*\w[^\s{(]*\s*[{(]\s*")
_KEY = re.compile(r"[^\s,={}()\"#%\\~@]+")
_NAME = re.compile(r"""[^\s"#%'(),={}]+""")
_COMMA = re.compile(r"\s*,")
_SEPARATOR = re.compile(r"\s*,\s*")
_COMMENT_TO_LINE_END = re.compile(r"[ \t]*%[^\r\n]*")
_TO_LINE_END = re.compile(r"[ \t]*(?=[\r\n]|\Z)")

# Fields whose value is the key of another entry, or several keys with commas between.
_REFERENCES = ("crossref", "xref", "xdata", "related", "entryset")
# Fields in which TeX's special characters stand as they are.
VERBATIM = frozenset({"url", "doi", "eprint", "file", "code", "pdf", *_REFERENCES})
_SPECIAL = re.compile(r"\\.|\$[^$]*\$|[&%#_]", re.DOTALL)


@dataclass(frozen=True, order=True, slots=True)
class Edit:
    """*replacement* for the text of *span*: "" deletes, an empty span inserts.

    Offsets are those of `Library.text`: code points from 0, the end exclusive.
    """

    span: Span
    replacement: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """*text* with *edits*; insertions at one place stay in their order.

    Raises ValueError when two edits overlap.
    """
    parts = []
    at = 0
    for edit in _ordered(edits):
        parts += [text[at : edit.span.start], edit.replacement]
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def changed(library: Library, edits: Iterable[Edit]) -> Library:
    """*library* with *edits*, read again.

    Raises FileProblem for a character that the file's encoding has not, and MialitError when
    the text, read again, holds another block than before outside the edits, or a fault more.
    """
    ordered = _ordered(edits)
    added = "".join(edit.replacement for edit in ordered)
    if library.encoding == "unknown-8bit" and not added.isascii():
        raise FileProblem(
            f"{library.name}: is neither ASCII nor UTF-8, so {clean(_not_ascii(added))!r} cannot "
            "be written to it; convert it first: iconv -f LATIN1 -t UTF-8 FILE > NEW"
        )
    try:
        data = apply(library.text, ordered).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise UsageProblem("the new text holds half a character, which no file can") from None
    result = read(data, library.name)
    _compare(library, result, ordered)
    return result


def set_field(library: Library, entry: Entry, name: str, content: str) -> tuple[Edit, ...]:
    """Gives the field *name* of *entry* the value *content*; adds it at the end if there is none.

    *content* is BibTeX source without the delimiters. Of a repeated field the first changes.
    () where the value is that already. A month's name stays a macro, a number without
    delimiters one, and a macro the macro that *content* names, if it names one.
    Raises UsageProblem for a content with unbalanced braces, FileProblem at a fault of the file.
    """
    content = _checked(library, name, content)
    field = entry.field(name)
    if field is None:
        _check_name(name)
        return _added(library, entry, name, content)
    if field.raw and is_strict(field.raw) and expand(field.raw, library.strings) == content:
        return ()
    _refuse_faults(library, entry, field.value_span)
    raw = _value_like(library, entry, field, content)
    return () if raw == field.raw else (Edit(field.value_span, raw),)


def remove_field(library: Library, entry: Entry, name: str | Field) -> tuple[Edit, ...]:
    """Removes the field *name* with its comma and line; of a repeated one every occurrence.

    Given a `Field`, removes that one alone. () where there is none.
    """
    if isinstance(name, Field):
        doomed = [name]
    else:
        doomed = [field for field in entry.fields if field.name.lower() == name.lower()]
    return _merged([_removal(library, entry, field) for field in doomed])


def rename_key(library: Library, entry: Entry, key: str) -> tuple[Edit, ...]:
    """Gives *entry* the key *key*, also where other entries refer to it (`crossref` and such).

    Raises UsageProblem for a text that is no key and for the key of another entry.
    """
    if key == entry.key:
        return ()
    if not _KEY.fullmatch(key) or not key.isprintable():
        raise UsageProblem(
            f'{key!r} cannot be a key; a key has no blanks and none of , = {{ }} ( ) " # % \\ ~ @'
        )
    for other in library.entries:
        if other is not entry and other.key.lower() == key.lower():
            raise UsageProblem(
                f"{key!r} is the key of the entry at {library.name}:{library.line(other.span)}"
            )
    span = _key_span(library, entry)
    _refuse_faults(library, entry, span)
    return (Edit(span, key), *_references(library, entry, key))


def insert_entry(library: Library, source: str, before: Entry | None) -> tuple[Edit, ...]:
    """Puts *source*, one entry, before the entry *before*, or behind the last one.

    Blank lines between entries are as many as the file has; line ends are the file's. A comment
    on the lines directly above *before* stays with it, but not the one that begins the file.
    """
    line_end = style.newline(library.text)
    source = _LINE_END.sub(line_end.replace("\\", ""), source.strip())
    between = line_end * _lines_between(library)
    text = library.text
    if before is not None:
        at = _above(library, before)
        head = "" if at == 0 or text[at - 1] in "\r\n\ufeff" else line_end
        return (Edit(Span(at, at), f"{head}{source}{between}"),)
    last = next((block for block in reversed(library.blocks) if isinstance(block, Entry)), None)
    if last is not None:
        at = last.span.end
        for pattern in (_TO_LINE_END, _COMMENT_TO_LINE_END):
            if rest := pattern.match(text, at):
                at = rest.end()
                break
        return (Edit(Span(at, at), f"{between}{source}"),)
    at = len(text)
    head = ""
    if text.strip("\ufeff \t\r\n"):
        present = text[len(text.rstrip()) :]
        wanted = 2 - (present.count("\n") or present.count("\r"))
        head = line_end * max(wanted, 0)
    return (Edit(Span(at, at), f"{head}{source}{line_end}"),)


def remove_entry(library: Library, entry: Entry) -> tuple[Edit, ...]:
    """Removes *entry* and the blank lines that set it off; comments stay."""
    _refuse_faults(library, entry, entry.span)
    text = library.text
    start, end = entry.span
    while start and text[start - 1] in " \t":
        start -= 1
    after = end
    while after < len(text) and text[after].isspace():
        after += 1
    if after < len(text) and (start == 0 or text[start - 1] in "\r\n\ufeff"):
        # Blanks that indent what follows are its own.
        while after > end and text[after - 1] in " \t":
            after -= 1
        return (Edit(Span(start, after), ""),)
    if after < len(text):
        return (Edit(Span(entry.span.start, after), ""),)
    while start and text[start - 1].isspace():
        start -= 1
    if start == 0 or text[:start] == "\ufeff":
        return (Edit(Span(start, len(text)), ""),)
    return (Edit(Span(start, end), ""),)


def new_entry(type_: str, key: str, fields: Sequence[tuple[str, str]], like: Library) -> str:
    """Source of an entry in the style of the file *like*; the fields' contents are BibTeX source.

    Raises UsageProblem for a content with unbalanced braces or a name or key that is none.
    """
    if not _KEY.fullmatch(key):
        raise UsageProblem(f"{key!r} cannot be a key")
    look = style.of_file(like)
    lines = []
    for name, content in fields:
        _check_name(name)
        lines.append(look.lead + look.field(name, _checked(like, name, content)))
    comma = "," if look.trailing_comma or not lines else ""
    return (
        f"@{look.type_case(type_)}{{{key},{','.join(lines)}{comma if lines else ''}{look.close}}}"
    )


def escaped(name: str, text: str) -> str:
    r"""*text* as BibTeX source for the field *name*: `S&P` -> `S\&P`.

    What is LaTeX already (commands, `\&`, formulas, braces) stays, and so do addresses and
    identifiers, in which these characters are meant.
    """
    if name.lower() in VERBATIM:
        return text
    return _SPECIAL.sub(lambda sign: sign[0] if len(sign[0]) > 1 else f"\\{sign[0]}", text)


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    ordered = sorted(edits, key=lambda edit: edit.span)
    end = 0
    for edit in ordered:
        if edit.span.start < end or edit.span.end < edit.span.start:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        end = edit.span.end
    return ordered


def _merged(spans: Sequence[Span]) -> tuple[Edit, ...]:
    """Deletions of *spans*, those that overlap or touch as one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(Edit(span, "") for span in merged)


def _compare(old: Library, new: Library, edits: Sequence[Edit]) -> None:
    """Raises MialitError unless what the edits do not touch was read as before."""
    found = {block.span.start: block for block in new.blocks}
    untouched = set()
    shift = at = 0
    for block in old.blocks:
        while at < len(edits) and edits[at].span.end <= block.span.start:
            shift += len(edits[at].replacement) - (edits[at].span.end - edits[at].span.start)
            at += 1
        if at < len(edits) and edits[at].span.start < block.span.end:
            continue
        start = block.span.start + shift
        same = found.get(start)
        if same is None or not _same(old, block, new, same):
            line = old.line(block.span)
            raise MialitError(
                f"{old.name}:{line}: the change would alter what it does not concern; "
                "nothing is written"
            )
        untouched.add(start)
    if len(new.problems) > len(old.problems) or _lost(new) > _lost(old):
        known = {problem.reason for problem in old.problems}
        fault = next((each for each in new.problems if each.reason not in known), new.problems[-1])
        raise FileProblem(
            f"{new.name}: the change would bring a fault into the file: {fault.reason}; "
            "nothing is written"
        )
    for block in new.blocks:
        if block.span.start not in untouched and isinstance(block, Broken) and not _lost(old):
            raise MialitError(f"{new.name}: the change cannot be read again; nothing is written")


def _same(old: Library, one: Block, new: Library, other: Block) -> bool:
    return type(one) is type(other) and old.source(one.span) == new.source(other.span)


def _lost(library: Library) -> int:
    return sum(problem.lost for problem in library.problems)


def _not_ascii(text: str) -> str:
    return "".join(dict.fromkeys(sign for sign in text if not sign.isascii()))[:10]


def _checked(library: Library, name: str, content: str) -> str:
    """*content* with the file's line ends. Raises UsageProblem when it cannot be a value."""
    if not is_strict(f"{{{content}}}"):
        raise UsageProblem(
            f"the value for {clean(name)} has unbalanced braces: {clean(content)[:60]!r}; "
            "BibTeX counts those behind a backslash too"
        )
    content = _LINE_END.sub("\n", content)
    if _LINE_WITH_BLOCK.search(content, content.find("\n") + 1) and "\n" in content:
        raise UsageProblem(
            f"the value for {clean(name)} has a line that begins with @; join its lines"
        )
    return content.replace("\n", style.newline(library.text))


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise UsageProblem(f"{name!r} cannot be a field's name")


def _value_like(library: Library, entry: Entry, field: Field, content: str) -> str:
    """*content* in the delimiters that *field* has."""
    old = field.raw
    known = content.lower() in library.strings or content.lower() in MONTHS
    if macros(old) == (old,) and known:
        return content
    if old.isdigit() and content.isascii() and content.isdigit():
        return content
    if field.name.lower() == "month" and content.lower() in MONTHS:
        return content
    if old[:1] in ("{", '"'):
        return style.delimited(content, quotes=old[0] == '"')
    return style.delimited(content, quotes=style.of_entry(library, entry).quotes)


def _added(library: Library, entry: Entry, name: str, content: str) -> tuple[Edit, ...]:
    """The insertion of a field behind the last one; several of them add up."""
    text = library.text
    look = style.of_entry(library, entry)
    source = look.field(name, content)
    if not entry.fields:
        key = _key_span(library, entry)
        _refuse_faults(library, entry, key)
        comma = _COMMA.match(text, key.end)
        if comma is None:
            return (Edit(Span(key.end, key.end), f",{look.lead}{source}"),)
        return (Edit(Span(comma.end(), comma.end()), f"{look.lead}{source},"),)
    last = entry.fields[-1]
    at = last.span.end
    _refuse_faults(library, entry, Span(at, at))
    comma = _COMMA.match(text, at)
    if comma and (comment := _COMMENT_TO_LINE_END.match(text, comma.end())):
        return (Edit(Span(comment.end(), comment.end()), f"{look.lead}{source},"),)
    between = f",{look.lead}"
    if len(entry.fields) > 1:
        gap = text[entry.fields[-2].span.end : last.start]
        if _SEPARATOR.fullmatch(gap) and len(_LINE_END.findall(gap)) < 2:
            between = gap
    return (Edit(Span(at, at), between + source),)


def _removal(library: Library, entry: Entry, field: Field) -> Span:
    text = library.text
    start, end = field.span
    _refuse_faults(library, entry, field.span)
    comma = _COMMA.match(text, end)
    stop = comma.end() if comma and comma.end() < entry.span.end else end
    lead = start
    while text[lead - 1].isspace():
        lead -= 1
    number = next(i for i, other in enumerate(entry.fields) if other.start == start)
    previous = entry.fields[number - 1].span.end if number else _key_span(library, entry).end
    if stop == end and number and text[previous:start].strip() == ",":
        return Span(previous, end)  # The last field, without a comma: the one before gets none.
    line_ends = _TO_LINE_END.match(text, stop) is not None
    following = stop
    while text[following].isspace() and not line_ends:
        following += 1
    if not line_ends and any(other.start == following for other in entry.fields):
        return Span(start, following)
    if "%" in text[previous:start] and not line_ends:
        return Span(start, stop)
    return Span(lead, stop)


def _refuse_faults(library: Library, entry: Entry, span: Span) -> None:
    """Raises FileProblem where *span* touches a fault that leaves its bounds in doubt."""
    for problem in library.problems:
        if problem.span.start > span.end or problem.span.end < span.start:
            continue
        if not _is_certain(library, entry, problem):
            raise FileProblem(
                f"{library.name}:{library.line(problem.span)}: {problem.reason}; "
                "mend this by hand first, nothing is written"
            )


def _is_certain(library: Library, entry: Entry, problem: Problem) -> bool:
    """Whether the fault is in what is said, not in where it ends: a macro, a name used twice."""
    if problem.lost:
        return False
    if problem.span == _key_span(library, entry):
        return True
    for field in entry.fields:
        if problem.span == field.value_span and undefined(field.raw, library.strings):
            return is_strict(field.raw)
        if problem.span == field.span and entry.field(field.name) is not field:
            return True
    return False


def _key_span(library: Library, entry: Entry) -> Span:
    head = _HEAD.match(library.text, entry.span.start)
    if head is None or not library.text.startswith(entry.key, head.end()):
        raise FileProblem(
            f"{library.name}:{library.line(entry.span)}: the entry's key cannot be made out; "
            "mend this by hand first, nothing is written"
        )
    return Span(head.end(), head.end() + len(entry.key))


def _references(library: Library, entry: Entry, key: str) -> Iterable[Edit]:
    """Edits of the fields that name *entry*, which is now called *key*."""
    keys = {other.key for other in library.entries}

    def meant(text: str) -> bool:
        # BibTeX compares such a key without case, biber with it.
        return text == entry.key or (text.lower() == entry.key.lower() and text not in keys)

    for other in library.entries:
        for field in other.fields:
            if field.name.lower() not in _REFERENCES or field.raw[:1] not in ("{", '"'):
                continue
            if len(pieces(field.raw)) != 1:
                continue
            for found in re.finditer(r"[^,\s]+(?:\s+[^,\s]+)*", field.raw[1:-1]):
                if meant(found[0]):
                    start = field.value_start + 1 + found.start()
                    span = Span(start, start + len(found[0]))
                    _refuse_faults(library, other, span)
                    yield Edit(span, key)


def _lines_between(library: Library) -> int:
    """How many line ends most often stand between an entry and the next."""
    counts: dict[int, int] = {}
    end = -1
    for block in library.blocks[:400]:
        gap = library.text[end : block.span.start] if end >= 0 else ""
        if gap and gap.isspace():
            lines = len(_LINE_END.findall(gap))
            counts[lines] = counts.get(lines, 0) + 1
        end = block.span.end if isinstance(block, Entry) else -1
    return max(counts, key=lambda lines: counts[lines], default=2) or 1


def _above(library: Library, entry: Entry) -> int:
    """Where the lines begin that belong to *entry*: its own and the comments directly above."""
    text = library.text
    floor = max((b.span.end for b in library.blocks if b.span.end <= entry.span.start), default=-1)
    at = entry.span.start
    while at > max(floor, 0) and text[at - 1] in " \t":
        at -= 1
    if at and text[at - 1] not in "\r\n":
        return entry.span.start
    own = at
    while floor >= 0 and at > floor:
        end = at - (2 if text[at - 2 : at] == "\r\n" else 1)
        start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        line = text[start:end]
        if start <= floor or not line.lstrip().startswith("%"):
            break
        at = start
    return at if floor >= 0 else own
