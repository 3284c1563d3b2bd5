"""`mialit open`: http and https alone, and nothing else ever reaches a browser."""

import os

import pytest

from door import entry, ok, run, spawn, write

ADDRESSES = {
    "web": {"url": "https://example.org/a?b=c&d=e"},
    "plain": {"url": "http://example.org/"},
    "escaped": {"url": r"\url{https://example.org/a\_b}"},
    "doi": {"doi": "10.1000/x<y>;z"},
    "doilink": {"doi": "https://dx.doi.org/10.1000/xyz"},
    "arxiv": {"eprint": "2001.00001", "archiveprefix": "arXiv"},
    "code": {"code": "https://github.com/a/b https://github.com/c/d"},
    "mixed": {"url": "javascript:alert(1)", "doi": "10.1000/safe"},
}
EVIL = {
    "javascript": "javascript:alert(1)",
    "upper": "JavaScript:alert(1)",
    "file": "file:///etc/passwd",
    "dataurl": "data:text/html,<script>",
    "option": "--version",
    "minusp": "-P evil",
    "blank": "https://example.org/ --version",
    "nohost": "https:///etc/passwd",
    "nothing": "https://",
    "relative": "//example.org",
    "control": "https://example.org/\x1b]0;x\x07",
    "newline": "https://example.org/%00\x00",
    "ftp": "ftp://example.org/",
    "quote": "vbscript:x",
}


@pytest.fixture
def bib(folder):
    text = "".join(entry(key, fields) for key, fields in ADDRESSES.items())
    text += "".join(entry(key, {"url": url}) for key, url in EVIL.items())
    text += "".join(entry(f"code-{key}", {"code": url}) for key, url in EVIL.items())
    return write(folder, text)


@pytest.fixture
def browser(folder):
    """A browser that logs what it is called with; the log's path."""
    log = folder / "log"
    script = folder / "browser"
    script.write_text(f'#!/bin/sh\nfor word in "$@"; do printf "<%s>" "$word"; done >>{log}\n')
    script.chmod(0o755)
    return script, log


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (["web"], "https://example.org/a?b=c&d=e"),
        (["plain"], "http://example.org/"),
        (["escaped"], "https://example.org/a_b"),
        (["doilink"], "https://doi.org/10.1000/xyz"),
        (["arxiv"], "https://arxiv.org/abs/2001.00001"),
        (["arxiv", "--page", "arxiv"], "https://arxiv.org/abs/2001.00001"),
        (["code", "--page", "code"], "https://github.com/a/b"),
        (["mixed"], "https://doi.org/10.1000/safe"),
        (["mixed", "--page", "doi"], "https://doi.org/10.1000/safe"),
    ],
)
def test_print_prints_the_address(bib, words, address):
    assert ok("open", *words, "--print", "-b", bib).out == f"{address}\n"


def test_a_doi_is_quoted_into_its_address(bib):
    address = ok("open", "doi", "--print", "-b", bib).out.strip()
    assert address.startswith("https://doi.org/10.1000/x")
    assert not set(address) & set('<>" \t')


def test_the_browser_is_called_with_the_address_alone(bib, browser):
    script, log = browser
    result = spawn("open", "web", "-b", bib, env={"BROWSER": str(script)})
    assert (result.code, result.out) == (0, "")
    assert log.read_text() == "<https://example.org/a?b=c&d=e>"


@pytest.mark.parametrize("key", [*EVIL, *(f"code-{key}" for key in EVIL)])
def test_nothing_else_is_ever_offered(bib, key):
    page = "code" if key.startswith("code-") else "paper"
    result = run("open", key, "--page", page, "--print", "-b", bib)
    if result.code == 0:  # a blank separates code addresses; what is printed is a clean address
        assert result.out in ("https://example.org/\n",)
        assert key == "code-blank"
    else:
        assert (result.code, result.out) == (1, "")
        assert key in result.err


def test_no_browser_is_called_for_what_is_no_web_address(bib, browser):
    script, log = browser
    for key in ("javascript", "file", "option", "blank"):
        result = spawn("open", key, "-b", bib, env={"BROWSER": f"{script}{os.pathsep}{script} %s"})
        assert result.code == 1
    assert not log.exists()


def test_a_page_that_is_missing_names_those_there_are(bib):
    result = run("open", "doilink", "--page", "code", "--print", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "doi" in result.err.split("it has:")[1]


def test_an_unknown_key_names_the_nearest(bib):
    result = run("open", "wep", "--print", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert "web" in result.err


def test_a_browser_that_cannot_start_is_said(bib, folder):
    result = spawn(
        "open", "web", "-b", bib, env={"BROWSER": str(folder / "none"), "PATH": "/nowhere"}
    )
    assert result.code == 1
    assert "https://example.org/a" in result.err
