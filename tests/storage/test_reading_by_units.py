"""A large file is read unit by unit, and of a changed one what is new: nothing tells them apart."""

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import entry, ok, spawn
from kept_lists import load
from mialit.bibtex import reader
from mialit.errors import MialitError
from mialit.render.bibtex_export import Keep, export
from mialit.render.data_formats import facts
from mialit.storage import file_parts, reading
from mialit.storage.cache import Cache
from mialit.storage.sources import Source
from mialit.vocabulary.model import to_plain

# What stands in files: blocks, well and badly written, and what stands between them.
PIECES = [
    "@article{key%d,\n  title = {Title %d with {Braces}},\n  year = 2019,\n  month = jan\n}\n\n",
    "@inproceedings{key%d,\n  author = {M{\\\"u}ller, J{\\'e} and Doe, Jane},\n"
    '  title = "Quoted {\\"U}ber %d",\n  crossref = {vol1},\n'
    "  abstract = {Über \n@mentions of it}\n}\n",
    "@proceedings{vol%d, title = {Volume %d}, year = {2001}, booktitle = {Vol}, publisher = pub}\n",
    "@proceedings{VOL%d, title = {Another %d}, year = {1999}}\n\n",
    "@string{pub = {Publisher %d of %d}}\n",
    "@string{other = pub # { and %d more %d}}\n",
    "@misc{macro%d, title = other # {: %d}, publisher = pub, note = undefinedmacro}\n",
    "@misc{uses%d, title = {Uses %d}, publisher = pub}\n",
    "@misc{odd key %d, title = {T%d}}\n",
    "@misc(paren%d, title = {T%d})\n",
    "@misc{, title = {No key %d %d}}\n",
    "@misc{title = {No key at all %d %d}}\n",
    "@misc{same, title = {Same %d %d}}\n",
    "@comment{key%d %d\n@article{within, title = {x}}\n}\n",
    "@comment free %d %d\n",
    "% @misc{hidden%d, title = {H %d}}\n",
    '@preamble{"\\newcommand{\\x}{%d %d}"}\n',
    "text between %d %d, me@example.org\n",
    "@misc{twice%d, title = {A %d}, title = {B}}\n",
    "@misc{nocomma%d, title = {A %d} year = {2010}}\n",
    "@misc{open%d, title = {A %d\n",
    '@misc{quote%d, title = "A %d\n}\n',
    "}\n",
    "@misc{extra%d, title = {A %d}}}\n",
    "@article key%d %d,\n",
    "@misc{line%d, title = {one\n@misc{inner%d, x = {y}}\n}}\n",
    "@misc{esc%d, title = {a \\} %d \\{ b}}\n",
    "@misc{cyr\u0434%d, title = {\u0414\u0430 %d}}\n",
    "  @misc{indented%d, title = {I %d}} @misc{second%d, title = {S}}\n",
    "@misc{eprint%d, title = {P %d}, journal = {arXiv preprint arXiv:2001.01234}}\r\n",
    "@misc{far%d, crossref = {nowhere}, title = {F %d}}\n",
    "@misc{own%d, title = {O}, code = {https://example.org/%d}, keywords = {a, b}}\n",
    "@misc{values%d, title = {V %d}, target = {image classification}, knowledge = {black-box}}\n",
    "@misc{chain%d, crossref = vol%d, title = {C}}\n",
]


def filled(piece, number):
    return piece.replace("%d", str(number))


PIECE = st.builds(filled, st.sampled_from(PIECES), st.integers(1, 3))
FILE = st.lists(PIECE, max_size=14)
EDIT = st.tuples(
    st.sampled_from(["add", "drop", "move", "replace", "double"]), st.integers(0, 20), PIECE
)


def edited(pieces, edit):
    kind, at, piece = edit
    result = list(pieces)
    at = at % (len(result) + 1)
    if kind == "add" or not result or at == len(result):
        result.insert(at, piece)
    elif kind == "drop":
        del result[at]
    elif kind == "move":
        result.insert(0, result.pop(at))
    elif kind == "double":
        result.insert(at, result[at])
    else:
        result[at] = piece
    return result


def said(catalogue, path):
    """All that a catalogue says."""
    rows = [
        facts(record, catalogue.vocabulary, str(path))
        | {
            "folded": str(record.folded),
            "wide": record.wide,
            "raw": dict(record.raw),
            "place": (record.line, record.start, record.end, record.source),
            "keyless": record.keyless,
        }
        for record in catalogue.records
    ]
    vocabulary = to_plain(catalogue.vocabulary)
    return json.loads(json.dumps([rows, vocabulary, catalogue.faults], default=str))


