"""What a list says of itself on its page: what is read, and the place of what is not allowed."""

import pytest

from door import ok, run, write
from mialit.errors import FileProblem
from mialit.vocabulary.model import FieldSpec, PageSettings, Vocabulary, from_plain, to_plain
from mialit.vocabulary.toml_reader import parse
from mialit.vocabulary.toml_writer import to_toml

GOOD = """
[page]
title = "Of rocks"
description = "Rocks, old ones first."
introduction = '''
All *rocks*.

* igneous
'''
maintainer = "Jane von Doe <jane@example.org>"
repository = "https://example.org/rocks.git"
homepage = "http://example.org"
add = "mailto:add@example.org"
cite = "doe2020rocks"
licence = "CC0 <https://creativecommons.org/publicdomain/zero/1.0/>"
lang = "de-AT"
address = "https://example.org/rocks/?v=1"
image = "https://example.org/rock.png"

[page.words]
skip = "Zu den Steinen"
papers.one = "{count} Stein"
"papers.other" = "{count} Steine"
"""
SETTINGS = PageSettings(
    title="Of rocks",
    description="Rocks, old ones first.",
    introduction="All *rocks*.\n\n* igneous\n",
    maintainer="Jane von Doe",
    contact="mailto:jane@example.org",
    repository="https://example.org/rocks.git",
    homepage="http://example.org",
    add="mailto:add@example.org",
    cite="doe2020rocks",
    licence="CC0",
    terms="https://creativecommons.org/publicdomain/zero/1.0/",
    language="de-AT",
    address="https://example.org/rocks/?v=1",
    image="https://example.org/rock.png",
    words={
        "skip": "Zu den Steinen",
        "papers.one": "{count} Stein",
        "papers.other": "{count} Steine",
    },
)


def test_what_is_stated():
    assert parse(GOOD, "v.toml").page == SETTINGS
    assert parse("", "v.toml").page == PageSettings()
    assert parse("[page]\ntitle = ' '\n", "v.toml").page == PageSettings()


@pytest.mark.parametrize(
    ("stated", "name", "contact"),
    [
        ("Jane Doe", "Jane Doe", ""),
        ("Jane Doe <https://example.org/~jane>", "Jane Doe", "https://example.org/~jane"),
        (" The list's team < team@example.org > ", "The list's team", "mailto:team@example.org"),
    ],
)
def test_maintainers(stated, name, contact):
    page = parse(f'[page]\nmaintainer = "{stated}"\n', "v.toml").page
    assert (page.maintainer, page.contact) == (name, contact)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ("licens = 'MIT'", "unknown setting page.licens; allowed: add, address, "),
        ("title = 3", "page.title is not a text in quotes"),
        ("words = 'x'", "words is not a table"),
        ("words.skip = 3", "page.words.skip is not a text in quotes"),
        ("words.papers.one = ['x']", "page.words.papers.one is not a text in quotes"),
        ("homepage = 'example.org'", "page.homepage is 'example.org'; write a web address"),
        ("repository = 'javascript:alert(1)'", "page.repository is 'javascript:alert(1)'"),
        ("address = 'https://a b'", "page.address is 'https://a b'; write a web address"),
        ("image = 'card.png'", "page.image is 'card.png'; write a web address"),
        ("image = 'mailto:a@b.org'", "page.image is 'mailto:a@b.org'; write a web address"),
        ("add = 'data:text/html,x'", "page.add is 'data:text/html,x'; write a web address, as "
         "https://..., or one that begins with mailto:"),
        ("add = 'mailto:nobody'", "page.add has 'nobody', which is neither"),
        ("maintainer = 'Jane <jane>'", "page.maintainer has 'jane', which is neither"),
        ("maintainer = '<jane@example.org>'", "page.maintainer is '<jane@example.org>'; "),
        ("maintainer = 'Jane <javascript:x@y>'", "page.maintainer has 'javascript:x@y', which is"),
        ("licence = 'CC0 <terms>'", "page.licence is 'CC0 <terms>'; write a name, or NAME <https"),
        ("lang = 'deutsch, bitte'", "page.lang is 'deutsch, bitte'; write a language's tag"),
        ("lang = '\"><script>'", "page.lang is '\"><script>'; write a language's tag"),
    ],
)  # fmt: skip
def test_what_is_not_allowed(stated, told):
    with pytest.raises(FileProblem) as caught:
        parse(f"[page]\n{stated}\n", "v.toml")
    assert str(caught.value).startswith(f"v.toml: {told}")


def test_a_command_names_file_and_setting(tmp_path):
    bib = write(tmp_path, "@misc{a, title = {A}}\n")
    toml = write(tmp_path, "[page]\nhomepage = 'example.org'\n", "papers.toml")
    result = run("list", "--bib", bib)
    assert result.code == 3
    assert f"{toml}: page.homepage is 'example.org'" in result.err


def test_writing_and_reading_give_the_same():
    vocabulary = Vocabulary(title="A", fields={"mood": FieldSpec("mood", "Mood")}, page=SETTINGS)
    assert parse(to_toml(vocabulary), "v.toml") == vocabulary
    assert parse(to_toml(Vocabulary(title="B")), "v.toml").page == PageSettings()
    assert from_plain(to_plain(vocabulary)).page == SETTINGS


def test_it_comes_out_of_the_cache_as_it_went_in(tmp_path):
    bib = write(tmp_path, "@misc{doe2020rocks, title = {A}}\n")
    write(tmp_path, GOOD, "papers.toml")
    env = {"XDG_CACHE_HOME": str(tmp_path / "home")}
    pages = [ok("render", "html", "--bib", bib, "-o", "-", env=env).out for _ in range(2)]
    assert pages[0] == pages[1]
    assert "Zu den Steinen" in pages[0]


def test_a_new_list_has_every_setting_as_a_comment(tmp_path):
    ok("init", tmp_path / "new")
    text = (tmp_path / "new/papers.toml").read_text(encoding="utf-8")
    assert parse(text, "papers.toml").page == PageSettings()
    table = text.split("[page]\n")[1].split("\n\n")[0]
    stated = "\n".join(line.removeprefix("# ") for line in table.splitlines())
    page = parse(f"[page]\n{stated}\n", "papers.toml").page
    assert [name for name, value in page._asdict().items() if not value] == ["words"]


def test_a_list_made_of_markdown_is_called_as_its_heading(tmp_path):
    text = "# Rocks of the world\n\n| Title | Year |\n|---|---|\n| A rock | 2020 |\n"
    source = write(tmp_path, text, "list.md")
    ok("init", tmp_path / "new", "--from", source)
    page = ok("render", "html", "--bib", tmp_path / "new/papers.bib", "-o", "-").out
    assert "<title>Rocks of the world</title>" in page
    assert "# description = " in (tmp_path / "new/papers.toml").read_text(encoding="utf-8")
