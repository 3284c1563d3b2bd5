"""Items of CSL-JSON, formatted by citeproc: all that citeproc is used for.

citeproc applies a style; this module mends what it gets wrong, each thing at its border. Elements
of a style are read as classes of our own where citeproc's own err; text goes in and comes out with
marks (`tags`) instead of markup, so that punctuation is seen to across emphasis and quotation
marks. What was wrong, and how that was found, is in docs/citing-styles.md; tests/citing has a row
for each.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import citeproc
from citeproc import model, source
from lxml import etree

from mialit.citing import tags
from mialit.citing.csl_json import OTHERS, Item
from mialit.citing.tags import NOCASE, Tag

# Marks that stand for no tag of CSL-JSON.
QUOTE = Tag("\ue006", "\ue016", "", "")  # quotation marks that the style sets
LABEL_END = "\ue007"  # behind the number of a reference
_UNNAMED = "\ue008"  # in the place of a name: "and others"
_DOT = "\ue009"  # a full stop within a text of the item, which no other joins

_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_WORD = re.compile(rf"[{tags.MARKS}]|[^\s{tags.MARKS}/\u2010-\u2013-]+|[\s/\u2010-\u2013-]+")
# As citeproc-js has them, the oracle of most styles.
_STOP_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a according across afore after against ahead along alongside amid amidst among amongst an "
        "and anenst apropos apud around as aside astride at athwart atop barring before behind "
        "below beneath beside besides between beyond but by circa despite down during except for "
        "forenenst from given in inside into lest like modulo near next nor notwithstanding of off "
        "on onto or out over per plus pro qua sans since so than the through thru throughout "
        "thruout till to toward towards under underneath until unto up upon v. versus vis-à-vis "
        "via vs vs. when with within without yet",
    )
)
_SMALL_PART = re.compile(r"-(?=[a-z])[^\W\d_]+")  # as in Hung-yi
_NUMERIC = re.compile(r"[A-Za-z]*\d+[A-Za-z]*(?:\s*[-\u2013,&]\s*[A-Za-z]*\d+[A-Za-z]*)*")


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
        bibliography.items[-1]["state"] = _State()
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
        namespace = lookup.get_namespace(_NAMESPACE)
        namespace[None] = model.CitationStylesElement
        namespace.update(names | _MENDED)
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
        own = self.root.findall("cs:locale", {"cs": _NAMESPACE})
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


# Elements.


class _Cased:
    """`text-case` as CSL defines it: words that are not all in lower case stay as they are.

    citeproc raises the first letter of any word (`arXiv` becomes `ArXiv`), parts words where
    `nocase` ends within them, and lowers names where a title is made a sentence.
    """

    def case(self: Any, text: Any, language: str | None = None) -> Any:
        kind = self.get("text-case")
        if kind is None or (kind == "title" and language not in (None, "en")):
            return text
        return model.String(in_case(str(text), kind))


class _Pages:
    """`page-range-format="minimal-two"` as CSL defines it: 1-37 is no 1-7."""

    def _format_last_page(self: Any, first: str, last: str) -> Any:
        if len(first) != len(last):
            return last
        return super()._format_last_page(first, last)  # type: ignore[misc]


_GROUP = "(group)"


class _State:
    """What has been printed of an item so far, from which groups and `substitute` tell what to do.

    `tried` counts the variables that were asked for, `shown` has those that said something, and
    `done` those that stand in the place of a missing one and are not printed again.
    """

    def __init__(self) -> None:
        self.tried = 0
        self.shown: list[str] = []
        self.done: set[str] = set()


class _Text(_Cased, _Pages, model.Text):  # type: ignore[misc]
    def _variable(self, item: Any, context: Any) -> Any:
        variable = self.get("variable")
        if variable in self.generated_variables:
            return super()._variable(item, context)
        return _printed(item, variable, lambda: super(_Text, self)._variable(item, context))

    def quote(self, string: Any) -> Any:
        if self.get("quotes", "false") != "true":
            return string
        return f"{QUOTE.opening}{string}{QUOTE.closing}"


class _Number(_Cased, _Pages, model.Number):  # type: ignore[misc]
    def process(self, item: Any, context: Any = None, **more: Any) -> Any:
        ask = super().process
        return _printed(item, self.get("variable"), lambda: ask(item, context=context, **more))


class _Date(model.Date):  # type: ignore[misc]
    """A date. One in words, as "in press", stands between what would stand around the year."""

    def process(self, item: Any, variable: Any = None, *others: Any, **more: Any) -> Any:
        ask = super().process
        name = variable or self.get("variable")
        return _printed(item, name, lambda: ask(item, variable, *others, **more))

    def wrap(self, string: Any) -> Any:
        year = self.find("cs:date-part[@name='year']", {"cs": _NAMESPACE})
        if isinstance(string, _InWords) and year is not None:
            string = year.wrap(str(string))
        return super().wrap(string)


class _DatePart(_Cased, model.Date_Part):  # type: ignore[misc]
    """A part of a date. The letter of a year follows it where the style puts it nowhere else."""

    def process(self, date: Any, context: Any = None) -> Any:
        text = super().process(date, context)
        if self.get("name") == "year":
            text = f"{text}{date.pop('letter', '')}"
        return text


class _Names(model.Names):  # type: ignore[misc]
    def process(
        self, item: Any, names_context: Any = None, context: Any = None, **more: Any
    ) -> Any:
        state = item["state"]
        roles = self.get("variable").split()
        state.tried += len(roles)
        hidden = {role: item.reference.pop(role, None) for role in roles if role in state.done}
        try:
            if hidden and not any(role in item.reference for role in roles):
                raise source.VariableError
            state.shown += [role for role in roles if role in item.reference]
            return super().process(item, names_context=names_context, context=context, **more)
        finally:
            item.reference.update({role: names for role, names in hidden.items() if names})


class _Substitute(model.Substitute):  # type: ignore[misc]
    """What stands in the place of missing names, and is not printed again.

    citeproc forgets that of names, and of what a macro prints.
    """

    def render(self, item: Any, context: Any = None, **more: Any) -> Any:
        state = item["state"]
        for child in self.iterchildren():
            before = len(state.shown)
            # Names that say nothing of their form have that of the names in whose place they are.
            if isinstance(child, model.Names) and child.name is None:
                more["names_context"] = self.getparent()
            try:
                text = child.render(item, context=context, **more)
            except source.VariableError:
                text = None
            more.pop("names_context", None)
            if text:
                state.done.update(name for name in state.shown[before:] if name != _GROUP)
                return text
        return None


class _Group(model.Group):  # type: ignore[misc]
    """A group, which is left out where it asks for variables and none of them says anything.

    citeproc looks at what might be asked for, also in branches that are not taken.
    """

    def process(self, item: Any, context: Any = None, **more: Any) -> Any:
        state = item["state"]
        tried, shown = state.tried, len(state.shown)
        delimiter = self.get("delimiter", "")
        parts = []
        for child in self.iterchildren():
            kept = {"delimiter": delimiter} if isinstance(child, model.Choose) else {}
            try:
                text = child.render(item, context=context, **kept, **more)
            except source.VariableError:
                text = None
            if text is not None:
                parts.append(text)
        if not parts or (state.tried > tried and len(state.shown) == shown):
            raise source.VariableError
        state.tried += 1
        state.shown.append(_GROUP)  # for a group around this one, it is a variable that says so
        return self.join(parts)


def _printed(item: Any, variable: str, ask: Callable[[], Any]) -> Any:
    """What *ask* gives for *variable* of *item*; None where it stands elsewhere already."""
    state = item["state"]
    state.tried += 1
    if variable in state.done:
        return None
    text = ask()
    if text:
        state.shown.append(variable)
    return text


class _Name(model.Name):  # type: ignore[misc]
    """Names. citeproc makes `H.-. yi .` of Hung-yi, whose initials are `H.`.

    And it knows no `initialize="false"`.
    """

    def initialize(self, given: str, mark: str, context: Any) -> Any:
        if isinstance(given, _InFull):
            return given
        if self.get("initialize") == "false":  # initials alone are written as the style wants them
            single = re.compile(r"\b([^\W\d_])\.?(?=\s|\Z)")
            return " ".join(single.sub(rf"\1{mark}", given).split())
        return super().initialize(_SMALL_PART.sub("", given), mark, context)


class _InFull(str):
    """A given name of which initials do not say enough."""

    __slots__ = ()


class _InWords(str):
    """A date in words."""

    __slots__ = ()


class _NamePart(_Cased, model.Name_Part):  # type: ignore[misc]
    pass


class _Label(_Cased, model.Label):  # type: ignore[misc]
    pass


class _If(model.If):  # type: ignore[misc]
    """A condition. citeproc takes `disambiguate` for true, and `1-3` and `2, 4` for no numbers."""

    def render(self, item: Any, context: Any = None, delimiter: str = "", **more: Any) -> Any:
        if "disambiguate" in self.attrib:
            raise model.ConditionFailed
        return super().render(item, context=context, delimiter=delimiter, **more)

    def _is_numeric(self, item: Any) -> list[bool]:
        names = [name.replace("-", "_") for name in self.get("is-numeric").split()]
        return [
            name in item.reference and bool(_NUMERIC.fullmatch(str(item.reference[name])))
            for name in names
        ]


class _ElseIf(_If, model.Else_If):  # type: ignore[misc]
    pass


class _Layout(model.Layout):  # type: ignore[misc]
    """The layout of a bibliography, whose first field may be a number that stands apart."""

    def render_bibliography(self, citation_items: Iterable[Any]) -> list[str]:
        apart = self.getparent().get("second-field-align") is not None
        texts = []
        for item in citation_items:
            self.repressed: dict[str, list[str]] = {}
            item["state"] = _State()
            parts = []
            for child in self.iterchildren():
                try:
                    text = child.render(item)
                except source.VariableError:
                    text = None
                if text is not None:
                    parts.append(text)
                if apart and not parts[1:] and parts and child is self[0]:
                    parts.append(model.String(LABEL_END))
            made = model.join(parts)
            texts.append(str(self.format(self.wrap(made)) if parts else ""))
        return texts


_MENDED = {
    "text": _Text,
    "number": _Number,
    "date": _Date,
    "date-part": _DatePart,
    "names": _Names,
    "substitute": _Substitute,
    "group": _Group,
    "name": _Name,
    "name-part": _NamePart,
    "label": _Label,
    "if": _If,
    "else-if": _ElseIf,
    "layout": _Layout,
}


# Case.


def in_case(text: str, kind: str) -> str:
    """*text* in the case *kind*, a value of CSL's `text-case`; what is `nocase` stays."""
    words = _WORD.findall(text)
    loud = text.isupper()
    out: list[str] = []
    protected = 0
    begins = first = True
    last = max((number for number, word in enumerate(words) if word[0].isalnum()), default=0)
    for number, word in enumerate(words):
        if word in (NOCASE.opening, NOCASE.closing):
            protected += 1 if word == NOCASE.opening else -1
        elif not re.match(rf"[\s{tags.MARKS}/\u2010-\u2013-]", word):
            if not protected:
                word = _word_in_case(  # noqa: PLW2901
                    word, kind, loud=loud, first=first, begins=begins or number == last
                )
            first = False
            begins = word[-1] in ":?!.\u2014"
        out.append(word)
    return "".join(out)


