"""`mialit export`: what comes out, where it goes, and what is refused."""

import os
import stat

import pytest

from door import FROZEN, IS_ROOT, ROOT, entry, keys, ok, run, spawn, write

FOREIGN = ROOT / "tests" / "fixtures" / "citing" / "foreign.bib"
SOURCE = (
    "% free text\n"
    + entry("a", {"title": "A", "year": "2019", "kind": "attack", "venue": "ICML"})
    + entry("b", {"title": "B", "year": "2020", "custom": "mine"})
    + entry("c", {"title": "C", "year": "2020", "crossref": "p"})
    + entry("p", {"title": "P", "year": "2021"}, "proceedings")
)


# A vocabulary that declares what SOURCE has of its own.
OWN = "[fields.kind]\nlabel = 'Kind'\n[fields.venue]\nlabel = 'Venue'\n"


@pytest.fixture
def bib(folder):
    write(folder, OWN, "papers.toml")
    return write(folder, SOURCE)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def exported(text):
    return [line.split("{")[1].strip(",} ") for line in text.splitlines() if line.startswith("@")]


def test_a_selection_comes_in_file_order_with_parents_after(bib):
    assert exported(ok("export", "-b", bib).out) == ["a", "b", "c", "p"]
    assert exported(ok("export", "-b", bib, "--year", "2020").out) == ["b", "c", "p"]
    assert exported(ok("export", "-b", bib, "-q", "year:2020 title:c").out) == ["c", "p"]
    assert exported(ok("export", "-b", bib, "--sort", "year").out) == ["b", "c", "a", "p"]
    assert exported(ok("export", "-b", bib, "--reverse").out) == ["c", "b", "a", "p"]
    assert exported(ok("export", "-b", bib, "--limit", "1").out) == ["a"]


def test_keys_come_in_argument_order(bib):
    assert exported(ok("export", "-b", bib, "b", "a").out) == ["b", "a"]
    assert exported(ok("export", "-b", bib, "b", "a", "b").out) == ["b", "a"]
    assert exported(ok("export", "-b", bib, "p", "c").out) == ["c", "p"]


def test_keys_come_from_standard_input(bib):
    assert exported(ok("export", "-b", bib, "-", stdin=b"b\n\n  a \r\n").out) == ["b", "a"]
    assert exported(ok("export", "-b", bib, "p", "-", stdin=b"a\n").out) == ["p", "a"]
    nothing = run("export", "-b", bib, "-", stdin=b"")
    assert (nothing.code, nothing.out) == (1, "")
    assert "standard input" in nothing.err


def test_standard_input_cannot_be_both(bib):
    result = run("export", "-b", "-", "-", stdin=b"a\n")
    assert (result.code, result.out) == (2, "")


def test_for_citing_the_own_fields_go_and_other_ones_stay(bib):
    text = ok("export", "-b", bib, "a", "b").out
    assert "kind" not in text
    assert "venue" not in text
    assert "custom = {mine}" in text
    first = "@misc{a,\n  title = {A},\n  year = {2019},\n}\n"
    assert text == first + "\n" + entry("b", {"title": "B", "year": "2020", "custom": "mine"})


def test_standard_keeps_only_what_styles_know(bib):
    assert "custom" not in ok("export", "-b", bib, "--standard", "b").out
    assert "crossref = {p}" in ok("export", "-b", bib, "--standard", "c").out


def test_full_keeps_every_byte_and_repeats_itself(bib):
    text = ok("export", "-b", bib, "--full").stdout
    for key in "abcp":
        span = SOURCE[SOURCE.index(f"{{{key},") :]
        assert span[: span.index("\n}")].encode() in text
    assert ok("export", "-b", "-", "--full", stdin=text).stdout == text


def test_full_of_the_bundled_list_keeps_each_entrys_bytes():
    text = ok("export", "--full").stdout
    source = FROZEN.read_bytes()
    blocks = [b"@" + part for part in text.split(b"\n@")]
    assert len(blocks) == 42
    assert all(block.rstrip().lstrip(b"@") in source for block in blocks)
    assert ok("export", "-b", "-", "--full", stdin=text).stdout == text


