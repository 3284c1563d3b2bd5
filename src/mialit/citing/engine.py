"""Items of CSL-JSON, formatted by citeproc: all that citeproc is used for.

citeproc applies a style; what it gets wrong is corrected at its border. Elements of a style are
read as classes of our own where citeproc's own err (`csl_elements`); text goes in and comes out
with marks (`tags`) instead of markup, so that punctuation is seen to across emphasis and quotation
marks. What was wrong is in docs/citing-styles.md; tests/citing has a row for each.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import citeproc
from citeproc import model, source
from lxml import etree

from mialit.citing import tags
from mialit.citing.csl_elements import CORRECTED, NAMESPACE, QUOTE, InFull, InWords, State
from mialit.citing.csl_json import OTHERS, Item

_UNNAMED = "\ue008"  # in the place of a name: "and others"
_DOT = "\ue009"  # a full stop within a text of the item, which no other joins

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def references(style: bytes, items: Sequence[Item]) -> list[str]:
    """*items*, formatted by the CSL file *style*, in their order: texts with marks.

    Behind the number of a reference, where the style has one, stands `LABEL_END`. An item that
    the style prints nothing of is "". *style* is known to be well-formed and independent
    (`styles.Style`). What citeproc raises for a style that it cannot apply passes through.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about variables that CSL 1.0.2 has and citeproc does not
        return _formatted(_Style(style), items)


def _formatted(style: "_Style", items: Sequence[Item]) -> list[str]:
    sources = {str(number): _reference(str(number), item) for number, item in enumerate(items)}
    bibliography = citeproc.CitationStylesBibliography(style, sources, _Formatter)
    for key in sources:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(key)]))
        bibliography.items[-1]["state"] = State()
    _tell_apart(style, bibliography)
    et_al = _et_al(style)
    in_quotes = style.root.get_locale_option("punctuation-in-quote") == "true"
    quotes = [
        str(style.root.get_single_term(name=name))
        for name in ("open-quote", "close-quote", "open-inner-quote", "close-inner-quote")
    ]
    texts = style.root.bibliography.layout.render_bibliography(bibliography.items)
    return [_quoted(_punctuated(text, et_al, in_quotes=in_quotes), quotes) for text in texts]


class _Style(citeproc.CitationStylesStyle):  # type: ignore[misc]
    """A style and its locales, whose elements are of the classes below as far as there are any."""

    def __init__(self, data: bytes) -> None:
        lookup = etree.ElementNamespaceClassLookup()
        known = model.CitationStylesElement.__subclasses__()
        names = {each.__name__.replace("_", "-").lower(): each for each in known}
        namespace = lookup.get_namespace(NAMESPACE)
        namespace[None] = model.CitationStylesElement
        namespace.update(names | CORRECTED)
        parser = etree.XMLParser(
            remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True
        )
        parser.set_element_class_lookup(lookup)
        self.root = etree.fromstring(data, parser)
        self.root.locales = list(self._locales(self.root.get("default-locale", "en-US"), parser))
        for locale in self.root.locales:
            locale.style = self.root

    def _locales(self, wanted: str, parser: Any) -> Iterator[Any]:
        """Where terms are looked for, in this order: the style's own locales, then files."""
        own = self.root.findall("cs:locale", {"cs": NAMESPACE})
        language = wanted.partition("-")[0]
        for name in (wanted, language, None):
            yield from (each for each in own if each.get(_LANGUAGE) == name)
        dialect = citeproc.PRIMARY_DIALECTS.get(language)
        for name in dict.fromkeys((wanted, dialect, "en-US")):
            if name in citeproc.LANGUAGE_NAMES:
                file = Path(citeproc.LOCALES_PATH, f"locales-{name}.xml")
                yield etree.fromstring(file.read_bytes(), parser)