def _word_in_case(word: str, kind: str, *, loud: bool, first: bool, begins: bool) -> str:
    if kind in ("lowercase", "uppercase"):
        return word.lower() if kind == "lowercase" else word.upper()
    if loud and kind in ("sentence", "title"):
        word = word.lower()
    if not word.islower() or (kind in ("sentence", "capitalize-first") and not first):
        return word
    if (
        kind == "title"
        and not begins
        and word.strip("(),;:'\"\u201c\u2018\u201d\u2019") in _STOP_WORDS
    ):
        return word
    return re.sub(r"[^\W\d_]", lambda letter: letter[0].upper(), word, count=1)


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
            kept = model.String(_steady(tags.marked(str(value))))
        if kept is not None:
            # citeproc looks for a variable by its name in some places, by its field in others.
            made.update({name: kept, name.replace("-", "_"): kept})
    if "event-title" in item:  # which older styles call otherwise
        made["event"] = made["event_title"]
    return made


def _name(name: Mapping[str, str]) -> Any:
    if name == {"literal": OTHERS}:
        return source.Name(literal=_UNNAMED)
    return source.Name(**{part: _steady(tags.marked(text)) for part, text in name.items()})


def _date(date: Mapping[str, Any]) -> Any:
    parts = date.get("date-parts")
    if not parts:
        literal = date.get("literal")
        return source.LiteralDate(_InWords(_steady(tags.marked(literal)))) if literal else None
    dates = [
        source.Date(**dict(zip(("year", "month", "day"), each, strict=False))) for each in parts
    ]
    return dates[0] if len(dates) == 1 else source.DateRange(begin=dates[0], end=dates[1])


def _steady(text: str) -> str:
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
                            name["given"] = _InFull(name["given"])
    stated = style.root.find(".//cs:text[@variable='year-suffix']", {"cs": _NAMESPACE}) is not None
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
    found = style.root.xpath(".//cs:et-al", namespaces={"cs": _NAMESPACE})
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
    text = re.sub(f"([.?!]{_CLOSERS} )\\. ", r"\1", text)
    return text.replace(_DOT, ".").replace("  ", " ").strip()


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


def schema_problem(style: bytes) -> tuple[int, str] | None:
    """The first line of *style*, well-formed XML, that CSL's schema does not allow, and why."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    schema = etree.RelaxNG(etree.parse(citeproc.SCHEMA_PATH))
    if schema.validate(etree.ElementTree(etree.fromstring(style, parser))):
        return None
    first = min(schema.error_log, key=lambda error: error.line)
    return first.line, first.message
