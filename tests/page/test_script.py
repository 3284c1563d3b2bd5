"""The page's script and style, as they are put together for it."""

import re
import subprocess

import pytest

from door import FROZEN, need
from mialit.page.document import page
from mialit.page.script import ASSETS, script, style, without_comments
from mialit.vocabulary.model import uncurated
from mialit.vocabulary.toml_reader import parse

CURATED = parse(FROZEN.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml")


def test_no_comment_with_a_line_of_its_own_and_no_indentation_is_left():
    for line in (*script().splitlines(), *style().splitlines()):
        assert not re.match(r"\s|//|/\*|\* |$", line), line


def test_what_is_left_is_a_script(tmp_path):
    need("node")
    place = tmp_path / "page.js"
    place.write_text(script(), encoding="utf-8")
    subprocess.run(["node", "--check", place], check=True)


def test_comments_in_texts_and_behind_code_stay():
    source = """\
// about
const a = "/* not */"; // behind

  /** Of several
   *  lines. */
  const b = "https://example.org"; /* in */ const c = /\\/\\*/;
/* one */ const d = 1; /* two */
"""
    assert without_comments(source) == (
        'const a = "/* not */"; // behind\n'
        'const b = "https://example.org"; /* in */ const c = /\\/\\*/;\n'
        "/* one */ const d = 1; /* two */"
    )


@pytest.mark.parametrize("name", sorted(path.name for path in ASSETS.glob("*.js")))
def test_no_text_of_a_script_is_longer_than_its_line(name):
    for line in (ASSETS / name).read_text(encoding="utf-8").splitlines():
        # Within brackets of a pattern a backtick is a letter.
        assert re.sub(r"\[[^\](\"]*`[^\]]*\]", "", line).count("`") % 2 == 0, line


def test_data_ends_no_element_and_no_line():
    title = "</script>\u2028\u2029<!-- & \ud800 é 成"
    text = page((), uncurated(CURATED)._replace(title=title), ())
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert data
    escaped = r"\u003c/script\u003e\u2028\u2029\u003c!-- \u0026 \ud800 é 成"
    assert f'"title":"{escaped}"' in data[1]
