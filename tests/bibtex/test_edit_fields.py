"""Edits: what is asked changes, what is not stays to the byte, in the style of the file."""
# ruff: noqa: E501 (tables of whole entries)

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mialit.bibtex import edit_entries, edit_fields
from mialit.bibtex.edits import Edit, apply, changed
from mialit.bibtex.field_names import field_source
from mialit.bibtex.model import Span
from mialit.bibtex.reader import read
from mialit.bibtex.values import expand
from mialit.errors import FileProblem, UsageProblem


def library(text, name="x.bib"):
    return read(text if isinstance(text, bytes) else text.encode(), name)


def only(lib, key=None):
    return next(entry for entry in lib.entries if key in (None, entry.key))


def after(text, function, *words, key=None):
    """The text that *function* on the entry *key* makes of *text*."""
    lib = library(text)
    return changed(lib, function(lib, only(lib, key), *words)).text


SET = [  # before, field, content, after

    ("@misc{k, a = {1}}", "a", "2", "@misc{k, a = {2}}"),
    ('@misc{k, a = "1"}', "a", "2", '@misc{k, a = "2"}'),
    ('@misc{k, a = "1"}', "a", 'say "2"', '@misc{k, a = {say "2"}}'),
    ('@misc{k, a = "1"}', "a", '{say "2"}', '@misc{k, a = "{say "2"}"}'),
    ('@misc{k, a = "1", b = {2}, c = {3}}', "a", "2", '@misc{k, a = "2", b = {2}, c = {3}}'),
    ("@misc{k,\n a = {1},\n\n b = {2}\n}", "c", "3", "@misc{k,\n a = {1},\n\n b = {2},\n c = {3}\n}"),
    ("@misc{k, year = 2020}", "year", "2021", "@misc{k, year = 2021}"),
    ("@misc{k, year = 2020}", "year", "in press", "@misc{k, year = {in press}}"),
    ("@misc{k, year = 2020}", "year", "２０２１", "@misc{k, year = {２０２１}}"),  # noqa: RUF001
    ("@misc{k, month = sep}", "month", "oct", "@misc{k, month = oct}"),
    ("@misc{k, month = {9}}", "month", "oct", "@misc{k, month = oct}"),
    ("@misc{k, month = sep}", "month", "Fall", "@misc{k, month = {Fall}}"),
    ("@string{x = {X}} @misc{k, a = x}", "a", "X", "@string{x = {X}} @misc{k, a = x}"),
    ("@string{x = {X}} @misc{k, a = x}", "a", "Y", "@string{x = {X}} @misc{k, a = {Y}}"),
    ("@string{x = {X}} @misc{k, a = {1}}", "a", "x", "@string{x = {X}} @misc{k, a = {x}}"),
    ("@string{x = {X}} @string{y = {Y}} @misc{k, a = x}", "a", "y", "@string{x = {X}} @string{y = {Y}} @misc{k, a = y}"),
    ('@misc{k, a = "1" # "2"}', "a", "3", '@misc{k, a = "3"}'),
    ("@misc{k, A = {1}}", "a", "2", "@misc{k, A = {2}}"),
    ("@misc(k, a = {1})", "a", "2", "@misc(k, a = {2})"),
    # added: separator, indent, alignment, delimiters, comma and case as the entry has them
    ("@misc{k}", "a", "1", "@misc{k, a = {1}}"),
    ("@misc{k,}", "a", "1", "@misc{k, a = {1},}"),
    ("@misc{k,\n}", "a", "1", "@misc{k,\n  a = {1},\n}"),
    ("@misc{k, a = {1}}", "b", "2", "@misc{k, a = {1}, b = {2}}"),
    ("@misc{k,a={1}}", "b", "2", "@misc{k,a={1},b={2}}"),
    ("@misc{k,\n\ta = {1},\n\tb = {2}\n}", "c", "3", "@misc{k,\n\ta = {1},\n\tb = {2},\n\tc = {3}\n}"),
    ("@misc{k,\n a = {1},\n b = {2},\n}", "c", "3", "@misc{k,\n a = {1},\n b = {2},\n c = {3},\n}"),
    ("@misc{k,\r\n a={1},\r\n}\r\n", "b", "2", "@misc{k,\r\n a={1},\r\n b={2},\r\n}\r\n"),
    ('@misc{k,\n a = "1",\n b = "2"\n}', "c", "3", '@misc{k,\n a = "1",\n b = "2",\n c = "3"\n}'),
    ("@misc{k\n, a = {1}\n, b = {2}\n}", "c", "3", "@misc{k\n, a = {1}\n, b = {2}\n, c = {3}\n}"),
    (
        "@misc{k,\n  a      = {1},\n  year   = 2020,\n  titles = {x}}",
        "doi",
        "3",
        "@misc{k,\n  a      = {1},\n  year   = 2020,\n  titles = {x},\n  doi    = {3}}",
    ),
    (
        "@misc{k,\n  a =      {u},\n  year =   2020,\n  titles = {x}\n}",
        "number",
        "3",
        "@misc{k,\n  a =      {u},\n  year =   2020,\n  titles = {x},\n  number = 3\n}",
    ),
    ("@MISC{k,\n A = {1},\n YEAR = {2}\n}", "doi", "3", "@MISC{k,\n A = {1},\n YEAR = {2},\n DOI = {3}\n}"),
    ("@misc{k,\n Aa = {1},\n Bb = {2}\n}", "doi", "3", "@misc{k,\n Aa = {1},\n Bb = {2},\n Doi = {3}\n}"),
    (
        "@misc{k,\n a = {1}, % one\n b = {2}, % two\n}",
        "c",
        "3",
        "@misc{k,\n a = {1}, % one\n b = {2}, % two\n c = {3},\n}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "content", "expected"), SET)
def test_set_field(text, name, content, expected):
    assert after(text, edit_fields.set_field, name, content) == expected


def test_a_field_behind_another():
    text = "@misc{k,\n a = {1}, % one\n b = {2}\n}"
    assert after(text, edit_fields.set_field, "c", "3", "a") == (
        "@misc{k,\n a = {1}, % one\n c = {3},\n b = {2}\n}"
    )
    text = "@misc{k, a = {1}, b = {2}}"
    assert (
        after(text, edit_fields.set_field, "c", "3", "A") == "@misc{k, a = {1}, c = {3}, b = {2}}"
    )
    assert (
        after(text, edit_fields.set_field, "c", "3", "b") == "@misc{k, a = {1}, b = {2}, c = {3}}"
    )


def test_the_files_style_where_the_entry_has_none():
    text = "@misc{a,\n    x   = {1},\n    yyy = {2},\n}\n\n@misc{k,\n}\n"
    assert after(text, edit_fields.set_field, "zz", "3", key="k").endswith(
        "@misc{k,\n    zz  = {3},\n}\n"
    )


def test_setting_what_is_there_already_is_no_edit():
    lib = library("@misc{k, a = {1} # {2}, month = jan}")
    assert edit_fields.set_field(lib, only(lib), "a", "12") == ()
    assert edit_fields.set_field(lib, only(lib), "month", "January") == ()
    assert edit_fields.remove_field(lib, only(lib), "b") == ()
    assert edit_fields.rename_key(lib, only(lib), "k") == ()
    assert edit_fields.set_type(lib, only(lib), "Misc") == ()


def test_several_additions_add_up():
    for text in ("@misc{k}", "@misc{k,\n}", "@misc{k, a = {1}}", "@misc{k, a = {1}, % x\n}"):
        lib = library(text)
        entry = only(lib)
        edits = [
            *edit_fields.set_field(lib, entry, "b", "2"),
            *edit_fields.set_field(lib, entry, "c", "3"),
        ]
        found = [(each.name, each.raw) for each in only(changed(lib, edits)).fields]
        assert found[-2:] == [("b", "{2}"), ("c", "{3}")]


REMOVE = [
    ("@misc{k,\n a = {1},\n b = {2},\n}", "a", "@misc{k,\n b = {2},\n}"),
    ("@misc{k,\n a = {1},\n b = {2},\n}", "b", "@misc{k,\n a = {1},\n}"),
    ("@misc{k,\n a = {1},\n b = {2}\n}", "b", "@misc{k,\n a = {1}\n}"),
    ("@misc{k, a = {1}, b = {2}}", "a", "@misc{k, b = {2}}"),
    ("@misc{k, a = {1}, b = {2}}", "b", "@misc{k, a = {1}}"),
    ("@misc{k, a = {1}}", "a", "@misc{k,}"),
    ("@misc{k\n, a = {1}\n, b = {2}\n, c = {3}\n}", "b", "@misc{k\n, a = {1}\n, c = {3}\n}"),
    ("@misc{k\n, a = {1}\n, b = {2}\n}", "b", "@misc{k\n, a = {1}\n}"),
    ("@misc{k,\n a = {1}, % one\n b = {2},\n}", "b", "@misc{k,\n a = {1}, % one\n}"),
    ("@misc{k,\n a = {1}, % one\n b = {2}}", "b", "@misc{k,\n a = {1}, % one\n }"),
    ("@misc{k,\n a = {1}, % one\n b = {2}, c = {3}}", "b", "@misc{k,\n a = {1}, % one\n c = {3}}"),
    ("@misc{k,\n a = {1}, % one\n b = {2}, % two\n}", "a", "@misc{k, % one\n b = {2}, % two\n}"),
    ("@misc{k, a = {1}, b = {2}, A = {3}, c = {4}}", "a", "@misc{k, b = {2}, c = {4}}"),
    ("@misc{k,\n a = {1},\n A = {3}\n}", "a", "@misc{k,\n}"),
]


@pytest.mark.parametrize(("text", "name", "expected"), REMOVE)
def test_remove_field(text, name, expected):
    assert after(text, edit_fields.remove_field, name) == expected


def test_one_of_two_fields_of_a_name():
    lib = library("@misc{k,\n a = {1},\n a = {3},\n}")
    first, second = only(lib).fields
    assert (
        changed(lib, edit_fields.remove_field(lib, only(lib), second)).text
        == "@misc{k,\n a = {1},\n}"
    )
    assert (
        changed(lib, edit_fields.remove_field(lib, only(lib), first)).text
        == "@misc{k,\n a = {3},\n}"
    )


def test_rename_also_where_others_refer_to_it():
    text = (
        "@proceedings{Conf, title = {P}}\n@misc{a, crossref = {conf}, note = {Conf}}\n"
        '@misc{b, xdata = "x, Conf", related = {Conf,y}}\n@misc{c, crossref = {Confer}}\n'
    )
    assert after(text, edit_fields.rename_key, "new", key="Conf") == (
        "@proceedings{new, title = {P}}\n@misc{a, crossref = {new}, note = {Conf}}\n"
        '@misc{b, xdata = "x, new", related = {new,y}}\n@misc{c, crossref = {Confer}}\n'
    )


def test_rename_passes_over_what_is_no_reference_and_goes_on_behind_it():
    text = (
        '@string{s = "old"}\n@misc{old, note = {old}}\n@misc{x, title = {old}}\n'
        "@misc{a, note = {old}, xref = s, xdata = {ol} # {d}, related = {older, OLD}, crossref = {old}}\n"
        "@misc{OLD, entryset = {OLD, old,old}}\n@misc{b, crossref = {old}}\n"
    )
    lib = library(text)
    assert [entry.key for entry in edit_fields.references(lib, "old")] == ["a", "OLD", "b"]
    assert after(text, edit_fields.rename_key, "new", key="old") == (
        '@string{s = "old"}\n@misc{new, note = {old}}\n@misc{x, title = {old}}\n'
        "@misc{a, note = {old}, xref = s, xdata = {ol} # {d}, related = {older, OLD}, crossref = {new}}\n"
        "@misc{OLD, entryset = {OLD, new,new}}\n@misc{b, crossref = {new}}\n"
    )


@pytest.mark.parametrize("key", ["", "a b", "a,b", "a{b", "a%b", "a\\b", "a\x1b", "B"])
def test_what_is_no_key_or_another_entrys(key):
    lib = library("@misc{a, x = {1}}\n@misc{b, x = {1}}\n")
    with pytest.raises(UsageProblem):
        edit_fields.rename_key(lib, only(lib, "a"), key)


def test_a_key_may_change_its_case():
    assert after("@misc{a, x = {1}}", edit_fields.rename_key, "A") == "@misc{A, x = {1}}"


def test_the_type_in_the_case_of_the_file():
    assert after("@misc{a, x = {1}}", edit_fields.set_type, "article") == "@article{a, x = {1}}"
    assert after("@MISC{a, x = {1}}", edit_fields.set_type, "article") == "@ARTICLE{a, x = {1}}"


A, B, N = "@misc{a,\n x = {1}\n}", "@misc{b,\n x = {1}\n}", "@misc{n,\n x = {1}\n}"
C, D = A.replace("{a", "{c"), A.replace("{a", "{d")
INSERT = [  # text, before which key, expected
    (f"{A}\n\n{B}\n", "b", f"{A}\n\n{N}\n\n{B}\n"),
    (f"{A}\n\n{B}\n", "a", f"{N}\n\n{A}\n\n{B}\n"),
    (A, "a", f"{N}\n\n{A}"),
    (f"{A}\n\n{B}\n", None, f"{A}\n\n{B}\n\n{N}\n"),
    (f"{A}\n\n{B}", None, f"{A}\n\n{B}\n\n{N}"),
    (f"{A}\n{B}\n", "b", f"{A}\n{N}\n{B}\n"),
    (f"{A}\n\n\n{B}\n", "b", f"{A}\n\n\n{N}\n\n\n{B}\n"),
    (f"% head\n\n{A}\n", "a", f"% head\n\n{N}\n\n{A}\n"),
    (f"% head\n{A}\n", "a", f"% head\n{N}\n\n{A}\n"),
    (f"{A}\n\n% on b\n{B}\n", "b", f"{A}\n\n{N}\n\n% on b\n{B}\n"),
    (f"{A} % on a\n\n@comment{{end}}\n", None, f"{A} % on a\n\n{N}\n\n@comment{{end}}\n"),
    ("", None, f"{N}\n"),
    ("% head\n", None, f"% head\n\n{N}\n"),
    ("\ufeff", None, f"\ufeff{N}\n"),
    (f"\ufeff{A}\n", "a", f"\ufeff{N}\n\n{A}\n"),
    (f"{A} {B}", "b", f"{A} \n{N}\n{B}"),
    # every comment line directly above goes with the entry; what else stands there does not
    (f"{A}\n\n% one\n  % two\n{B}\n", "b", f"{A}\n\n{N}\n\n% one\n  % two\n{B}\n"),
    (f"{A}\n\n% one\n\n{B}\n", "b", f"{A}\n\n% one\n\n{N}\n\n{B}\n"),
    (f"{A}\n\nfree\n{B}\n", "b", f"{A}\n\nfree\n{N}\n\n{B}\n"),
    (f"{A}\n\nfree\n% one\n{B}\n", "b", f"{A}\n\nfree\n{N}\n\n% one\n{B}\n"),
    (f"{A} % on a\n{B}\n", "b", f"{A} % on a\n{N}\n\n{B}\n"),
    (f"@string{{s = {{x}}}}\n% on a\n{A}\n", "a", f"@string{{s = {{x}}}}\n{N}\n\n% on a\n{A}\n"),
    (f"{A}\n\n  {B}\n", "b", f"{A}\n\n{N}\n\n  {B}\n"),
    (f"  {A}\n", "a", f"{N}\n\n  {A}\n"),
    # behind the last entry: its own line's blanks and comment stay with it
    (f"{A} % on a\n", None, f"{A} % on a\n\n{N}\n"),
    (f"{A}  \n\n% end\n", None, f"{A}  \n\n{N}\n\n% end\n"),
    # a file without an entry
    ("@string{s = {x}}\n", None, f"@string{{s = {{x}}}}\n\n{N}\n"),
    ("text", None, f"text\n\n{N}\n"),
    ("text\n\n", None, f"text\n\n{N}\n"),
    ("text\n\n\n", None, f"text\n\n\n{N}\n"),
    ("\ufeff\n", None, f"\ufeff\n{N}\n"),
    # as many blank lines as most entries have between them, blocks of other kinds not counted
    (f"{A}\n\n\n{B}\n{C}\n{D}\n", "b", f"{A}\n\n\n{N}\n{B}\n{C}\n{D}\n"),
    (f"{A}\n\n{B}\n\n{C}\n{D}\n", "d", f"{A}\n\n{B}\n\n{C}\n{N}\n\n{D}\n"),
    # Behind the last entry's line, whatever stands on it.
    (f"{A}\n\n{B} text\n", None, f"{A}\n\n{B} text\n\n{N}\n"),
    (f"{A}\n\n{B} text", None, f"{A}\n\n{B} text\n\n{N}"),
    (f"{A} @comment{{x\ny}} z\n", None, f"{A} @comment{{x\ny}} z\n{N}\n"),
    (f"{A} % x @string{{s = {{x}}}}\n", None, f"{A} % x @string{{s = {{x}}}}\n\n{N}\n"),
    (
        f"{A}\n@string{{s = {{x}}}}\n\n\n@string{{t = {{x}}}}\n\n\n{B}\n",
        "b",
        f"{A}\n@string{{s = {{x}}}}\n\n\n@string{{t = {{x}}}}\n\n\n{N}\n{B}\n",
    ),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("text", "key", "expected"), INSERT)
def test_insert_entry(text, key, expected, end):
    lib = library(text.replace("\n", end))
    before = only(lib, key) if key else None
    new = changed(lib, edit_entries.insert_entry(lib, N, before))
    assert new.text == expected.replace("\n", end if end in lib.text else "\n")
    assert "n" in [entry.key for entry in new.entries]


REMOVE_ENTRY = [
    (f"{A}\n\n{B}\n", "a", f"{B}\n"),
    (f"{A}\n\n{B}\n ", "a", f"{B}\n "),
    (f"{A}\n\n {B}\n\n  {N}\n", "b", f"{A}\n\n  {N}\n"),
    (f"{A}\n\n{B}\n", "b", f"{A}\n"),
    (f"{A}\n\n{B}", "b", f"{A}"),
    (f"% head\n\n{A}\n\n{B}\n", "a", f"% head\n\n{B}\n"),
    (f"{A}\n\n% on b\n{B}\n\n{N}\n", "b", f"{A}\n\n% on b\n{N}\n"),
    (f"{A}\n", "a", ""),
    (f"{A} {B} {N}", "b", f"{A} {N}"),
    (f"\ufeff{A}\n\n{B}\n", "a", f"\ufeff{B}\n"),
    (f"\ufeff{A}", "a", "\ufeff"),
    (f"\ufeff\n{A}\n", "a", "\ufeff"),
    # the indent goes with the entry, that of what follows stays
    (f"  {A}\n\n{B}\n", "a", f"{B}\n"),
    (f"{A}\n\n  {B}\n", "a", f"  {B}\n"),
    (f"{B}\n  {A}  \n\n", "a", f"{B}  \n\n"),
    (f"  {A}", "a", ""),
    # what else stands on its lines stays, and so do comments above and below
    (f"text {A}\n\n{B}\n", "a", f"text {B}\n"),
    (f"@string{{s = {{x}}}} {A}\n{B}", "a", f"@string{{s = {{x}}}} {B}"),
    (f"{A} % on a\n\n{B}\n", "a", f" % on a\n\n{B}\n"),
    (f"{B} {A}\n", "a", f"{B}\n"),
    (f"{B}\n\n% on a\n{A}\n", "a", f"{B}\n\n% on a\n"),
    (f"{B}\n\n{A}\n\n% end\n", "a", f"{B}\n\n% end\n"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("text", "key", "expected"), REMOVE_ENTRY)
def test_remove_entry(text, key, expected, end):
    found = after(text.replace("\n", end), edit_entries.remove_entry, key=key)
    assert found == expected.replace("\n", end)


def test_what_was_inserted_and_removed_again_leaves_no_trace():
    for text, key, _ in INSERT:
        lib = library(text)
        new = changed(lib, edit_entries.insert_entry(lib, N, only(lib, key) if key else None))
        back = changed(new, edit_entries.remove_entry(new, only(new, "n")))
        assert back.text.split() == text.split()


def test_new_entry_in_the_style_of_the_file():
    like = library('@ARTICLE{a,\r\n\tTITLE = "A",\r\n\tYEAR  = 2020\r\n}\r\n')
    fields = [("title", "B"), ("year", "2021"), ("month", "jan"), ("doi", "10.1/x")]
    assert edit_entries.new_entry("misc", "b", fields, like) == (
        '@MISC{b,\r\n\tTITLE = "B",\r\n\tYEAR  = 2021,\r\n\tMONTH = jan,\r\n\tDOI   = "10.1/x"\r\n}'
    )
    assert (
        edit_entries.new_entry("misc", "b", fields[:1], library(""))
        == "@misc{b,\n  title = {B},\n}"
    )


def test_a_content_may_have_lines_that_begin_like_entries():
    text = "@misc{k,\n  a = {1},\n}\n"
    new = after(text, edit_fields.set_field, "a", "x\n@misc{j, b = {2}}\n@home")
    assert new == text.replace("{1}", "{x\n@misc{j, b = {2}}\n@home}")
    assert [entry.key for entry in library(new).entries] == ["k"]


@pytest.mark.parametrize("content", ["{", "}", "a}b{c", "\\{", "x\n@misc{k"])
def test_a_content_that_cannot_be_a_value(content):
    lib = library("@misc{k, a = {1}}")
    with pytest.raises(UsageProblem):
        edit_fields.set_field(lib, only(lib), "a", content)


@pytest.mark.parametrize("name", ["", "a b", "a=b", "a{", 'a"', "a%", "a\x1b"])
def test_what_cannot_be_a_name(name):
    lib = library("@misc{k, a = {1}}")
    with pytest.raises(UsageProblem):
        edit_fields.set_field(lib, only(lib), name, "1")
    with pytest.raises(UsageProblem):
        edit_entries.new_entry("misc", "n", [(name, "1")], lib)


FAULTS = [  # text, a change that touches its fault
    ("@misc{k,\n a = {1}\n b = {2}\n}\n", lambda lib, e: edit_fields.set_field(lib, e, "a", "3")),
    ("@misc{k,\n a = {1}\n b = {2}\n}\n", lambda lib, e: edit_fields.remove_field(lib, e, "a")),
    ("@misc{k, a = {1}} }\n b = {2}\n}\n", lambda lib, e: edit_fields.set_field(lib, e, "c", "3")),
    ("@misc{k, a = {1 \\{}, b = {2}\n}\n", lambda lib, e: edit_fields.set_field(lib, e, "a", "3")),
    ("@misc{k,\n a = {1}\n b = {2}\n}\n", edit_entries.remove_entry),
    ("@ misc{k, a = {1}}\n", lambda lib, e: edit_fields.set_type(lib, e, "book")),
]


@pytest.mark.parametrize(("text", "change"), FAULTS)
def test_no_edit_at_a_fault(text, change):
    lib = library(text)
    assert lib.problems
    with pytest.raises(FileProblem, match=r"x\.bib:\d+: .*; fix this by hand"):
        changed(lib, change(lib, only(lib)))


def test_a_fault_elsewhere_does_not_hide_one_here():
    before, behind = "@misc{\n\n@misc{j, a = {1}\n b = {2}}\n", "\n@misc{\n"
    for text in (before + FAULTS[0][0], FAULTS[0][0] + behind, before + FAULTS[0][0] + behind):
        lib = library(text)
        with pytest.raises(FileProblem, match="no comma after the field `a`"):
            edit_fields.set_field(lib, only(lib, "k"), "a", "3")


def test_a_fault_elsewhere_is_no_hindrance():
    text = "@misc{k,\n a = {1}\n b = {2},\n c = {3},\n}\n\n@broken{x\n\n@misc{j, a = {1}}\n"
    assert after(text, edit_fields.set_field, "c", "4", key="k") == text.replace("{3}", "{4}")
    assert after(text, edit_fields.set_field, "a", "4", key="j") == text.replace(
        "j, a = {1}", "j, a = {4}"
    )


def test_an_unknown_macro_and_a_name_used_twice_can_be_mended():
    assert after("@misc{k, a = foo}", edit_fields.set_field, "a", "x") == "@misc{k, a = {x}}"
    lib = library("@misc{k, a = {1}}\n@misc{k, b = {1}}\n")
    assert changed(lib, edit_entries.remove_entry(lib, only(lib))).text == "@misc{k, b = {1}}\n"
    second = list(lib.entries)[1]
    assert changed(lib, edit_fields.set_field(lib, second, "b", "2")).text.endswith(
        "{k, b = {2}}\n"
    )


@pytest.mark.parametrize("start", ["@article{a", "@ article{e", "@misc{ i"])
def test_a_key_used_twice_that_is_a_part_of_the_type_too(start):
    text = f"{start}, x = {{1}}}}\n{start}, x = {{2}}}}\n"
    lib = library(text)
    (problem,) = [each for each in lib.problems if "is already used on line 1" in each.reason]
    at = text.index(start, 1) + len(start) - 1
    assert problem.span == (at, at + 1)
    second = list(lib.entries)[1]
    assert changed(lib, edit_fields.remove_field(lib, second, "x")).text.endswith(f"{start},}}\n")


def test_bytes_that_are_not_utf_8():
    lib = library(b"@misc{k, a = {caf\xe9}, b = {1}}\n")
    new = changed(lib, edit_fields.set_field(lib, only(lib), "b", "2"))
    assert new.text.encode("utf-8", "surrogateescape") == b"@misc{k, a = {caf\xe9}, b = {2}}\n"
    with pytest.raises(FileProblem, match="iconv"):
        changed(lib, edit_fields.set_field(lib, only(lib), "b", "é"))


def test_edits_that_overlap():
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit(Span(0, 2), "x"), Edit(Span(1, 3), "y")])
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit(Span(0, 2), "x"), Edit(Span(0, 2), "x")])


