"""A large file is read unit by unit, and of a changed one what is new: nothing tells them apart."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept_lists import load
from mialit.render.data_formats import facts
from mialit.storage import bibliography, reading
from mialit.storage.cache import Cache
from mialit.storage.sources import Source
from mialit.vocabulary.model import to_plain

# What stands in files: blocks, well and badly written, and what stands between them.
PIECES = [
    "@article{key%d,\n  title = {Title %d with {Braces}},\n  year = 2019,\n  month = jan\n}\n\n",
    "@inproceedings{key%d,\n  author = {M{\\\"u}ller, J{\\'e} and Doe, Jane},\n"
    '  title = "Quoted {\\"U}ber %d",\n  crossref = {vol1},\n  abstract = {Über \n@mentions of it}\n}\n',
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
    "@misc{eprint%d, title = {P %d}, journal = {arXiv preprint arXiv:2001.01234}, year = {2020}}\r\n",
    "@misc{far%d, crossref = {nowhere}, title = {F %d}}\n",
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
    monkeypatch.setattr(bibliography, "_WORTH_UNITS", 0)
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
        except bibliography.FileProblem as problem:
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