@pytest.fixture(autouse=True)
def _small_files_too(monkeypatch):
    monkeypatch.setattr(file_parts, "_WORTH_UNITS", 0)
    monkeypatch.setattr(reading, "_BATCH", 300)


def read(path, cache=None):
    return load([Source(str(path), path)], Cache(cache), keep_files=False)


def whole(path):
    """What the same file says, read as a whole."""
    return load([Source(str(path), path)], keep_files=True)


def same(path, cache=None):
    """What both say, or the problem that both raise."""
    answers = []
    for way in (whole, lambda path: read(path, cache)):
        try:
            answers.append(said(way(path), path))
        except MialitError as problem:
            answers.append(str(problem))
    assert answers[1] == answers[0]
    return answers[0]


def written(folder, pieces, number=0):
    path = Path(folder) / "papers.bib"
    path.write_text("".join(pieces), encoding="utf-8", newline="")
    os.utime(path, ns=(number * 10**9, number * 10**9))
    return path


@settings(max_examples=300)
@given(FILE)
def test_a_file_says_the_same_unit_by_unit(pieces):
    with TemporaryDirectory() as folder:
        same(written(folder, pieces))


@settings(max_examples=150)
@given(FILE, st.lists(EDIT, min_size=1, max_size=4))
def test_after_edits_a_file_says_what_a_first_reading_says(pieces, edits):
    with TemporaryDirectory() as folder:
        cache = Path(folder) / "cache"
        same(written(folder, pieces), cache)
        for number, edit in enumerate(edits, 1):
            pieces = edited(pieces, edit)
            path = written(folder, pieces, number)
            same(path, cache)
            same(path, cache)


@settings(max_examples=150)
@given(FILE, st.sets(st.integers(0, 20)), st.sampled_from(Keep))
def test_an_excerpt_exports_what_the_whole_file_exports(pieces, numbers, keep):
    with TemporaryDirectory() as folder:
        path = written(folder, pieces)
        try:
            catalogue = read(path)
        except MialitError:
            return
        chosen = [record for place, record in enumerate(catalogue.records) if place in numbers]
        exports = []
        for whole in (False, True):
            entries, libraries = catalogue.excerpt(chosen, whole=whole or keep is Keep.STANDARD)
            try:
                exports.append(export(entries, keep, {"keywords"}, libraries))
            except MialitError as problem:
                exports.append(str(problem))
        assert exports[0] == exports[1]


# --- nothing is read twice --------------------------------------------------------------------

MANY = [
    entry(f"key{number}", {"title": f"Title {number}", "year": str(2000 + number % 20)}) + "\n"
    for number in range(60)
]


@pytest.fixture
def texts(monkeypatch):
    """The texts that bibtexparser is given."""
    given: list[str] = []
    split = reader._split
    monkeypatch.setattr(reader, "_split", lambda text: given.append(text) or split(text))
    return given


@pytest.mark.parametrize(
    ("change", "new"),
    [
        (lambda many: many, []),
        (lambda many: [*many[:7], *many[8:]], []),
        (lambda many: many[::-1], []),
        (lambda many: [*many[30:], "some text\n\n", *many[:30]], ["key59"]),
        (lambda many: [*many[:5], entry("new", {"title": "N"}), *many[5:]], ["new"]),
        (lambda many: [*many[:5], many[5].replace("Title", "Other"), *many[6:]], ["key5"]),
        (lambda many: [*many, "@string{unused = {x}}\n"], ["unused"]),
    ],
    ids=["nothing", "one less", "another order", "text", "one more", "one changed", "a macro"],
)
def test_what_has_not_changed_is_not_parsed_again(tmp_path, texts, change, new):
    cache = Cache(tmp_path / "cache")
    read(written(tmp_path, MANY), tmp_path / "cache")
    del texts[:]
    path = written(tmp_path, change(MANY), 1)
    catalogue = load([Source(str(path), path)], cache, keep_files=False)
    parsed = "".join(texts)
    assert parsed.count("@") == len(new)
    assert all(name in parsed for name in new)
    assert said(catalogue, path) == said(whole(path), path)


BY_MACRO = [
    "@string{pub = {Publisher}}\n",
    "@proceedings{vol, title = {Volume}, year = 2001}\n",
    *(entry(f"child{n}", {"title": "C", "crossref": "vol"}) for n in range(3)),
    *(f"@misc{{macro{n}, title = pub # {{ {n}}}}}\n" for n in range(3)),
    *(f"@misc{{month{n}, title = {{M}}, month = jan}}\n" for n in range(3)),
]


