"""All that `lint` finds in whole files, finding by finding or by rule."""
# ruff: noqa: E501 (a table)

import json
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from door import ROOT, run
from lint.common import find
from lint.test_registry import REQUIRED
from mialit.bibtex.reader import read
from mialit.errors import FileProblem
from mialit.lint import RULES

FIXTURES = ROOT / "tests" / "fixtures" / "lint"
LIST = FIXTURES / "list" / "papers.bib"
CORPUS = os.environ.get("MIALIT_CORPUS")

# Line, column, rule, key and severity of each finding in LIST, and whether --fix corrects it.
FOUND = """\
18:28 unprotected-capitals yu2021spelling warning fixable
18:37 unprotected-capitals yu2021spelling warning fixable
18:41 title-end yu2021spelling warning fixable
19:22 name-form yu2021spelling warning fixable
21:16 page-dash yu2021spelling warning fixable
21:21 page-dash yu2021spelling warning fixable
23:16 plain-http yu2021spelling warning fixable
23:16 tracking-parameter yu2021spelling warning fixable
24:16 value-order yu2021spelling warning fixable
24:25 value-spelling yu2021spelling warning fixable
25:16 venue-spelling yu2021spelling warning fixable
26:16 code-form yu2021spelling warning fixable
26:51 code-form yu2021spelling warning fixable
30:10 key-style Doe20 warning
30:10 missing-field Doe20 warning
31:47 html-entity Doe20 warning fixable
32:15 name-form Doe20 warning
33:3 year-conflict Doe20 warning
34:14 undefined-macro Doe20 error fixable
35:23 repeated-value Doe20 warning fixable
35:31 unknown-value Doe20 warning
36:15 unknown-value Doe20 warning
37:15 doi-form Doe20 warning fixable
45:20 arxiv-form roe2015stale warning fixable
48:20 plain-http roe2015stale note
49:3 stale-preprint roe2015stale note
53:7 order roe2019out warning fixable
57:3 duplicate-field roe2019out error fixable
58:14 wrong-encoding roe2019out warning
62:7 duplicate-paper roe2014again warning
62:7 key-style roe2014again warning
67:3 url-repeats-doi roe2014again warning fixable
70:7 duplicate-key roe2014again error
70:7 key-style roe2014again warning
72:22 syntax roe2014again error
76:1 syntax - error
80:35 unprotected-capitals end2009last warning fixable
83:13 page-dash end2009last warning fixable
84:3 stale-preprint end2009last note
87:2 unknown-type mix2008many warning fixable
88:21 unescaped-character mix2008many warning
88:32 unclosed-formula mix2008many warning
89:25 stray-and mix2008many warning fixable
90:3 unknown-field mix2008many warning
91:30 unprotected-venue mix2008many warning fixable
93:15 month-form mix2008many warning fixable
94:3 empty-field mix2008many warning fixable
95:16 check-digit mix2008many warning
96:26 unbalanced-brace mix2008many warning
97:19 hidden-identifier mix2008many warning fixable
104:35 broken-reference pit2007paper warning
113:14 unused-parent volume2006 note
114:12 over-protected volume2006 note
115:12 year-form volume2006 warning
"""

# Rules that the files of tests/fixtures/programs break.
OF_PROGRAMS = {
    "parent-before-child", "nested-crossref", "late-macro", "redefined-macro",
    "circular-macro", "overlong-macro",
    "key-characters", "comment-in-entry", "stray-at", "date-form", "either-field",
}  # fmt: skip

