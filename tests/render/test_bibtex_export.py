"""Exported BibTeX: whole spans taken out, everything else to the byte."""
# ruff: noqa: E501 (a table)

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mialit.bibtex.field_names import CLASSIC
from mialit.bibtex.reader import read
from mialit.errors import FileProblem, NotFound
from mialit.render.bibtex_export import Keep, export

OWN = frozenset({"kind", "venue"})


def library(text, name="x.bib"):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return read(data, name)


def exported(text, keep=Keep.CITING, keys=None):
    source = library(text)
    chosen = [(source, item) for item in source.entries if keys is None or item.key in keys]
    return export(chosen, keep, OWN).text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # first, middle, last, only; with a comma after the last field and without
        ("@a{k,\n  kind = {x},\n  title = {T}\n}", "@a{k,\n  title = {T}\n}"),
        (
            "@a{k,\n  title = {T},\n  kind = {x},\n  year = 1\n}",
            "@a{k,\n  title = {T},\n  year = 1\n}",
        ),
        ("@a{k,\n  title = {T},\n  kind = {x},\n}", "@a{k,\n  title = {T},\n}"),
        ("@a{k,\n  title = {T},\n  kind = {x}\n}", "@a{k,\n  title = {T},\n}"),
        ("@a{k,\n  kind = {x}\n}", "@a{k,\n}"),
        ("@a{k,\n  kind = {x},\n}", "@a{k,\n}"),
        ("@a{k, kind={x}, venue={y}}", "@a{k,}"),
        # several on a line, side by side, odd blanks
        ("@a{k, kind={x}, title={T}, venue={y}}", "@a{k, title={T},}"),
        ("@a{k,kind={x},title={T}}", "@a{k,title={T}}"),
        ("@a{k,title={T},kind={x},venue={y},year=1}", "@a{k,title={T},year=1}"),
        ("@a{k\n, kind = {x}\n, title = {T}\n}", "@a{k\n, title = {T}\n}"),
        ("@a{k\n, title = {T}\n, kind = {x}\n}", "@a{k\n, title = {T}\n,\n}"),
        # names in any case, quotes, strings, numbers, parentheses, braces
        ('@a{k, KIND = "a {"} b", title = {T}}', "@a{k, title = {T}}"),
        ("@a{k, Venue = jan # { x}, title = {T}}", "@a{k, title = {T}}"),
        ("@a(k, kind = {a)b}, title = {T})", "@a(k, title = {T})"),
        ("@a{k, venue = {a {b, c = {d}} e}, title = {T}}", "@a{k, title = {T}}"),
        # what looks like an own field, in a value
        ("@a{k, title = {kind = {x}, venue}}", "@a{k, title = {kind = {x}, venue}}"),
        ("@a{k, kinds = {x}, subkind = {y}}", "@a{k, kinds = {x}, subkind = {y}}"),
        # line ends
        ("@a{k,\r\n  kind = {x},\r\n  title = {T},\r\n}", "@a{k,\r\n  title = {T},\r\n}"),
        # repeated
        ("@a{k, kind={x}, title={T}, kind={y}}", "@a{k, title={T},}"),
        # nothing to take out
        ("@a{k}", "@a{k}"),
        ("@a{k,}", "@a{k,}"),
        ("@A{K:1/x,\n\ttitle\t=\t{T}\n}", "@A{K:1/x,\n\ttitle\t=\t{T}\n}"),
    ],
)
def test_fields_go_as_whole_spans(source, expected):
    newline = "\r\n" if "\r\n" in source else "\n"
    assert exported(source) == expected + newline
    before, after = library(source), library(expected)
    assert [field.raw for item in after.entries for field in item.fields] == [
        field.raw
        for item in before.entries
        for field in item.fields
        if field.name.lower() not in OWN
    ]
    assert not after.problems


def test_full_keeps_every_byte():
    source = "@a{k,\n\n  kind = {x} ,, % odd\n title={T\x1b}\n  }"
    assert exported(source, Keep.FULL) == f"{source}\n"


def test_standard_keeps_what_plain_bst_knows_and_what_finds_the_paper():
    locating = {"doi", "url", "eprint", "archiveprefix", "primaryclass"}
    known = (*sorted(CLASSIC), *sorted(locating), "abstract", "kind", "isbn")
    fields = "".join(f"  {name} = {{x}},\n" for name in known)
    text = exported(f"@a{{k,\n{fields}}}", Keep.STANDARD)
    assert {item.name for item in next(library(text).entries).fields} == {*CLASSIC, *locating}


def test_a_comment_between_fields_stays():
    text = exported("@a{k,\n  title = {T},\n  % a note\n  kind = {x},\n  year = 1\n}")
    assert "title = {T}" in text
    assert "year = 1" in text


STRINGS = (
    "@preamble{{\\newcommand{\\x}{y}} # pre}\n@string{pre = {p}}\n"
    "@string{unused = {u}}\n@string{base = {b}}\n@String(Outer = base # { o})\n"
    "@string{own = {only in kind}}\n"
    "@a{one, title = OUTER # { x}, kind = own}\n@a{two, title = {plain base}}\n"
)


