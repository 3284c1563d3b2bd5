"""The elements of a style as citeproc reads them, and where it errs as classes of our own.

Each class is a citeproc's with what it gets wrong corrected. What they print holds marks (`tags`)
instead of markup, and more marks of their own.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from citeproc import model, source

from mialit.citing import tags
from mialit.citing.tags import LABEL_END, NOCASE, Tag

NAMESPACE = "http://purl.org/net/xbiblio/csl"
# Marks that stand for no tag of CSL-JSON.
QUOTE = Tag("\ue006", "\ue016", "", "")  # quotation marks that the style sets
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


class State:
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
        year = self.find("cs:date-part[@name='year']", {"cs": NAMESPACE})
        if isinstance(string, InWords) and year is not None:
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
        if isinstance(given, InFull):
            return given
        if self.get("initialize") == "false":  # initials alone are written as the style wants them
            single = re.compile(r"\b([^\W\d_])\.?(?=\s|\Z)")
            return " ".join(single.sub(rf"\1{mark}", given).split())
        return super().initialize(_SMALL_PART.sub("", given), mark, context)


class InFull(str):
    """A given name of which initials do not say enough."""

    __slots__ = ()


class InWords(str):
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
            item["state"] = State()
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


CORRECTED = {
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
    within = False  # what is protected may be a part of a word
    last = max((number for number, word in enumerate(words) if word[0].isalnum()), default=0)
    for number, word in enumerate(words):
        if word in (NOCASE.opening, NOCASE.closing):
            protected += 1 if word == NOCASE.opening else -1
        elif re.match(r"[\s/\u2010-\u2013-]", word):
            within = False
        elif not re.match(f"[{tags.MARKS}]", word):
            if not protected and not (within and kind not in ("lowercase", "uppercase")):
                word = _word_in_case(  # noqa: PLW2901
                    word, kind, loud=loud, first=first, begins=begins or number == last
                )
            within = True
            first = False
            begins = word[-1] in ":?!\u2014"  # a full stop is mostly of an abbreviation
        out.append(word)
    return "".join(out)


def _word_in_case(word: str, kind: str, *, loud: bool, first: bool, begins: bool) -> str:
    if kind in ("lowercase", "uppercase"):
        return word.lower() if kind == "lowercase" else word.upper()
    if loud and kind == "sentence":  # in a title citeproc-js and pandoc keep such words
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
