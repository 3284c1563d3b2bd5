"""The one table of field names."""

import pytest

from mialit.bibtex.field_names import (
    CLASSIC,
    INHERITED,
    REFERENCES,
    REQUIRED,
    STANDARD,
    USUAL_ORDER,
    VERBATIM,
    field_source,
    is_noise,
)


def test_the_classic_fields_are_those_of_plain_bst():
    # plain.bst's ENTRY, and `crossref`, which BibTeX itself reads.
    entry = """address author booktitle chapter edition editor howpublished institution journal
        key month note number organization pages publisher school series title type volume year"""
    assert {*entry.split(), "crossref"} == CLASSIC


def test_verbatim_are_biblatexs_verbatim_fields_and_keys():
    # The manual's section 2.2.1, and `code`, which lists have for a repository.
    assert {"doi", "eprint", "file", "pdf", "url", "code", *REFERENCES} == VERBATIM
    assert {"crossref", "entryset", "related", "xdata", "xref"} == REFERENCES


def test_what_tells_a_work_apart_is_never_inherited():
    assert not {"title", "author", "doi", "url", "eprint", "pages", "note"} & set(INHERITED)


def test_the_usual_order_begins_with_the_title_and_has_each_name_once():
    assert USUAL_ORDER[:2] == ("title", "author")
    assert USUAL_ORDER[-1] == "eprintclass"
    assert len(set(USUAL_ORDER)) == len(USUAL_ORDER)


def test_standard_fields_are_no_notes_of_other_programs():
    assert {"title", "abstract", "urldate"} <= STANDARD
    assert not {"bibsource", "timestamp", "code"} & STANDARD


@pytest.mark.parametrize("name", ["bibsource", "bdsk-url-2", "bdsk-file-1", "abstract", "groups"])
def test_noise(name):
    assert is_noise(name)


@pytest.mark.parametrize("name", ["title", "url", "bdsk", "crossref", "note"])
def test_no_noise(name):
    assert not is_noise(name)


def test_a_type_needs_fields_that_the_table_has():
    for names in REQUIRED.values():
        assert {one for each in names for one in each.split("|")} <= STANDARD


def test_source_of_a_field():
    assert field_source("venue", "S&P") == r"S\&P"
    assert field_source("URL", "https://x.org/a_b&c") == "https://x.org/a_b&c"
    assert field_source("XData", "a_b, c_d") == "a_b, c_d"