def test_exactly_the_strings_that_are_used_and_preambles_come_first():
    text = exported(STRINGS, keys={"one"})
    assert text.startswith(
        "@string{pre = {p}}\n@string{base = {b}}\n@String(Outer = base # { o})\n"
    )
    assert "@preamble{{\\newcommand{\\x}{y}} # pre}\n" in text
    assert "unused" not in text
    assert "own" not in text.replace("@a{one, title = OUTER # { x},}", "")
    assert text.index("@preamble") < text.index("@a{one")
    assert text.index("@string{pre") < text.index("@preamble")
    full = exported(STRINGS, Keep.FULL, {"one"})
    assert "@string{own = {only in kind}}" in full
    two = exported(STRINGS, keys={"two"})
    assert "base =" not in two
    assert "@preamble" in two


def test_months_are_no_strings():
    assert exported("@a{k, month = jan}") == "@a{k, month = jan}\n"
    assert "@string{jan" in exported("@string{jan = {Jänner}}\n@a{k, month = jan}")


def test_a_redefined_string_comes_as_it_stands():
    source = "@string{s = {1}}\n@string{s = {2}}\n@a{k, title = s}\n"
    assert exported(source).count("@string") == 2


def test_crossrefs_come_after_all_that_refer_to_them():
    source = (
        "@p{p1, title={P}, crossref={p2}}\n@p{p2, title={Q}}\n"
        "@a{c1, crossref = {P1}}\n@a{x, title={X}}\n@a{c2, crossref = p2}\n@a{lost, crossref={gone}}\n"
    )
    assert keys(exported(source, keys={"c1"})) == ["c1", "p1", "p2"]
    assert keys(exported(source, keys={"c2"})) == ["c2", "p2"]
    assert keys(exported(source)) == ["c1", "x", "c2", "lost", "p1", "p2"]
    assert keys(exported(source, keys={"lost"})) == ["lost"]
    cycle = "@a{a, crossref={b}}\n@a{b, crossref={a}}\n"
    assert sorted(keys(exported(cycle, keys={"a"}))) == ["a", "b"]


def keys(text):
    return [item.key for item in library(text).entries]


def test_a_parent_in_another_source_comes_too():
    child, parent = (
        library("@a{c, crossref={p}}\n", "c.bib"),
        library("@p{p, title={P}}\n", "p.bib"),
    )
    chosen = [(child, next(child.entries)), (parent, next(parent.entries))]
    assert keys(export(chosen[::-1], Keep.CITING, OWN).text) == ["c", "p"]


def test_duplicates():
    source = library("@a{k, title={1}}\n@a{k, title={2}}\n@a{K, title={3}}\n")
    result = export([(source, item) for item in source.entries], Keep.CITING, OWN)
    assert keys(result.text) == ["k", "K"]
    assert "{1}" in result.text
    assert len(result.notes) == 1
    assert "x.bib:2" in result.notes[0]
    assert result.count == 2


def test_the_same_key_in_two_files():
    one, same = library("@a{k, title={1}}\n", "one"), library("\n@a{k, title={1}}\n", "same")
    other = library("\n\n@a{k, title={2}}\n", "other")
    pairs = [(item, next(item.entries)) for item in (one, same, other)]
    assert keys(export(pairs[:2], Keep.CITING, OWN).text) == ["k"]
    with pytest.raises(NotFound) as raised:
        export(pairs, Keep.CITING, OWN)
    assert "one:1" in str(raised.value)
    assert "other:3" in str(raised.value)


def test_a_string_that_differs_in_two_files():
    one = library("@string{s = {1}}\n@a{a, title=s}\n", "one")
    two = library("@string{s = {2}}\n@a{b, title=s}\n", "two")
    with pytest.raises(NotFound, match="@string s"):
        export([(item, next(item.entries)) for item in (one, two)], Keep.CITING, OWN)
    same = library("@string{s = {1}}\n@a{b, title=s}\n", "two")
    pairs = [(item, next(item.entries)) for item in (one, same)]
    assert export(pairs, Keep.CITING, OWN).text.count("@string") == 1


def test_encodings():
    latin, utf, plain = (
        library("@a{a, title={é}}\n".encode("latin-1"), "l"), library("@a{b, title={é}}\n", "u"),
        library("@a{c, title={e}}\n", "p"),
    )  # fmt: skip
    pairs = [(item, next(item.entries)) for item in (latin, utf, plain)]
    with pytest.raises(FileProblem, match="encodings"):
        export(pairs, Keep.CITING, OWN)
    text = export([pairs[0], pairs[2]], Keep.CITING, OWN).text
    assert text.encode("utf-8", "surrogateescape") == b"@a{a, title={\xe9}}\n\n@a{c, title={e}}\n"


def test_a_byte_order_mark_does_not_come_along():
    assert exported(b"\xef\xbb\xbf@a{k, title={T}}") == "@a{k, title={T}}\n"