@pytest.mark.parametrize(
    ("old", "new", "parsed"),
    [
        # The macro and the volume, always; the volume again, for the three that inherit from it.
        ("{Publisher}", "{Other}", 2 + 1 + 3 + 3 + 3),
        ("{Volume}", "{Tome}", 2 + 1 + 3),
        ("month0", "month9", 2 + 1),
    ],
)
def test_what_depends_on_a_change_is_parsed_again(tmp_path, texts, old, new, parsed):
    read(written(tmp_path, BY_MACRO), tmp_path / "cache")
    del texts[:]
    path = written(tmp_path, "".join(BY_MACRO).replace(old, new, 1), 1)
    answer = said(read(path, tmp_path / "cache"), path)
    assert "".join(texts).count("@") == parsed
    assert answer == said(whole(path), path)


def test_nothing_is_taken_over_from_a_damaged_list(tmp_path):
    cache = tmp_path / "cache"
    wordy = [entry(f"key{n}", {"title": f"T {n}", "abstract": f"Word {n}"}) for n in range(9)]
    read(written(tmp_path, wordy), cache)
    (stored,) = cache.glob("*.mialit")
    data = stored.read_bytes()
    path = written(tmp_path, [*wordy[:4], *wordy[5:]], 1)
    expected = said(whole(path), path)
    for at in range(0, len(data), len(data) // 150):
        stored.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert said(read(path, cache), path) == expected
        assert said(read(path, cache), path) == expected


def test_a_field_that_no_entry_has_any_more_is_gone(tmp_path):
    with_code = entry("a", {"title": "A", "code": "https://example.org/x"})
    repeated = [with_code, entry("same", {"title": "S"}), entry("same", {"title": "S"})]
    for number, pieces in enumerate([repeated, [with_code, *repeated], repeated[1:]]):
        path = written(tmp_path, pieces, number)
        assert said(read(path, tmp_path / "cache"), path) == said(whole(path), path)
    assert "code" not in read(path, tmp_path / "cache").vocabulary.fields


def test_the_answer_comes_before_the_list_is_stored(tmp_path, monkeypatch):
    path = written(tmp_path, MANY)
    monkeypatch.setattr(Cache, "store", lambda *_: sys.stdout.write("stored\n"))
    lines = ok("list", "-b", str(path), "-f", "keys").lines
    assert lines[-1] == "stored"
    assert len(lines) == len(MANY) + 1


# --- large files ------------------------------------------------------------------------------


def test_a_large_file_is_read_by_several_processes(tmp_path):
    many = [
        entry(f"key{number}", {"title": f"T {number}", "abstract": "word " * 200})
        for number in range(2500)
    ]
    path = written(tmp_path, ["@string{unused = {x}}\n", *many, BROKEN])
    assert path.stat().st_size > reading._LARGE
    listed = json.loads(spawn("list", "-b", str(path), "--no-cache", "--json").out)
    read_whole = whole(path)
    expected = [facts(each, read_whole.vocabulary, str(path)) for each in read_whole.records]
    assert sorted(listed, key=lambda each: each["line"]) == json.loads(json.dumps(expected))


BROKEN = "@misc{nocomma, title = {A} year = {2010}}\n"


@pytest.fixture
def on_disk(monkeypatch):
    monkeypatch.setattr(file_parts, "_LARGE", 0)
    monkeypatch.setattr(file_parts, "_WINDOW", 100)


@pytest.mark.skipif(sys.platform == "win32", reason="files are held whole here")
def test_a_file_that_is_not_held_says_the_same(tmp_path, on_disk):
    path = written(tmp_path, [*MANY, *BY_MACRO, *(filled(piece, 1) for piece in PIECES[:8])])
    same(path, tmp_path / "cache")


@pytest.mark.skipif(sys.platform == "win32", reason="files are held whole here")
@pytest.mark.parametrize("change", ["shorter", "longer"])
def test_a_file_that_changes_while_it_is_read_is_read_as_it_is_then(
    tmp_path, on_disk, monkeypatch, change
):
    path = written(tmp_path, MANY)
    later = MANY[:9] if change == "shorter" else [*MANY, entry("last", {"title": "L"})]
    framed = reading.framed

    def changed(*given):
        path.write_text("".join(later), encoding="utf-8")
        return framed(*given)

    monkeypatch.setattr(reading, "framed", changed)
    catalogue = read(path, tmp_path / "cache")
    monkeypatch.setattr(reading, "framed", framed)
    assert len(catalogue.records) in (len(MANY), len(later))
    assert same(path, tmp_path / "cache") == said(whole(path), path)
