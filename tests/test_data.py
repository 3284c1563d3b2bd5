"""The bundled list: held against the rows it was made from, and against its own vocabulary."""
# ruff: noqa: E501, RUF001 (titles as they stood)

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from door import BUNDLED, ROOT, entry_count, keys, ok
from mialit import lint as rules
from mialit.bibtex.reader import read
from mialit.records.build import records
from mialit.text.normalize import fold, squash
from mialit.vocabulary.toml_reader import parse

_SPEC = importlib.util.spec_from_file_location("evidence", ROOT / "scripts" / "evidence.py")
evidence = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(evidence)

# Year and title of every row of the list this bibliography was made from, in its order.
# One paper stands there twice. Facts, so that nothing is lost unseen; spelled as they stood.
ROWS = [
    (2021, "On the Difficulty of Membership Inference Attacks"),
    (2021, "Quantifying Privacy Leakage in Graph Embedding"),
    (2021, "Label-only membership inference attacks"),
    (2021, "On the Privacy Risks of Model Explanations"),
    (2021, "Systematic evaluation of privacy risks of machine learning models"),
    (2021, "Practical blind membership inference attack via differential comparisons"),
    (2021, "On the (In) Feasibility of Attribute Inference Attacks on Machine Learning Models"),
    (2021, "How Does Data Augmentation Affect Privacy in Machine Learning?"),
    (2021, "Node-Level Membership Inference Attacks Against Graph Neural Networks"),
    (
        2021,
        "The Audio Auditor: User-Level Membership Inference in Internet of Things Voice Services",
    ),
    (2021, "Reconstruction-Based Membership Inference Attacks are Easier on Difficult Problems"),
    (2020, "Quantifying Privacy Leakage in Graph Embedding"),
    (2020, "GECKO: Reconciling Privacy, Accuracy and Efficiency in Embedded Deep Learning"),
    (2020, "Gan-leaks: A taxonomy of membership inference attacks against generative models"),
    (
        2020,
        "Stolen Memories: Leveraging Model Memorization for Calibrated White-Box Membership Inference",
    ),
    (2020, "Information leakage in embedding models"),
    (2020, "When machine unlearning jeopardizes privacy"),
    (2020, "Revisiting membership inference under realistic assumptions"),
    (
        2020,
        "Membership inference attacks on sequence-to-sequence models: Is my data in your machine translation system?",
    ),
    (
        2020,
        "Segmentations-leak: Membership inference attacks and defenses in semantic image segmentation",
    ),
    (2020, "Performing co-membership attacks against deep generative models"),
    (2020, "On the privacy risks of algorithmic fairness"),
    (2020, "A Comprehensive Analysis of Information Leakage in Deep Transfer Learning"),
    (2020, "Gan enhanced membership inference: A passive local attack in federated learning"),
    (
        2020,
        "Privacy analysis of deep learning in the wild: Membership inference attacks against transfer learning",
    ),
    (2020, "Data and model dependencies of membership inference attack"),
    (2020, "A Pragmatic Approach to Membership Inferences on Machine Learning Models"),
    (2019, "Exploiting unintended feature leakage in collaborative learning"),
    (
        2019,
        "Comprehensive Privacy Analysis of Deep Learning: Passive and Active White-box Inference Attacks against Centralized and Federated Learning",
    ),
    (
        2019,
        "ML-Leaks: Model and Data Independent Membership Inference Attacks and Defenses on Machine Learning Models",
    ),
    (2019, "LOGAN: Membership Inference Attacks Against Generative Models"),
    (2019, "White-box vs Black-box: Bayes Optimal Strategies for Membership Inference"),
    (2019, "Auditing data provenance in text-generation models"),
    (
        2019,
        "Socinf: Membership inference attacks on social media health data with machine learning",
    ),
    (
        2019,
        "Monte Carlo and Reconstruction Membership Inference Attacks against Generative Models.",
    ),
    (
        2019,
        "Disparate Vulnerability: on the Unfairness of Privacy Attacks Against Machine Learning",
    ),
    (2019, "Demystifying the membership inference attack"),
    (2019, "Differential Privacy Defenses and Sampling Attacks for Membership Inference"),
    (2018, "Privacy Risk in Machine Learning: Analyzing the Connection to Overfitting"),
    (2018, "Understanding membership inferences on well-generalized learning models"),
    (2017, "Membership inference attacks against machine learning models"),
    (
        2020,
        "Privacy for All: Demystify Vulnerability Disparity of Differential Privacy against Membership Inference Attack",
    ),
]
SURVEY = "Membership Inference Attacks on Machine Learning: A Survey"

