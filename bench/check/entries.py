"""A listed paper as an author has it in a manuscript: every way of writing is rightly silent.

`draw` chooses which facts an entry carries, `written` how: by hand, or as DBLP, Google Scholar,
Semantic Scholar, ACM, IEEE, the ACL Anthology, PMLR, OpenReview, Crossref, AAAI, Springer, arXiv,
Zotero (biblatex) export entries. What is random in the writing of one part does not depend on
another part, so an entry with one fact changed differs in that fact alone.
"""

import random
import re
from dataclasses import dataclass, field

from listed import EN_DASH, List, Paper, Person, latex_of, plain

_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "is",
        "it",
        "of",
        "on",
        "or",
        "the",
        "to",
        "under",
        "via",
        "vs",
        "with",
        "your",
    ]
)
_ORDINALS = {"ICML": 1983, "NeurIPS": 1987, "USENIX Security": 1991, "S&P": 1979, "AAAI": 1986,
             "ICLR": 2012, "ACL": 1962, "ACSAC": 1984, "KDD": 1994}  # fmt: skip
_WORDS = [
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LONG = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_PLACES = (
    "San Jose, CA, USA", "Vienna, Austria", "Virtual Event", "Seoul, South Korea", "London, UK",
    "Vancouver, BC, Canada", "Copenhagen, Denmark", "Los Angeles, CA, USA",
)  # fmt: skip
_SPRINGER = {"ESORICS", "ECCV", "ISC", "DPM", "DBSec", "TSD", "MICCAI Workshop", "RAID"}
_PMLR = {"ICML", "AISTATS", "UAI", "COLT", "MIDL"}
_OPENREVIEW = {"ICLR", "NeurIPS", "TMLR", "COLM", "ICML"}


@dataclass(frozen=True)
class Facts:
    """What an entry says of a paper."""

    title: str
    people: tuple[Person, ...]
    year: int
    venue: str  # short name; "arXiv" is a preprint
    venue_year: int
    exported: str = ""  # the venue whose publisher's exports the entry may be
    own_where: str = ""  # the list's booktitle or journal, where the venue is the paper's
    where: str = ""  # a text that stands for the venue, whatever its short name is
    others: bool = False
    pages: str | None = None
    doi: str | None = None
    eprint: str | None = None
    volume: str | None = None
    number: str | None = None
    publisher: str | None = None
    month: str | None = None


@dataclass
class Entry:
    """An entry of a manuscript: its text, and its fields as LaTeX without delimiters."""

    key: str
    text: str
    type: str
    fields: dict[str, str] = field(default_factory=dict)
    style: str = ""


def draw(paper: Paper, chance: random.Random, need: frozenset[str] = frozenset()) -> Facts:
    """Some of the facts that the list has; those of *need* stay whole."""

    def has(name: str, how_often: float) -> bool:
        rolled = chance.random() < how_often
        return bool(paper.field.get(name)) and (name in need or rolled)

    others = chance.random() < 0.15
    kept = chance.randint(1, 3)
    known = paper.field.get
    shortened = others and "people" not in need and len(paper.people) > kept
    return Facts(
        title=paper.title,
        people=paper.people[:kept] if shortened else paper.people,
        others=shortened,
        year=paper.year,
        venue=paper.venue,
        venue_year=paper.year,
        exported=paper.venue,
        own_where=paper.where,
        pages=paper.pages if has("pages", 0.75) else None,
        doi=paper.doi if has("doi", 0.6) else None,
        eprint=paper.eprint if has("eprint", 0.25 if paper.published else 0.9) else None,
        volume=known("volume") if has("volume", 0.7) else None,
        number=known("number") if has("number", 0.7) else None,
        publisher=known("publisher") if has("publisher", 0.5) else None,
        month=known("month") if has("month", 0.5) else None,
    )


class Writer:
    """Writes entries. *seed* fixes the way of writing, whatever the facts are."""

    def __init__(self, listed: List, seed: str) -> None:
        self.listed = listed
        self.seed = seed
        self.accents = self.chance("accents").choices(
            ("braced", "inner", "both", "unicode", "lost"), (40, 15, 15, 20, 10)
        )[0]
        self.proceedings = ("", "")  # name and year of the entry that another refers to

    def chance(self, part: str) -> random.Random:
        return random.Random(f"{self.seed}/{part}")

    def latex(self, text: str) -> str:
        return latex_of(text, self.accents)

    # ------------------------------------------------------------ parts

    def people(self, facts: Facts, form: str | None = None, joint: str = " and ") -> str:
        chance = self.chance("people")
        forms = ("comma", "plain", "comma initials", "plain initials", "comma bare")
        form = form or chance.choices(forms, (40, 30, 12, 12, 6))[0]
        middle = chance.random() < 0.06  # without middle initials
        hyphens = form != "comma bare" or chance.random() < 0.3
        more = self.chance("more people")
        capitals, tied, whole = (more.random() < share for share in (0.03, 0.5, 0.3))
        names = []
        for person in facts.people:
            given = person.given
            if middle:
                given = re.sub(r"(?<=\w\w) [A-Z]\.$", "", given)
            if "initials" in form or form == "comma bare":
                given = _initials(given, dots=form != "comma bare", hyphens=hyphens)
            family, given = self.latex(person.family), self.latex(given)
            if capitals and "\\" not in family:
                family = family.upper()
            if tied and form == "plain initials":
                given, family = given.replace(". ", ".~"), f"~{family}"
                names.append(f"{given}{family}")
                continue
            if whole and " " in family:
                family = "{" + family + "}"
            if not given:
                names.append(family)
            elif form.startswith("comma"):
                names.append(f"{family}, {given}")
            else:
                names.append(f"{given} {family}")
        if facts.others:
            names.append("others")
        return joint.join(names)

    def title(self, facts: Facts, case: str | None = None, braces: str | None = None) -> str:
        chance = self.chance("title")
        cases = ("as is", "sentence", "title", "lower")
        case = case or chance.choices(cases, (45, 30, 15, 10))[0]
        kinds = ("none", "acronyms", "whole", "capitals", "letters")
        braces = braces or chance.choices(kinds, (30, 35, 15, 10, 10))[0]
        formula = chance.choice(("$^4$", "4", r"{\(^{\mbox{4}}\)}", r"\textsuperscript{4}"))
        colon = chance.random() < 0.5
        end = "." if chance.random() < 0.03 else ""
        words = []
        for place, word in enumerate(facts.title.split(" ")):
            after = place == 0 or words[-1].endswith((":", "?", "!", ":}"))
            words.append(_braced(_cased(word, case, place == 0 or (after and colon)), braces))
        more = self.chance("more title")
        with_colon, marked, curly, broken = (more.random() < s for s in (0.4, 0.05, 0.4, 0.08))
        if with_colon and braces == "acronyms":  # as DBLP has them
            words = [re.sub(r"\}:$", ":}", word) for word in words]
        joined = " ".join(words)
        if curly:
            joined = joined.replace("'", "\u2019")
        text = self.latex(joined).replace("$^4$", formula)
        if marked and braces == "none" and re.match(r"[\w-]+:? ", text):
            first, blank, rest = text.partition(" ")
            command = more.choice((r"\emph", r"\textsc", r"\texttt"))
            text = f"{command}{{{first}}}{blank}{rest}"
        if broken:
            text = _broken(text, more)
        return "{" + text + "}" if braces == "whole" else text + end

    def where(self, facts: Facts) -> tuple[str, bool]:
        """The venue's text, and whether it is a journal."""
        if facts.where:
            return self.latex(facts.where), False
        venue = self.listed.venues[facts.venue]
        chance = self.chance("where")
        own = facts.own_where
        if venue.journal:
            form = chance.choices(("own", "name", "also", "short"), (35, 25, 20, 20))[0]
            spellings = {
                "own": own or venue.name,
                "name": venue.name,
                "also": chance.choice(venue.also or (venue.name,)),
                "short": venue.short,
            }
            return self.latex(spellings[form]), True
        text = _conference(venue.short, venue.name, venue.also, own, facts, chance)
        more = self.chance("more where")
        other, braced, broken = (more.random() < share for share in (0.12, 0.12, 0.04))
        if other:
            text = _other_conference(venue.short, venue.name, facts.venue_year, more)
        text = self.latex(text)
        if braced:  # as DBLP has them
            text = re.sub(r"(?<![\w{\\&])([A-Z]{2,})(?![\w}])", r"{\1}", text)
        return (_broken(text, more) if broken else text), False

    def pages(self, facts: Facts) -> str | None:
        if facts.pages is None:
            return None
        chance = self.chance("pages")
        dash = chance.choices(("--", "-", EN_DASH, " -- ", "---"), (55, 25, 12, 5, 3))[0]
        front = "pp. " if chance.random() < 0.04 else ""
        return front + facts.pages.replace("--", dash)

    def doi(self, facts: Facts) -> tuple[str | None, str | None]:
        """The values of doi and url."""
        chance = self.chance("doi")
        forms = ("doi", "both", "url", "doi as url", "prefix", "escaped", "upper", "dx")
        form = chance.choices(forms, (40, 20, 12, 10, 4, 6, 4, 4))[0]
        if facts.doi is None:
            return None, None
        doi = facts.doi
        address = f"https://doi.org/{doi}"
        more = self.chance("more doi")
        if more.random() < 0.1:
            page = {
                "10.1145": "https://dl.acm.org/doi/",
                "10.1007": "https://link.springer.com/chapter/",
            }.get(doi.partition("/")[0], "https://www.doi.org/")
            return None, page + more.choice(("", "", "abs/") if "acm" in page else ("",)) + doi
        return {
            "doi": (doi, None),
            "both": (doi, address),
            "url": (None, address),
            "doi as url": (address, None),
            "prefix": (f"doi:{doi}", None),
            "escaped": (doi.replace("_", r"\_"), None),
            "upper": (doi.upper(), None),
            "dx": (None, f"http://dx.doi.org/{doi}"),
        }[form]

    # ------------------------------------------------------------ whole entries

    def entry(self, key: str, facts: Facts) -> Entry:
        chance = self.chance("style")
        if facts.venue == "arXiv" and not facts.where:
            style = chance.choices(*zip(*_PREPRINTS, strict=True))[0]
            kind, fields = _preprint(self, facts, style)
        else:
            style = self._style(facts, chance)
            kind, fields = _published(self, facts, style)
        return self._finished(key, style, kind, fields)

    def _style(self, facts: Facts, chance: random.Random) -> str:
        exported = facts.exported or facts.venue
        venue = self.listed.venues.get(exported)
        name = venue.name if venue else ""
        styles = {"hand": 30, "scholar": 22, "dblp": 15, "crossref": 4, "semantic": 6, "doi2bib": 6,
                  "zotero": 9, "biblatex": 8}  # fmt: skip
        styles |= {"acm": 20} if name.startswith("ACM") else {}
        styles |= {"ieee": 20} if name.startswith("IEEE") else {}
        styles |= {"acl": 25} if "Computational Linguistics" in name else {}
        styles |= {"pmlr": 20} if exported in _PMLR else {}
        styles |= {"openreview": 20} if exported in _OPENREVIEW else {}
        styles |= {"aaai": 20} if exported == "AAAI" else {}
        styles |= {"springer": 20} if exported in _SPRINGER else {}
        return chance.choices(list(styles), list(styles.values()))[0]

    def _finished(
        self, key: str, style: str, kind: str, given: list[tuple[str, str | None]]
    ) -> Entry:
        chance = self.chance("layout")
        once: dict[str, tuple[str, str]] = {}  # of a field given twice, the later
        for name, value in given:
            if value is not None:
                once[name.lower()] = (name, value)
        for name, value in _own(chance):
            if style in ("hand", "biblatex"):
                once.setdefault(name, (name, value))
        fields = list(once.values())
        if chance.random() < 0.2:
            head, *rest = fields
            chance.shuffle(rest)
            fields = [head, *rest]
        quotes = chance.random() < 0.15
        upper = chance.random() < 0.05
        indent = chance.choice(("  ", "    ", "\t", ""))
        wide = chance.random() < 0.5
        last = "," if chance.random() < 0.5 else ""
        macro = style == "hand" and chance.random() < 0.2
        joined = chance.random() < 0.3
        wrapped = style == "dblp" or chance.random() < 0.1
        before, lines, plain_fields = [], [], {}
        for name, value in fields:
            plain_fields[name.lower()] = value
            shown = _delimited(value, quotes=quotes)
            if name.lower() == "year" and value.isdigit() and chance.random() < 0.2:
                shown = value
            if name.lower() == "month" and value in _MONTHS:
                shown = value
            if macro and name.lower() in ("booktitle", "journal", "publisher"):
                called = re.sub(r"\W", "", f"{key}{name}").lower()
                called = "v" + called
                if joined and " " in value and "{" not in value:
                    first, _, rest = value.partition(" ")
                    before.append(f'@string{{{called} = "{first} "}}\n')
                    shown = f"{called} # {_delimited(rest, quotes=True)}"
                else:
                    before.append(f"@string{{{called} = {_delimited(value, quotes=False)}}}\n")
                    shown = called
            if wrapped and name.lower() == "author":
                shown = shown.replace(" and ", " and\n               ")
            label = name.upper() if upper else name
            equals = f"{label:<13} = " if wide else f"{label}=" if indent == "" else f"{label} = "
            lines.append(f"{indent}{equals}{shown}")
        body = ",\n".join(lines)
        kind_shown = kind.upper() if upper else kind
        text = f"{''.join(before)}@{kind_shown}{{{key},\n{body}{last}\n}}\n"
        if "crossref" in plain_fields:
            text += self._parent(plain_fields.pop("crossref"))
            plain_fields["booktitle"] = self.proceedings[0]
            plain_fields.setdefault("year", self.proceedings[1])
        return Entry(key, text, kind.lower(), plain_fields, style)

    def _parent(self, key: str) -> str:
        where, year = self.proceedings
        return (
            f"\n@proceedings{{{key},\n  title     = {{{where}}},\n"
            f"  booktitle = {{{where}}},\n  year      = {{{year}}},\n}}\n"
        )


def _published(w: Writer, facts: Facts, style: str) -> tuple[str, list[tuple[str, str | None]]]:
    where, journal = w.where(facts)
    year, pages = str(facts.year), w.pages(facts)
    doi, url = w.doi(facts)
    chance = w.chance("published")
    kind = "article" if journal else "inproceedings"
    home = "journal" if journal else "booktitle"
    preprint = _beside(facts, chance)
    month = _month(facts, chance)
    numbers: list[tuple[str, str | None]] = [("volume", facts.volume), ("number", facts.number)]
    if style == "scholar":
        where = where if chance.random() < 0.4 else _scholar_case(where)
        if not journal and facts.venue in ("NeurIPS", "PoPETs") and chance.random() < 0.5:
            kind, home = "article", "journal"
        return kind, [
            ("title", w.title(facts, braces="none")), ("author", w.people(facts, "comma")),
            (home, where), *numbers, ("pages", pages), ("year", year),
            ("organization" if kind != "article" else "publisher", facts.publisher),
            *preprint, ("doi", doi), ("url", url),
        ]  # fmt: skip
    if style == "dblp":
        return kind, [
            ("author", w.people(facts, "plain")), ("title", w.title(facts, "as is", "acronyms")),
            (home, where), *numbers, ("pages", pages), ("publisher", facts.publisher),
            ("year", year), ("url", url or (f"https://doi.org/{facts.doi}" if doi else None)),
            ("doi", doi and facts.doi and facts.doi.replace("_", r"\_")), *preprint,
            ("timestamp", "Tue, 07 May 2024 20:13:07 +0200"),
            ("biburl", "https://dblp.org/rec/conf/xyz/Abcd.bib"),
            ("bibsource", "dblp computer science bibliography, https://dblp.org"),
        ]  # fmt: skip
    if style == "crossref":
        parent: list[tuple[str, str | None]]
        if journal:
            parent = [(home, where), *numbers, ("year", year)]
        else:
            w.proceedings = (where, year)
            parent = [("year", year if chance.random() < 0.5 else None)]
            parent.append(("crossref", "proc:" + re.sub(r"\W", "", w.seed)))
        return kind, [
            ("author", w.people(facts, "plain")), ("title", w.title(facts, "as is", "acronyms")),
            ("pages", pages), ("doi", doi), ("url", url), *preprint, *parent,
        ]  # fmt: skip
    if style == "semantic":
        return ("article" if chance.random() < 0.6 else kind), [
            ("title", w.title(facts, "as is", "none")), ("author", w.people(facts, "plain")),
            (home if chance.random() < 0.4 else "journal", where), ("year", year),
            ("volume", facts.volume), ("pages", pages), ("doi", doi),
            ("url", url or "https://api.semanticscholar.org/CorpusID:10488675"), *preprint,
        ]  # fmt: skip
    if style == "doi2bib":
        return kind, [
            ("title", w.title(facts, "as is", "none")), ("volume", facts.volume),
            ("url", f"http://dx.doi.org/{facts.doi}" if doi else url), ("DOI", doi and facts.doi),
            ("number", facts.number), (home, where), ("publisher", facts.publisher),
            ("author", w.people(facts, "comma")), ("year", year), ("month", month),
            ("pages", facts.pages and facts.pages.replace("--", EN_DASH)), *preprint,
        ]  # fmt: skip
    if style == "acm":
        short = f"{facts.venue} '{facts.venue_year % 100:02d}"
        return kind, [
            ("author", w.people(facts, "comma")), ("title", w.title(facts, "as is", "none")),
            ("year", year), ("isbn", "9781450384544" if not journal else None),
            ("publisher", "Association for Computing Machinery"), ("address", "New York, NY, USA"),
            ("url", url or (doi and f"https://doi.org/{facts.doi}")), ("doi", doi and facts.doi),
            ("abstract", "Machine learning models leak information about their training data."),
            (home, where), *numbers, ("pages", facts.pages and facts.pages.replace("--", EN_DASH)),
            ("numpages", "16"), ("keywords", "machine learning, membership inference, privacy"),
            ("location", chance.choice(_PLACES) if not journal else None),
            ("series", w.latex(short) if not journal and not facts.where else None), *preprint,
        ]  # fmt: skip
    if style == "ieee":
        return kind, [
            ("author", w.people(facts, "comma")), (home, where),
            ("title", w.title(facts, "as is", "none")), ("year", year),
            ("volume", facts.volume or ""), ("number", facts.number or ""),
            ("pages", facts.pages and facts.pages.replace("--", "-")),
            ("keywords", "Data models;Privacy;Training;Predictive models;Computational modeling"),
            ("doi", doi and facts.doi), ("url", url if not doi else None),
            ("ISSN", "2375-1207"), ("month", month), *preprint,
        ]  # fmt: skip
    if style == "acl":
        return kind, [
            ("title", w.title(facts, "as is", "acronyms")),
            ("author", w.people(facts, "comma", "  and\n      ")),
            ("editor", "Cohn, Trevor  and\n      He, Yulan"), (home, where), ("month", month),
            ("year", year), ("address", "Online"),
            ("publisher", "Association for Computational Linguistics"),
            ("url", url or "https://aclanthology.org/2020.xyz-main.1/"),
            ("doi", doi and facts.doi), ("pages", facts.pages), *preprint,
        ]  # fmt: skip
    if style == "pmlr":
        return kind, [
            ("title", w.title(facts, "as is", "none")), ("author", w.people(facts, "comma")),
            (home, where), ("pages", facts.pages), ("year", year),
            ("editor", "Meila, Marina and Zhang, Tong"), ("volume", facts.volume),
            ("series", "Proceedings of Machine Learning Research"), ("month", "18--24 Jul"),
            ("publisher", "PMLR"), ("pdf", "https://proceedings.mlr.press/v139/abcd21a.pdf"),
            ("url", url or "https://proceedings.mlr.press/v139/abcd21a.html"), ("doi", doi),
            *preprint,
        ]  # fmt: skip
    if style == "openreview":
        return kind, [
            ("title", w.title(facts, "as is", "whole")), ("author", w.people(facts, "plain")),
            (home, where), ("year", year), *numbers, ("pages", pages), ("doi", doi),
            ("url", url or "https://openreview.net/forum?id=Ab12Cd34Ef"), ("note", ""), *preprint,
        ]  # fmt: skip
    if style == "aaai":
        return "article", [
            ("title", w.title(facts, "as is", "none")), ("volume", facts.volume),
            ("url", url or "https://ojs.aaai.org/index.php/AAAI/article/view/17150"),
            ("DOI", doi and facts.doi), ("abstractNote", "We study privacy."),
            ("number", facts.number), ("journal", where), ("author", w.people(facts, "comma")),
            ("year", year), ("month", "May"), ("pages", facts.pages and
             facts.pages.replace("--", "-")), *preprint,
        ]  # fmt: skip
    if style == "springer":
        return kind, [
            ("author", w.people(facts, "comma", "\nand ")), ("editor", "Katsikas, Sokratis"),
            ("title", w.title(facts, "as is", "none")), (home, where), ("year", year),
            ("publisher", "Springer International Publishing"), ("address", "Cham"),
            ("pages", facts.pages), ("abstract", "Machine learning models leak."),
            ("isbn", "978-3-030-59013-0"), ("doi", doi), ("url", url), *preprint,
        ]  # fmt: skip
    if style in ("zotero", "biblatex"):
        date = chance.choice((year, f"{year}-07", f"{year}-07-14", f"{year}-05-23/{year}-05-27"))
        # An entry with two years would be a fault by itself.
        title, subtitle = w.title(facts), None
        if chance.random() < 0.06 and ": " in title and title.count("{") == title.count("}"):
            first, _, rest = title.partition(": ")
            if first.count("{") == first.count("}"):
                title, subtitle = first, rest
        return kind, [
            ("title", title), ("subtitle", subtitle), ("author", w.people(facts)),
            ("date", date), ("journaltitle" if journal else "booktitle", where), *numbers,
            ("pages", pages), ("publisher", facts.publisher), ("doi", doi), ("url", url),
            ("urldate", "2024-03-02" if url else None), *_biblatex(preprint),
            ("langid", "english" if style == "zotero" else None),
            ("abstract", "Machine learning models leak." if style == "zotero" else None),
            ("file", "/home/me/Zotero/storage/ABCD/paper.pdf" if style == "zotero" else None),
        ]  # fmt: skip
    # By hand; also a journal-like conference, where the exporter is not for journals.
    if not journal and chance.random() < 0.05:
        kind = "conference"
    return kind, [
        ("author", w.people(facts)), ("title", w.title(facts)), (home, where), *numbers,
        ("pages", pages), ("publisher", facts.publisher), ("year", year), ("month", month),
        ("doi", doi), ("url", url), *preprint,
    ]  # fmt: skip


_PREPRINTS = [("arxiv", 25), ("scholar", 20), ("dblp", 15), ("hand", 15), ("semantic", 8),
              ("zotero", 10), ("article", 7)]  # fmt: skip


def _preprint(w: Writer, facts: Facts, style: str) -> tuple[str, list[tuple[str, str | None]]]:
    chance = w.chance("preprint")
    year = str(facts.year)
    number = facts.eprint
    version = number and number + chance.choice(("", "", "", "", "v1", "v2"))
    server = number and f"https://arxiv.org/abs/{version}"
    more = w.chance("more preprint")
    if number and more.random() < 0.15:
        server = more.choice(
            (
                f"https://arxiv.org/pdf/{version}.pdf", f"https://arxiv.org/pdf/{version}",
                f"https://doi.org/10.48550/arXiv.{number}", f"http://arxiv.org/abs/{version}",
            )
        )  # fmt: skip
    doi, url = w.doi(facts)
    doi = doi or facts.doi  # url may have the server's address
    if style == "arxiv":
        return "misc", [
            ("title", w.title(facts, "as is", "none")), ("author", w.people(facts, "plain")),
            ("year", year), ("eprint", number), ("archivePrefix", "arXiv"),
            ("primaryClass", "cs.LG"), ("url", server or url), ("doi", doi),
        ]  # fmt: skip
    if style == "scholar":
        text = f"arXiv preprint arXiv:{number}" if number else "arXiv preprint"
        paged = more.random() < 0.1
        return "article", [
            ("title", w.title(facts, braces="none")), ("author", w.people(facts, "comma")),
            ("journal", "arXiv e-prints" if paged else text), ("year", year), ("doi", doi),
            # Google Scholar has half of the number for pages of such an entry.
            ("pages", f"arXiv--{number[:4]}" if paged and number else None),
            ("url", server if paged else url),
        ]  # fmt: skip
    if style == "dblp":
        return "article", [
            ("author", w.people(facts, "plain")), ("title", w.title(facts, "as is", "acronyms")),
            ("journal", "CoRR"), ("volume", number and f"abs/{number}"), ("year", year),
            ("url", server or url), ("doi", doi or (number and f"10.48550/ARXIV.{number}")),
            ("eprinttype", number and "arXiv"), ("eprint", number),
            ("timestamp", "Tue, 07 May 2024 20:13:07 +0200"),
            ("biburl", "https://dblp.org/rec/journals/corr/abs-2103-07853.bib"),
        ]  # fmt: skip
    if style == "semantic":
        return "article", [
            ("title", w.title(facts, "as is", "none")), ("author", w.people(facts, "plain")),
            ("journal", "ArXiv"), ("year", year), ("volume", number and f"abs/{number}"),
            ("url", url or "https://api.semanticscholar.org/CorpusID:232240402"), ("doi", doi),
        ]  # fmt: skip
    if style == "zotero":
        return chance.choice(("online", "misc")), [
            ("title", w.title(facts)), ("author", w.people(facts, "comma")),
            ("date", chance.choice((year, f"{year}-03", f"{year}-03-14"))),
            ("number", number and f"arXiv:{number}"), ("eprint", number),
            ("eprinttype", "arXiv"), ("eprintclass", "cs"), ("publisher", "arXiv"),
            ("doi", doi or (number and f"10.48550/arXiv.{number}")),
            ("url", url or (number and f"http://arxiv.org/abs/{number}")),
            ("urldate", "2024-03-02"), ("pubstate", "prepublished"),
        ]  # fmt: skip
    if style == "article":
        return "article", [
            ("author", w.people(facts)), ("title", w.title(facts)),
            ("journal", chance.choice(("arXiv", "arXiv e-prints", "CoRR"))),
            ("eprint", number and f"arXiv:{number}"), ("year", year), ("doi", doi), ("url", url),
        ]  # fmt: skip
    told = f"arXiv:{version}" if number else "arXiv preprint"
    if number and more.random() < 0.2:
        told = more.choice(
            (f"arXiv:{version} [cs.LG]", f"arXiv {version}", f"arXiv:{version} [cs]")
        )
    name = chance.choice(("howpublished", "note"))
    if number and chance.random() < 0.3:
        told = rf"\url{{{server}}}"
    return chance.choice(("misc", "misc", "misc", "unpublished")), [
        ("author", w.people(facts)), ("title", w.title(facts)), ("year", year), (name, told),
        ("url", server if chance.random() < 0.4 else url), ("doi", doi),
    ]  # fmt: skip


def _beside(facts: Facts, chance: random.Random) -> list[tuple[str, str | None]]:
    """A preprint's id beside the publication."""
    form = chance.choice(("fields", "fields", "lower", "note", "url"))
    if not facts.eprint:
        return []
    if form == "note":
        return [("note", f"arXiv:{facts.eprint}")]
    if form == "url" and not facts.doi:
        return [("url", f"https://arxiv.org/abs/{facts.eprint}")]
    prefix = "archiveprefix" if form == "lower" else "archivePrefix"
    return [("eprint", facts.eprint), (prefix, "arXiv")]


def _biblatex(fields: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    names = {"archiveprefix": "eprinttype", "archivePrefix": "eprinttype"}
    return [(names.get(name, name), value) for name, value in fields]


def _month(facts: Facts, chance: random.Random) -> str | None:
    form = chance.choice(("macro", "long", "number", "short"))
    invented = chance.randrange(12)
    rolled = chance.random() < 0.3
    if facts.month is None and not rolled:
        return None
    place = _MONTHS.index(facts.month) if facts.month in _MONTHS else invented
    return {
        "macro": _MONTHS[place],
        "long": _LONG[place],
        "number": str(place + 1),
        "short": _LONG[place][:3] + ".",
    }[form]


def _own(chance: random.Random) -> list[tuple[str, str]]:
    fields = [
        ("keywords", "privacy, to read"), ("note", "Read again"), ("annote", "Chapter 2"),
        ("file", ":papers/one.pdf:PDF"), ("groups", "Attacks"), ("owner", "me"), ("rank", "5"),
    ]  # fmt: skip
    return chance.sample(fields, chance.choice((0, 0, 0, 1, 1, 2)))


def _conference(
    short: str,
    name: str,
    also: tuple[str, ...],
    own: str,
    facts: Facts,
    chance: random.Random,
) -> str:
    year, yy = facts.venue_year, f"{facts.venue_year % 100:02d}"
    place = chance.choice(_PLACES)
    dates = f"{chance.choice(_LONG)} {chance.randint(1, 20)}-{chance.randint(21, 28)}"
    form = chance.choices(
        ("own", "short", "also", "name", "noise", "dblp", "ordinal"), (25, 18, 14, 8, 20, 10, 5)
    )[0]
    noise = chance.choice(("after", "before", "in", "year", "comma", "short", "yy", "shortyear"))
    spelling = chance.choice(also or (name,))
    if form == "own" and own:
        return own
    if form == "short":
        return chance.choice((short, short, f"{short} {year}", f"{short}'{yy}", f"{short} '{yy}"))
    if form == "also":
        return spelling
    # A name that has its own short one, or a year, in it takes no second.
    bare = name.split(":", maxsplit=1)[0] == name and not name.startswith(
        ("Workshop at", "Findings", "The ")
    )
    if form == "noise" and bare:
        if name.startswith(("Proceedings", "Companion")):
            return f"{name} {year}" if noise == "after" else name
        return {
            "after": f"{name} {year}",
            "before": f"{year} {name} ({short})",
            "in": f"Proceedings of the {year} {name}",
            "year": f"{year} {name}",
            "comma": f"{name}, {short} {year}",
            "short": f"{name} ({short})",
            "yy": f"Proceedings of the {name} ({short} '{yy})",
            "shortyear": f"Proceedings of the {name} ({short} {year})",
        }[noise]
    if form == "dblp" and bare and not name.startswith(("Proceedings", "Companion")):
        return f"{name}, {short} {year}, {place}, {dates}, {year}"
    if form == "ordinal" and short in _ORDINALS:
        number = year - _ORDINALS[short]
        if short == "NeurIPS":
            return f"Advances in Neural Information Processing Systems {number}"
        words = number < len(_WORDS) and noise < "in"
        count = _WORDS[number] if words else _ordinal(number)
        if short == "ACL":
            end = " (Volume 1: Long Papers)" if noise < "in" else ""
            return f"Proceedings of the {count} {name}{end}"
        return chance.choice(
            (f"The {count} {name}", f"Proceedings of the {count} {name}", f"{count} {name}")
        )
    if name.startswith("Findings"):
        return f"{name} {year}"
    return own or name


def _other_conference(short: str, name: str, year: int, chance: random.Random) -> str:
    forms = [f"Proc. of {short}", f"Proceedings of {short}", f"{short}, {year}", f"Proc. {short}"]
    if not name.startswith(("Proceedings", "Companion", "Workshop at", "Findings", "The ")):
        forms += [
            f"In Proceedings of the {name}", f"{name}. {short}, {year}",
            f"{name} ({short}), {year}", f"Proceedings of {name}", f"Proc. of the {name}",
        ]  # fmt: skip
    return chance.choice(forms)


def _broken(text: str, chance: random.Random) -> str:
    """Text of two lines, as editors break them."""
    blanks = [match.start() for match in re.finditer(" ", text)]
    if not blanks:
        return text
    place = chance.choice(blanks)
    return f"{text[:place]}\n      {text[place + 1 :]}"


def _ordinal(number: int) -> str:
    last = number % 10 if number % 100 not in (11, 12, 13) else 0
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def _initials(given: str, *, dots: bool, hyphens: bool = True) -> str:
    dot = "." if dots else ""
    hyphen = "-" if hyphens else ""
    words = [
        hyphen.join(part[:1] + dot for part in word.split("-") if part) for word in given.split()
    ]
    return (" " if dots else "").join(words)


def _cased(word: str, case: str, first: bool) -> str:
    if "$" in word or case == "as is":
        return word
    kept = any(letter.isupper() or letter.isdigit() for letter in word.strip("“(")[1:])
    pieces = word.split("-")
    if case == "title":
        if word.lower().strip(":?!,") in _SMALL and not first:
            return word.lower()
        return "-".join(piece if _mixed(piece) else _capital(piece) for piece in pieces)
    if kept and any(map(_mixed, pieces)):
        return word
    lower = word.lower()
    return _capital(lower) if first and case == "sentence" else lower


def _mixed(piece: str) -> bool:
    return any(letter.isupper() or letter.isdigit() for letter in piece.strip("“(")[1:])


def _capital(word: str) -> str:
    for place, letter in enumerate(word):
        if letter.isalpha():
            return word[:place] + letter.upper() + word[place + 1 :]
    return word


def _braced(word: str, braces: str) -> str:
    core = word.rstrip(":?!,.”")
    tail = word[len(core) :]
    if not core or "$" in core or "“" in core:
        return word
    if braces == "acronyms" and any(map(_mixed, core.split("-"))):
        return "{" + core + "}" + tail
    if braces == "capitals" and core[:1].isupper():
        return "{" + core + "}" + tail
    if braces == "letters" and core[:1].isupper() and core[:1].isascii():
        return "{" + core[0] + "}" + core[1:] + tail
    return word


def _scholar_case(text: str) -> str:
    words = text.split(" ")
    return " ".join(
        word if place == 0 or _mixed(word) or "\\" in word else word.lower()
        for place, word in enumerate(words)
    )


def _delimited(value: str, *, quotes: bool) -> str:
    depth, bare = 0, False
    for letter in value:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        bare = bare or (letter == '"' and depth == 0)
    return f'"{value}"' if quotes and not bare else f"{{{value}}}"


def own_key(paper: Paper, chance: random.Random, number: int) -> str:
    """A key as authors make them."""
    family = plain(paper.people[0].family) or "anon"
    word = plain(next((w for w in paper.title.split() if plain(w) not in _SMALL), "paper"))
    return chance.choice(
        (
            f"{family}{paper.year}{word}_{number}",
            f"{family.capitalize()}{paper.year % 100:02d}-{number}",
            f"DBLP:conf/xyz/{family.capitalize()}{number}",
            f"{word}:{number}",
            f"{family}_{paper.year}_{number}",
            f"{family}+{number}",
        )
    )
