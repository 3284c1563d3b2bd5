"""What entries mean: derived and inherited values, names, LaTeX, macros."""
# ruff: noqa: E501, RUF001 (a table)

import pytest

from door import FROZEN, entry
from mialit.bibtex.reader import read
from mialit.records.build import records
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse(FROZEN.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml")


def index(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return {record.key: record for record in records(read(data, "x.bib"), VOCABULARY)}


def one(fields=(), kind="misc", before=""):
    return index(before + entry("k", fields, kind))["k"]


@pytest.mark.parametrize(
    ("fields", "year"),
    [
        ({"year": "2020"}, 2020),
        (["year = 2020"], 2020),
        (['year = "2020"'], 2020),
        ({"year": "{2020}"}, 2020),
        ({"year": "c. 2020"}, 2020),
        ({"date": "2019-05"}, 2019),
        ({"date": "2019-05-01"}, 2019),
        ({"date": "2019/2021"}, 2019),
        ({"date": "2019-05-01/2020-01-01"}, 2019),
        ({"date": "2019~"}, 2019),
        ({"date": "../2019"}, 2019),
        ({"year": "2020", "date": "2019"}, 2020),
        ({"year": "in press", "date": "2019"}, 2019),
        ({"year": "in press"}, None),
        ({"year": ""}, None),
        ({"month": "2020"}, None),
        ({}, None),
    ],
)
def test_the_year(fields, year):
    assert one(fields).year == year


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ({"venue": "oakland"}, "S&P"),
        ({"venue": "S\\&P"}, "S&P"),
        ({"venue": "Own Thing", "booktitle": "ICML"}, "Own Thing"),
        ({"booktitle": "ICML"}, "ICML"),
        ({"booktitle": "International Conference on Machine Learning"}, "ICML"),
        ({"booktitle": "Proceedings of the 38th International Conference on Machine Learning"}, "ICML"),
        ({"booktitle": "Proc. {ICML} 2021"}, "ICML"),
        ({"booktitle": "ICML '21: Proceedings"}, "ICML"),
        ({"booktitle": "2017 IEEE Symposium on Security and Privacy (SP)"}, "S&P"),
        ({"booktitle": "2020 IEEE European Symposium on Security and Privacy (EuroS\\&P)"}, "EuroS&P"),
        ({"booktitle": "{USENIX} Security Symposium"}, "USENIX Security"),
        ({"booktitle": "30th USENIX Security Symposium (USENIX Security 21)"}, "USENIX Security"),
        ({"booktitle": "CCS '20: 2020 ACM SIGSAC Conference on Computer and Communications Security"}, "CCS"),
        ({"booktitle": "Advances in Neural Information Processing Systems 32"}, "NeurIPS"),
        ({"booktitle": "NeurIPS Workshop on Privacy in Machine Learning"}, "NeurIPS Workshop"),
        ({"journal": "Proceedings on Privacy Enhancing Technologies"}, "PoPETs"),
        ({"journal": "arXiv preprint arXiv:2103.07853"}, "arXiv"),
        ({"journal": "CoRR"}, "arXiv"),
        ({"journaltitle": "ACM Computing Surveys"}, "CSUR"),
        ({"journal": "Quarterly of Things"}, "Quarterly of Things"),
        ({"booktitle": "Workshop on Odd Things at ICML 2021"}, "Workshop on Odd Things at ICML 2021"),
        ({"booktitle": "Findings of EMNLP 2020"}, "Findings of EMNLP 2020"),
        ({"booktitle": "ICC and its friends"}, "ICC"),
        ({"title": "About ICML"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_the_venue(fields, venue):
    assert one(fields, "inproceedings").venue == venue


def test_a_workshop_is_not_its_conference():
    for title in (
        "ICLR 2021 Workshop on X",
        "ICML Wksp. on X",
        "CCS Workshops",
        "Companion of WWW 2020",
    ):
        assert one({"booktitle": title}).venue not in ("ICLR", "CCS", "WWW")


@pytest.mark.parametrize(
    ("fields", "preprint"),
    [
        ({"venue": "arXiv"}, True),
        ({"venue": "ICML", "eprint": "2001.00001", "archiveprefix": "arXiv"}, False),
        ({"eprint": "2001.00001", "archiveprefix": "arXiv"}, True),
        ({"eprint": "2001.00001", "eprinttype": "arxiv"}, True),
        ({"eprint": "2001.00001", "journal": "TIFS"}, False),
        ({"url": "https://arxiv.org/abs/2001.00001"}, True),
        ({"journal": "arXiv preprint arXiv:2001.00001"}, True),
        ({"journal": "CoRR"}, True),
        ({"venue": "IACR ePrint"}, True),
        ({"booktitle": "ICML"}, False),
        ({"title": "x"}, False),
    ],
)
def test_preprint(fields, preprint):
    assert one(fields).preprint is preprint


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "https://github.com/a/b https://x.org/c"}, ("https://github.com/a/b", "https://x.org/c")),
        ({"note": "Code: https://github.com/a/b."}, ("https://github.com/a/b",)),
        ({"note": "\\url{https://github.com/a/b}"}, ("https://github.com/a/b",)),
        ({"howpublished": "\\url{https://gitlab.com/a/b}"}, ("https://gitlab.com/a/b",)),
        ({"note": "https://example.org/paper"}, ()),
        ({"code": "https://x.org", "note": "https://github.com/a/b"}, ("https://x.org",)),
        ({"url": "https://github.com/a/b"}, ()),
        ({}, ()),
    ],
)  # fmt: skip
def test_the_code(fields, code):
    assert one(fields).values["code"] == code