def test_insertions_at_one_place_stay_in_order():
    edits = [Edit(Span(1, 1), "z"), Edit(Span(1, 1), "y"), Edit(Span(1, 2), "")]
    assert apply("abc", edits) == "azyc"


def test_special_characters():
    assert field_source("venue", "S&P") == r"S\&P"
    assert field_source("venue", r"S\&P") == r"S\&P"
    assert field_source("title", r"50% of #1 in $a_1$ & {\"o}_x") == (
        r"50\% of \#1 in $a_1$ \& {\"o}\_x"
    )
    assert field_source("note", r"see \url{https://x.org/a_b} & c_d") == (
        r"see \url{https://x.org/a_b} \& c\_d"
    )
    assert field_source("url", "https://x.org/a_b?c=1&d=%20#e") == "https://x.org/a_b?c=1&d=%20#e"


# ------------------------------------------------------------------ properties

WORD = st.text("abcXYZ019", min_size=1, max_size=6)
TEXT = st.recursive(
    st.text("ab 1\\'é,=#%@&~-\"\n", max_size=8),
    lambda inner: st.builds("{}{{{}}}{}".format, inner, inner, inner),
    max_leaves=4,
).filter(lambda text: "\n@" not in text.replace(" ", "") and "\\{" not in text and "\\}" not in text
         and not text.endswith("\\") and '\\"' not in text)  # fmt: skip