LIBRARY = read(BUNDLED.read_bytes(), "papers.bib")
VOCABULARY = parse(BUNDLED.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml")
RECORDS = list(records(LIBRARY, VOCABULARY))
ENTRIES = list(LIBRARY.entries)
by_title = {
    squash(title): record
    for record in RECORDS
    for title in (record.title, *record.values["formerly"])
}

# Released in proceedings before the preprint came out (docs/data.md).
BEFORE_THE_PREPRINT = {"sablayrolles2019white", "rahimian2019differential"}

# What BibTeX's styles need (btxdoc, section 3.1).
REQUIRED = {
    "phdthesis": {"author", "title", "school", "year"},
    "techreport": {"author", "title", "institution", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "year"},
    "article": {"author", "title", "journal", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "misc": {"author", "title", "year"},
}
TRACKING = re.compile(
    r"(?i)[?&;](?:casa_token|utm_\w+|fbclid|gclid|ref|source|download|via|token|session\w*)="
)


def test_the_keys_are_the_entries_own():
    assert len(ENTRIES) == entry_count(BUNDLED)
    assert len({entry.key.lower() for entry in ENTRIES}) == len(ENTRIES)
    assert LIBRARY.problems == ()
    assert LIBRARY.encoding in ("ascii", "utf-8")


@pytest.mark.parametrize(("year", "title"), ROWS)
def test_every_row_is_there(year, title):
    record = by_title[squash(title)]
    # A paper may have been published after its row was written, or released before.
    assert abs(record.year - year) <= 3 or record.released.startswith(str(year))


def test_no_row_is_lost():
    assert len(ROWS) == 42
    found = [by_title[squash(title)].key for _, title in ROWS]
    assert {key: number for key, number in Counter(found).items() if number > 1} == {
        "duddu2020quantifying": 2
    }


@pytest.mark.parametrize("title", dict.fromkeys([*(title for _, title in ROWS), SURVEY]))
def test_every_row_is_found_first_by_its_title(title):
    """Pasted as it stood, and as a phrase."""
    key = by_title[squash(title)].key
    words = " ".join(fold(title).split())
    assert keys("search", "-b", BUNDLED, title)[0] == key
    assert keys("search", "-b", BUNDLED, f'"{words}"')[0] == key


def test_the_seeds_own_citation_stays():
    (survey,) = [record for record in RECORDS if record.key == "hu2021membership"]
    assert survey.title == SURVEY
    assert survey.values["kind"] == ("survey",)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_a_key_is_family_name_year_and_first_word(record):
    match = re.fullmatch(r"([a-z-]+?)(\d{4})([a-z0-9]+)", record.key)
    assert match, record.key
    family, year, word = match.groups()
    assert squash(family) == squash(record.authors[0].split(",")[0].split()[-1]) or squash(
        record.authors[0].split(",")[0]
    ) == squash(family)
    assert int(year) in (record.year, int((record.released or "0")[:4]))
    titles = (record.title, *record.values["formerly"])
    # A letter at the end tells keys apart.
    assert any(each in squash(title) for title in titles for each in (word, word[:-1]))


def test_the_order_is_year_then_release():
    order = [(record.year, record.released or "") for record in RECORDS]
    assert order == sorted(order, reverse=True)
    assert keys("list", "-b", BUNDLED) == [record.key for record in RECORDS]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_an_entry_has_what_its_type_needs_and_no_empty_or_repeated_field(entry):
    names = [field.name for field in entry.fields]
    assert REQUIRED[entry.type] <= set(names)
    assert len(names) == len(set(names))
    assert all(field.raw not in ("{}", '""') for field in entry.fields)
    assert all(name == name.lower() for name in names)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_values_are_written_canonically(entry):
    for name, spec in VOCABULARY.fields.items():
        field = entry.field(name)
        if field is None or spec.form != "vocabulary":
            continue
        content = field.raw[1:-1].replace("\\&", "&")
        values = spec.split(content)
        canonical = [value.name for value in spec.values]
        assert [value for value in values if value not in canonical] == []
        assert len(set(values)) == len(values)
        assert content == "; ".join(values)
    knowledge = entry.field("knowledge")
    if knowledge:
        values = VOCABULARY.fields["knowledge"].split(knowledge.raw[1:-1])
        assert list(values) == sorted(values, reverse=True)  # white first
    assert entry.field("kind")
    assert entry.field("venue")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_addresses_are_canonical(record):
    for address in (record.url, *record.values["code"]):
        assert address.startswith(("https://", "http://"))
        assert not TRACKING.search(address)
        assert " " not in address
    assert record.doi is None or re.fullmatch(r"10\.\d{4,9}/\S+", record.doi)
    assert record.eprint is None or re.fullmatch(r"\d{4}\.\d{4,5}", record.eprint)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_small_things_that_styles_care_for(entry):
    pages = entry.field("pages")
    assert pages is None or not re.search(r"\d-\d|–", pages.raw)
    month = entry.field("month")
    assert month is None or re.fullmatch(
        r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", month.raw
    )
    released = entry.field("released")
    if released:
        assert re.fullmatch(r"\{20\d\d-(0[1-9]|1[0-2])\}", released.raw)
        eprint = entry.field("eprint")
        if eprint and entry.key not in BEFORE_THE_PREPRINT:
            number = eprint.raw[1:5]
            assert released.raw[1:-1] == f"20{number[:2]}-{number[2:]}"
    eprint = entry.field("eprint")
    if eprint:
        assert entry.field("archiveprefix").raw == "{arXiv}"
    authors = entry.field("author").raw
    assert " AND " not in authors
    assert "et al" not in authors


def test_the_evidence_holds():
    called = [sys.executable, ROOT / "scripts" / "evidence.py", "--check"]
    done = subprocess.run(called, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_evidence_that_does_not_hold_is_named():
    venues = VOCABULARY.fields["venue"]
    rows = [{"origin": "arXiv", "where": "w", "primary": True, "title": "T", "author": "Ada Byte"}]
    entry = {"title": "T", "author": "Byte, Ada", "year": "2020", "venue": "ICML", "kind": "attack"}

    def found(entry, rows):
        return list(evidence.problems({"k": entry}, {"k": rows}, venues))

    assert found(entry, rows) == [
        "k: year: rests on nothing alone",
        "k: venue: rests on nothing alone",
        "k: kind: no source states it",
    ]
    more = {"year": 2020, "venue": "International Conference on Machine Learning", "kind": "attack"}
    one, other = ({"origin": name, "where": "w", **more} for name in ("a list", "another"))
    assert found(entry, [*rows, one, {**one, "where": "copy"}])[:1] == [
        "k: year: rests on a list alone"
    ]
    assert found(entry, [*rows, one, other]) == []
    lists = [{**one, "origin": "reference list", "where": where} for where in ("A", "B")]
    assert found(entry, [*rows, *lists]) == []
    says = {"origin": "c", "where": "w", "title": "U"}
    assert found(entry, [*rows, one, other, says]) == [
        "k: title: c says 'U'; no primary source decides"
    ]
    assert found(entry, [{**rows[0], "decides": ["title"]}, one, other, says]) == []
    assert found({**entry, "author": "Byte, Ada and others"}, [*rows, one, other])[0] == (
        "k: the authors end in 'and others'"
    )
    assert found({**entry, "author": "Byte, Bo"}, [*rows, one, other]) == [
        "k: author: rests on nothing alone",
        "k: author: no source has the names in full",
        "k: author: arXiv says 'Ada Byte'; no primary source decides",
    ]


def test_kinds_as_the_design_says():
    defence = {
        "duddu2020gecko", "salem2019ml", "he2020segmentations", "tonni2020data", "zhang2020privacy",
    }  # fmt: skip
    found = {record.key for record in RECORDS if "defense" in record.values["kind"]}
    assert found >= defence
    assert all(
        "attack" in r.values["kind"] for r in RECORDS if r.key in defence - {"zhang2020privacy"}
    )


def test_the_version_names_the_same_number_and_date():
    out = ok("--version").out
    assert f"{len(ENTRIES)} papers" in out
    assert str(VOCABULARY.date) in out


def test_the_table_in_papers_md_is_current():
    ok("render", "markdown", "--bib", "papers.bib", "-o", "papers.md", "--check", cwd=ROOT)


def test_capitals_that_styles_lower_are_protected():
    for entry in ENTRIES:
        title = entry.field("title").raw[1:-1]
        loose = re.sub(r"\{[^{}]*\}", "", title)
        acronyms = re.findall(r"\b(?:[A-Z]{2,}s?|[A-Z][a-z]+[A-Z]\w*)\b", loose)
        assert acronyms == [], f"{entry.key}: {acronyms}"


# Rules that hold entries against each other, or the whole file against itself.
OF_THE_FILE = {"duplicate-key", "duplicate-paper", "order"}


def test_the_bundled_list_has_no_errors_or_warnings():
    result = ok("lint", BUNDLED, "--json")
    assert {each["severity"] for each in result.json} <= {"note"}


def test_the_bundled_list_is_found_out_as_its_entries_alone_are():
    """Long after the last preprint each of them is a finding: none is passed over."""
    of_entries = [rule for rule in rules.RULES if rule.name not in OF_THE_FILE]

    def found(library):
        seen = rules.context(library, VOCABULARY, own=True, today=date(2999, 1, 1))
        return rules.run(seen, of_entries)

    alone = [
        each
        for entry in ENTRIES
        for each in found(read(LIBRARY.source(entry.span).encode(), "papers.bib"))
    ]
    together = found(LIBRARY)
    assert {"stale-preprint", "url-repeats-doi"} <= {each.rule.name for each in together}
    assert [(each.key, each.rule.name, each.message) for each in together] == [
        (each.key, each.rule.name, each.message) for each in alone
    ]
