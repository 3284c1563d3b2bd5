"""Fixing: nothing moves but what a finding names, twice is once, and no file makes it fall."""
# ruff: noqa: E501 (tables of input)

import difflib
import random
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mialit.model import Library
from mialit.rules import RULES, Finding
from mialit.rules.fixing import fix
from rules.common import BY_NAME, find, library

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures" / "lint").glob("*.bib"))
FOREIGN = [rule.name for rule in RULES if not rule.wish]

# Which fields the fix of a rule may change; None is any field.
TOUCHES = {
    "duplicate-field": None,
    "value-spelling": {"kind", "knowledge", "target"},
    "value-order": {"kind", "knowledge", "target"},
    "repeated-value": {"kind", "knowledge", "target"},
    "venue-spelling": {"venue"},
    "tracking-parameter": {"url", "howpublished", "note", "code", "bdsk-url-1", "pdf", "ee"},
    "plain-http": {"url", "howpublished", "note", "code", "bdsk-url-1", "pdf", "ee"},
    "url-repeats-doi": {"url"},
    "code-form": {"code"},
    "doi-form": {"doi"},
    "arxiv-form": {"eprint", "archiveprefix"},
    "unprotected-capitals": {"title"},
    "title-end": {"title"},
    "page-dash": {"pages"},
    "name-form": {"author", "editor"},
    "html-entity": None,
}
LETTERS = re.compile(r"[^a-z0-9]")


def fields(read: Library) -> dict[tuple[str, int], dict[str, str]]:
    """Every entry by key and number among those of its key, and its fields' source."""
    seen: dict[str, int] = {}
    found = {}
    for entry in read.entries:
        number = seen[entry.key] = seen.get(entry.key, -1) + 1
        contents: dict[str, str] = {}
        for field in entry.fields:
            contents.setdefault(field.name.lower(), field.raw)
        found[entry.key, number] = contents
    return found


def assert_only(rule: str, before: Library, after: Library) -> None:
    old, new = fields(before), fields(after)
    if rule == "duplicate-key":
        gone = set(old) - set(new)
        assert all(old[key, 0] in list(old.values()) for key, _ in gone)
        assert all(new[name] == old[name] for name in new if name[1] == 0)
        return
    assert list(old) == list(new)
    touched = TOUCHES[rule]
    for name, contents in old.items():
        for field in {*contents, *new[name]}:
            if contents.get(field) != new[name].get(field):
                assert touched is None or field in touched, (rule, name, field)


def fixed(read: Library, names: Iterable[str], *, own: bool) -> Library:
    wanted = list(names)
    return fix(read, lambda each: find(each, *wanted, own=own)).library


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
class TestStandIns:
    def test_only_the_named_fixes(self, path: Path) -> None:
        """Each line that differs is one that a mended finding names, or one removed whole."""
        read = library(path.read_bytes())
        seen: list[Finding] = []

        def finding(each: Library) -> list[Finding]:
            found = find(each, *FOREIGN, own=False)
            if each is read:
                seen.extend(found)
            return found

        result = fix(read, finding)
        assert result.mended
        named: set[int] = set()
        for found in seen:
            for edit in found.fix:
                last = read.position(edit.span.end).line
                named.update(range(read.position(edit.span.start).line, last + 1))
        matcher = difflib.SequenceMatcher(
            None, read.text.split("\n"), result.library.text.split("\n"), autojunk=False
        )
        for tag, start, end, _, _ in matcher.get_opcodes():
            if tag != "equal":
                assert set(range(start + 1, max(end, start + 1) + 1)) & named, (start, end)
                assert set(range(start + 1, end + 1)) <= named

    def test_twice_is_once(self, path: Path) -> None:
        once = fixed(library(path.read_bytes()), FOREIGN, own=False)
        assert fixed(once, FOREIGN, own=False) is once
        again = library(once.text)
        assert fixed(again, FOREIGN, own=False).text == once.text
        left = find(again, *FOREIGN, own=False)
        assert not any(found.fix for found in left)

    def test_each_rule_alone(self, path: Path) -> None:
        read = library(path.read_bytes())
        for rule in RULES:
            after = fixed(read, [rule.name], own=True)
            if not rule.fixable:
                assert after is read
                continue
            assert_only(rule.name, read, after)

    def test_line_ends_encoding_and_mark_stay(self, path: Path) -> None:
        data = path.read_bytes()
        after = fixed(library(data), FOREIGN, own=False)
        written = after.text.encode("utf-8", "surrogateescape")
        assert data.startswith(b"\xef\xbb\xbf") == written.startswith(b"\xef\xbb\xbf")
        assert written.count(b"\r\n") == written.count(b"\n") or b"\r" not in data
        for byte in set(data):
            assert byte < 0x80 or after.encoding != "unknown-8bit" or byte in written


