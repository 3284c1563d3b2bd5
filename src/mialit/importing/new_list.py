"""The files of a new list: bibliography, vocabulary, and on request the checks of a hosted CI."""

from collections.abc import Mapping
from pathlib import Path

from mialit.bibtex.reader import read
from mialit.errors import FileProblem
from mialit.importing.candidates import is_bibtex, offered
from mialit.importing.learned_vocabulary import JoinedValues, learned
from mialit.importing.merge import join_file
from mialit.importing.report import Joined
from mialit.records.build import records
from mialit.records.model import Record
from mialit.vocabulary import toml_reader
from mialit.vocabulary.model import PageSettings, Vocabulary
from mialit.vocabulary.toml_writer import page_table, to_toml

BIBLIOGRAPHY = "papers.bib"
VOCABULARY = "papers.toml"
_TEMPLATES = Path(__file__).parent / "templates"
_CHECKS = {
    ".github/workflows/papers.yml": "workflow.yml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}


def bare() -> dict[str, bytes]:
    """A list without papers, and a vocabulary with comments to fill in."""
    files = {name: (_TEMPLATES / name).read_bytes() for name in (BIBLIOGRAPHY, VOCABULARY)}
    page = "\n".join(page_table(PageSettings()))
    files[VOCABULARY] = files[VOCABULARY].replace(b"# @PAGE@", page.encode())
    return files


def imported(
    data: bytes, name: str, vocabulary: bytes | None, vocabulary_name: str, known: Vocabulary
) -> tuple[dict[str, bytes], Joined, tuple[JoinedValues, ...]]:
    """A list of what *data*, the file *name*, offers, the report of its rows, and joined values.

    Without a *vocabulary* (that of the file, or the bundled one), one is made: for a Markdown
    list it is learned, with the help of the *known* one; another file gets the template. Raises
    FileProblem when the file is no list.
    """
    files = bare()
    joined_values: tuple[JoinedValues, ...] = ()
    if vocabulary is not None:
        files[VOCABULARY] = vocabulary
    elif not is_bibtex(data, name):
        made, joined_values = learned(data.decode("utf-8", "surrogateescape"), known)
        if made.columns != ("key",):
            files[VOCABULARY] = to_toml(made).encode()
    declared = parsed(files, vocabulary_name)
    offer = offered(data, name, declared)
    joined = join_file(offer, files[BIBLIOGRAPHY], BIBLIOGRAPHY, declared)
    files[BIBLIOGRAPHY] = joined.library.data
    return files, joined, joined_values


def listed(files: Mapping[str, bytes], vocabulary: Vocabulary) -> list[Record]:
    """The records of the bibliography among *files*."""
    return records(read(files[BIBLIOGRAPHY], BIBLIOGRAPHY), vocabulary)


def parsed(files: Mapping[str, bytes], name: str = VOCABULARY) -> Vocabulary:
    """The vocabulary among *files*. Raises FileProblem, naming it *name*, when it is none."""
    try:
        return toml_reader.parse(files[VOCABULARY].decode("utf-8"), name)
    except UnicodeDecodeError:
        raise FileProblem(f"{name}: the vocabulary is not UTF-8") from None


def checks(requirement: str) -> dict[str, bytes]:
    """A workflow for a hosted CI and a configuration of pre-commit that lint and check.

    The workflow installs *requirement*, a line for pip that installs this program.
    """
    return {
        name: (_TEMPLATES / source).read_bytes().replace(b"@REQUIREMENT@", requirement.encode())
        for name, source in _CHECKS.items()
    }
