"""What publishers and catalogues give, as a curated list has it."""
# ruff: noqa: E501, RUF001 (entries as others give them)

import pytest

from door import FROZEN
from mialit.bibtex.reader import read
from mialit.curation.foreign_bibtex import papers
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse(FROZEN.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml")
DBLP = r"""@article{DBLP:journals/corr/abs-1802-08232,
  author       = {Nicholas Carlini and
                  {\'{U}}lfar Erlingsson},
  title        = {The Secret Sharer: Measuring Unintended Memorization},
  journal      = {CoRR},
  volume       = {abs/1802.08232},
  year         = {2018},
  url          = {http://arxiv.org/abs/1802.08232},
  eprinttype    = {arXiv},
  eprint       = {1802.08232},
  timestamp    = {Mon, 13 Aug 2018 16:48:44 +0200},
  bibsource    = {dblp computer science bibliography, https://dblp.org}
}"""
ARXIV = """@misc{carlini2019secret,
      title={The Secret Sharer},
      author={Nicholas Carlini and Dawn Song},
      year={2019},
      eprint={1802.08232},
      archivePrefix={arXiv},
      primaryClass={cs.LG},
      url={https://arxiv.org/abs/1802.08232},
}"""
SCHOLAR = """@article{carlini2018secret,
  title={The secret sharer},
  author={Carlini, Nicholas and others},
  journal={arXiv preprint arXiv:1802.08232},
  volume={1},
  year={2018}
}"""
ACM = r"""@inproceedings{10.1145/3292500.3330885,
author = {Song, Congzheng and Shmatikov, Vitaly},
title = {Auditing Data Provenance &amp; 50% of {NLP}},
year = {2019}, isbn = {9781450362016},
publisher = {Association for Computing Machinery},
url = {https://doi.org/10.1145/3292500.3330885?casa_token=x}, doi = {https://doi.org/10.1145/3292500.3330885},
abstract = {Foo},
booktitle = {Proceedings of the 2019 ACM SIGSAC Conference on Computer and Communications Security},
pages = {196–206}, numpages = {11}, keywords = {a, b}, month = {jul}, location = {London}, series = {CCS '19}
}"""
IEEE = """@INPROCEEDINGS{8429311,
  author={Yeom, Samuel and Giacomelli, Irene},
  booktitle={2018 IEEE 31st Computer Security Foundations Symposium (CSF)},
  title={{Privacy Risk in Machine Learning.}},
  year={2018}, volume={}, number={}, pages={268-282}, month={July},
  doi={10.1109/CSF.2018.00027}}"""
CROSSREF = """@inproceedings{a, title = {One}, author = {A, B}, crossref = {Conf}}
@proceedings{conf, title = {Proceedings of ICML 2021}, publisher = {PMLR}, year = 2021}"""
ARTICLE_WITH_PREPRINT = """@article{x, title = {One}, journal = {IEEE Transactions on X},
  year = 2020, note = {arXiv}, eprint = {1802.08232}, volume = {3}}"""


def only(text):
    (paper,) = papers(read(text.encode(), "x.bib"), VOCABULARY)
    return paper


ADS = """@ARTICLE{2018arXiv180208232C, author = {{Carlini}, Nicholas and {Liu}, Chang},
title = "{The Secret Sharer}", journal = {arXiv e-prints, arXiv:1802.08232 [cs.LG]}, year = 2018}"""

ALL = {"DBLP": DBLP, "arXiv": ARXIV, "Scholar": SCHOLAR, "ADS": ADS}


@pytest.mark.parametrize("source", ALL.values(), ids=ALL)
def test_a_preprint_of_arxiv_whoever_tells(source):
    paper = only(source)
    assert paper.type == "misc"
    assert not {"journal", "volume", "eprinttype", "doi"} & set(paper.fields)
    assert paper.fields["eprint"] == "1802.08232"
    assert paper.fields["archiveprefix"] == "arXiv"
    assert paper.fields["url"] == "https://arxiv.org/abs/1802.08232"
    assert paper.fields["venue"] == "arXiv"
    assert paper.fields["released"] == "2018-02"


def test_dblp():
    paper = only(DBLP)
    assert paper.left_out == ("timestamp", "bibsource")
    assert paper.fields["author"] == r"Nicholas Carlini and {\'{U}}lfar Erlingsson"


def test_a_publisher():
    paper = only(ACM)
    assert paper.type == "inproceedings"
    assert paper.fields["title"] == r"Auditing Data Provenance \& 50\% of {NLP}"
    assert paper.fields["doi"] == "10.1145/3292500.3330885"
    assert paper.fields["url"] == "https://doi.org/10.1145/3292500.3330885"
    assert paper.fields["pages"] == "196--206"
    assert paper.fields["month"] == "jul"
    assert paper.fields["venue"] == "CCS"
    assert paper.left_out == ("abstract", "numpages", "keywords")
    names = list(paper.fields)
    assert names[:3] == ["title", "author", "booktitle"]
    assert names[-1] == "venue"


def test_empty_fields_double_braces_and_a_full_stop():
    paper = only(IEEE)
    assert paper.fields["title"] == "Privacy Risk in Machine Learning"
    assert not {"volume", "number"} & set(paper.fields)
    assert (paper.fields["month"], paper.fields["pages"]) == ("jul", "268--282")
    assert paper.fields["venue"] == "CSF"


@pytest.mark.parametrize("dash", ["-", "\N{HYPHEN}", "\N{FIGURE DASH}", "\N{MINUS SIGN}"])
def test_ranges_of_pages_get_the_dash_of_latex(dash):
    assert only(f"@misc{{a, title = {{T}}, pages = {{3{dash}5}}}}").fields["pages"] == "3--5"


def test_proceedings_in_an_entry_of_their_own():
    paper = only(CROSSREF)
    assert paper.fields["booktitle"] == "Proceedings of ICML 2021"
    assert (paper.fields["year"], paper.fields["venue"]) == ("2021", "ICML")
    assert "crossref" not in paper.fields


def test_a_publication_keeps_its_journal_beside_the_preprints_number():
    paper = only(ARTICLE_WITH_PREPRINT)
    assert (paper.type, paper.fields["volume"], paper.fields["eprint"]) == (
        "article",
        "3",
        "1802.08232",
    )
    assert "url" not in paper.fields


def test_invisible_characters_of_web_pages_are_left_out():
    paper = only("@misc{k, title = {A\u200bB\x1b[31m\u00adC\u202eD\u00a0E}}")
    assert paper.fields["title"] == "AB[31mCD E"


@pytest.mark.parametrize(
    ("doi", "url"),
    [("doi:10.1145/1.2", "https://doi.org/10.1145/1.2"), ("see the page", None), ("10.1/x", None)],
)
def test_an_address_is_derived_from_a_doi_and_from_nothing_else(doi, url):
    assert only(f"@misc{{a, title = {{T}}, doi = {{{doi}}}}}").fields.get("url") == url


def test_what_is_left_out_hides_no_field_behind_it():
    paper = only(
        "@article{k, abstract = {a}, title = {T}, file = {x}, author = {A, B}, title = {second},"
        " note = {}, keywords = {z}, journal = {J}, file = {y}}"
    )
    assert paper.fields == {"title": "T", "author": "A, B", "journal": "J"}
    assert paper.left_out == ("abstract", "file", "keywords")
