"""The list as the benchmark sees it: its papers and venues, and LaTeX's accents both ways.

Read without mialit, by lines: papers.bib has a field a line.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAPERS = ROOT / "papers.bib"

_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308",
    "u": "\u0306", "v": "\u030c", "c": "\u0327",
}  # fmt: skip
_COMMANDS = {mark: command for command, mark in _MARKS.items()}
_DOTLESS, EN_DASH = "\u0131", "\u2013"
_LETTERS = {_DOTLESS: "i", "ł": "l", "Ł": "L", "ø": "o", "ß": "ss"}
_JOURNALS = re.compile(
    r"Transactions|Journal|Surveys|Neurocomputing|Algorithms|Applied Sciences|IEEE Access"
    r"|Wireless Communications|Endowment|Proceedings on|Computers & Security"
)


@dataclass(frozen=True)
class Person:
    family: str
    given: str

    @property
    def short(self) -> str:
        """Family name and first initial, folded: who shares it may be the same person."""
        return plain(self.family) + plain(self.given)[:1]


@dataclass(frozen=True)
class Paper:
    key: str
    title: str
    people: tuple[Person, ...]
    year: int
    venue: str  # short
    where: str  # booktitle or journal; "" of a preprint
    journal: bool
    fields: tuple[tuple[str, str], ...]

    @cached_property
    def field(self) -> dict[str, str]:
        return dict(self.fields)

    @property
    def published(self) -> bool:
        return bool(self.where)

    @property
    def doi(self) -> str | None:
        return self.field.get("doi")

    @property
    def eprint(self) -> str | None:
        return self.field.get("eprint")

    @property
    def pages(self) -> str | None:
        return self.field.get("pages")

    @property
    def formerly(self) -> str | None:
        return text_of(self.field["formerly"]) if "formerly" in self.field else None


@dataclass(frozen=True)
class Venue:
    short: str
    name: str
    also: tuple[str, ...]

    @property
    def journal(self) -> bool:
        return bool(_JOURNALS.search(self.name))


@dataclass(frozen=True)
class List:
    papers: tuple[Paper, ...]
    venues: dict[str, Venue]  # without servers of preprints

    @cached_property
    def titles(self) -> frozenset[str]:
        """The titles and former titles, letters and digits only."""
        all_of_them = [p.title for p in self.papers] + [p.formerly or "" for p in self.papers]
        return frozenset(map(plain, all_of_them)) - {""}

    @cached_property
    def people(self) -> tuple[Person, ...]:
        return tuple(sorted({p for paper in self.papers for p in paper.people}, key=repr))


def read(path: Path = PAPERS) -> List:
    blocks = re.split(r"\n(?=@)", path.read_text("utf-8"))
    papers = [_paper(block) for block in blocks if block.startswith("@")]
    declared = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))
    values = declared["fields"]["venue"]["values"]
    venues = {
        short: Venue(short, value.get("name", short), tuple(value.get("also", ())))
        for short, value in values.items()
        if not value.get("preprint")
    }
    return List(tuple(papers), venues)


def _paper(block: str) -> Paper:
    fields = {}
    for name, braced, bare in re.findall(r"(?m)^  (\w+) *= (?:\{(.*)\}|(\w+)),$", block):
        fields[name] = braced or bare
    people = tuple(
        Person(*(part.strip() for part in text_of(name).partition(",")[::2]))
        for name in fields["author"].split(" and ")
    )
    where = text_of(fields.get("booktitle") or fields.get("journal") or "")
    return Paper(
        key=block.split("{", 1)[1].split(",", 1)[0],
        title=text_of(fields["title"]),
        people=people,
        year=int(fields["year"]),
        venue=text_of(fields["venue"]),
        where=where,
        journal="journal" in fields,
        fields=tuple(fields.items()),
    )


def text_of(latex: str) -> str:
    """LaTeX as text; formulas stay."""

    def accent(match: re.Match[str]) -> str:
        letter = {"\\i": "i"}.get(match[2], match[2])
        return unicodedata.normalize("NFC", letter + _MARKS[match[1]])

    text = re.sub(r"\\([`'^~\"])\{?(\\i|[A-Za-z])\}?", accent, latex)
    text = re.sub(r"\\([uvc])(?: |\{)([A-Za-z])\}?", accent, text)
    text = re.sub(r"\{?\\i\}?", _DOTLESS, text)
    text = re.sub(r"\{?\\l\}?", "ł", text)
    text = text.replace("``", "“").replace("''", "”").replace("---", "—").replace("--", EN_DASH)
    text = re.sub(r"\\([%&_#])", r"\1", text)
    return re.sub(r"[{}]", "", text)


def latex_of(text: str, accents: str = "braced") -> str:
    """Text as LaTeX. *accents*: braced {\\'e}, inner \\'{e}, both {\\'{e}}, unicode, lost."""
    text = re.sub(r"[%&#]|_(?![^$]*\$)", lambda match: "\\" + match[0], text)
    text = text.replace("“", "``").replace("”", "''").replace("—", "---").replace(EN_DASH, "--")
    return "".join(_letter(letter, accents) for letter in unicodedata.normalize("NFC", text))


def _letter(letter: str, accents: str) -> str:
    if letter.isascii() or accents == "unicode":
        return letter
    if letter in _LETTERS:
        command = {_DOTLESS: r"\i", "ł": r"\l", "Ł": r"\L", "ø": r"\o", "ß": r"\ss"}[letter]
        return _LETTERS[letter] if accents == "lost" else "{" + command + "}"
    base, *marks = unicodedata.normalize("NFD", letter)
    if not marks or marks[0] not in _COMMANDS:
        return letter
    if accents == "lost":
        return base
    command = _COMMANDS[marks[0]]
    inner = f"\\{command}{{{base}}}"
    if accents == "inner" and command != "~":  # BibTeX divides names at a bare ~
        return inner
    if accents in ("both", "inner"):
        return "{" + inner + "}"
    blank = " " if command.isalpha() else ""
    return f"{{\\{command}{blank}{base}}}"


@cache
def plain(text: str) -> str:
    """Letters and digits only, lower case, without accents."""
    text = "".join(_LETTERS.get(letter, letter) for letter in text)
    text = unicodedata.normalize("NFKD", text).lower()
    return "".join(letter for letter in text if letter.isalnum() and letter.isascii())
