"""Fixing: nothing moves but what a finding names, twice is once, and no file makes it fall."""
# ruff: noqa: E501 (tables of input)

import difflib
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lint.common import BY_NAME, LIST, check, find, library
from lint.tables import ROWS
from mialit.bibtex.edits import Edit
from mialit.bibtex.model import Library, Span, StringDefinition
from mialit.lint import RULES, Finding, Rule
from mialit.lint.base import (
    ADDRESS_FIELDS,
    ANY_FIELD,
    DEFINITIONS,
    ENTRY,
    ENTRY_TYPE,
    KEY,
    PLACES,
    VALUE_FIELDS,
)
from mialit.lint.fixing import fix

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures" / "lint").glob("*.bib"))
FOREIGN = [rule.name for rule in RULES if not rule.needs_own_vocabulary]
# Of a move, a comparison of lines may take what stays for what goes.
MOVING = {rule.name for rule in RULES if {PLACES, DEFINITIONS} & {*rule.touches}}


def fields(read: Library) -> dict[tuple[str, int], dict[str, list[str]]]:
    """Every entry by key and number among those of its key: its type, and its fields' source."""
    seen: dict[str, int] = {}
    found = {}
    for entry in read.entries:
        number = seen[entry.key] = seen.get(entry.key, -1) + 1
        contents: dict[str, list[str]] = {ENTRY_TYPE: [entry.type]}
        for field in entry.fields:
            contents.setdefault(field.name.lower(), []).append(field.raw)
        found[entry.key, number] = contents
    return found


def may_touch(rule: Rule, field: str) -> bool:
    """Whether *rule* declares that its fixes may change *field* in a list with LIST."""
    spec = LIST.fields.get(field)
    form = {"vocabulary": VALUE_FIELDS, "urls": ADDRESS_FIELDS}.get(spec.form) if spec else None
    form = None if field == "venue" else form
    return bool({ANY_FIELD, field, form} & {*rule.touches})


def layout(read: Library) -> list[str]:
    """Where definitions stand among the other blocks, and which."""
    return [
        each.name if isinstance(each, StringDefinition) else type(each).__name__
        for each in read.blocks
    ]


def assert_only(rule: Rule, before: Library, after: Library) -> None:
    """Asserts that *after* differs from *before* in what *rule* says it touches."""
    old, new = fields(before), fields(after)
    if ENTRY in rule.touches:
        gone = set(old) - set(new)
        assert all(old[key, 0] in list(old.values()) for key, _ in gone)
        assert all(new[at] == old[at] for at in new if at[1] == 0)
        return
    if PLACES in rule.touches:
        # Of entries with one key the first stays the first; the others may change places.
        every = [
            sorted((at[0], sorted(each.items())) for at, each in x.items()) for x in (old, new)
        ]
        assert every[0] == every[1]
        assert all(new[at] == each for at, each in old.items() if at[1] == 0)
        return
    if KEY in rule.touches:
        assert list(old.values()) == list(new.values())
        # Entries with a key keep it, and each key that is made is one of its own.
        assert all(one in ("", other) for (one, _), (other, _) in zip(old, new, strict=True))
        assert sum(number > 0 for _, number in new) <= sum(number > 0 for _, number in old)
        return
    assert list(old) == list(new)
    if DEFINITIONS in rule.touches:
        assert old == new
        return
    assert layout(before) == layout(after)
    for at, contents in old.items():
        for field in {*contents, *new[at]}:
            if contents.get(field) != new[at].get(field):
                assert may_touch(rule, field), (rule.name, at, field)


def fixed(read: Library, names: Iterable[str], *, own: bool) -> Library:
    wanted = list(names)
    return fix(read, lambda each: find(each, *wanted, own=own)).library


@pytest.mark.parametrize("path", FIXTURES, ids=[path.stem for path in FIXTURES])
class TestStandIns:
    def test_only_the_named_fixes(self, path: Path) -> None:
        """Each line that differs is one that a fixed finding names, or one removed whole."""
        read = library(path.read_bytes())
        seen: list[Finding] = []

        def finding(each: Library) -> list[Finding]:
            found = find(each, *(name for name in FOREIGN if name not in MOVING), own=False)
            if each is read:
                seen.extend(found)
            return found

        result = fix(read, finding)
        # DBLP's own entries have nothing to fix in a file without a vocabulary.
        assert result.fixed or path.stem == "dblp"
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
            assert_only(rule, read, after)

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
    "month = {June}", "month = june", "autor = {X}", "note = {a & b_c}", "title = {For $5 and {x}}",
    "volume = {}", "author = {and Hu, Li and and Yu, Xi and}", "crossref = {b}", "crossref = {a}", "crossref = v", "note = m", "series = 1--2", "date = {{2020}}", "year = {in press}",
    "journal = {arXiv preprint arXiv:2103.07853}", "booktitle = {Proceedings of Learning}",
    "isbn = {978-3-16-148410-1}", "note = {doi:10.1145/1}", "note = {\\{0, 1}}", "ids = {b, c}",
    "note = {\\{}", "note = {K\xc3\xb6nig}", "abstract = {a\n@b{c}", "broken", "x = ", "% comment\n",
]  # fmt: skip
STRINGS = [
    "@string{dash = {--}}", "@string{m = n}", "@string{n = {x} # m}", "@string{n = {y}} % n",
    "@string{v = {b}}", "me@example.org", "@comment{x@y}",
]  # fmt: skip