# Findings in programs' and publishers' files, which have no vocabulary, by rule.
COUNTS = {
    "acm": {"check-digit": 1, "html-entity": 1, "page-dash": 1, "url-repeats-doi": 1},
    "arxiv": {"arxiv-form": 1, "unprotected-capitals": 1},
    "betterbibtex": {"page-dash": 1, "plain-http": 1, "url-repeats-doi": 1},
    "bibdesk": {"page-dash": 1, "plain-http": 1, "unprotected-capitals": 1},
    "biblatex": {"arxiv-form": 1, "page-dash": 1, "parent-before-child": 1, "unprotected-capitals": 1},
    "bom": {"html-entity": 1, "name-form": 1, "tracking-parameter": 1, "unprotected-capitals": 1},
    "broken": {"page-dash": 1, "syntax": 2, "title-end": 3},
    "crlf": {"hidden-identifier": 1, "page-dash": 1, "plain-http": 1, "title-end": 2},
    "dblp": {"url-repeats-doi": 1},
    "endnote": {"page-dash": 2, "plain-http": 1, "unescaped-character": 1},
    "handwritten": {"page-dash": 2, "title-end": 1},
    "ieee": {"empty-field": 2, "page-dash": 2, "unprotected-capitals": 2},
    "jabref": {"doi-form": 1, "page-dash": 2, "unprotected-capitals": 1},
    "latin1": {"page-dash": 1, "title-end": 1, "wrong-encoding": 1},
    "mendeley": {"duplicate-key": 1, "over-protected": 3, "plain-http": 1, "url-repeats-doi": 1},
    "mojibake": {"html-entity": 3, "wrong-encoding": 2},
    "nocommas": {"doi-form": 1, "page-dash": 1, "unprotected-capitals": 1, "url-repeats-doi": 1},
    "oneliners": {"page-dash": 2, "plain-http": 1, "title-end": 1, "tracking-parameter": 1, "unprotected-capitals": 1},
    "quoted": {"duplicate-field": 1, "page-dash": 1, "unprotected-capitals": 1},
    "scholar": {"hidden-identifier": 1, "unprotected-capitals": 2},
    "zotero": {"plain-http": 2, "title-end": 1, "tracking-parameter": 1},
}  # fmt: skip
# The same in all files of the corpus that can be read.
CORPUS_COUNTS = {
    "bare-comment": 2,
    "broken-reference": 7,
    "check-digit": 1,
    "comment-in-entry": 3,
    "date-form": 16,
    "commented-entry": 2,
    "doi-form": 22,
    "duplicate-field": 1,
    "duplicate-key": 6,
    "duplicate-paper": 58,
    "either-field": 46,
    "empty-field": 8,
    "hidden-identifier": 14,
    "html-entity": 3,
    "missing-field": 307,
    "month-form": 35,
    "name-form": 8,
    "nested-crossref": 10,
    "no-key": 29,
    "over-protected": 59,
    "page-dash": 93,
    "parent-before-child": 13,
    "plain-http": 236,
    "published-preprint": 4,
    "syntax": 4,
    "title-end": 30,
    "undefined-macro": 5,
    "unescaped-character": 8,
    "unknown-field": 5,
    "unknown-type": 9,
    "unprotected-capitals": 165,
    "url-repeats-doi": 148,
    "wrong-encoding": 3,
    "year-conflict": 1,
    "year-form": 1,
}


def described(path: Path) -> list[str]:
    """The findings in *path*, each as a line of FOUND."""
    return [
        f"{found['line']}:{found['column']} {found['rule']} {found['key'] or '-'} "
        f"{found['severity']}{' fixable' if found['fixable'] else ''}"
        for found in run("lint", path, "--json").json
    ]


def test_every_finding_in_a_list() -> None:
    assert described(LIST) == FOUND.splitlines()


def test_the_list_breaks_every_rule_that_is_not_off() -> None:
    found = {line.split()[1] for line in FOUND.splitlines()}
    assert found >= set(REQUIRED) - {"published-preprint"} - OF_PROGRAMS


def test_fix_leaves_what_takes_a_person(folder: Path) -> None:
    for name in ("papers.bib", "papers.toml"):
        shutil.copy(LIST.with_name(name), folder)
    wanted = [line.split()[1:3] for line in FOUND.splitlines() if not line.endswith(" fixable")]
    result = run("lint", "papers.bib", "--fix", cwd=folder)
    left = [line.split()[1:3] for line in described(folder / "papers.bib")]
    assert sorted(left) == sorted(wanted)  # entries have moved
    assert f"{len(FOUND.splitlines()) - len(wanted)} fixed" in result.err


@pytest.mark.parametrize("name", COUNTS)
def test_findings_by_rule_in_a_file(name: str) -> None:
    findings = run("lint", FIXTURES / f"{name}.bib", "--json").json
    assert Counter(each["rule"] for each in findings) == COUNTS[name]


def test_every_file_is_counted() -> None:
    assert {path.stem for path in FIXTURES.glob("*.bib")} == set(COUNTS)


@pytest.mark.skipif(not CORPUS, reason="MIALIT_CORPUS names no folder of .bib files")
def test_findings_by_rule_in_the_corpus() -> None:
    foreign = [rule.name for rule in RULES if not rule.needs_own_vocabulary]
    counts: Counter[str] = Counter()
    for file in json.loads(Path(CORPUS or "", "index.json").read_text("utf-8"))["files"]:
        try:
            library = read(Path(CORPUS or "", file["file"]).read_bytes(), "x.bib")
        except FileProblem:  # UTF-16
            continue
        counts.update(each.rule.name for each in find(library, *foreign, own=False))
    assert counts == CORPUS_COUNTS
