"""A paper as an item of CSL-JSON, which pandoc, Zotero, citeproc and others read.

The facts are those of a record, under the names that pandoc's reader of biblatex gives them.
Titles are in sentence case, as CSL asks for, since a style can make title case of that and not the
reverse; what the entry protects with braces keeps its capitals, by `<span class="nocase">`.
Emphasis, superscript and subscript are the little HTML that CSL knows. Entities are not a part of
it: `<` and `&` stand for themselves, and a text of the entry that looks like one of the tags is
written with other angle brackets. Sources: the CSL-JSON schema and the CSL specification, 1.0.2;
the biblatex manual, sections 2.1 and 2.2.
"""
# ruff: noqa: RUF001 (typographic apostrophes and brackets)

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from mialit.bibtex.values import month_of
from mialit.citing.tags import (
    BOLD,
    ITALIC,
    MARKS,
    NOCASE,
    SMALL_CAPITALS,
    SUBSCRIPT,
    SUPERSCRIPT,
    Tag,
    harmless,
    without_marks,
    written,
)
from mialit.records.content import content, readable
from mialit.records.identifiers import is_web_link
from mialit.records.links import arxiv_address
from mialit.records.model import Record
from mialit.records.pages import DASH

Item = dict[str, Any]

WRITTEN = frozenset({"title", "author"})

_TYPES = {
    "article": "article-journal",
    "artwork": "graphic",
    "audio": "song",
    "bookinbook": "chapter",
    "booklet": "pamphlet",
    "conference": "paper-conference",
    "dataset": "dataset",
    "electronic": "webpage",
    "image": "graphic",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia",
    "jurisdiction": "legal_case",
    "legislation": "legislation",
    "letter": "personal_communication",
    "mastersthesis": "thesis",
    "movie": "motion_picture",
    "music": "song",
    "online": "webpage",
    "patent": "patent",
    "performance": "speech",
    "periodical": "periodical",
    "phdthesis": "thesis",
    "report": "report",
    "review": "review",
    "software": "software",
    "standard": "standard",
    "suppbook": "chapter",
    "suppcollection": "chapter",
    "suppperiodical": "article-journal",
    "techreport": "report",
    "thesis": "thesis",
    "unpublished": "manuscript",
    "video": "motion_picture",
    "www": "webpage",
} | dict.fromkeys(
    ("book", "collection", "manual", "mvbook", "mvcollection", "mvproceedings", "mvreference",
     "proceedings", "reference"),
    "book",
)  # fmt: skip
_OTHER = "document"
PREPRINT = "article"  # CSL's name for it