@pytest.mark.parametrize(
    ("fields", "eprint", "doi"),
    [
        ({"eprint": "arXiv:2001.00001v3"}, "2001.00001", None),
        ({"eprint": "cs/0112017"}, "cs/0112017", None),
        ({"url": "https://arxiv.org/pdf/2001.00001.pdf"}, "2001.00001", None),
        ({"doi": "10.48550/arXiv.2001.00001"}, "2001.00001", "10.48550/arXiv.2001.00001"),
        ({"journal": "arXiv preprint arXiv:2001.00001"}, "2001.00001", None),
        ({"journaltitle": "arXiv:2001.00001 [cs.CR]"}, "2001.00001", None),
        ({"journal": "CoRR", "volume": "abs/2001.00001"}, "2001.00001", None),
        ({"journal": "ArXiv", "volume": "abs/cs/0112017"}, "cs/0112017", None),
        ({"journal": "arXiv e-prints, arXiv:2001.00001"}, "2001.00001", None),
        ({"journal": "CoRR", "volume": "2001.00001"}, None, None),
        ({"journal": "Correspondence", "volume": "abs/one"}, None, None),
        ({"journal": "TIFS", "volume": "abs/2001.00001"}, None, None),
        ({"doi": "https://doi.org/10.1000/A\\_b"}, None, "10.1000/A_b"),
        ({"doi": "doi:10.1000/x"}, None, "10.1000/x"),
    ],
)
def test_identifiers(fields, eprint, doi):
    record = one(fields)
    assert record.eprint == eprint
    assert (record.doi or "").lower() == (doi or "").lower()


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("Knuth, Donald E.", ["Knuth, Donald E."]),
        ("Donald E. Knuth", ["Knuth, Donald E."]),
        ("van der Berg, Jan and Jan van der Berg", ["van der Berg, Jan", "van der Berg, Jan"]),
        ("King, Jr., Martin Luther", ["King, Jr., Martin Luther"]),
        ("{Barnes and Noble}", ["Barnes and Noble"]),
        ("{The \\textit{Team}} and others", ["The Team"]),
        ("others", []),
        ("others and Knuth, D.", ["others", "Knuth, D."]),
        ("Tram{\\`e}r, Florian and G\\\"odel, Kurt and {\\O}re, {\\AA}se", ["Tramèr, Florian", "Gödel, Kurt", "Øre, Åse"]),
        ("Plato", ["Plato"]),
        ("A\n  AND\tB", ["A", "B"]),
        ("", []),
    ],
)  # fmt: skip
def test_names(author, authors):
    record = one({"author": author})
    assert list(record.authors) == authors
    assert record.authors_complete is not author.endswith("others")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ('{The {GAN} of {\\"o}}', "The GAN of ö"),
        ("{a -- b --- c~d}", "a – b — c d"),
        ("{$\\epsilon$-DP \\& 50\\%}", "ε-DP & 50%"),
        ("{two\n   lines}", "two lines"),
        ('"quoted {"}x{"}"', None),
        ('"one" # { two}', "one two"),
        ("mine", "My own"),
        ("mine # { and } # jan", "My own and January"),
        ("outer", "My own outer"),
        ("nothere", "nothere"),
        ("loop", None),
        ("2020", "2020"),
        ("{}", ""),
    ],
)
def test_titles(source, title):
    before = (
        "@string{mine = {My own}}\n@STRING{Outer = MINE # { outer}}\n@string{loop = loop # {x}}\n"
    )
    found = one([f"title = {source}"], before=before).title
    if title is None:
        assert found
        assert len(found) < 100
    else:
        assert found == title


