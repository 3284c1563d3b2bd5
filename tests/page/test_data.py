"""What the page stores of a list is what its records hold; its .bib is that of `mialit export`.

The script runs in node, once for all lists.
"""
# ruff: noqa: E501, RUF001 (tables)

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from door import BUNDLED, FROZEN, ROOT, need
from mialit.bibtex.field_names import is_for_reading
from mialit.bibtex.reader import read
from mialit.page.data import payload
from mialit.page.interface import words
from mialit.page.packing import packed
from mialit.page.script import library_script
from mialit.records.build import records
from mialit.records.links import arxiv_address, code_addresses, doi_address, paper_link
from mialit.render.bibtex_export import Keep, export, own_fields
from mialit.render.columns import shown_cell
from mialit.text.normalize import fold
from mialit.vocabulary.model import RECORD_COLUMNS, uncurated
from mialit.vocabulary.toml_reader import parse

CURATED = parse(FROZEN.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml")
BARE = parse('[list]\ntitle = "Bare"\n', "bare.toml")


class Script:
    """The page's script in node, asked about one list after another."""

    def __init__(self):
        self.process = subprocess.Popen(
            ["node", Path(__file__).with_name("list_server.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._say({"script": library_script(), "words": words({})})

    def _say(self, what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def ask(self, data, names, rows):
        # As the page has it: through JSON, which writes single surrogates as escapes.
        self._say({"data": data, "names": names, "rows": rows})
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def script():
    need("node")
    one = Script()
    yield one
    one.close()


# ---------------------------------------------------------------- lists

TEXTS = st.sampled_from(
    (
        "Label-Only Attacks", "{Label-Only} Attacks on {GAN}s", "{{Whole}}", "{\\\"U}ber Gr{\\\"o}\\ss{}e",
        "S\\&P and \\emph{more}", "", " spaced ", "a = {b}, c", "two\nlines", "x \\cite{a}, {b", "Größe",
        "成员推理", "<b>&amp;</b></script>", "\u202ertl", "100\\%", "$n^2$", "__proto__", "0", "A" * 40,
    )
)  # fmt: skip
NAMES = st.sampled_from(
    (
        "Shokri, Reza", "Reza Shokri", "M{\\\"u}ller, Hans", "{The Team}", "others", "von Berg, Jr, Max",
        "O'Neil, Al", "王, 伟", "{Barnes and Noble}",
    )
)  # fmt: skip
SEVERAL = st.lists(
    st.sampled_from(("white-box", "black box", "attack", "Survey", "ICML", "new one", "S\\&P")),
    unique_by=str.casefold, max_size=3,
)  # fmt: skip
FIELDS = {
    "title": TEXTS,
    "author": st.lists(NAMES, max_size=4).map(" and ".join),
    "year": st.sampled_from(("2020", "c. 2019", "soon", "2021/22")),
    "date": st.sampled_from(("2018-05", "2017~")),
    "doi": st.sampled_from(
        ("10.1145/1234", "https://doi.org/10.5555/a_b", "none", "10.48550/arXiv.2101.00001")
    ),
    "eprint": st.sampled_from(("2007.14321", "arXiv:2007.14321v2", "hal-123", "cs/0101001")),
    "url": st.sampled_from(
        (
            "https://arxiv.org/abs/2007.14321",
            "https://doi.org/10.1145/1234",
            "javascript:x",
            "https://example.org/a_b?c=%20",
            "\\url{https://example.org}",
            "http://example.org/\\_x",
        )
    ),
    "code": st.sampled_from(
        ("https://github.com/a/b", "https://github.com/a/b.git javascript:x", "ftp://x", "-")
    ),
    "howpublished": st.sampled_from(("\\url{https://github.com/c/d}", "Online")),
    "pages": st.sampled_from(("1--9", "1-9", "1–9", "7")),
    "keywords": SEVERAL.map("; ".join),
    "kind": SEVERAL.map("; ".join),
    "knowledge": SEVERAL.map("; ".join),
    "venue": st.one_of(SEVERAL.map("; ".join), TEXTS),
    "formerly": TEXTS,
    "released": st.sampled_from(("2020-01", "2019-12")),
    "crossref": st.sampled_from(("k0", "K1", "k2", "missing")),
}
FIELDS |= dict.fromkeys(
    [
        "abstract",
        "booktitle",
        "journal",
        "note",
        "file",
        "annote",
        "series",
        "constructor",
        "text",
        "toString",
        "values",
        "type",
        "key",
        "preprint",
    ],
    TEXTS,
)


@st.composite
def entries(draw, number):
    """An entry's source."""
    names = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=8))
    lines = [f"@{draw(st.sampled_from(('article', 'InProceedings', 'misc')))}{{"]
    lines[0] += draw(st.sampled_from((f"k{number}", f"k{number}", "", "k0", f"k{number}:é'<b>")))
    for name in names:
        text = draw(FIELDS[name])
        written = draw(
            st.sampled_from((f"{{{text}}}", f'"{text}"', f"{{{{{text}}}}}", "str", 'str # " x"'))
        )
        indent = draw(st.sampled_from(("  ", "\t", "")))
        case = draw(st.sampled_from((str, str.upper)))
        lines.append(f"{indent}{case(name)}{draw(st.sampled_from((' = ', '=')))}{written}")
    return f"{draw(st.sampled_from((',', ', ')))}\n".join(lines) + draw(
        st.sampled_from(("\n}\n\n", ",\n}\n", " }\n"))
    )


@st.composite
def files(draw):
    """A file as bytes."""
    head = draw(
        st.sampled_from(("", "@string{str = {Macro}}\n", '@string{str = "M" # more}\n@string{more={N}}\n'))
    )  # fmt: skip
    preamble = draw(st.sampled_from(("", '@preamble{"\\relax " # str}\n')))
    bodies = [draw(entries(number)) for number in range(draw(st.integers(1, 6)))]
    data = (head + preamble + "".join(bodies)).encode()
    if draw(st.booleans()):
        data = data.replace(b"\n", b"\r\n")
    return data.replace(b"Whole", b"Wh\xe9le") if draw(st.booleans()) else data


# ---------------------------------------------------------------- checks


def vocabulary_of(found, curated):
    if curated:
        return curated
    stated = {name for record in found for name, values in record.values.items() if values}
    return uncurated(CURATED).of_entries(stated)


def check(script, data, curated, choose):
    """Holds what the script reads of the list *data* to its records; `choose` gives rows of n."""
    library = read(data, "x.bib")
    found = records(library, curated or uncurated(CURATED))
    vocabulary = vocabulary_of(found, curated)
    chosen = [(library, entry) for entry in library.entries]
    carried = {name for record in found for name in record.rest if not is_for_reading(name)}
    names = sorted(
        {*RECORD_COLUMNS, "author", "abstract", "keywords", "code", "toString", "unheard"}
        | carried
        | {name for name in vocabulary.known if not is_for_reading(name)}
    )
    rows = [[*some] for some in choose(len(found))]
    stored = payload(found, vocabulary, chosen)
    answer = script.ask(stored, names, rows)
    cells = [shown_cell(name, vocabulary) for name in names]
    assert answer["texts"] == [[cell(record) for cell in cells] for record in found]
    specs = {spec["name"] for spec in stored["fields"]} - {"type", "code"}
    assert [
        {name: values for name, values in stated.items() if name in specs}
        for stated in answer["values"]
    ] == [
        {name: list(values) for name, values in record.values.items() if values and name in specs}
        for record in found
    ]
    for paper, record in zip(answer["papers"], found, strict=True):
        assert paper["key"] == record.key
        assert paper["keyless"] == record.keyless
        assert paper["title"] == record.title
        assert paper["authors"] == list(record.authors)
        assert paper["moreAuthors"] == (not record.authors_complete)
        assert (paper["year"] or None) == record.year
        assert (paper["released"] or None) == record.released
        assert paper["preprint"] == record.preprint
        assert (paper["doi"] or None) == record.doi
        assert (paper["eprint"] or None) == record.eprint
        assert paper["code"] == list(code_addresses(record))
        assert (paper["doiLink"] or None) == doi_address(record)
        assert (paper["arxivLink"] or None) == arxiv_address(record)
        assert (paper["url"] or None) == record.url
        assert (paper["paper"] or None) == paper_link(record)
        assert paper["abstract"] == record.rest.get("abstract", "")
        assert paper["folded"][0] == fold(record.title)
    for row, text in zip(rows, answer["bibtex"], strict=True):
        asked = [chosen[number] for number in sorted(set(row))]
        assert text == export(asked, Keep.CITING, own_fields(vocabulary)).text


@pytest.mark.parametrize("curated", [CURATED, BARE, None], ids=["curated", "bare", "library"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(files(), st.lists(st.lists(st.integers(0, 99), min_size=1, max_size=4), max_size=2))
def test_columns_hold_what_the_records_hold(script, curated, data, some):
    def choose(count):
        return [range(count), *([row % count for row in rows] for rows in some if count)]

    check(script, data, curated, choose)


@pytest.mark.parametrize("curated", [CURATED, None], ids=["curated", "library"])
@pytest.mark.parametrize(
    "bib", [BUNDLED, ROOT / "bench/search/titles.bib"], ids=["papers", "titles"]
)
def test_lists_that_exist(script, bib, curated):
    check(script, bib.read_bytes(), curated, lambda count: [range(count), range(0, count, 7)])


def test_an_entry_that_refers_to_its_own_key_is_no_parent(script):
    data = b"@misc{a, title={A}}\n@misc{a, crossref={a}, title={B}}\n@misc{b, title={C}}\n"
    check(script, data, None, lambda _: [[1, 2], [0, 1, 2]])


VALUES = st.one_of(
    st.just(0), st.sampled_from(("a", "b", "a longer text", "")), st.integers(1, 3),
    st.lists(st.integers(0, 2), min_size=1, max_size=2),
)  # fmt: skip


@given(st.lists(VALUES, max_size=30))
def test_every_column_can_be_had_again(values):
    column = packed(values)
    if isinstance(column, list):
        assert column == values
        return
    if "at" in column:
        again = [column["of"][number - 1] if number else 0 for number in column["at"]]
    else:
        again = [0] * len(values)
        for row, value in zip(column["rows"], column["of"], strict=True):
            again[row] = value
    assert again == values
    compact = {"separators": (",", ":")}
    assert len(json.dumps(column, **compact)) < len(json.dumps(values, **compact))