@st.composite
def files(draw: st.DrawFn) -> str:
    """Bibliographies of odd fields in odd order, sometimes cut or with a sign too many."""
    newline = draw(st.sampled_from(["\n", "\r\n", " "]))
    parts = [draw(st.sampled_from(["", "\ufeff", "% head\n", "text\n"]))]
    for _ in range(draw(st.integers(1, 4))):
        chosen = draw(st.lists(st.sampled_from(SNIPPETS), max_size=6))
        key = draw(st.sampled_from(["a", "b", "A", "hu2020attack"]))
        type_ = draw(
            st.sampled_from(["misc", "article", "Book", "comment", "artcle", "proceedings"])
        )
        comma = draw(st.sampled_from([",", ""]))
        inner = f",{newline}".join(chosen)
        parts.append(f"@{type_}{{{key},{newline}{inner}{comma}{newline}}}{newline}")
        parts.append(
            draw(st.sampled_from(["", "", "", f"{draw(st.sampled_from(STRINGS))}{newline}"]))
        )
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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_fix_touches_what_its_rule_declares(rule: Rule) -> None:
    for text in ROWS[rule.name]:
        assert_only(rule, library(text), library(check(rule.name, text).fixed))


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.fixable], ids=lambda rule: rule.name
)
def test_a_fix_that_touches_more_is_noticed(rule: Rule) -> None:
    with pytest.raises(AssertionError):
        assert_only(replace(rule, touches=("note",)), library(rule.wrong), library(rule.right))


@settings(max_examples=150)
@given(files(), st.sampled_from([rule for rule in RULES if rule.fixable]))
def test_a_fix_of_any_file_touches_what_its_rule_declares(text: str, rule: Rule) -> None:
    read = library(text)
    assert_only(rule, read, fixed(read, [rule.name], own=True))


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
        "@misc{a, author = {" + "a & b and and " * 4_000 + "}}",
        "@misc{a, title = {" + "a_b & $x " * 4_000 + "}}",
        "@misc{a, title = {" + "\\( a_ " * 4_000 + "}}",
        "@misc{a, title = {" + "\\cite[" * 6_000 + "}}",
        "@misc{a, title = {" + "\\{" * 3_000 + "}" * 3_000 + "}}",
        "@misc{a, title = {" + "\\ensuremath{" * 3_000 + "}" * 3_000 + "}}",
        "@misc{a, title = {" + "\\path|" * 6_000 + "}}",
        "@misc{a, isbn = {" + "9" * 50_000 + "}}",
        "@misc{a, note = {" + "10." * 20_000 + "}, year = {" + "x" * 50_000 + "}}",
        "".join(f"@misc{{k{i}, tite{i % 900:c} = {{x}}, year = {i}}}\n" for i in range(97, 3_000)),
        "@misc{a, author = {" + "et al " * 8_000 + "}}",
        "@misc{a, pages = {" + " " * 30_000 + "1 " + " " * 30_000 + "}}",
    ],
    ids=lambda text: text[:24] + str(len(text)),
)
def test_hostile_sizes(text: str) -> None:
    read = library(text)
    once = fixed(read, BY_NAME, own=True)
    assert not any(found.fix for found in find(once, own=True)) or once.problems


# ------------------------------------------------------------------ fixes that are refused


def numbered(count: int) -> Library:
    return library("".join(f"@misc{{k{i}, x = {{{i}}}}}\n" for i in range(count)))


def at(read: Library, number: int, source: str) -> Finding:
    """A finding on the entry `k<number>` whose fix makes *source* its field's value."""
    (entry,) = [each for each in read.entries if each.key == f"k{number}"]
    span = entry.fields[0].value_span
    return replace(
        TEMPLATE, span=span, key=entry.key, message=source, fix=(Edit(span, source),)
    )  # fmt: skip


TEMPLATE = find(library("@misc{a, pages = {1-2}}"), "page-dash")[0]
BAD = "{"