@pytest.mark.parametrize(
    "words",
    [["--full", "--standard"], ["--full", "--only", "title"], ["--standard", "--only", "doi"]],
)
def test_two_ways_to_choose_fields_exclude_each_other(bib, words):
    assert run("export", "-b", bib, *words).code == 2


# ------------------------------------------------------------------------------ fields

LIBRARY = """@string{jp = {Journal of Privacy}}

@article{one,
  author       = {One, Ada},
  title        = {First},
  journal      = jp,
  year         = {2019},
  month        = {feb},
  venue        = {Vienna},
  abstract     = {Words, \\% and more.},
  file         = {/home/one.pdf},
  keywords     = {a, b},
  groups       = {Read},
  url          = {https://example.org/1},
  urldate      = {2020-01-01},
  bdsk-url-1   = {https://example.org/1},
  timestamp    = {2020-01-01}
}

@article{two, Author = {Two, Bo}, Title = "Second", JournalTitle = jp, Date = {2020-05},
  ABSTRACT = {X}}
"""


@pytest.fixture
def library(folder):
    return write(folder, LIBRARY, "library.bib")


def test_notes_are_left_out_and_said_in_one_line(library):
    result = ok("export", "-b", library)
    assert result.err == (
        "left out: abstract (2), bdsk-url-1 (1), file (1), groups (1), keywords (1), "
        "timestamp (1); --full keeps them\n"
    )
    dropped = ("abstract", "file", "keywords", "groups", "bdsk-url-1", "timestamp")
    lines = LIBRARY.splitlines(keepends=True)
    kept = "".join(line for line in lines if not line.strip().startswith(dropped))
    assert result.out == kept.replace(",\n  ABSTRACT = {X}}", ",}")
    full = ok("export", "-b", library, "--full")
    assert (full.out, full.err) == (LIBRARY, "")


def test_named_fields_go_too(library):
    text = ok("export", "-b", library, "one", "--without", "url,Month", "--without", "authors").out
    assert "url " not in text
    assert "month" not in text
    assert "author" not in text
    assert "  year         = {2019},\n  venue        = {Vienna},\n" in text
    full = ok("export", "-b", library, "--full", "--without", "tags", "one")
    assert "keywords" not in full.out
    assert "abstract     = {Words" in full.out
    assert full.err == ""


def test_a_string_that_no_field_uses_any_more_goes_as_well(library):
    assert "@string" not in ok("export", "-b", library, "one", "--without", "journal").out


def test_only_named_fields_come(library):
    result = ok("export", "-b", library, "--only", "author,title", "--only", "tags,year")
    assert result.out == (
        "@article{one,\n  author       = {One, Ada},\n  title        = {First},\n"
        "  year         = {2019},\n  keywords     = {a, b},\n}\n\n"
        '@article{two, Author = {Two, Bo}, Title = "Second", Date = {2020-05},}\n'
    )
    assert result.err == ""


def test_what_is_inherited_comes_with_named_fields_too(bib):
    assert exported(ok("export", "-b", bib, "c", "--only", "title,year").out) == ["c", "p"]
    assert exported(ok("export", "-b", bib, "c", "--without", "crossref").out) == ["c"]


@pytest.mark.parametrize("option", ["--without", "--only"])
def test_a_field_that_is_none_is_named_with_a_near_one(library, option):
    result = run("export", "-b", library, option, "title,abstrct")
    assert (result.code, result.out) == (2, "")
    assert "'abstrct', perhaps abstract" in result.err
    assert run("export", "-b", library, option, ",").code == 2


def test_standard_says_in_old_words_what_biblatex_says_in_new_ones(library):
    result = ok("export", "-b", library, "two", "--standard")
    assert result.out == (
        "@string{jp = {Journal of Privacy}}\n\n"
        '@article{two, Author = {Two, Bo}, Title = "Second", Journal = jp, '
        "Year = {2020}, Month = may,}\n"
    )
    assert (
        "for classic styles: `journal` from `journaltitle` (1), `year` from `date` (1)"
        in result.err
    )
    without = ok(
        "export", "-b", library, "two", "--standard", "--without", "journaltitle,month"
    ).out
    assert "jp" not in without