class _Formatter:
    """What citeproc asks to set text apart; marks do."""

    @staticmethod
    def preformat(text: object) -> str:
        return str(text)

    @staticmethod
    def Italic(text: object) -> str:  # noqa: N802
        return f"{tags.ITALIC.opening}{text}{tags.ITALIC.closing}"

    Oblique = Italic

    @staticmethod
    def Bold(text: object) -> str:  # noqa: N802
        return f"{tags.BOLD.opening}{text}{tags.BOLD.closing}"

    @staticmethod
    def Superscript(text: object) -> str:  # noqa: N802
        return f"{tags.SUPERSCRIPT.opening}{text}{tags.SUPERSCRIPT.closing}"

    @staticmethod
    def Subscript(text: object) -> str:  # noqa: N802
        return f"{tags.SUBSCRIPT.opening}{text}{tags.SUBSCRIPT.closing}"

    @staticmethod
    def SmallCaps(text: object) -> str:  # noqa: N802
        return f"{tags.SMALL_CAPITALS.opening}{text}{tags.SMALL_CAPITALS.closing}"

    Light = Underline = staticmethod(str)


# Items.


def _reference(key: str, item: Mapping[str, Any]) -> Any:
    """*item* as citeproc keeps it, under *key*."""
    made = source.Reference(key, item["type"])
    for name, value in item.items():
        if name in ("id", "type"):
            continue
        kept: Any
        if isinstance(value, list):
            kept = [_name(each) for each in value]
        elif isinstance(value, dict):
            kept = _date(value)
        else:
            kept = model.String(_protected(tags.marked(str(value))))
        if kept is not None:
            # citeproc looks for a variable by its name in some places, by its field in others.
            made.update({name: kept, name.replace("-", "_"): kept})
    if "event-title" in item:  # which older styles call otherwise
        made["event"] = made["event_title"]
    return made


def _name(name: Mapping[str, str]) -> Any:
    if name == {"literal": OTHERS}:
        return source.Name(literal=_UNNAMED)
    return source.Name(**{part: _protected(tags.marked(text)) for part, text in name.items()})


def _date(date: Mapping[str, Any]) -> Any:
    parts = date.get("date-parts")
    if not parts:
        literal = date.get("literal")
        return source.LiteralDate(InWords(_protected(tags.marked(literal)))) if literal else None
    dates = [
        source.Date(**dict(zip(("year", "month", "day"), each, strict=False))) for each in parts
    ]
    return dates[0] if len(dates) == 1 else source.DateRange(begin=dates[0], end=dates[1])


def _protected(text: str) -> str:
    """*text* with quotation marks that curve, and full stops that are not taken for a style's."""
    if '"' in text or "'" in text:
        text = re.sub(rf"(\A|[\s(\[{tags.MARKS}])\"(?=\S)", "\\1\u201c", text).replace(
            '"', "\u201d"
        )
        text = re.sub(rf"(\A|[\s(\[{tags.MARKS}])'(?=\S)", "\\1\u2018", text).replace("'", "\u2019")
    return re.sub(r"(?<=[?!])\.|\.(?=\.)", _DOT, text)


# What a style prints of several items together.


def _tell_apart(style: _Style, bibliography: Any) -> None:
    """Tells items apart that the style would cite alike, as far as that shows in references.

    Where it wants so, given names are written in full whose initials are the same, and else a
    letter follows the year: 2020a.
    """
    citation = style.root.citation
    if citation is None or citation.get("disambiguate-add-year-suffix") != "true":
        return
    if (
        citation.get("disambiguate-add-givenname") == "true"
        and citation.get("disambiguate-add-names") != "true"
        and citation.get("givenname-disambiguation-rule", "by-cite") in ("by-cite", "all-names")
    ):
        for items in _alike(citation, bibliography.items, initials=True):
            for names in zip(*(_shown_names(citation, item) for item in items), strict=False):
                if len({name.get("given") for name in names}) > 1:
                    for name in names:
                        if "given" in name:
                            name["given"] = InFull(name["given"])
    stated = style.root.find(".//cs:text[@variable='year-suffix']", {"cs": NAMESPACE}) is not None
    for items in _alike(citation, bibliography.items):
        for number, item in enumerate(bibliography.style.sort_bibliography(items)):
            if stated:
                item.reference["year_suffix"] = _letters(number)
            elif isinstance(item.reference.get("issued"), source.Date):
                item.reference["issued"]["letter"] = _letters(number)