@dataclass
class Finder:
    """Finds in each entry `k<number>` that it shall be *wanted*; counts how often it is asked."""

    wanted: dict[int, str]
    asked: int = 0

    def __call__(self, read: Library) -> list[Finding]:
        self.asked += 1
        found = [at(read, number, source) for number, source in self.wanted.items()]
        return [each for each in found if read.source(each.span) != each.fix[0].replacement]


def values(read: Library) -> list[str]:
    return [entry.fields[0].raw for entry in read.entries]


@pytest.mark.parametrize(
    "bad", [{0}, {3}, {6}, {0, 6}, {2, 3}, {1, 4, 5}, {0, 1, 2, 3}, {0, 1, 3, 4, 5, 6}]
)
def test_the_bad_among_good_fixes_are_left_and_the_good_applied(bad: set[int]) -> None:
    finder = Finder({number: BAD if number in bad else "{good}" for number in range(7)})
    result = fix(numbered(7), finder)
    assert values(result.library) == [
        f"{{{number}}}" if number in bad else "{good}" for number in range(7)
    ]
    assert [each.key for each in result.fixed] == [f"k{i}" for i in range(7) if i not in bad]
    assert [each.key for each in result.left] == [f"k{number}" for number in sorted(bad)]
    assert finder.asked == 2  # nothing that was refused is tried again


def test_all_fixes_bad() -> None:
    read, finder = numbered(5), Finder(dict.fromkeys(range(5), BAD))
    result = fix(read, finder)
    assert result.library is read
    assert result.fixed == ()
    assert len(result.left) == 5
    assert finder.asked == 1


def test_of_fixes_that_are_good_alone_but_not_together_the_first_is_applied() -> None:
    read = library("@misc{a, x = 1}\n@misc{b, x = 2}\n@misc{c, x = 3}\n")

    def same_key(each: Library) -> list[Finding]:
        spans = [Span(entry.span.start + 6, entry.span.start + 7) for entry in each.entries]
        return [
            replace(TEMPLATE, span=span, key=entry.key, message="z", fix=(Edit(span, "z"),))
            for span, entry in zip(spans, each.entries, strict=True)
            if entry.key in "ab"
        ]

    result = fix(read, same_key)
    assert result.library.text == read.text.replace("{a", "{z")
    assert [each.key for each in result.fixed] == ["a"]
    assert [each.key for each in result.left] == ["b"]


def test_one_finding_is_fixed_whole_or_not_at_all() -> None:
    read = numbered(3)
    good, bad = at(read, 0, "{good}"), at(read, 2, BAD)
    both = replace(good, fix=(*good.fix, *bad.fix))
    other = at(read, 1, "{good}")
    result = fix(read, lambda each: [both] if each is read else [])
    assert result.library is read
    # What lies between the edits of a finding waits for it.
    result = fix(read, lambda each: [both, other] if each is read else [])
    assert values(result.library) == ["{0}", "{good}", "{2}"]


def test_fixes_that_touch_wait_for_each_other() -> None:
    read = library("@misc{k0, x = {ab}}")
    start = read.text.index("ab")
    rounds = []

    def shorter(each: Library) -> list[Finding]:
        rounds.append(each.text)
        signs = [Span(start + i, start + i + 1) for i in range(len(each.text) - len(read.text) + 2)]
        return [
            replace(TEMPLATE, span=span, key="k0", message=str(span), fix=(Edit(span, ""),))
            for span in signs
        ]

    assert fix(read, shorter).library.text == "@misc{k0, x = {}}"
    assert rounds == ["@misc{k0, x = {ab}}", "@misc{k0, x = {b}}", "@misc{k0, x = {}}"]


def test_searching_for_the_bad_ends_where_there_are_too_many() -> None:
    """Each trial reads the file again: of many bad fixes in one file not all are found out."""
    finder = Finder({number: "{good}" if number % 2 else BAD for number in range(300)})
    result = fix(numbered(300), finder)
    good = {f"k{number}" for number in range(1, 300, 2)}
    mended = {each.key for each in result.fixed}
    assert mended
    assert mended < good
    assert values(result.library) == [
        "{good}" if f"k{number}" in mended else f"{{{number}}}" for number in range(300)
    ]
    assert finder.asked == 2


def test_a_fix_that_calls_for_the_next_without_end_ends() -> None:
    asked = []

    def longer(each: Library) -> list[Finding]:
        asked.append(each)
        return [at(each, 0, f"{{{'x' * len(asked)}}}")]

    result = fix(numbered(1), longer)
    assert 5 < len(result.fixed) < 100
    assert len(asked) == len(result.fixed) + 1
    assert values(result.library) == [f"{{{'x' * len(result.fixed)}}}"]
