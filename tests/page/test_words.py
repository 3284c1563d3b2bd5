"""Every text of the page that a reader sees is a word of the interface: a list may replace it."""

import re
from html.parser import HTMLParser

import pytest

from mialit.page.interface import WORDS, words
from mialit.page.script import ASSETS

# Latin in references, and queries, which are typed as they stand.
FIXED = frozenset({"et al.", "label only", '"label only"', "NOT survey", "attack OR defense"})
# Scripts that show nothing: their strings are letters and rules of search.
SILENT = frozenset({"text.js", "words.js", "search.js", "identifiers.js"})
# Names of keys, which stand on keys, and of formats.
NAMES = frozenset({"enter", "esc", "x", "mialit", "bibtex", "doi", "arxiv"})
SHOWN = ("aria-label", "placeholder", "title", "alt", "label", "aria-description")


class Template(HTMLParser):
    """The texts of a template that a reader sees."""

    def __init__(self, text):
        super().__init__()
        self.texts = []
        self.inside = []
        self.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", text, flags=re.DOTALL))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.inside.append(tag)
        self.texts += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag):
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data):
        if not {"style", "script"} & set(self.inside):
            self.texts.append(data)


def seen_in_template(text):
    said = re.findall(r"[^\W\d_]+", " ".join(Template(text).texts))
    return [each for each in said if each.lower() not in NAMES]


def strings(script):
    """The string literals of a script with what stands before each, without its comments."""
    script = re.sub(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", " ", script, flags=re.DOTALL)
    pattern = r""""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`"""
    for found in re.finditer(pattern, script):
        text = next(group for group in found.groups() if group is not None)
        yield script[max(0, found.start() - 40) : found.start()], text


# What is given to these is no text, or is the name of a word or of an element.
NO_TEXT = re.compile(
    r"(?:word|byId|querySelector(?:All)?|closest|matches|matchMedia|getAttribute|removeAttribute"
    r"|addEventListener|setProperty|measure|mark|RegExp|make|dispatchEvent|createElement"
    r"|localeCompare|split|replace|replaceAll|match|startsWith|endsWith|includes"
    r")\(\s*(?:\w+\s*(?:===|\?)[^()]*)?$"
    r"|(?:class|className|type|role|rel|target|scope|rootMargin|behavior|block|lang|id|name|form"
    r"|spellcheck|autocomplete|style|key|[A-Z]+)\s*[:=!]=?=?\s*(?:[^\"'`;,{}]+\?\s*(?:[\"'`][^\"'`]*[\"'`]\s*:\s*)?)?$"
)


def seen_in_script(script):
    """Literals of several words, or with a capital: what reads like a text."""
    for before, text in strings(script):
        bare = re.sub(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", " ", text).strip()
        if NO_TEXT.search(before) or re.search(r"[<>=#\[\](){}\\*;@]|^\W*$|^[a-z-]+$|--", bare):
            continue
        if bare not in FIXED and re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]+$", bare):
            yield bare


@pytest.mark.parametrize("name", sorted(path.name for path in ASSETS.glob("*.html")))
def test_templates_have_no_text_of_their_own(name):
    seen = seen_in_template((ASSETS / name).read_text("utf-8"))
    assert seen == [], "put them into WORDS (page/interface.py)"


@pytest.mark.parametrize("name", sorted({path.name for path in ASSETS.glob("*.js")} - SILENT))
def test_scripts_have_no_text_of_their_own(name):
    seen = list(seen_in_script((ASSETS / name).read_text("utf-8")))
    assert seen == [], "put them into WORDS (page/interface.py)"


@pytest.mark.parametrize(
    "text",
    [
        '<p id="a" class="two words">Some text</p>',
        '<button aria-label="Clear">{{ x }}</button>',
        '<input placeholder="Search title">',
    ],
)
def test_a_text_in_a_template_is_found(text):
    assert seen_in_template(text)


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('make("button", { type: "button" }, "Clear all")', ["Clear all"]),
        ('make("p", {}, `${count} more papers`)', ["more papers"]),
        ('make("a", { class: "quiet big", title: "Of the papers" })', ["Of the papers"]),
        ('button.textContent = on ? "Light" : "Dark";', ["Light", "Dark"]),
        ("make('p', {}, word('papers.found'), byId('x y'), \"mialit-theme\") // Not this", []),
    ],
)
def test_a_text_in_a_script_is_found(script, found):
    assert list(seen_in_script(script)) == found


def test_every_word_that_a_template_or_script_asks_for_exists():
    asked = set()
    for path in ASSETS.glob("*.html"):
        asked |= set(re.findall(r'words\["([^"]+)"', path.read_text("utf-8")))
    for path in ASSETS.glob("*.js"):
        asked |= set(re.findall(r'\bword\("([^"]+)"', path.read_text("utf-8")))
    assert asked
    assert [name for name in asked if not {name, f"{name}.other"} & set(WORDS)] == []


def test_every_word_can_be_replaced():
    other = {name: f"[{text}]" for name, text in WORDS.items()}
    assert words(other) == other
    assert all(re.fullmatch(r"[a-z][a-z0-9-]*(\.[a-z0-9-]+)*", name) for name in WORDS)
