"""Whether two statements of pages, or two names of a venue, say the same."""
# ruff: noqa: RUF001 (dashes as people type them)

import pytest

from mialit.bibtex.reader import read
from mialit.checking.venues import Venues
from mialit.records import pages
from mialit.records.build import records
from mialit.storage.sources import bundled_vocabulary
from mialit.vocabulary.model import uncurated


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("3--18", "3-18", True),
        ("3–18", "3 — 18", True),
        ("3−18", "3‐18", True),
        ("3~18", "3-18", True),
        ("pp. 3-18", "3-18", True),
        ("3", "3-18", True),
        ("3ff.", "3-18", True),
        ("1021-35", "1021-1035", True),
        ("11:1--11:37", "1-37", True),
        ("103201", "1-14", True),
        ("Article 103201", "103201", True),
        ("16 pages", "3-18", True),
        ("e17", "E17", True),
        ("3-18", "3-19", False),
        ("3-18", "13-18", False),
        ("4", "3-18", False),
        ("103201", "3-14", False),
        ("1021-35", "1021-1036", False),
        ("8-18", "8-28", False),
        ("e17", "e18", False),
        ("", "3-18", False),
    ],
)
def test_pages(one, other, agree):
    assert pages.agree(one, other) is agree
    assert pages.agree(other, one) is agree


VOCABULARY = bundled_vocabulary()
VENUES = Venues(VOCABULARY)
PAPERS = {
    "S\\&P": "2020 {IEEE} Symposium on Security and Privacy ({SP})",
    "ICML": "Proceedings of the 38th International Conference on Machine Learning",
    "CSF": "2018 IEEE 31st Computer Security Foundations Symposium (CSF)",
    "ACSAC": "Annual Computer Security Applications Conference",
    "Interspeech": "Interspeech 2021",
    "ISC": "Information Security",
}


def record(text):
    return records(read(text.encode(), "a.bib"), uncurated(VOCABULARY))[0]


@pytest.mark.parametrize(
    ("venue", "said", "agree"),
    [
        ("S\\&P", "Proc. of the 2020 Oakland, San Francisco", True),
        ("S\\&P", "IEEE Symp. Secur. Priv. (S\\&P '20)", True),
        ("S\\&P", "Proceedings - IEEE Symposium on Security and Privacy", True),
        ("S\\&P", "41st IEEE Symposium on Security \\& Privacy", True),
        ("S\\&P", "IEEE European Symposium on Security and Privacy", False),
        ("S\\&P", "IEEE Security and Privacy Workshops", False),
        ("S\\&P", "IEEE Symposium on Security and Trust", False),
        ("ICML", "38th Int. Conf. Mach. Learn.", True),
        ("ICML", "Proc. {ICML}", True),
        ("ICML", "ICML'21", True),
        ("ICML", "Journal of Machine Learning Research", False),
        ("ICML", "Journal of Machine Learning Confidentiality", False),
        ("ICML", "Asian Conference on Machine Learning", False),
        ("ICML", "ICML Workshop on Privacy", False),
        ("ICML", "ICML Wksp. on Privacy", False),
        ("ICML", "Tutorials of ICML", False),
        ("CSF", "Proc. IEEE Comput. Secur. Found. Symp.", True),
        ("ACSAC", "Proc. Annu. Comput. Secur. Appl. Conf.", True),
        ("ACSAC", "Computers \\& Security", False),
        ("Interspeech", "Interspeech'21", True),
        ("Interspeech", "Proc. Interspeech 2021, Brno", True),
        ("Interspeech", "ICASSP", False),
        ("ISC", "International Journal of Information Security", False),
    ],
)
def test_venues(venue, said, agree):
    paper = record(f"@misc{{p, booktitle = {{{PAPERS[venue]}}}, venue = {{{venue}}}}}")
    entry = record(f"@inproceedings{{e, booktitle = {{{said}}}}}")
    assert VENUES.agree(entry, paper) is agree


def test_a_shared_series_is_no_venue():
    series = "series = {Proceedings of Machine Learning Research}"
    paper = record(f"@misc{{p, booktitle = {{{PAPERS['ICML']}}}, venue = {{ICML}}, {series}}}")
    entry = record(f"@article{{e, journal = {{Applied Sciences}}, {series}}}")
    assert not VENUES.agree(entry, paper)