_GENRES = {
    "phdthesis": "PhD thesis",
    "mastersthesis": "Master’s thesis",
    "techreport": "technical report",
    "mathesis": "Master’s thesis",
    "resreport": "research report",
}
# Fields that are a variable by another name, in the order in which they count.
_PLAIN = {
    "volume": ("volume",),
    "edition": ("edition",),
    "version": ("version",),
    "chapter-number": ("chapter",),
    "number-of-pages": ("pagetotal", "numpages"),
    "number-of-volumes": ("volumes",),
    "publisher-place": ("address", "location"),
    "event-place": ("venue",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "abstract": ("abstract",),
    "note": ("note",),
}
_TITLES = {
    "container-title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "collection-title": ("series",),
    "event-title": ("eventtitle",),
}
_PUBLISHERS = ("publisher", "institution", "school", "organization")
_NAMES = {"editor": "editor", "translator": "translator", "container-author": "bookauthor"}
# Types whose `number` is their own, and not that of an issue or in a series.
_NUMBERED = frozenset({"report", "patent", "standard", "legislation", "manuscript"})
_LANGUAGES = {
    "american": "en-US", "usenglish": "en-US", "english": "en-US", "british": "en-GB",
    "ukenglish": "en-GB", "german": "de-DE", "ngerman": "de-DE", "french": "fr-FR",
    "spanish": "es-ES", "italian": "it-IT", "portuguese": "pt-PT", "brazilian": "pt-BR",
    "dutch": "nl-NL", "polish": "pl-PL", "russian": "ru-RU", "chinese": "zh-CN",
    "japanese": "ja-JP", "korean": "ko-KR", "swedish": "sv-SE", "turkish": "tr-TR",
}  # fmt: skip

OTHERS = "others"  # a literal name of CSL-JSON, by which pandoc means "et al."

# 21 to 41 are seasons, which are no months.
_DATE = re.compile(r"(\d{4})(?:-(0?[1-9]|1[0-2])(?!\d)(?:-(0?[1-9]|[12]\d|3[01])(?!\d))?)?")
_ONLY_LINK = re.compile(r"(?i)(?:available (?:at|from):?\s*)?(?:https?://\S+|arxiv\b.*)")


class Written(Protocol):
    """What gives fields of entries as they are written, as a catalogue of files does."""

    def written(
        self, chosen: Sequence[Record], names: Collection[str]
    ) -> Sequence[Mapping[str, str]]:
        """The fields *names* of the *chosen* entries."""


def item(record: Record, source: Mapping[str, str]) -> Item:
    """*record* as an item of CSL-JSON. *source* has the fields `WRITTEN` of the entry.

    They are contents as they are written, macros expanded (`Catalogue.written`): a record does not
    say what braces protect. What is absent there is taken from the record.
    """
    raw = record.raw
    kind = _type(record)
    sentence = _is_english(raw)
    title = markup(source.get("title", ""), sentence=sentence) or harmless(record.title)
    if raw.get("subtitle"):
        # The first word behind the colon begins a sentence.
        title = f"{title}: {markup(raw['subtitle'], sentence=sentence)}"
    made: Item = {
        "id": record.key,
        "type": kind,
        "title": title,
        "author": list(_authors(record, source.get("author", ""))),
    }
    for variable, name in _NAMES.items():
        made[variable] = list(_names(raw.get(name, "")))
    made["issued"] = _issued(record, raw)
    for variable, names in _TITLES.items():
        made[variable] = next((text for name in names if (text := markup(raw.get(name, "")))), "")
    for variable, names in _PLAIN.items():
        made[variable] = _first(raw, names)
    if _ONLY_LINK.fullmatch(made["note"]):
        made["note"] = ""
    made |= _numbers(record, raw, kind)
    made["keyword"] = harmless(",".join(record.values.get("keywords", ()))) or _first(
        raw, ("keywords",)
    )
    made["publisher"] = _publisher(record, raw)
    made["genre"] = _genre(record, raw)
    made["DOI"] = harmless(record.doi or "")
    made["URL"] = _page(record)
    made["accessed"] = _date(raw.get("urldate", ""))
    made["language"] = _language(raw)
    return {variable: value for variable, value in made.items() if value}


def items(catalogue: Written, records: Sequence[Record]) -> list[Item]:
    """The *records* of *catalogue* as items of CSL-JSON, in their order."""
    return list(map(item, records, catalogue.written(records, WRITTEN)))


def _page(record: Record) -> str:
    """The address of the paper's page; what a DOI leads to is said by the DOI."""
    url = record.url if record.url and is_web_link(record.url) else arxiv_address(record)
    return harmless(url or "")


def _type(record: Record) -> str:
    if record.type in ("misc", "article", "unpublished", "online") and record.preprint:
        return PREPRINT
    return _TYPES.get(record.type, _OTHER)


def _first(raw: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The readable content of the first of the fields *names* that has one."""
    stated = (harmless(content(name, raw[name])) for name in names if name in raw)
    return next(filter(None, stated), "")


def _numbers(record: Record, raw: Mapping[str, str], kind: str) -> Item:
    """The variables that say where in its volume, series or archive the paper is."""
    number = _first(raw, ("number",))
    pages = re.sub(rf"\s*{DASH}\s*", "-", _first(raw, ("pages",))).replace("--", "-")
    made = {"page": pages or _first(raw, ("eid",)), "issue": _first(raw, ("issue",))}
    if kind == PREPRINT:
        made["number"] = f"arXiv:{record.eprint}" if arxiv_address(record) else number
    elif kind in _NUMBERED:
        made["number"] = number
    elif kind in ("article-journal", "periodical"):
        made["issue"] = made["issue"] or number
        if not pages:
            made["number"] = _first(raw, ("articleno", "article-number"))
    elif raw.get("series"):
        made["collection-number"] = number
    else:
        made["issue"] = made["issue"] or number
    return made


def _publisher(record: Record, raw: Mapping[str, str]) -> str:
    if (stated := _first(raw, _PUBLISHERS)) or not record.preprint:
        published = _first(raw, ("howpublished",))
        return stated or ("" if _ONLY_LINK.fullmatch(published) else published)
    return harmless(record.venue or ("arXiv" if arxiv_address(record) else ""))


def _genre(record: Record, raw: Mapping[str, str]) -> str:
    stated = _first(raw, ("type",))
    return _GENRES.get(stated.lower(), stated) or _GENRES.get(record.type, "")


def _language(raw: Mapping[str, str]) -> str:
    stated = _first(raw, ("langid", "language", "hyphenation"))
    return _LANGUAGES.get(stated.lower(), stated)


def _is_english(raw: Mapping[str, str]) -> bool:
    return _language(raw)[:2].lower() in ("", "en")


# Names.


def _authors(record: Record, source: str) -> Iterator[Item]:
    """The authors as the record has them; *source* says which of them are bodies."""
    bodies = {readable(found) for found in _wholly_braced(source)}
    for name in record.authors:
        if name in bodies:
            yield {"literal": harmless(name)}
        else:
            yield _person(name, source)
    if not record.authors_complete:
        yield {"literal": OTHERS}


def _wholly_braced(source: str) -> Iterator[str]:
    """The names of an author field that stand in braces as a whole, as those of bodies do."""
    group = r"\{((?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+)\}"
    return (
        found[1] for found in re.finditer(rf"(?:\A|\sand\s)\s*{group}\s*(?=\Z|\sand\s)", source)
    )


def _person(name: str, source: str = "") -> Item:
    """A name of the form `von Family, Jr, Given`, as records have it."""
    parts = name.split(", ")
    family = parts[0]
    made = {"family": family}
    words = family.split(" ")
    # What begins in lower case before the family name, unless braces hold both together.
    small = next((number for number, word in enumerate(words) if not word[:1].islower()), 0)
    if small and f"{{{words[0]} " not in source:
        made = {"family": " ".join(words[small:])}
        made["non-dropping-particle"] = " ".join(words[:small])
    if len(parts) > 1:
        made["given"] = parts[-1]
    if len(parts) > 2:
        made["suffix"] = ", ".join(parts[1:-1])
    return {variable: harmless(text) for variable, text in made.items()}


def _names(source: str) -> Iterator[Item]:
    """The names of a field that no record has split, such as the editors."""
    if not source:
        return
    from mialit.bibtex.reader import separate_names, split_name  # which takes long to import

    for name in separate_names(source):
        if name == OTHERS or (
            name[0] == "{" and name in map("{{{}}}".format, _wholly_braced(name))
        ):
            yield {"literal": harmless(readable(name))}
            continue
        parts = split_name(name)
        made = {
            "family": parts.last,
            "non-dropping-particle": parts.von,
            "given": parts.first,
            "suffix": parts.jr,
        }
        yield {variable: harmless(readable(text)) for variable, text in made.items() if text}


# Dates.


def _issued(record: Record, raw: Mapping[str, str]) -> Item:
    stated = _date(raw.get("date", ""))
    if stated and (record.year is None or stated["date-parts"][0][0] == record.year):
        return stated
    if record.year is None:
        year = _first(raw, ("year",))
        return {"literal": year} if year else {}
    month = month_of(raw.get("month", ""))
    # A preprint's month is that of its release; of a published paper that says nothing.
    if month is None and record.preprint and (released := record.released):
        year, _, number = released.partition("-")
        month = int(number) if year == str(record.year) and number.isdigit() else None
    parts = [record.year]
    if month is not None:
        parts.append(month)
        if (day := raw.get("day", "")).isdigit() and 1 <= int(day) <= 31:
            parts.append(int(day))
    return {"date-parts": [parts]}


def _date(stated: str) -> Item:
    """A date or range of biblatex (ISO 8601-2), as far as it is one."""
    ends = (_DATE.match(end.strip()) for end in stated.split("/")[:2])
    parts = [[int(part) for part in end.groups() if part] for end in ends if end]
    return {"date-parts": parts} if parts else {}


# Titles.

_COMMANDS = {
    **dict.fromkeys(("emph", "textit", "textsl", "mkbibemph", "mkbibitalic"), ITALIC),
    **dict.fromkeys(("em", "it", "itshape", "sl", "slshape"), ITALIC),
    **dict.fromkeys(("textbf", "mkbibbold", "bf", "bfseries"), BOLD),
    **dict.fromkeys(("textsc", "sc", "scshape"), SMALL_CAPITALS),
    "textsuperscript": SUPERSCRIPT,
    "textsubscript": SUBSCRIPT,
}
_FORMULA = r"\$(?:[^$\\]|\\.)*\$"
_TOKEN = re.compile(
    rf"(?s)(?P<formula>{_FORMULA})|\\(?P<command>[A-Za-z]+)\s*|\\.|(?P<open>\{{)|(?P<close>\}})"
    r"|[^\\{}$]+|."
)
_SWITCH = re.compile(r"\\([A-Za-z]+)\s*")
_WORD_OR_MARK = re.compile(rf"[{MARKS}]|[^\W_{MARKS}]+(?:&[^\W_{MARKS}]+)*|[^\w{MARKS}]+|_")
_APOSTROPHE = re.compile(r"(?<=\w)'")
_ENDS_SENTENCE = re.compile(r"[:?!.](?:[\s\"'”’)]+|$)|—")


def markup(source: str, *, sentence: bool = False) -> str:
    r"""*source*, the LaTeX of a title, as CSL-JSON has it; in *sentence* case where that is said.

    A {GAN} on \emph{Two} Boards -> A <span class="nocase">GAN</span> on <i>two</i> boards
    """
    if not source:
        return ""
    text = _marked(source) if re.search(r"[\\{}$\ue000-\uf8ff]", source) else source
    text = _APOSTROPHE.sub("’", harmless(readable(text)))
    if sentence:
        text = _in_sentence_case(text)
    text = re.sub(f"{NOCASE.opening}([^{NOCASE.closing}\\w]*){NOCASE.closing}", r"\1", text)
    return written(text)


def _marked(source: str) -> str:
    """*source* with marks around what braces protect and commands set apart."""
    source = without_marks(source)
    out: list[str] = []
    groups: list[Tag | None] = []  # the open ones
    protected = 0
    pending = ""  # the command whose argument comes next
    position = 0
    while token := _TOKEN.match(source, position):
        position = token.end()
        text = token[0]
        if token["open"]:
            opened = _COMMANDS.get(pending)
            switch = _SWITCH.match(source, position)
            if not pending and switch and source[switch.end() : switch.end() + 1] != "{":
                opened = _COMMANDS.get(switch[1])  # {\em ...}
                position = switch.end() if opened else position
            elif (
                not pending
                and not switch
                and source[position : position + 1] != "\\"
                and not protected
            ):
                opened = NOCASE
            protected += opened is NOCASE
            groups.append(opened)
            out.append(text + (opened.opening if opened else ""))
        elif token["close"]:
            closed = groups.pop() if groups else None
            protected -= closed is NOCASE
            out.append((closed.closing if closed else "") + text)
        elif token["formula"] and not protected:
            out.append(f"{NOCASE.opening}{text}{NOCASE.closing}")
        elif token["command"] not in _COMMANDS or source[position : position + 1] != "{":
            out.append(text)
        pending = ""
        if text[0] == "\\":
            pending = token["command"] or "accent"
    out += [opened.closing for opened in reversed(groups) if opened]
    return "".join(out)


def _in_sentence_case(text: str) -> str:
    """*text* with each capitalised word in lower case, but for those that begin a sentence."""
    out: list[str] = []
    protected = 0
    begins = True
    for found in _WORD_OR_MARK.finditer(text):
        part = found[0]
        if part == NOCASE.opening:
            protected += 1
        elif part == NOCASE.closing:
            protected -= 1
        elif part[0].isalnum():
            if not protected and not begins and part[0].isupper() and part[1:] == part[1:].lower():
                part = part.lower()
            begins = False
        else:
            begins = begins or bool(_ENDS_SENTENCE.search(part))
        out.append(part)
    return "".join(out)
