"""Writes a vocabulary as a TOML file that `toml_reader` reads."""

import json
import re
from collections.abc import Iterable, Mapping

from mialit.vocabulary.model import PageSettings, Value, Vocabulary


def to_toml(vocabulary: Vocabulary) -> str:
    """*vocabulary*, learned from a list, as a TOML document (docs/vocabulary.md)."""
    columns = ", ".join(map(_quoted, vocabulary.columns))
    lines = [
        "# The vocabulary of papers.bib, learned from the list that it was made of: fields beside",
        "# BibTeX's own, their values, and under which other spellings (`also`) those are known.",
        "# All settings: docs/vocabulary.md of mialit.",
        "",
        "[list]",
        f"title = {_quoted(vocabulary.title)}",
        f"columns = [{columns}]",
        "",
        *page_table(vocabulary.page),
    ]
    for spec in vocabulary.fields.values():
        lines += ["", f"[fields.{spec.name}]", f"label = {_quoted(spec.label)}"]
        names = [name for name in spec.names if name != spec.label]
        lines += [f"names = {_texts(names)}"] if names else []
        lines += [f"form = {_quoted(spec.form)}"]
        lines += ["several = true"] if spec.several else []
        if spec.form == "vocabulary":
            lines += ["", f"[fields.{spec.name}.values]"]
            lines += [f"{_key(value.name)} = {_value(value)}" for value in spec.values]
    lines += ["", "# Words that mean the same in a search.", "[synonyms]"]
    lines += [f"{_key(word)} = {_texts(others)}" for word, others in vocabulary.synonyms.items()]
    return "\n".join(lines) + "\n"


# What each setting of the page is written like, and what it says.
_PAGE = {
    "title": ("A list of papers", "where it is another than that of the list"),
    "description": ("What the list has, in a sentence.", ""),
    "introduction": ("More about it, in *Markdown*; in three quotes of several lines.", ""),
    "maintainer": ("Jane Doe <jane@example.org>", "or a web address, or the name alone"),
    "repository": ("https://example.org/list.git", ""),
    "homepage": ("https://example.org", ""),
    "add": ("https://example.org/new", "where readers propose a paper; or mailto:..."),
    "cite": ("doe2026list", "how to cite the list: a key of it, or a text"),
    "licence": ("CC BY 4.0 <https://creativecommons.org/licenses/by/4.0/>", ""),
    "lang": ("en", "of the words of the page"),
    "address": ("https://example.org/papers/", "where the page stands"),
    "image": ("https://example.org/card.png", "for previews of links to the page"),
}


def page_table(settings: PageSettings) -> list[str]:
    """The lines of `[page]`: what *settings* state, and as comments what else there is."""
    lines = [
        "# What the page (`mialit render html`) says of the list. Its words, in another language",
        "# or in better ones, stand in [page.words].",
        "[page]",
    ]
    stated = settings._asdict() | {
        "maintainer": _with(settings.maintainer, settings.contact.removeprefix("mailto:")),
        "licence": _with(settings.licence, settings.terms),
        "lang": settings.language,
    }
    for name, (example, about) in _PAGE.items():
        if stated[name]:
            lines.append(f"{name} = {_quoted(stated[name])}")
        else:
            lines.append(f"# {name} = {_quoted(example)}" + (f"  # {about}" if about else ""))
    if settings.words:
        lines += ["", *words_table(settings.words)]
    return lines


def words_table(words: Mapping[str, str]) -> list[str]:
    """The lines of `[page.words]` for the *words* of the page by their names."""
    return ["[page.words]", *(f"{_key(name)} = {_quoted(text)}" for name, text in words.items())]


def _with(name: str, address: str) -> str:
    return f"{name} <{address}>" if address else name


def _value(value: Value) -> str:
    parts = [f"name = {_quoted(value.title)}"] if value.title else []
    parts += [f"also = {_texts(value.also)}"] if value.also else []
    parts += ["preprint = true"] if value.preprint else []
    return f"{{ {', '.join(parts)} }}" if parts else "{}"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _quoted(text)


def _quoted(text: str) -> str:
    """*text* as a TOML string, which JSON's form is."""
    return json.dumps(text, ensure_ascii=False)