NAME = st.sampled_from(["title", "author", "year", "doi", "note", "Title", "booktitle", "x-y"])


@st.composite
def files(draw):
    """A file of entries in one of many styles, with comments and strings between."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    indent = draw(st.sampled_from([f"{end}  ", f"{end}\t", " ", "", end]))
    gap = draw(st.sampled_from([" = ", "=", " =\t", "  =  "]))
    comma_first = draw(st.booleans())
    blank = end * draw(st.integers(1, 3))
    parts = [draw(st.sampled_from(["", "\ufeff", f"% head{end}", f"some text{end}{end}"]))]
    for number in range(draw(st.integers(1, 4))):
        extra = ["", "", f"% note{end}", f"@string{{s{number} = {{S}}}}{end}",
                 f"@comment{{x{end}y}}{end}"]  # fmt: skip
        parts.append(draw(st.sampled_from(extra)))
        fields = draw(st.lists(st.tuples(NAME, TEXT), max_size=4, unique_by=lambda f: f[0].lower()))
        body = []
        for name, written in fields:
            text = written.replace("\n", end)
            forms = [f"{{{text}}}", "2020", "jan"]
            if '"' not in text:
                forms.append(f'"{text}"')
            body.append(f"{name}{gap}{draw(st.sampled_from(forms))}")
        joint = f"{indent}, " if comma_first and indent.strip(" \t") else f",{indent}"
        last = draw(st.sampled_from(["", ","])) if body else ""
        close = draw(st.sampled_from([end, ""]))
        opening, closing = draw(st.sampled_from(["{}", "{}", "()"]))
        inside = "".join(joint + each for each in body)
        if opening == "(" and ")" in inside:
            opening, closing = "{}"
        kind = draw(st.sampled_from(["misc", "Article"]))
        parts.append(f"@{kind}{opening}key{number}{inside}{last}{close}{closing}{blank}")
    return "".join(parts)  # fmt: skip


def model(lib):
    """What the file says: of every entry its type, key and the content of each field."""
    return [
        (e.type, e.key, [(f.name.lower(), expand(f.raw, lib.strings)) for f in e.fields])
        for e in lib.entries
    ]


def rest(text, spans):
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at:start])
        at = end
    return "".join([*parts, text[at:]])


def check_bytes(lib, edits, new):
    """Without the edited spans old and new text are equal."""
    spans, shift = [], 0
    for each in sorted(edits, key=lambda e: e.span):
        start = each.span.start + shift
        spans.append((start, start + len(each.replacement)))
        shift += len(each.replacement) - (each.span.end - each.span.start)
    assert rest(lib.text, sorted(each.span for each in edits)) == rest(new.text, spans)


PROPERTY = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@PROPERTY
@given(files(), st.data())
def test_any_set_gives_exactly_that_change(text, data):
    lib = library(text)
    if lib.problems:
        return
    number = data.draw(st.integers(0, len(list(lib.entries)) - 1))
    entry = list(lib.entries)[number]
    name, content = data.draw(NAME), data.draw(TEXT)
    behind = data.draw(st.sampled_from([None, *(field.name for field in entry.fields)]))
    edits = edit_fields.set_field(lib, entry, name, content, behind)
    new = changed(lib, edits)
    end = "\r\n" if "\r\n" in text else "\n"
    wanted = model(lib)
    fields = wanted[number][2]
    names = [each for each, _ in fields]
    added = (name.lower(), content.replace("\n", end))
    if name.lower() in names:
        fields[names.index(name.lower())] = added
    else:
        fields.insert(names.index(behind.lower()) + 1 if behind else len(fields), added)
    assert model(new) == wanted
    assert not new.problems
    check_bytes(lib, edits, new)


@PROPERTY
@given(files(), st.data())
def test_any_removal_gives_exactly_that_change(text, data):
    lib = library(text)
    if lib.problems:
        return
    number = data.draw(st.integers(0, len(list(lib.entries)) - 1))
    entry = list(lib.entries)[number]
    wanted = model(lib)
    if entry.fields and data.draw(st.booleans()):
        name = data.draw(st.sampled_from(entry.fields)).name
        edits = edit_fields.remove_field(lib, entry, name)
        left = [each for each in wanted[number][2] if each[0] != name.lower()]
        wanted[number] = (*wanted[number][:2], left)
    else:
        edits = edit_entries.remove_entry(lib, entry)
        del wanted[number]
    new = changed(lib, edits)
    assert model(new) == wanted
    assert not new.problems
    check_bytes(lib, edits, new)


@PROPERTY
@given(files(), st.data())
def test_any_insertion_gives_exactly_that_change(text, data):
    lib = library(text)
    if lib.problems:
        return
    entries = list(lib.entries)
    number = data.draw(st.integers(0, len(entries)))
    fields = data.draw(
        st.lists(st.tuples(NAME, TEXT), max_size=4, unique_by=lambda f: f[0].lower())
    )
    source = edit_entries.new_entry("book", "new", fields, lib)
    edits = edit_entries.insert_entry(
        lib, source, entries[number] if number < len(entries) else None
    )
    new = changed(lib, edits)
    end = "\r\n" if "\r\n" in text else "\n"
    wanted = model(lib)
    shown = [(name.lower(), content.replace("\n", end)) for name, content in fields]
    wanted.insert(number, ("book", "new", shown))
    assert model(new) == wanted
    assert not new.problems
    check_bytes(lib, edits, new)


@PROPERTY
@given(files(), WORD, st.data())
def test_any_rename_gives_exactly_that_change(text, key, data):
    lib = library(text)
    if lib.problems:
        return
    number = data.draw(st.integers(0, len(list(lib.entries)) - 1))
    edits = edit_fields.rename_key(lib, list(lib.entries)[number], key)
    new = changed(lib, edits)
    wanted = model(lib)
    wanted[number] = (wanted[number][0], key, wanted[number][2])
    assert model(new) == wanted
    check_bytes(lib, edits, new)