def test_standard_keeps_what_finds_the_paper(library):
    text = ok("export", "-b", library, "one", "--standard").out
    assert "url          = {https://example.org/1},\n" in text
    assert "venue" not in text
    assert "urldate" not in text


def test_standard_again_changes_nothing_more(folder):
    first = ok("export", "-b", FOREIGN, "--standard").stdout
    again = ok("export", "-b", "-", "--standard", stdin=first)
    assert (again.stdout, again.err) == (first, "")


@pytest.mark.parametrize("choice", [["--year", "2020"], ["-q", "a"], ["--no-code"]])
def test_keys_and_a_choice_exclude_each_other(bib, choice):
    assert run("export", "-b", bib, "a", *choice).code == 2


def test_an_export_is_read_through_a_pipe():
    there = ok("export", "--year", "2019").stdout
    assert keys("list", "--bib", "-", stdin=there) == keys("list", "--year", "2019")


def test_a_key_not_found_writes_nothing_unless_partial(bib, folder):
    target = folder / "out.bib"
    result = run("export", "-b", bib, "a", "nn", "-o", target)
    assert (result.code, result.out) == (1, "")
    assert "'nn'" in result.err
    assert "--partial" in result.err
    assert not target.exists()
    result = run("export", "-b", bib, "a", "nn", "--partial")
    assert result.code == 1
    assert exported(result.out) == ["a"]
    assert "'nn'" in result.err
    result = run("export", "-b", bib, "nn", "--partial", "-o", target)
    assert (result.code, result.out) == (1, "")
    assert not target.exists()


def test_a_selection_of_nothing_writes_nothing(bib, folder):
    target = folder / "out.bib"
    result = run("export", "-b", bib, "--year", "1990", "-o", target)
    assert (result.code, result.out) == (1, "")
    assert "year:1990" in result.err
    assert not target.exists()


def test_the_same_key_in_two_sources(bib, folder):
    same = write(folder, entry("b", {"title": "B", "year": "2020", "custom": "mine"}), "same.bib")
    assert exported(ok("export", "-b", bib, "-b", same, "b").out) == ["b"]
    other = write(folder, "\n" + entry("b", {"title": "Other"}), "other.bib")
    result = run("export", "-b", bib, "-b", other)
    assert (result.code, result.out) == (1, "")
    assert f"{bib}:8" in result.err
    assert f"{other}:2" in result.err


def test_a_key_twice_in_one_file_comes_once_and_is_said(folder):
    bib = write(folder, entry("k", {"title": "First"}) + entry("k", {"title": "Second"}))
    result = ok("export", "-b", bib)
    assert exported(result.out) == ["k"]
    assert "First" in result.out
    assert f"{bib}:4" in result.err


def test_different_encodings_cannot_be_joined(folder):
    one = write(folder, entry("a", {"title": "é"}).encode("latin-1"), "one.bib")
    two = write(folder, entry("b", {"title": "é"}), "two.bib")
    ascii_only = write(folder, entry("c", {"title": "e"}), "ascii.bib")
    result = run("export", "-b", one, "-b", two)
    assert (result.code, result.out) == (3, "")
    assert str(one) in result.err
    assert str(two) in result.err
    assert ok("export", "-b", one, "-b", ascii_only).stdout.count(b"@misc") == 2
    assert b"{\xe9}" in ok("export", "-b", one).stdout


# ------------------------------------------------------------------------------ -o FILE


def test_output_writes_the_file_and_says_so(bib, folder):
    target = folder / "out.bib"
    result = ok("export", "-b", bib, "a", "-o", target)
    assert result.out == ""
    assert "1 entry" in result.err
    assert str(target) in result.err
    assert target.read_bytes() == ok("export", "-b", bib, "a").stdout
    assert names(folder) == [".git", "out.bib", "papers.bib", "papers.toml"]


