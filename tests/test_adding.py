"""A paper more in the list: papers.bib and papers.md change, and nothing else has to."""

import os
import shutil
import subprocess
import sys

import pytest

from door import ROOT, project_files

PAPER = """@inproceedings{x,
  title = {Membership Inference Attacks From First Principles},
  author = {Carlini, Nicholas and Chien, Steve and Nasr, Milad and Song, Shuang},
  booktitle = {2022 IEEE Symposium on Security and Privacy (SP)},
  pages = {1897--1914},
  year = {2022},
  doi = {10.1109/SP46214.2022.9833649},
  eprint = {2112.03570},
  archiveprefix = {arXiv},
  url = {https://arxiv.org/abs/2112.03570},
}
"""
OPTIONS = ("--kind", "attack", "--knowledge", "black-box", "--target", "classification models")
# What holds the list, and not the program, to account.
OF_THE_DATA = (
    "tests/test_data.py",
    "tests/cli/test_sources.py",
)


def contents(tree):
    files = (path for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(tree)): path.read_bytes() for path in files}


@pytest.fixture
def tree(tmp_path):
    """A copy of the project."""
    tree = tmp_path / "tree"
    for name in project_files():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def test_a_paper_more_changes_the_list_and_its_table_alone(tree):
    def python(*words, stdin=""):
        done = subprocess.run(
            [sys.executable, *words], cwd=tree, input=stdin, capture_output=True, text=True,
            timeout=300, check=False,
            env={**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    before = contents(tree)
    added = python("-m", "mialit", "add", "-", *OPTIONS, "-b", "papers.bib", stdin=PAPER)
    assert "added carlini2022membership" in added
    python("-m", "mialit", "render", "markdown", "--bib", "papers.bib", "-o", "papers.md")
    number = before["papers.bib"].count(b"\n@") + 1
    assert f"{number} papers" in python("-m", "mialit", "--version")

    passed = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *OF_THE_DATA)
    assert " passed" in passed
    python("scripts/docs.py", "--check")
    after = contents(tree)
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"papers.bib", "papers.md"}
