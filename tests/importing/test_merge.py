"""The rules of joining: every row has one outcome, and nothing is overwritten."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import FROZEN, entry
from mialit.bibtex.reader import read
from mialit.errors import FileProblem
from mialit.importing.candidates import from_bibtex, from_markdown
from mialit.importing.merge import join
from mialit.importing.report import Outcome
from mialit.records.build import records
from mialit.storage import sources

VOCABULARY = sources.vocabulary([sources.Source("papers.bib", FROZEN)])
SEED = (Path(__file__).parents[1] / "fixtures/lists/seed.md").read_bytes()
HEAD = "| Year | Title | Venue | Paper Link | Code Link |\n|--|--|--|--|--|\n"


def library(text=""):
    return read(text.encode(), "papers.bib")


def joined(text, into=""):
    """*text*, Markdown rows or BibTeX, joined with the list *into*."""
    if text.lstrip().startswith("@"):
        offer = from_bibtex(text.encode(), "new.bib", VOCABULARY)
    else:
        offer = from_markdown((HEAD + text).encode(), "new.md", VOCABULARY)
    return join(offer, library(into), VOCABULARY)


def outcomes(result):
    return [str(each.outcome) for each in result.handled]


def listed(result):
    return {record.key: record for record in records(result.library, VOCABULARY)}


OLD = entry(
    "smith2020attack",
    {"title": "An Attack on Many Models", "author": "Smith, Ann", "year": "2020", "venue": "CCS"},
    "inproceedings",
)


def test_a_row_makes_an_entry_with_what_it_knows():
    result = joined(
        "| 2021 | S&P of 100% | Arxiv | [x](https://arxiv.org/abs/2102.05429v2?utm_source=q) "
        "| [c](https://github.com/a/b_c) |\n"
    )
    assert result.library.text == (
        "@misc{anon2021s,\n"
        "  title = {S\\&P of 100\\%},\n"
        "  year = {2021},\n"
        "  url = {https://arxiv.org/abs/2102.05429v2},\n"
        "  eprint = {2102.05429},\n"
        "  archiveprefix = {arXiv},\n"
        "  venue = {arXiv},\n"
        "  code = {https://github.com/a/b_c},\n"
        "  released = {2021-02},\n"
        "}\n"
    )
    assert outcomes(result) == ["new"]
    assert result.is_settled


@pytest.mark.parametrize(
    ("venue", "type_", "container"),
    [
        ("S&P", "inproceedings", ("booktitle", "IEEE Symposium on Security and Privacy")),
        ("PoPETs", "article", ("journal", "Proceedings on Privacy Enhancing Technologies")),
        ("TIFS", "article", ("journal", "IEEE Transactions on Information Forensics and Security")),
        ("CSUR", "article", ("journal", "ACM Computing Surveys")),
        ("NeurIPS Workshop", "inproceedings",
         ("booktitle", "Workshop at the Conference on Neural Information Processing Systems")),
        ("arXiv", "misc", None),
        ("bioRxiv", "misc", None),
        ("Nowhere", "misc", None),
        ("", "misc", None),
    ],
)  # fmt: skip
def test_the_type_is_what_the_venue_makes_sure(venue, type_, container):
    (record,) = listed(joined(f"| 2021 | Title | {venue} | | |\n")).values()
    assert record.type == type_
    contained = {
        name: record.rest[name] for name in ("booktitle", "journal") if name in record.rest
    }
    assert contained == ({container[0]: container[1]} if container else {})


@pytest.mark.parametrize(
    ("link", "doi", "url"),
    [
        ("https://doi.org/10.1145/1234.5678", "10.1145/1234.5678",
         "https://doi.org/10.1145/1234.5678"),
        ("https://dl.acm.org/doi/abs/10.1145/1234.5678?casa_token=x:y", "10.1145/1234.5678",
         "https://dl.acm.org/doi/abs/10.1145/1234.5678"),
        ("https://doi.org/10.1109/EuroSP.2021.1", "10.1109/EuroSP.2021.1",
         "https://doi.org/10.1109/EuroSP.2021.1"),
        ("https://doi.org/10.48550/arXiv.2102.05429", None,
         "https://doi.org/10.48550/arXiv.2102.05429"),
        ("https://ieeexplore.ieee.org/abstract/document/1?casa_token=a", None,
         "https://ieeexplore.ieee.org/abstract/document/1"),
    ],
)  # fmt: skip
def test_identifiers_come_from_links(link, doi, url):
    (record,) = listed(joined(f"| 2021 | Title | | [x]({link}) | |\n")).values()
    assert (record.doi, record.url) == (doi, url)
    if "arXiv" in link:
        assert record.eprint == "2102.05429"


@pytest.mark.parametrize(
    ("cell", "authors"),
    [
        ("Smith, Ann; Lee, Bo", ("Smith, Ann", "Lee, Bo")),
        ("Ann Smith, Bo Lee and Cy Wu", ("Smith, Ann", "Lee, Bo", "Wu, Cy")),
        ("Ann Smith and Bo Lee", ("Smith, Ann", "Lee, Bo")),
        ("Smith, Ann", ("Smith, Ann",)),
        ("van der Berg, Jan Piet", ("van der Berg, Jan Piet",)),
        ("Ann Smith et al.", ("Smith, Ann",)),
        ("Müller & Söhne", ("Müller", "Söhne")),
        ("", ()),
    ],
)
def test_authors(cell, authors):
    text = f"| Title | Authors |\n|--|--|\n| T | {cell} |\n"
    offer = from_markdown(text.encode(), "x.md", VOCABULARY)
    (_, record), *_ = offer.entries
    assert tuple(record.authors) == authors
    assert record.authors_complete is not cell.endswith("et al.")


def test_a_listed_paper_is_filled_in_and_nothing_of_it_changes():
    result = joined(
        "| 2020 | An attack on many models | CCS | [x](https://arxiv.org/abs/2001.08855) | |\n", OLD
    )
    assert outcomes(result) == ["filled in"]
    assert result.handled[0].added == ("url", "eprint", "archiveprefix", "released")
    assert result.library.text.startswith(OLD[:-3])
    assert result.library.text.endswith("  released = {2020-01}\n}\n")
    assert result.is_settled
    again = join(from_markdown((HEAD + "| 2020 | An attack on many models | CCS | | |\n").encode(),
                               "x.md", VOCABULARY), result.library, VOCABULARY)  # fmt: skip
    assert again.library is result.library
    assert outcomes(again) == ["filled in"]


def test_facts_that_differ_are_conflicts_and_the_lists_stay():
    result = joined("| 2021 | An attack on many models | Arxiv | | |\n", OLD)
    assert [(c.line, c.field, c.has, c.says, c.first) for c in result.conflicts] == [
        (3, "year", "2020", "2021", 0),
        (3, "venue", "CCS", "arXiv", 0),
    ]
    assert result.library.text == OLD
    assert not result.is_settled


def test_another_address_is_said_and_is_no_conflict():
    old = entry("a", {"title": "An Attack on Many Models", "year": "2020", "url": "https://a.b/x"})
    result = joined("| 2020 | An attack on many models | | [x](https://c.d) | |\n", old)
    assert (result.conflicts, len(result.addresses)) == ((), 1)
    assert result.is_settled
    result = joined("| 2020 | An attack on many models | | [x](http://www.a.b/x/) | |\n", old)
    assert (result.conflicts, result.addresses) == ((), ())


def test_duplicates_in_the_source_are_one_entry_with_what_both_know():
    result = joined(
        "| 2021 | An attack on many models | CCS | | |\n"
        "| 2020 | An attack on many models | | | [c](https://github.com/a/b) |\n"
    )
    assert outcomes(result) == ["new", "merged"]
    assert (result.handled[1].same_as, result.handled[1].added) == (3, ("code",))
    assert [(c.line, c.field, c.has, c.says, c.first) for c in result.conflicts] == [
        (4, "year", "2021", "2020", 3)
    ]
    (record,) = listed(result).values()
    assert record.values["code"] == ("https://github.com/a/b",)
    assert record.year == 2021


@pytest.mark.parametrize(
    ("has", "says", "conflicts"),
    [
        # authors: families in order, as far as both lists go where one is open
        ({"author": "Smith, Ann and Roe, Cy"}, {"author": "A. Smith and C. Roe"}, []),
        ({"author": "Smith, Ann and Roe, Cy"}, {"author": "Smith, Ann"}, ["author"]),
        ({"author": "Smith, Ann and Roe, Cy"}, {"author": "Roe, Cy and Smith, Ann"}, ["author"]),
        ({"author": "Smith, Ann and Roe, Cy"}, {"author": "Smith, Ann and others"}, []),
        ({"author": "Smith, Ann and others"}, {"author": "Smith, Ann and Roe, Cy"}, []),
        (
            {"author": "Smith, Ann and Roe, Cy and others"},
            {"author": "Smith, Ann and Doe, Di and Roe, Cy"},
            ["author"],
        ),
        # identifiers and addresses: one in two spellings is one
        ({"doi": "10.1145/1.2"}, {"doi": "https://doi.org/10.1145/1.2"}, []),
        ({"eprint": "2001.08855", "archiveprefix": "arXiv"}, {"eprint": "2001.08855v3"}, []),
        ({"url": "https://a.b/x"}, {"url": "http://www.A.b/x/?utm_source=q"}, []),
        ({"url": "https://a.b/x"}, {"url": "https://a.b/y"}, ["url"]),
        (
            {"url": "https://a.b/x", "doi": "10.1145/1.2"},
            {"url": "https://doi.org/10.1145/1.2"},
            [],
        ),
        (
            {"url": "https://a.b/x", "eprint": "2001.08855", "archiveprefix": "arXiv"},
            {"url": "https://arxiv.org/pdf/2001.08855"},
            [],
        ),
        # values of the vocabulary: fewer are no contradiction, others are
        ({"kind": "attack; defense"}, {"kind": "defense"}, []),
        ({"kind": "attack"}, {"kind": "attack; defense"}, ["kind"]),
        ({"kind": "attack"}, {"kind": "survey"}, ["kind"]),
        ({"code": "https://github.com/a/b"}, {"code": "https://github.com/A/b.git"}, []),
        ({"code": "https://github.com/a/b"}, {"code": "https://github.com/a/c"}, ["code"]),
        ({"venue": "CCS"}, {"venue": "ACM CCS"}, []),
        ({"released": "2020-01"}, {"released": "2020-02"}, ["released"]),
        # the rest is compared as words
        ({"pages": "1--9"}, {"pages": "1--10"}, ["pages"]),
        ({"volume": "{7}"}, {"volume": "7"}, []),
        ({"volume": "7"}, {"volume": "8"}, ["volume"]),
        ({"month": "jan"}, {"month": "feb"}, ["month"]),
        ({"note": "one"}, {"note": "two"}, []),
        ({"formerly": "Attacking Models"}, {"formerly": "an attack on many models"}, []),
        ({"formerly": "Attacking Models"}, {"formerly": "attacking {Models}"}, []),
        ({"formerly": "Attacking Models"}, {"formerly": "Attacks in General"}, ["formerly"]),
        # titles, where an identifier says that it is one paper: an earlier one is known
        (
            {"doi": "10.1145/1.2"},
            {"title": "Something Else Entirely", "doi": "10.1145/1.2"},
            ["title"],
        ),
        (
            {"doi": "10.1145/1.2", "formerly": "Something Else Entirely"},
            {"title": "Something else entirely", "doi": "10.1145/1.2"},
            [],
        ),
        # each fact for itself: one that the list lacks hides no conflict behind it
        (
            {"year": "2020", "pages": "3--4"},
            {"doi": "10.1145/1.2", "year": "2021", "volume": "3", "pages": "1--2"},
            ["year", "pages"],
        ),
    ],
)
def test_which_facts_contradict(has, says, conflicts):
    same = {"title": "An Attack on Many Models"}
    old = entry("a", {"author": "Smith, Ann"} | same | has, "article")
    new = entry("b", {"author": "Smith, Ann"} | same | says, "article")
    result = joined(new, old)
    assert outcomes(result) == ["filled in"]
    found = [each.field for each in (*result.conflicts, *result.addresses)]
    assert found == conflicts
    assert result.is_settled == (not [name for name in conflicts if name != "url"])
    assert all(each.first == 0 for each in result.conflicts)


def test_entries_that_cannot_be_written_hide_no_other():
    result = joined(
        "@misc{bad, title = {a \\{ b}}\n@misc{good, title = {Good}, note = {x}}\n"
        "@misc{worse, note = {x}, title = {a \\} b}, }\n@misc{last, title = {Last}}\n"
    )
    assert [(each.line, str(each.outcome), each.key) for each in result.handled] == [
        (1, "not understood", ""),
        (2, "new", "good"),
        (3, "not understood", ""),
        (4, "new", "last"),
    ]
    assert list(listed(result)) == ["good", "last"]


def test_a_value_of_several_lines_is_taken():
    result = joined("@misc{a, title = {One\n  Two}, note = {x\n\n y}}\n")
    assert (outcomes(result), result.library.text) == (
        ["new"],
        "@misc{a, title = {One\n  Two}, note = {x\n\n y}}\n",
    )


def test_a_repeated_field_hides_none_behind_it():
    result = joined("@misc{a, title = {One}, title = {Two}, note = {x}, Note = {y}, year = 2020}")
    (found,) = result.library.entries
    assert [(field.name, field.raw) for field in found.fields] == [
        ("title", "{One}"),
        ("note", "{x}"),
        ("year", "{2020}"),
    ]


def test_a_month_of_release_is_derived_where_the_list_has_no_column_for_it():
    link = "[x](https://arxiv.org/abs/2102.05429)"
    for head, cell, released in (
        ("Year", "2021", "2021-02"),
        ("Released", "", None),
        ("Released", "2021-03", "2021-03"),
    ):
        text = f"| Title | Paper Link | {head} |\n|--|--|--|\n| A Title | {link} | {cell} |\n"
        offer = from_markdown(text.encode(), "new.md", VOCABULARY)
        (record,) = listed(join(offer, library(), VOCABULARY)).values()
        assert record.released == released


def test_unknown_values_are_those_that_are_stated_of_every_row_and_field():
    result = joined(
        "@misc{a, title = {A}, booktitle = {Proc. of the Unheard}}\n"
        "@misc{b, title = {B}, venue = {Unheard}}\n"
        "@misc{c, title = {C}, kind = {attack}, knowledge = {grey-boxes}, venue = {CCS}}\n"
        "@misc{d, title = {D}, kind = {praise; attack}, target = {toasters}}\n"
    )
    assert [(each.line, each.field, each.value) for each in result.unknown] == [
        (2, "venue", "Unheard"),
        (3, "knowledge", "grey-boxes"),
        (4, "kind", "praise"),
        (4, "target", "toasters"),
    ]


def test_what_may_be_a_listed_paper_is_entered_and_said():
    old = entry("smith2020attack", {"title": "Short Title", "year": "2020"})
    result = joined("| 2020 | Short title | | | |\n", old)
    assert outcomes(result) == ["new"]
    assert result.handled[0].perhaps == ("smith2020attack",)
    assert not result.is_settled


def test_an_earlier_title_is_the_same_paper():
    old = entry("a", {"title": "The New Title of a Paper", "formerly": "The Old Title of a Paper"})
    result = joined("| 2020 | The old title of a paper | | | |\n", old)
    assert (outcomes(result), result.conflicts) == (["filled in"], ())


def test_a_heading_that_names_one_of_several_kinds_is_no_conflict():
    old = entry("a", {"title": "The New Title of a Paper", "kind": "attack; defense"})
    text = f"## Defenses\n\n{HEAD}| 2020 | The new title of a paper | | | |\n"
    result = join(from_markdown(text.encode(), "x.md", VOCABULARY), library(old), VOCABULARY)
    assert result.conflicts == ()
    text = text.replace("Defenses", "Surveys")
    result = join(from_markdown(text.encode(), "x.md", VOCABULARY), library(old), VOCABULARY)
    assert [c.field for c in result.conflicts] == ["kind"]


def test_new_entries_stand_where_the_order_wants_them_and_look_like_the_others():
    old = "\r\n".join(
        f'@misc{{k{year},\r\n\ttitle = "Paper Number {year} of All",\r\n\tyear = {year}\r\n}}\r\n'
        for year in (2022, 2020, 2018)
    )
    rows = "".join(f"| {year} | Another Thing From {year} | | | |\n" for year in (2017, 2019, 2023))
    result = joined(rows, old)
    assert [record.year for record in records(result.library, VOCABULARY)] == [
        2023, 2022, 2020, 2019, 2018, 2017,
    ]  # fmt: skip
    assert "\n" not in result.library.text.replace("\r\n", "")
    assert '\ttitle = "Another Thing From 2019",\r\n\tyear = 2019\r\n}' in result.library.text
    for line in old.split("\r\n\r\n"):
        assert line.strip() in result.library.text


def test_a_list_without_an_order_gets_new_entries_at_its_end():
    old = "".join(
        entry(key, {"title": key, "year": f"20{key[1:]}"}) for key in ("c19", "a21", "b18")
    )
    result = joined("| 2020 | An Attack on Many Models | | | |\n", old)
    assert list(listed(result)) == ["c19", "a21", "b18", "anon2020attack"]


def test_another_bibliography_keeps_text_and_keys():
    source = (
        '@string{ccs = "Computer and Communications Security"}\n'
        "@InProceedings{Own:1,\n    Title = {Kept To The Byte}, Year = 2021, % note\n}\n"
        "@inproceedings{smith2020attack, title={Another Paper of the Same Key}, booktitle=ccs,\n"
        " month=jan, author={Roe, Cy}, year=2019}\n"
        "@misc{broken, title = {x}\n@misc{b, title = {one}, title = {two}, year = 2001}\n"
    )
    result = joined(source, OLD)
    assert "@InProceedings{Own:1,\n    Title = {Kept To The Byte}, Year = 2021, % note\n}" in (
        result.library.text
    )
    found = listed(result)
    assert list(found) == ["Own:1", "smith2020attack", "roe2019another", "b"]
    assert found["roe2019another"].rest["booktitle"] == "Computer and Communications Security"
    assert "month = jan" in result.library.text
    assert sorted(outcomes(result)) == ["new", "new", "new", "not understood"]
    assert result.library.problems == ()


def test_what_belongs_to_a_preprint_does_not_reach_the_publication():
    preprint = entry(
        "p",
        {
            "title": "An Attack on Many Models", "author": "Smith, Ann", "year": "2020",
            "journal": "arXiv preprint arXiv:2001.08855", "eprint": "2001.08855",
            "archiveprefix": "arXiv", "pages": "1--40", "abstract": "x", "timestamp": "now",
        },
        "article",
    )  # fmt: skip
    result = joined(preprint, OLD)
    assert result.handled[0].added == ("eprint", "archiveprefix")
    same = OLD.replace("@inproceedings{smith2020attack", "@inproceedings{other").replace(
        "\n}", ",\n  pages = {1--9},\n  file = {x.pdf}\n}"
    )
    result = joined(same, OLD)
    assert result.handled[0].added == ("pages",)


def test_references_follow_a_key_that_changes():
    source = (
        "@inproceedings{child, title={The Paper in the Proceedings of All}, crossref={p}}\n"
        "@proceedings{p, title={Proceedings of Something Else}, year=2021}\n"
    )
    result = joined(source, entry("p", {"title": "Quite Another", "year": "2020"}))
    child = next(each for each in result.library.entries if each.key == "child")
    parent = child.field("crossref").raw.strip("{}")
    assert parent != "p"
    assert parent in {each.key for each in result.library.entries}


def test_encodings_that_do_not_go_together_are_refused():
    offer = from_bibtex('@misc{a, title = "Gödel"}'.encode(), "x.bib", VOCABULARY)
    latin = read('@misc{b, title = "Gödel"}'.encode("latin-1"), "y.bib")
    with pytest.raises(FileProblem, match="iconv"):
        join(offer, latin, VOCABULARY)


def test_values_that_the_vocabulary_does_not_have_name_the_nearest():
    result = joined("| 2020 | An Attack on Many Models | NeurISP | | |\n")
    assert [(u.line, u.field, u.value, u.near[0]) for u in result.unknown] == [
        (3, "venue", "NeurISP", "NeurIPS")
    ]


def test_the_seed_form_is_accounted_for_with_its_known_faults():
    offer = from_markdown(SEED, "seed.md", VOCABULARY)
    result = join(offer, library(), VOCABULARY)
    assert (offer.from_rows, offer.from_bibtex) == (15, 1)
    assert [result.count(outcome) for outcome in Outcome] == [15, 0, 1, 0, 0]
    (double,) = [each for each in result.handled if each.outcome is Outcome.MERGED]
    assert double.title == "Quantifying Privacy Leakage in Graph Embedding"
    assert [(c.field, c.has, c.says) for c in result.conflicts] == [("year", "2021", "2020")]
    assert sum("tracking" in text for _, text in offer.remarks) == 4
    assert ("venue", "Arxiv", "arXiv") in {(s.field, s.written, s.value) for s in offer.spellings}
    # Joined with the list itself every row is one of its papers, and the list is as it was.
    bib = FROZEN.read_bytes()
    result = join(offer, read(bib, "papers.bib"), VOCABULARY)
    assert [result.count(outcome) for outcome in Outcome] == [0, 15, 1, 0, 0]
    assert result.library.text.encode() == bib
    differ = {(c.key, c.field) for c in result.conflicts}
    assert {
        ("hu2021membership", "year"), ("hu2021membership", "author"), ("he2021node", "target"),
        ("chen2021machine", "venue"), ("duddu2020quantifying", "venue"),
    } <= differ  # fmt: skip


PREPRINT = "| 2020 | A Paper on Some Models | Arxiv | [x](https://arxiv.org/abs/2001.08855) | |\n"
PUBLISHED = (
    "| 2021 | A Paper on Some Models | CCS | [x](https://doi.org/10.1145/1.2) "
    "| [c](https://github.com/a/b) |\n"
)


@pytest.mark.parametrize("rows", [PREPRINT + PUBLISHED, PUBLISHED + PREPRINT])
def test_of_a_preprint_and_its_publication_the_publication_wins(rows):
    result = joined(rows)
    assert (outcomes(result), result.conflicts) == (["new", "merged"], ())
    ((key, found),) = listed(result).items()
    assert (key, found.type, found.year, found.venue) == (
        "anon2021paper",
        "inproceedings",
        2021,
        "CCS",
    )
    assert (found.doi, found.eprint) == ("10.1145/1.2", "2001.08855")
    assert found.url == "https://doi.org/10.1145/1.2"
    assert found.values["code"] == ("https://github.com/a/b",)


def test_the_title_of_the_preprint_stays_as_an_earlier_one():
    old = PREPRINT.replace("A Paper", "Towards a Paper")
    new = PUBLISHED.replace(
        "10.1145/1.2) ", "10.1145/1.2) [arxiv](https://arxiv.org/abs/2001.08855) "
    )
    (found,) = listed(joined(old + new)).values()
    assert (found.title, found.values["formerly"]) == (
        "A Paper on Some Models",
        ("Towards a Paper on Some Models",),
    )


TITLES = ("One Paper About Some Models", "Another Paper About Some Models", "Third", "", "é | x")


@st.composite
def markdown(draw):
    lines = []
    for _ in range(draw(st.integers(0, 8))):
        cells = [
            draw(st.sampled_from(["2019", "2020", "", "x"])),
            draw(st.sampled_from(TITLES)),
            draw(st.sampled_from(["CCS", "Arxiv", "Odd"])),
            draw(
                st.sampled_from(["", "[x](https://arxiv.org/abs/2001.08855)", "[x](https://a.b)"])
            ),
            draw(st.sampled_from(["", "[x](https://github.com/a/b)", "y | z | q"])),
        ]
        lines.append(f"| {' | '.join(cells)} |\n")
    return HEAD + "".join(lines)


@st.composite
def bibtex(draw):
    parts = []
    for _ in range(draw(st.integers(0, 6))):
        fields = {
            "title": draw(st.sampled_from(TITLES)),
            "year": draw(st.sampled_from(["2019", "2020", "{\\bf x"[:5]])),
            "author": draw(st.sampled_from(["", "Smith, Ann", "Roe, Cy and Smith, Ann"])),
            "doi": draw(st.sampled_from(["", "10.1145/1234.5678"])),
        }
        key = draw(st.sampled_from("abcd"))
        part = entry(key, {name: text for name, text in fields.items() if text})
        parts.append(part.replace("}\n}", "\n", 1) if draw(st.integers(0, 9)) == 0 else part)
    return "".join(parts)


@settings(max_examples=150)
@given(st.one_of(markdown(), bibtex()), bibtex())
def test_rows_in_are_new_and_filled_in_and_merged_and_not_understood(text, into):
    target = library(into)
    try:
        if text.startswith("|"):
            offer = from_markdown(text.encode(), "x.md", VOCABULARY)
        else:
            offer = from_bibtex(text.encode(), "x.bib", VOCABULARY)
    except FileProblem:
        return
    try:
        result = join(offer, target, VOCABULARY)
    except FileProblem:  # an entry to be filled in has a fault
        assert target.problems
        return
    total = offer.from_rows + offer.from_bibtex
    assert sum(result.count(outcome) for outcome in Outcome) == total == len(result.handled)
    if text.startswith("|"):
        assert total == text.count("\n") - 2
    before, after = list(target.entries), list(result.library.entries)
    assert len(after) == len(before) + result.count(Outcome.NEW)
    assert len(result.library.problems) <= len(target.problems)
    # Nothing that stood there is gone, and no value of it is another.
    kept = list(records(result.library, VOCABULARY))
    for record in records(target, VOCABULARY):
        assert any(keeps(record, other) for other in kept if other.key == record.key), record.key
    # A second time nothing is new, but for what no title tells from others.
    try:
        again = join(offer, result.library, VOCABULARY)
    except FileProblem:  # what no title tells from others has no place behind an unclosed entry
        assert target.problems
        return
    for each in again.handled:
        assert each.outcome is not Outcome.NEW or each.perhaps or not each.title


def keeps(old, new):
    """Whether *new* has all that *old* has, with the same words."""
    pairs = [(old.title, new.title), (old.year, new.year), (old.doi, new.doi)]
    pairs += [(tuple(old.authors), tuple(new.authors))]
    return all(one in (None, "", ()) or one == other for one, other in pairs)
