"""The guard of tests/conftest.py: a run that changes a file of the project fails."""

import os
import shutil
import subprocess
import sys

import pytest

from door import ROOT, modules

SPOILING = """
from pathlib import Path
import pytest

@pytest.mark.parametrize("number", range(3))
def test_it(number):
    if number == 1:
        {line}
"""


@pytest.mark.parametrize(
    ("line", "named", "versioned", "more"),
    [
        ("pass", None, True, ["-n", "2"]),
        ("pass", None, False, ["-p", "no:xdist"]),
        ("Path('papers.bib').write_text('% spoiled')", "papers.bib", True, ["-n", "2"]),
        ("Path('papers.bib').write_text('% spoiled')", "papers.bib", False, ["-p", "no:xdist"]),
        (
            "Path('src/mialit/model.py').unlink()",
            "src/mialit/model.py",
            False,
            ["-n", "2"],
        ),
        (
            "Path('src/mialit/model.py').unlink()",
            "src/mialit/model.py",
            True,
            ["-p", "no:xdist"],
        ),
    ],
)
def test_a_changed_file_fails_the_run(tmp_path, line, named, versioned, more):
    for name in ("tests/conftest.py", "tests/door.py", "papers.bib", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "src/mialit").mkdir(parents=True)
    (tmp_path / "src/mialit/model.py").write_text("")
    (tmp_path / "tests/test_spoiling.py").write_text(SPOILING.format(line=line))
    if versioned:
        for words in (["init", "-q"], ["add", "."]):
            subprocess.run(["git", "-C", tmp_path, *words], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *more],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert "3 passed" in done.stdout, done.stdout + done.stderr
    assert done.returncode == (1 if named else 0)
    assert done.stdout.count("CHANGED by the tests: ") == (1 if named else 0)
    assert named is None or f"CHANGED by the tests: {named}" in done.stdout


def test_a_guard_of_imports_names_modules_that_exist():
    assert modules("text.latex", "search") == {"mialit.text.latex", "mialit.search"}
    with pytest.raises(AssertionError, match=r"no module is called mialit\.text\.moved"):
        modules("text.latex", "text.moved")