def test_a_macro_bomb_is_bounded():
    before = "@string{a0 = {0123456789}}\n" + "".join(
        f"@string{{a{n} = {' # '.join([f'a{n - 1}'] * 10)}}}\n" for n in range(1, 30)
    )
    assert 0 < len(one(["title = a29"], before=before).title) <= 100_000


def test_field_names_in_any_case_and_the_first_of_repeated_ones():
    record = one(["TITLE = {First}", "title = {Second}", "YeaR = 2020", "Kind = {attacks}"])
    assert (record.title, record.year, record.values["kind"]) == ("First", 2020, ("attack",))


def test_values_become_canonical_once_and_unknown_ones_stay():
    record = one({"knowledge": "WB; whitebox ;own way;black box", "target": "GANs"})
    assert record.values["knowledge"] == ("white-box", "own way", "black-box")
    assert record.values["target"] == ("generative models",)


PARENT = {
    "title": "Proceedings of the 38th International Conference on Machine Learning", "year": "2021",
    "publisher": "PMLR", "doi": "10.1000/proc", "editor": "Ed, It", "url": "https://example.org/p",
    "author": "Nobody, At All", "month": "July",
}  # fmt: skip


def test_crossref_inherits_what_is_safe():
    child = one({"title": "Child", "crossref": "P"}, "inproceedings", "")
    assert child.year is None
    found = index(
        entry("k", {"title": "Child", "crossref": "P"}, "inproceedings")
        + entry("p", PARENT, "proceedings")
    )
    child = found["k"]
    assert (child.year, child.venue, child.title) == (2021, "ICML", "Child")
    assert child.rest["publisher"] == "PMLR"
    assert (child.doi, child.url, child.authors) == (None, None, ())
    assert found["p"].doi == "10.1000/proc"


def test_a_childs_own_values_stand():
    found = index(
        entry("k", {"year": "2020", "booktitle": "CCS", "crossref": "p"})
        + entry("p", PARENT, "proceedings")
    )
    assert (found["k"].year, found["k"].venue) == (2020, "CCS")
    dated = index(
        entry("k", {"date": "2019-01", "crossref": "p"}) + entry("p", PARENT, "proceedings")
    )
    assert dated["k"].year == 2019
    pending = index(
        entry("k", {"year": "in press", "crossref": "p"})
        + entry("p", {"date": "2021"}, "proceedings")
    )
    assert pending["k"].year is None


def test_a_chain_and_a_cycle_of_crossrefs():
    chain = index(
        entry("a", {"title": "A", "crossref": "b"})
        + entry("b", {"title": "B", "crossref": "c"})
        + entry("c", PARENT, "proceedings")
    )
    assert (chain["a"].year, chain["a"].venue) == (2021, "ICML")
    cycle = index(
        entry("a", {"title": "A", "crossref": "b"})
        + entry("b", {"title": "B", "crossref": "a", "year": "2020"})
        + entry("c", {"title": "C", "crossref": "c"})
        + entry("d", {"title": "D", "crossref": "gone"})
    )
    assert [cycle[key].year for key in "abcd"] == [2020, 2020, None, None]


def test_places_count_from_one():
    text = "% first\r\n" + entry("a").replace("\n", "\r\n") + "\r\n" + entry("b")
    found = index(text)
    assert (found["a"].line, found["b"].line) == (2, 5)


def test_every_text_of_a_record_is_one_clean_line():
    text = entry("k", dict.fromkeys(("title", "author", "venue", "note"), "a\x1b\tb\nc\u202e"))
    record = index(text)["k"]
    for value in (record.title, *record.authors, record.venue, record.rest["note"]):
        assert not set(value) & set("\x1b\t\n\u202e")


def test_latin_1_bytes_are_shown_as_letters():
    assert index(b"@misc{k, title = {caf\xe9 \x93x\x94}}")["k"].title == "café “x”"
