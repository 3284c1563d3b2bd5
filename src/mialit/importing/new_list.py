"""The files of a new list: bibliography, vocabulary, and on request the checks of a hosted CI."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from mialit.bibtex.reader import read
from mialit.errors import FileProblem
from mialit.importing.candidates import offered
from mialit.importing.merge import join_file
from mialit.importing.report import Joined
from mialit.records.build import records
from mialit.records.model import Record
from mialit.text.normalize import squash, words
from mialit.vocabulary import toml_reader
from mialit.vocabulary.model import Vocabulary

BIBLIOGRAPHY = "papers.bib"
VOCABULARY = "papers.toml"
# Before which line of the template the fields of a list's own subject stand.
_OWN_FIELDS = "# Where it was published."
_FEW = 12  # values that a field may have without being called text
_TEMPLATES = Path(__file__).parent / "templates"
_CHECKS = {
    ".github/workflows/papers.yml": "workflow.yml",
    ".pre-commit-config.yaml": "pre-commit.yaml",
}


def bare() -> dict[str, bytes]:
    """A list without papers, and a vocabulary with comments to fill in."""
    return {name: (_TEMPLATES / name).read_bytes() for name in (BIBLIOGRAPHY, VOCABULARY)}


def imported(
    data: bytes, name: str, vocabulary: bytes | None, vocabulary_name: str
) -> tuple[dict[str, bytes], Joined]:
    """A list of what *data*, the file *name*, offers, and the report of its rows.

    Without a *vocabulary*, that of the file, one is made: the template, with a field for each
    column that it does not know and the values that stand there. Raises FileProblem when the
    file is no list.
    """
    files = bare() | ({} if vocabulary is None else {VOCABULARY: vocabulary})
    joined = _joined(data, name, files, vocabulary_name)
    if vocabulary is None:
        if joined.offer.undeclared:
            files[VOCABULARY] = _with_fields(files[VOCABULARY], joined.offer.undeclared)
            joined = _joined(data, name, files)
        if joined.unknown:
            files[VOCABULARY] = _with_values(files[VOCABULARY], joined)
            joined = _joined(data, name, files)
    files[BIBLIOGRAPHY] = joined.library.text.encode("utf-8", "surrogateescape")
    return files, joined


def _joined(
    data: bytes, name: str, files: Mapping[str, bytes], vocabulary_name: str = VOCABULARY
) -> Joined:
    vocabulary = parsed(files, vocabulary_name)
    offer = offered(data, name, vocabulary)
    return join_file(offer, files[BIBLIOGRAPHY], BIBLIOGRAPHY, vocabulary)


def listed(files: Mapping[str, bytes], vocabulary: Vocabulary) -> list[Record]:
    """The records of the bibliography among *files*."""
    return records(read(files[BIBLIOGRAPHY], BIBLIOGRAPHY), vocabulary)


def _with_fields(vocabulary: bytes, heads: Sequence[str]) -> bytes:
    """*vocabulary* with a field for each of *heads*, heads of columns."""
    text = vocabulary.decode()
    names = {head: "_".join(words(head)) for head in heads}
    fields = {head: name for head, name in names.items() if name and name.isascii()}
    columns = "".join(f"{_quoted(name)}, " for name in fields.values())
    text = text.replace('"venue", "url"', f'{columns}"venue", "url"', 1)
    parts = [
        f"# A column of the list that this file was made from.\n[fields.{name}]\n"
        f'label = {_quoted(head)}\nform = "vocabulary"\nseveral = true\n\n'
        f"[fields.{name}.values]\n\n"
        for head, name in fields.items()
    ]
    return text.replace(_OWN_FIELDS, "".join(parts) + _OWN_FIELDS, 1).encode()


def _with_values(vocabulary: bytes, joined: Joined) -> bytes:
    """*vocabulary* with the values that the rows have and it lacks.

    A field whose values hardly ever repeat is one of text.
    """
    text = vocabulary.decode()
    found: dict[str, dict[str, str]] = {}  # by field, and then by what spellings have in common
    for each in joined.unknown:
        found.setdefault(each.field, {}).setdefault(squash(each.value), each.value)
    for name, values in found.items():
        uses = sum(each.field == name for each in joined.unknown)
        head = f"[fields.{name}.values]\n"
        if name != "venue" and len(values) > _FEW and len(values) * 3 > uses * 2:
            start = text.index(f"[fields.{name}]\n")
            end = text.index(head) + len(head)
            field = text[start:end].replace('"vocabulary"', '"text"').replace("several = true", "")
            text = text[:start] + field.replace(head, "").rstrip() + "\n" + text[end:]
        else:
            lines = "".join(f"{_key(value)} = {{}}\n" for value in values.values())
            text = text.replace(head, head + lines, 1)
    return text.encode()


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    """*text* as a TOML string, which JSON's form is."""
    return json.dumps(text, ensure_ascii=False)


def parsed(files: Mapping[str, bytes], name: str = VOCABULARY) -> Vocabulary:
    """The vocabulary among *files*. Raises FileProblem, naming it *name*, when it is none."""
    try:
        return toml_reader.parse(files[VOCABULARY].decode("utf-8"), name)
    except UnicodeDecodeError:
        raise FileProblem(f"{name}: the vocabulary is not UTF-8") from None


def checks() -> dict[str, bytes]:
    """A workflow for a hosted CI and a configuration of pre-commit that lint and check."""
    return {name: (_TEMPLATES / source).read_bytes() for name, source in _CHECKS.items()}
