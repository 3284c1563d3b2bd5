"""Citations of keys: LaTeX, BibTeX and pandoc say whether they are what was meant."""

import json
import string
import subprocess

import pytest

from door import entry, need, ok, run, write

NO_KEYS = '",={}'  # what ends a key in a file, as this program reads it
# Every character that may stand within a key, between two letters; and other keys that are odd.
CHARACTERS = [f"a{each}b" for each in string.punctuation + "éß王" if each not in NO_KEYS]
ODD = [
    *CHARACTERS, "a..b", "a.", "2020", "_a", "*", "a^^b", "https://example.org/bib?name-a&date:2000",
    "DBLP:conf/sp/ShokriSSS17", "a:b.c-d_e", "-a", "a-", "é", "a::b", "a_", ":a",
]  # fmt: skip


def listed(folder, *keys):
    return write(folder, "".join(entry(key, {"title": "T", "year": "2001"}) for key in keys))


def test_several_keys_are_one_citation(folder):
    bib = listed(folder, "one", "two")
    assert ok("cite", "two", "one", "-b", bib, "-f", "latex-cite").out == "\\cite{two,one}\n"
    assert ok("cite", "two", "one", "-b", bib, "-f", "pandoc").out == "[@two; @one]\n"


def test_a_key_that_stands_twice_is_cited_once(folder):
    bib = listed(folder, "one", "one")
    assert ok("cite", "one", "-b", bib, "-f", "latex-cite").out == "\\cite{one}\n"
    assert ok("cite", "one", "-b", bib, "-f", "pandoc").out == "[@one]\n"


def latex_prints(folder, citation):
    """Whether LaTeX and BibTeX print what *citation* cites, and nothing besides."""
    need("pdflatex", "bibtex")
    source = (
        "\\documentclass{article}\\begin{document}%s"
        "\\bibliographystyle{plain}\\bibliography{papers}\\end{document}"
    )
    write(folder, source % citation, "t.tex")
    for name in ("t.aux", "t.bbl"):
        (folder / name).unlink(missing_ok=True)
    latex = ("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t")
    for words in (latex, ("bibtex", "t"), latex, latex):
        done = subprocess.run(words, cwd=folder, capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            return False
    items = (folder / "t.bbl").read_text("utf-8").count("\\bibitem")
    return b"undefined" not in done.stdout and items == citation.count(",") + 1


def test_what_latex_cannot_cite_is_refused_and_named(folder):
    bib = listed(folder, *ODD)
    accepted = []
    for key in ODD:
        result = run("cite", "-", "-b", bib, "-f", "latex-cite", stdin=key.encode())
        if result.code == 0:
            assert result.out == f"\\cite{{{key}}}\n"
            accepted.append(key)
            if "pdflatex cannot" in result.err:
                assert not latex_prints(folder, result.out)
                accepted.pop()
        else:
            assert (result.code, result.out) == (1, "")
            assert f"LaTeX cannot cite: {key!r}" in result.err
            assert not latex_prints(folder, f"\\cite{{{key}}}")
    together = run(
        "cite", "-", "-b", bib, "-f", "latex-cite", stdin="\n".join(accepted).encode()
    )  # fmt: skip
    assert together.out == f"\\cite{{{','.join(accepted)}}}\n"
    assert latex_prints(folder, together.out)
    assert len(accepted) > 30


def cited(text):
    """The keys that pandoc reads in *text*."""
    need("pandoc")
    done = subprocess.run(
        ["pandoc", "-f", "markdown", "-t", "json"],
        input=text, capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    blocks = json.loads(done.stdout)["blocks"]
    assert len(blocks) == 1
    (cite,) = blocks[0]["c"]
    assert cite["t"] == "Cite"
    assert all(not each["citationSuffix"] for each in cite["c"][0])
    return [each["citationId"] for each in cite["c"][0]]


def test_pandoc_reads_every_key_as_it_is(folder):
    bib = listed(folder, *ODD)
    text = ok("cite", "-b", bib, "--sort", "file", "-f", "pandoc").out
    assert cited(text) == ODD
    assert ok("cite", "2020", "a:b.c-d_e", "-b", bib, "-f", "pandoc").out == "[@2020; @a:b.c-d_e]\n"


@pytest.mark.parametrize(("kind", "reader"), [("latex-cite", "LaTeX"), ("pandoc", "pandoc")])
def test_an_entry_without_a_key_cannot_be_cited(folder, kind, reader):
    bib = write(folder, entry("one") + "@misc{, title = {T}}\n")
    result = run("cite", "-b", bib, "-f", kind)
    assert (result.code, result.out) == (1, "")
    assert f"{reader} cannot cite: the entry of line:3 has no key" in result.err
    assert "line:3" in ok("cite", "-b", bib, "-f", "keys").out
