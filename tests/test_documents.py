"""scripts/docs.py holds the documents to account: an example answers, or says that it does not."""

import importlib.util
import re
import shutil

import pytest

from door import FROZEN, ROOT, entry


@pytest.fixture
def docs(tmp_path, monkeypatch):
    """The script, as if *tmp_path* were the project."""
    spec = importlib.util.spec_from_file_location("docs", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("papers.bib", "papers.toml"):
        shutil.copy(FROZEN.parent / name, tmp_path / name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


def faults(docs, *lines):
    (docs.ROOT / "page.md").write_text("# Page\n\n```sh\n" + "\n".join(lines) + "\n```\n")
    return docs.failing_examples("page.md")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("mialit list label", 0),
        ("mialit list zzzz", 1),
        ("MIALIT_BIB=papers.bib mialit list zzzz", 1),
        ("mialit list zzzz | cat", 1),
        ('eval "$(mialit list zzzz || echo false)"', 1),
        ("mialit list --year x", 2),
        ("mialit list -b gone.bib", 3),
    ],
)
def test_an_example_ends_with_0_unless_it_says_otherwise(docs, line, code):
    assert [fault.splitlines()[0] for fault in faults(docs, line)] == (
        [f"page.md: exit {code}: {line}"] if code else []
    )
    assert (faults(docs, f"{line} # exit {code}") == []) is True
    assert faults(docs, f"{line} # exit 4")


def test_lines_of_other_programs_are_not_run(docs):
    assert faults(docs, ".venv/bin/mialit list zzzz", "false", "# mialit list zzzz") == []


def test_an_output_says_how_its_command_ends(docs):
    block = "<!-- output{}: mialit list zzzz -->\n```console\nx\n```\n"
    with pytest.raises(SystemExit, match="exit 1: mialit list zzzz"):
        docs.with_outputs(block.format(""))
    shown = docs.with_outputs(block.format(", exit 1"))
    assert shown.startswith("<!-- output, exit 1: mialit list zzzz -->\n```console\n$ mialit list")
    assert docs.with_outputs(shown) == shown


@pytest.mark.parametrize(
    ("entries", "said"), [(7, "7"), (100, "100"), (101, "more than 100"), (399, "more than 300")]
)
def test_the_size_of_the_list_is_told_in_hundreds(docs, entries, said):
    text = "".join(entry(f"k{number}") for number in range(entries))
    (docs.ROOT / "papers.bib").write_text(text)
    (docs.ROOT / "page.md").write_text("has <!-- papers -->12<!-- /papers --> papers\n")
    ((name, _, wanted),) = docs.generated(["page.md"])
    assert (name, wanted) == ("page.md", f"has <!-- papers -->{said}<!-- /papers --> papers\n")


def test_every_document_is_looked_at(docs):
    there = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("docs/*.md")}
    assert {*there, "README.md", "CONTRIBUTING.md"} == set(docs.DOCUMENTS)


LINKING = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "bench/*/README.md")


@pytest.mark.parametrize(
    "path",
    sorted(path for pattern in LINKING for path in ROOT.glob(pattern)),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_link_leads_to_a_file_and_a_heading(path):
    text = re.sub(r"(?s)```.*?```", "", path.read_text("utf-8"))
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        if heading:
            titles = re.findall(r"(?m)^#+ (.*)$", target.read_text("utf-8"))
            slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
            assert heading in slugs, link