SNIPPETS = [
    "title = {Attacks on GANs.}", 'title = "The {DNN} &amp; RNN case."', "title = {{All of it}}",
    "TITLE = {Twice}", "pages = {1-9}", "pages = 12--34", 'pages = "1" # dash # "9"',
    "pages = {1–9}", "author = {Hu, Li et al.}", "author = {Hu, Li and others and Yu, Xi}",  # noqa: RUF001
    "url = {http://dx.doi.org/10.1145/1}", "url = {https://a.org/?utm_source=x&amp;id=2}",
    "doi = {https://doi.org/10.1145/1}", "doi = {10.1145/1}", "doi = {}", "eprint = {arXiv:2103.07853}",
    "eprint = {2103.07853}", "archiveprefix = {arXiv}", "knowledge = {BB; white-box; WB}",
    "venue = {Oakland}", "venue = {arXiv}", "code = {http://github.com/a/b.git}", "year = 2020",
    "year = {2020}", "year = {2020}", "month = jan", "released = {2021-03}", "kind = {nonsense;; }",
    "note = {\\{}", "note = {K\xc3\xb6nig}", "abstract = {a\n@b{c}", "broken", "x = ", "% comment\n",
]  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> str:
    """Bibliographies of odd fields in odd order, sometimes cut or with a sign too many."""
    newline = draw(st.sampled_from(["\n", "\r\n", " "]))
    parts = [draw(st.sampled_from(["", "\ufeff", "% head\n", "text\n"]))]
    for _ in range(draw(st.integers(1, 4))):
        chosen = draw(st.lists(st.sampled_from(SNIPPETS), max_size=6))
        key = draw(st.sampled_from(["a", "b", "A", "hu2020attack"]))
        type_ = draw(st.sampled_from(["misc", "article", "Book", "comment"]))
        comma = draw(st.sampled_from([",", ""]))
        inner = f",{newline}".join(chosen)
        parts.append(f"@{type_}{{{key},{newline}{inner}{comma}{newline}}}{newline}")
    text = "".join(parts)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", "}", "{", '"', "@", ",", "\x01"])) + text[at:]
    return text


@settings(max_examples=300)
@given(files())
def test_any_file_is_fixed_once_and_for_all(text: str) -> None:
    read = library(text)
    once = fixed(read, BY_NAME, own=True)
    assert fixed(once, BY_NAME, own=True).text == once.text
    lost = sum(problem.lost for problem in read.problems)
    assert sum(problem.lost for problem in once.problems) <= lost
    assert len(once.problems) <= len(read.problems)


@settings(max_examples=150)
@given(files(), st.sampled_from([rule.name for rule in RULES if rule.fixable]))
def test_a_fix_changes_what_its_rule_names(text: str, rule: str) -> None:
    read = library(text)
    assert_only(rule, read, fixed(read, [rule], own=True))


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_never_raises(data: bytes) -> None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        return
    fixed(
        library(b"@misc{a, title = {" + data + b"}, url={http://" + data + b"}}"), BY_NAME, own=True
    )
    fixed(library(data), BY_NAME, own=True)


def test_damage_at_random_places() -> None:
    chance = random.Random(6)
    for path in FIXTURES:
        data = path.read_bytes()
        for _ in range(12):
            at, width = chance.randrange(len(data)), chance.randrange(30)
            damaged = data[:at] + data[at + width :]
            once = fixed(library(damaged), BY_NAME, own=True)
            assert fixed(once, BY_NAME, own=True).text == once.text


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, title = {" + "GAN " * 20_000 + "}}",
        "@misc{a, author = {" + "A and " * 5_000 + "et al.}}",
        "@misc{a, url = {" + "http://doi.org/10.1/a " * 3_000 + "}}",
        "@misc{a, pages = {" + "1-2, " * 10_000 + "}}",
        "@misc{a, pages = {" + "9" * 50_000 + "}}",
        "@misc{a, title = {" + "&amp;" * 10_000 + "}}",
        "@misc{a, title = {" + "{" * 3_000 + "GAN" + "}" * 3_000 + "}}",
        "@misc{a, title = {" + "$A" * 8_000 + "}}",
        "@misc{a, knowledge = {" + "WB;" * 20_000 + "}}",
        "@misc{a, " + ", ".join("title = {A}" for _ in range(1_000)) + "}",
        "@misc{a, title={A B C D}, author={Hu, Li}}" * 3_000,
        "".join(f"@misc{{k{i}, title={{A B C D}}, author={{Hu, Li}}}}\n" for i in range(3_000)),
        "@misc{a, author = {" + "," * 20_000 + "}}",
        "@misc{a, author = {" + "et al " * 8_000 + "}}",
        "@misc{a, pages = {" + " " * 30_000 + "1 " + " " * 30_000 + "}}",
    ],
    ids=lambda text: text[:24] + str(len(text)),
)
def test_hostile_sizes(text: str) -> None:
    read = library(text)
    once = fixed(read, BY_NAME, own=True)
    assert not any(found.fix for found in find(once, own=True)) or once.problems