NAMES = st.sampled_from(["title", "kind", "venue", "Kind", "year", "note", "x-y"])
RAWS = st.sampled_from(["{a}", "{}", '"b"', "12", "jan", "mac", "{a {b} = {c}, d}", 'mac # "x"'])
BLANKS = st.sampled_from(["", " ", "\n  ", "\t", "\r\n"])
FIELDS = st.lists(st.tuples(BLANKS, NAMES, BLANKS, RAWS, BLANKS), max_size=5)
ENTRIES = st.lists(st.tuples(FIELDS, st.booleans(), st.booleans()), min_size=1, max_size=4)


def written(entries):
    parts = ["@string{mac = {M}}\n"]
    for number, (fields, comma, round_) in enumerate(entries):
        inside = ",".join(f"{a}{name}{b}={b}{raw}{c}" for a, name, b, raw, c in fields)
        text = f"k{number}" + ("," + inside if fields else "") + ("," if comma else "")
        parts.append(f"@misc({text})\n" if round_ else f"@misc{{{text}}}\n")
    return "\n".join(parts)


def contents(text):
    return [
        (item.key, [(field.name, field.raw) for field in item.fields])
        for item in library(text).entries
    ]


@given(ENTRIES)
def test_full_export_is_its_own_export_and_loses_nothing(entries):
    source = written(entries)
    once = exported(source, Keep.FULL)
    assert contents(once) == contents(source)
    assert exported(once, Keep.FULL) == once
    spans = library(source)
    assert all(spans.source(item.span) in once for item in spans.entries)


@given(ENTRIES, st.sampled_from([Keep.CITING, Keep.STANDARD]))
def test_a_trimmed_export_keeps_exactly_the_other_fields(entries, keep):
    source = written(entries)
    text = exported(source, keep)

    def kept(name):
        return name.lower() not in OWN if keep is Keep.CITING else name.lower() in CLASSIC

    def known(key, fields):
        # A work without an author is sorted by a `key`, which is made of its title.
        return key, [(name, raw) for name, raw in fields if name.lower() != "key"]

    assert [known(*each) for each in contents(text)] == [
        known(key, [(name, raw) for name, raw in fields if kept(name)])
        for key, fields in contents(source)
    ]
    assert [problem.reason for problem in library(text).problems if problem.lost] == []
    assert exported(text, keep) == text


NEW_NAMES = ["date", "journaltitle", "journal", "year", "month", "title", "subtitle", "location"]
NEW_NAMES += ["eprint", "eprinttype", "note", "howpublished", "abstract", "institution", "type"]
NEW_RAWS = ["{2019-05}", "{2019/2020}", "{}", '"b"', "12", "5", "jan", "mac", 'mac # "x"']
NEW_RAWS += ["{1610.05820}", "{arXiv}", "{phdthesis}", "{a {b}}", "{50\\% of}"]
TYPES = ["article", "online", "thesis", "Report", "inbook", "unpublished", "COLLECTION", "misc"]
MODERN = st.lists(
    st.tuples(
        st.sampled_from(TYPES),
        st.lists(
            st.tuples(BLANKS, st.sampled_from(NEW_NAMES), st.sampled_from(NEW_RAWS), BLANKS),
            max_size=6,
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)


@given(MODERN)
@example([("thesis", [("", "institution", "{}", ""), ("", "institution", "{M}", "")], False)])
@example([("online", [("", "publisher", "{}", ""), ("", "publisher", "{M}", "")], False)])
@example([("online", [("", "title", "{}", ""), ("", "subtitle", "{M}", "")], False)])
@example([("misc", [("", "location", "{{}}", ""), ("", "location", "{M}", "")], False)])
def test_standard_of_whatever_biblatex_says_is_readable_and_stays(entries):
    parts = ["@string{mac = {M}}\n"]
    for number, (type_, fields, comma) in enumerate(entries):
        inside = ",".join(f"{a}{name} = {raw}{b}" for a, name, raw, b in fields)
        parts.append(f"@{type_}{{k{number},{inside}{',' if comma else ''}}}\n")
    source = "\n".join(parts)
    text = exported(source, Keep.STANDARD)
    assert keys(text) == keys(source)
    assert [problem.reason for problem in library(text).problems if problem.lost] == []
    assert exported(text, Keep.STANDARD) == text
    for before, after in zip(library(source).entries, library(text).entries, strict=True):
        has = {field.name.lower() for field in after.fields}
        assert not has & {"date", "journaltitle", "abstract", "subtitle", "eprinttype"}
        date = before.field("date")
        if date and date.raw.startswith("{2019"):
            assert "year" in has
        if before.field("journaltitle"):
            assert "journal" in has or not before.field("journaltitle").raw.strip("{}")


def test_an_entry_that_refers_to_itself_keeps_its_place():
    text = "@article{a,\n  crossref = {a}\n}\n\n@article{b,\n  title = {T}\n}\n"
    assert exported(text) == text
