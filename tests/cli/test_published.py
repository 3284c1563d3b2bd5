"""A list without a vocabulary, published: its own title, headings, columns and facets."""

import json
import re

import pytest

from door import FROZEN, entry, ok, write

FOREIGN = re.compile(
    r"(?i)adversarial|membership|knowledge|target model|\bdefen[cs]es?\b|code link"
)


def data_of(page):
    return json.loads(re.search(r'(?s)id="data">(.*?)</script>', page)[1])


@pytest.fixture(scope="module")
def page(library):
    return ok("render", "html", "-b", library).out


@pytest.fixture(scope="module")
def document(library):
    return ok("render", "markdown", "-b", library).out


def test_markdown_is_titled_by_its_file_and_has_headings_by_year(document):
    heads = re.findall(r"(?m)^(#+) (.*)$", document)
    assert heads[0] == ("#", "refs")
    assert {level for level, _ in heads[1:]} == {"##"}
    years = [text for _, text in heads[1:]]
    assert years == sorted(years, reverse=True)
    assert all(re.fullmatch(r"\d{4}", year) for year in years)
    assert not FOREIGN.search(document)


def test_markdown_has_authors_and_no_column_without_a_value(document, folder):
    assert "| Year | Title | Authors | Venue | Paper Link |" in document
    assert "; et al. |" in document
    assert "others" not in document
    bare = write(folder, entry("a", {"title": "A", "year": "2020"}) + entry("b", {"title": "B"}))
    lines = ok("render", "markdown", "-b", bare).lines
    assert "| Year | Title |" in lines
    assert "## Without a year" in lines
    every = ok("render", "markdown", "-b", bare, "--columns", "title,venue").lines
    assert "| Title | Venue |" in every


def test_markdown_comes_back(document, folder, library):
    given = write(folder, document, "list.md")
    ok("import", given, "-o", "again.bib", cwd=folder)

    def facts(bib):
        found = ok("list", "-b", bib, "--json", "--columns", "title,authors,year").json
        return sorted(map(str, found))

    assert facts(folder / "again.bib") == facts(library)


def test_several_files_give_their_names_and_standard_input_none(folder):
    write(folder, entry("a"), "one.bib")
    write(folder, entry("b"), "two & three.bib")
    both = ok("render", "markdown", "-b", "one.bib", "-b", "two & three.bib", cwd=folder).lines
    assert both[0] == "# one, two \\& three"
    assert ok("render", "markdown", "-b", "-", stdin=b"@misc{a}").out.startswith("<!-- mialit")
    page = ok("render", "html", "-b", "-", stdin=b"@misc{a}").out
    assert "<title>Bibliography</title>" in page


def test_a_list_with_a_vocabulary_is_as_it_was():
    document = ok("render", "markdown", "-b", FROZEN).lines
    assert document[0].startswith("# Membership inference")
    assert "## Attack" in document
    page = data_of(ok("render", "html", "-b", FROZEN).out)
    assert [field["name"] for field in page["fields"]][:4] == [
        "kind", "knowledge", "target", "venue",
    ]  # fmt: skip
    assert page["matrix"] == ["knowledge", "target"]


def test_a_page_is_titled_by_its_file_and_has_no_date(page):
    assert "<title>refs</title>" in page
    assert '<li><span id="about-papers">598 papers</span>, 2004–2024</li>' in page  # noqa: RUF001
    assert "dateModified" not in page
    body = page[page.index("<body>") : page.index('id="data"')]
    assert not FOREIGN.search(body)


def test_facets_come_from_what_entries_have(page, library):
    data = data_of(page)
    fields = {field["name"]: field for field in data["fields"]}
    assert list(fields) == ["type", "venue", "keywords"]
    assert data["matrix"] == ["type", "year"]
    found = ok("list", "-b", library, "--json", "--limit", "0").json
    for name in ("type", "venue", "keywords"):
        values = [value["name"] for value in fields[name]["values"]]
        stated = [each[name] if name == "keywords" else [each[name]] for each in found]
        numbers = [sum(value in of for of in stated) for value in values]
        assert numbers == sorted(numbers, reverse=True)
        offered = numbers[: fields[name]["offered"]]
        assert 1 < len(offered) <= 24
        assert offered[-1] > 1
    assert not FOREIGN.search(json.dumps([data["fields"], data["columns"]]))


def test_a_list_that_has_little_has_no_facet_for_what_it_has_not(folder):
    bib = write(folder, entry("a", {"title": "A"}) + entry("b", {"title": "B", "keywords": "x"}))
    data = data_of(ok("render", "html", "-b", bib).out)
    assert [field["name"] for field in data["fields"]] == ["type", "keywords"]
    assert data["matrix"] == []
    assert [column["name"] for column in data["columns"]] == ["title", "key"]
    only_a = data_of(ok("render", "html", "-b", bib, "--query", "key:a").out)
    assert [field["name"] for field in only_a["fields"]] == ["type"]


def test_keywords_of_a_list_that_does_not_declare_them_are_in_the_detail(folder):
    (folder / "papers.toml").write_text('[list]\ntitle = "Mine"\n')
    bib = write(folder, entry("a", {"title": "A", "keywords": "x, y"}))
    stored = data_of(ok("render", "html", "-b", bib).out)["stored"]
    assert stored["rest"] == {"keywords": ["x; y"]}
