"""The reader over the BibTeX files of other projects (`MIALIT_CORPUS` names their folder)."""

import json
import os
from pathlib import Path

import pytest

from mialit.bibtex.reader import read, split_names
from mialit.bibtex.values import expand
from mialit.errors import FileProblem

CORPUS = os.environ.get("MIALIT_CORPUS")

FILES = json.loads(Path(CORPUS, "index.json").read_text("utf-8"))["files"] if CORPUS else []

# Files in UTF-16, which are refused.
REFUSED = {
    "jabref/encoding-utf-16BE-with-header.bib",
    "jabref/encoding-utf-16BE-without-header.bib",
    "jabref/tiny-BE-noBOM.bib",
    "jabref/tiny-BE-withBOM.bib",
    "jabref/tiny-LE-noBOM.bib",
    "jabref/tiny-LE-withBOM.bib",
}

# Keys where we differ from the index, with the reason. An entry without a key, `@misc{,`, has the
# key "" there as here.
DIFFERENT = {
    # GBK: the index has the key decoded; to us its bytes are bytes.
    "bibtexparser-v2/gbk_test.bib": ["凯撒2013".encode("gbk").decode("utf-8", "surrogateescape")],
    # `rlang` is commented out, each of its lines with a `%`.
    "typst-biblatex/comments.bib": [
        "mcelreath2007mathematical",
        "fischer2022equivalence",
        "roes2003belief",
        "wong2016null",
    ],
    # The whole file is one line that begins with `%`.
    "jabref/encodingWithoutNewline.bib": [],
}


@pytest.fixture(autouse=True)
def _there():
    if not CORPUS and os.environ.get("MIALIT_REQUIRE_CORPUS"):
        pytest.fail("MIALIT_CORPUS names no folder, and MIALIT_REQUIRE_CORPUS is set")
    if not CORPUS:
        pytest.skip("MIALIT_CORPUS names no folder of .bib files with an index.json")


@pytest.mark.parametrize("file", FILES, ids=[file["file"] for file in FILES])
def test_file(file):
    data = Path(CORPUS or "", file["file"]).read_bytes()
    if file["file"] in REFUSED:
        with pytest.raises(FileProblem, match="iconv"):
            read(data, "x.bib")
        return
    library = read(data, "x.bib")

    keyless = file["keys"].count("")
    expected = DIFFERENT.get(file["file"], file["keys"])
    assert [entry.key for entry in library.entries] == expected
    assert sum("has no key" in problem.reason for problem in library.problems) == keyless

    position, parts = 0, []
    for block in library.blocks:
        assert position <= block.span.start < block.span.end
        parts += [library.text[position : block.span.start], library.source(block.span)]
        position = block.span.end
    parts.append(library.text[position:])
    assert "".join(parts).encode("utf-8", "surrogateescape") == data

    for entry in library.entries:
        for field in entry.fields:
            assert library.source(field.value_span) == field.raw
            assert library.source(field.span).startswith(field.name)
            content = expand(field.raw, library.strings)
            if field.name.lower() in ("author", "editor"):
                split_names(content)


def test_the_index_and_the_tables_agree():
    names = {file["file"] for file in FILES}
    assert names >= REFUSED | set(DIFFERENT)
    assert len(FILES) == 190