def test_a_dash_is_standard_output(bib, folder):
    assert exported(ok("export", "-b", bib, "a", "-o", "-", cwd=folder).out) == ["a"]
    assert not (folder / "-").exists()


def test_an_existing_file_needs_force(bib, folder):
    target = write(folder, "before", "out.bib")
    result = run("export", "-b", bib, "-o", target)
    assert (result.code, target.read_text()) == (3, "before")
    assert "--force" in result.err
    assert "@misc{a" not in ok("export", "-b", bib, "b", "-o", target, "--force").out
    assert exported(target.read_text()) == ["b"]


@pytest.mark.parametrize("way", ["name", "symlink", "hardlink", "relative", "other"])
def test_the_input_is_refused_even_with_force(bib, folder, way):
    target = {"name": bib, "relative": folder / "x" / ".." / "papers.bib"}.get(way, folder / "link")
    (folder / "x").mkdir()
    more = []
    if way == "symlink":
        target.symlink_to(bib)
    elif way == "hardlink":
        os.link(bib, target)
    elif way == "other":
        target = write(folder, entry("z"), "second.bib")
        more = ["-b", str(target)]
    before = bib.read_bytes()
    result = run("export", "-b", bib, *more, "-o", target, "--force")
    assert (result.code, result.out) == (3, "")
    assert str(target) in result.err
    assert bib.read_bytes() == before
    assert target.is_symlink() == (way == "symlink")


def test_a_folder_is_refused(bib, folder):
    for more in ([], ["--force"]):
        result = run("export", "-b", bib, "-o", folder, *more)
        assert result.code == 3
        assert "folder" in result.err


def test_a_folder_that_is_not_there_is_said(bib, folder):
    result = run("export", "-b", bib, "-o", folder / "none" / "out.bib")
    assert result.code == 3
    assert "none/out.bib" in result.err


def test_a_symlink_stays_a_symlink_and_the_mode_is_kept(bib, folder):
    real = write(folder, "old", "real.bib")
    real.chmod(0o640)
    link = folder / "link.bib"
    link.symlink_to("real.bib")
    ok("export", "-b", bib, "a", "-o", link, "--force")
    assert link.is_symlink()
    assert exported(real.read_text()) == ["a"]
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_file_gets_the_umasks_mode(bib, folder):
    before = os.umask(0o027)
    try:
        ok("export", "-b", bib, "-o", folder / "new.bib")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new.bib").stat().st_mode) == 0o640


def test_a_dangling_symlink_is_written_through(bib, folder):
    link = folder / "link.bib"
    link.symlink_to("later.bib")
    ok("export", "-b", bib, "a", "-o", link)
    assert exported((folder / "later.bib").read_text()) == ["a"]


@pytest.mark.skipif(IS_ROOT, reason="root writes into any folder")
def test_a_read_only_folder_is_said(bib, folder):
    shut = folder / "shut"
    shut.mkdir(mode=0o555)
    result = run("export", "-b", bib, "-o", shut / "out.bib")
    assert result.code == 3
    assert names(shut) == []


def test_a_place_that_takes_no_file_is_said(bib):
    result = run("export", "-b", bib, "-o", "/proc/out.bib")
    assert (result.code, result.out) == (3, "")
    assert "/proc/out.bib" in result.err


def test_a_failed_write_leaves_the_old_file_and_nothing_else(bib, folder, monkeypatch):
    target = write(folder, "old", "out.bib")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mialit.storage.atomic_write.os.fsync", full)
    result = run("export", "-b", bib, "-o", target, "--force")
    assert result.code == 3
    assert "No space left" in result.err
    assert target.read_text() == "old"
    assert names(folder) == [".git", "out.bib", "papers.bib", "papers.toml"]


def test_a_full_device_is_a_file_error(bib):
    for words in (["-o", "/dev/full", "--force"],):
        result = run("export", "-b", bib, *words)
        assert result.code == 3
        assert "/dev/full" in result.err