def _alike(citation: Any, items: Iterable[Any], *, initials: bool = False) -> list[list[Any]]:
    """Those of *items* that *citation* would cite alike, where *initials* are all it shows."""
    found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for item in items:
        reference = item.reference
        names: list[Any] = []
        for name in _shown_names(citation, item):
            given, *others = name.parts()
            if initials:
                given = "".join(word[0] for word in re.findall(r"\w+", given or ""))
            elif citation.get("disambiguate-add-givenname") != "true":
                given = None
            names.append((given, *others))
        cut = len(names) < len(reference.get("author", ()))
        title = "" if names else str(reference.get("title", ""))
        issued = reference.get("issued", {})
        year = str(issued.get("year", issued.get("text", "")))
        found[*names, cut, title, year].append(item)
    return [alike for alike in found.values() if len(alike) > 1]


def _shown_names(citation: Any, item: Any) -> Sequence[Any]:
    """The authors of *item* that are named where it is cited, after what *citation* leaves out."""
    names: Sequence[Any] = item.reference.get("author", ())
    most = int(citation.get("et-al-min", 0))
    if citation.get("disambiguate-add-names") != "true" and most and len(names) >= most:
        return names[: int(citation.get("et-al-use-first", 1))]
    return names


def _letters(number: int) -> str:
    """The letters of a number from 0: a to z, aa, ab, ..."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


# Punctuation.

_CLOSERS = f"[{tags.ITALIC.closing}-{QUOTE.closing}]*"


def _et_al(style: _Style) -> str:
    """How *style* writes "et al."; the first form that it declares counts for all."""
    found = style.root.xpath(".//cs:et-al", namespaces={"cs": NAMESPACE})
    return str(found[0].render() if found else style.root.get_single_term(name="et-al"))


def _punctuated(text: str, et_al: str, *, in_quotes: bool) -> str:
    """*text* with the punctuation that citeproc leaves doubled or on the wrong side of a quote."""
    if _UNNAMED in text:
        text = _without_unnamed(text, et_al)
    if in_quotes:
        # Both full stop and comma go before the quotation mark that closes.
        text = re.sub(f"({QUOTE.closing})([.,])", r"\2\1", text)
    # A full stop behind what ends a sentence already, be it before the end of an emphasis.
    text = re.sub(f"([.?!]{_CLOSERS})\\.", r"\1", text)
    text = re.sub(f"([,;:]{_CLOSERS}),", r"\1", text)
    # A full stop between two blanks: what it ends was not there.
    text = re.sub(f"([.?!]{_CLOSERS} )\\.(?: |\\Z)", r"\1", text)
    # What stood between two commas, or before one, was not there.
    text = re.sub(r"[ \u00a0]*,(?:[ \u00a0]*,)+", ",", text)
    text = re.sub(r"(?<=\S) ,", ",", text)
    return re.sub(r"  +", " ", text.replace(_DOT, ".")).strip()


def _without_unnamed(text: str, et_al: str) -> str:
    """*text*, in which authors who are not named are "et al."."""
    # Behind one name there is a comma only where it is written family name first.
    text = re.sub(rf",?\s*(?:(?:and|&|…)\s+)*{_UNNAMED}", f"\ue00a{_UNNAMED}", text)
    before, _, after = text.partition(f"\ue00a{_UNNAMED}")
    joined = ", " if "," in before else " "
    return f"{before}{joined}{et_al}{after}"


def _quoted(text: str, quotes: Sequence[str]) -> str:
    """*text* with quotation marks, which within others are the inner ones."""
    if QUOTE.opening not in text:
        return text
    outer_open, outer_close, inner_open, inner_close = quotes
    within: dict[str, str | int | None] = {"\u201c": inner_open, "\u201d": inner_close}
    out: list[str] = []
    depth = 0
    for part in re.split(f"([{QUOTE.opening}{QUOTE.closing}])", text):
        if part == QUOTE.opening:
            out.append(inner_open if depth else outer_open)
            depth += 1
        elif part == QUOTE.closing:
            depth -= 1
            out.append(inner_close if depth else outer_close)
        elif depth:
            out.append(part.translate(str.maketrans(within)))
        else:
            out.append(part)
    return "".join(out)


# Styles of other people.


def is_valid(style: bytes) -> bool:
    """Whether CSL's schema allows *style*, which is well-formed XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    schema = etree.RelaxNG(etree.parse(citeproc.SCHEMA_PATH))
    return bool(schema.validate(etree.ElementTree(etree.fromstring(style, parser))))
