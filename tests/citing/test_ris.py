"""RIS: what another program's reader (rispy) makes of it."""

import re

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from door import FROZEN, entry, ok, write
from mialit.bibtex.field_names import TYPES as BIBTEX_TYPES
from mialit.citing.ris import TYPES, ris
from mialit.records.model import Contents, Record
from mialit.storage.bibliography import load
from mialit.storage.sources import Source

# The types of a reference in the specification, those of 2011 included.
SPECIFIED = set(
    re.findall(
        r"\w+",
        "ABST ADVS AGGR ANCIENT ART BILL BLOG BOOK CASE CHAP CHART CLSWK COMP CONF CPAPER "
        "CTLG DATA DBASE DICT EBOOK ECHAP EDBOOK EJOUR ELEC ENCYC EQUA FIGURE GEN GOVDOC GRANT "
        "HEAR ICOMM INPR JFULL JOUR LEGAL MANSCPT MAP MGZN MPCT MULTI MUSIC NEWS PAMP PAT "
        "PCOMM RPRT SER SLIDE SOUND STAND STAT THES UNBILL UNPB VIDEO",
    )
)
PAPER = {"author": "Li, Ann", "title": "On Maps", "year": "2019"}
# Type and fields of an entry, and tags that it has among others.
CASES = [
    ("article", {"journal": "J. of Maps", "volume": "3", "number": "2"},
     ["TY  - JOUR", "T2  - J. of Maps", "JO  - J. of Maps", "VL  - 3", "IS  - 2"]),
    ("inproceedings", {"booktitle": "Proc. of Maps", "series": "LNCS"},
     ["TY  - CPAPER", "T2  - Proc. of Maps", "T3  - LNCS"]),
    ("book", {"publisher": "MIT Press", "address": "Cambridge", "isbn": "1-2", "edition": "2"},
     ["TY  - BOOK", "PB  - MIT Press", "CY  - Cambridge", "SN  - 1-2", "ET  - 2"]),
    ("incollection", {"booktitle": "A Book", "editor": "Ed, It and {The Team} and others"},
     ["TY  - CHAP", "T2  - A Book", "A2  - Ed, It", "A2  - The Team"]),
    ("proceedings", {"author": "", "editor": "van der Ed, Jr., It"},
     ["TY  - CONF", "ED  - van der Ed, It, Jr."]),
    ("phdthesis", {"school": "EPFL"}, ["TY  - THES", "PB  - EPFL", "M3  - PhD thesis"]),
    ("thesis", {"institution": "EPFL", "type": "Habilitation"},
     ["TY  - THES", "PB  - EPFL", "M3  - Habilitation"]),
    ("techreport", {"institution": "INRIA", "number": "7"},
     ["TY  - RPRT", "PB  - INRIA", "IS  - 7"]),
    ("misc", {"howpublished": "A talk"}, ["TY  - GEN"]),
    ("misc", {"eprint": "2001.00001", "archiveprefix": "arXiv"},
     ["TY  - UNPB", "DB  - arXiv", "AN  - arXiv:2001.00001", "UR  - https://arxiv.org/abs/2001.00001"]),
    ("online", {"url": "https://example.org/a_b"}, ["TY  - ELEC", "UR  - https://example.org/a_b"]),
    ("whatever", {}, ["TY  - GEN"]),
    ("misc", {"pages": "3--18"}, ["SP  - 3", "EP  - 18"]),
    ("misc", {"pages": "3-18"}, ["SP  - 3", "EP  - 18"]),
    ("misc", {"pages": "3\N{EN DASH}18"}, ["SP  - 3", "EP  - 18"]),
    ("misc", {"pages": "7"}, ["SP  - 7"]),
    ("misc", {"pages": "1--4, 9"}, ["SP  - 1\N{EN DASH}4, 9"]),
    ("misc", {"pages": "12:1--12:30"}, ["SP  - 12:1", "EP  - 12:30"]),
    ("misc", {"pages": "A-1--A-9"}, ["SP  - A-1\N{EN DASH}A-9"]),
    ("article", {"articleno": "45"}, ["C7  - 45"]),
    ("misc", {"month": "May"}, ["PY  - 2019", "DA  - 2019/05//"]),
    ("misc", {"month": "5"}, ["DA  - 2019/05//"]),
    ("misc", {"year": "", "date": "2019-05-17"}, ["PY  - 2019", "DA  - 2019/05/17/"]),
    ("misc", {"doi": "https://doi.org/10.1000/AB"}, ["DO  - 10.1000/AB"]),
    ("misc", {"title": "Maps", "subtitle": "A Survey"}, ["TI  - Maps: A Survey"]),
    ("misc", {"author": "King, Jr., M. L. and {The Team} and G{\\\"o}del, K."},
     ["AU  - King, M. L., Jr.", "AU  - The Team", "AU  - Gödel, K."]),
    ("misc", {"note": "In press", "language": "german"}, ["N1  - In press", "LA  - german"]),
    ("article", {"issn": "1-1", "isbn": "2-2"}, ["SN  - 1-1"]),
    ("book", {"issn": "1-1", "isbn": "2-2"}, ["SN  - 2-2"]),
    ("misc", {"month": "12"}, ["DA  - 2019/12//"]),
    ("misc", {"month": "1"}, ["DA  - 2019/01//"]),
    ("misc", {"month": "May--June"}, ["DA  - 2019/05//"]),
    ("misc", {"month": "Sept. 9"}, ["DA  - 2019/09//"]),
    ("misc", {"eprint": "123", "archiveprefix": "HAL"}, ["DB  - HAL", "AN  - HAL:123"]),
    ("misc", {"eprint": "123"}, ["AN  - 123"]),
    ("misc", {"pages": "3---18"}, ["SP  - 3", "EP  - 18"]),
    ("misc", {"pages": "3\N{MINUS SIGN}18"}, ["SP  - 3", "EP  - 18"]),
    ("misc", {"venue": "ICML"}, ["TY  - GEN", "T2  - ICML"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields", "tags"), CASES)
def test_an_entry_has_its_tags(folder, kind, fields, tags):
    bib = write(folder, entry("one", PAPER | fields, kind))
    text = ok("cite", "one", "-b", bib, "--format", "ris").out
    assert text.startswith(tags[0] + "\r\n" if tags[0].startswith("TY") else "TY  - ")
    assert text.endswith("\r\nER  - \r\n\r\n")
    lines = text.split("\r\n")
    assert [tag for tag in tags if tag not in lines] == []
    stated = [line[:2] for line in lines if line]
    several = {tag for tag in stated if stated.count(tag) > 1}
    assert several <= {"AU", "A2", "ED"}


@pytest.mark.parametrize(
    ("kind", "fields", "tag"),
    [
        ("misc", {"month": "13"}, "DA"),
        ("misc", {"month": "0"}, "DA"),
        ("misc", {"month": "spring"}, "DA"),
        ("misc", {"month": "May", "year": ""}, "DA"),
        ("misc", {"date": "2019"}, "DA"),
        ("phdthesis", {"venue": "ICML"}, "T2"),
        ("misc", {"pages": "3-18, 20-24"}, "EP"),
        ("misc", {"url": "file:///etc/passwd"}, "UR"),
        ("article", {"journal": ""}, "JO"),
        ("misc", {"author": "others"}, "AU"),
    ],
)
def test_what_an_entry_does_not_say_has_no_tag(folder, kind, fields, tag):
    bib = write(folder, entry("one", PAPER | fields, kind))
    text = ok("cite", "one", "-b", bib, "--format", "ris").out
    assert tag not in [line[:2] for line in text.split("\r\n")]


def test_every_type_is_one_of_the_specification():
    assert set(TYPES.values()) <= SPECIFIED
    assert set(TYPES) <= BIBTEX_TYPES
    left = BIBTEX_TYPES - set(TYPES)
    assert {each for each in left if not each.startswith("custom")} == {
        "misc", "commentary", "legal", "performance", "set", "xdata",
    }  # fmt: skip


def test_what_is_read_back_is_what_the_list_says():
    records = load([Source(FROZEN.name, FROZEN)]).records
    read = rispy.loads(ok("export", "--format", "ris").out.replace("\r\n", "\n"))
    assert len(read) == len(records)
    for record, theirs in zip(records, read, strict=True):
        assert theirs["id"] == record.key
        assert theirs["title"] == record.title
        assert theirs["authors"] == list(record.authors)
        assert theirs["year"] == str(record.year)
        assert theirs.get("doi") == record.doi
        assert "unknown_tag" not in theirs


def test_authors_that_are_not_named_are_spoken_of(folder):
    bib = write(folder, entry("one", PAPER | {"author": "Li, Ann and others"}))
    for words in (["cite", "one"], ["list"], ["show", "one"], ["export"], ["search", "maps"]):
        result = ok(*words, "-b", bib, "--format", "ris")
        assert re.findall("AU  - .*", result.out) == ["AU  - Li, Ann\r"]
        assert "1 entry with more authors than are named" in result.err


ANY = st.text(max_size=30) | st.sampled_from(
    [
        "\nER  - \nTY  - JOUR",
        "\r\nAU  - Forged, A.",
        "a\rb",
        "\x85ER  - ",
        "\u2028ER  - ",
        "\x0c",
        "\x1b]52;c;YQ==\x07",
    ]
)


@given(
    title=ANY,
    authors=st.lists(ANY, max_size=3),
    venue=ANY,
    pages=ANY,
    note=ANY,
    editor=ANY,
    key=ANY,
)
def test_no_text_forges_a_line(title, authors, venue, pages, note, editor, key):
    rest = {"pages": pages, "note": note, "editor": editor, "month": note, "date": pages}
    record = Record(
        key=key, type="article", title=title, authors=authors, year=2020,
        values={"venue": (venue,)}, preprint=False, url=title, doi=note, eprint=pages,
        folded="", rest=Contents(rest), line=1, start=0, end=1, source=0,
    )  # fmt: skip
    text = "".join(ris([record]))
    lines = text.split("\r\n")
    assert text.splitlines() == lines[:-1]
    assert lines[0] == "TY  - JOUR"
    assert lines[-3:] == ["ER  - ", "", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - \S", line) for line in lines[:-3])
    assert [line for line in lines if line[:2] in ("TY", "ER")] == ["TY  - JOUR", "ER  - "]
    (theirs,) = rispy.loads(text.replace("\r\n", "\n"))
    assert theirs["type_of_reference"] == "JOUR"
    assert len(theirs.get("authors", [])) <= len(authors)