def test_the_bytes_go_out_as_they_are_whatever_the_locale(folder):
    raw = entry("k", {"title": "é \x1b[31m \u202e ☃", "venue": "ICML"}).encode() + (
        b"@misc{l, title = {\xe9}}\r\n"
    )
    bib = write(folder, raw)
    for encoding in ("ascii", "latin-1", "utf-8"):
        env = {"PYTHONIOENCODING": encoding}
        assert b"\xc3\xa9 \x1b[31m \xe2\x80\xae" in spawn("export", "-b", bib, env=env).stdout
        assert b"{\xe9}}" in spawn("list", "-b", bib, "--format", "bib", env=env).stdout


@pytest.mark.parametrize("words", [["one", "two"], ["two", "p", "one"], []])
def test_proceedings_of_several_papers_come_once_and_last(folder, words):
    """Also where each paper refers to them in another case, and where they are asked for."""
    proceedings = entry("P", {"title": "Proceedings"}, "proceedings")
    papers = {
        "one": entry("one", {"crossref": "P"}),
        "two": entry("two", {"crossref": "p"}),
    }
    bib = write(folder, "".join((*papers.values(), proceedings)))
    asked = [key for key in words if key in papers] or list(papers)
    expected = "\n".join((*(papers[key] for key in asked), proceedings))
    assert ok("export", "-b", bib, *words).out == expected


def test_proceedings_of_several_papers_come_once_from_another_source(folder):
    papers = write(
        folder, entry("one", {"crossref": "p"}) + entry("two", {"crossref": "p"}), "papers.bib"
    )
    other = write(folder, entry("p", {"title": "P"}, "proceedings"), "proceedings.bib")
    assert exported(ok("export", "-b", papers, "-b", other, "one", "two").out) == [
        "one",
        "two",
        "p",
    ]


def test_a_paper_whose_proceedings_are_nowhere_hides_none_of_another(folder):
    bib = write(
        folder,
        entry("alone")
        + entry("lost", {"crossref": "nowhere"})
        + entry("one", {"crossref": "p"})
        + entry("p", {"title": "P"}, "proceedings"),
    )
    assert exported(ok("export", "-b", bib, "alone", "lost", "one").out) == [
        "alone",
        "lost",
        "one",
        "p",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_strings_and_preambles_come_first_and_a_blank_line_after_them(folder, end):
    strings = '@string{j = "Journal"}\n', "@string{un = {used}}\n", "@preamble{{x}}\n"
    papers = entry("a", ["journal = j"]), entry("b", ["venue = un"]), entry("c", {"note": "z"})
    write(folder, OWN, "papers.toml")
    bib = write(folder, "".join((*papers[:2], *strings, papers[2])).replace("\n", end))
    heads = f"{strings[0]}{strings[2]}\n"
    without = "@misc{b,\n}\n"
    expected = f"{heads}{papers[0]}\n{without}\n{papers[2]}".replace("\n", end)
    assert ok("export", "-b", bib).stdout.decode() == expected
    assert ok("export", "-b", bib, "--full", "b", "c").stdout.decode() == (
        f"{strings[1]}{strings[2]}\n{papers[1]}\n{papers[2]}".replace("\n", end)
    )


def test_a_macro_that_is_defined_anew_is_named_where_it_changes_what_is_printed(folder):
    anew = '@string{j = "One"}\n@misc{a, note = j}\n@string{J = "Two"}\n@misc{b, note = j}\n'
    path = write(folder, anew, "anew.bib")
    said = "anew.bib:3: the macro J is defined anew here; entries before it are exported with this"
    assert ok("export", "a", "-b", path.name, cwd=folder).err.startswith(said)
    assert said in ok("export", "-b", path.name, cwd=folder).err
    assert ok("export", "b", "-b", path.name, cwd=folder).err == ""
    write(folder, anew.replace("Two", "One"), path.name)
    assert ok("export", "-b", path.name, cwd=folder).err == ""
