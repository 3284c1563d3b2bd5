"""Reads a manuscript: LaTeX sources and what LaTeX leaves for BibTeX and biber."""

import re
from pathlib import Path

from mialit.manuscript.model import Bibliography, Citation, Manuscript, Place
from mialit.storage.sources import Source, load
from mialit.text.normalize import clean

_CITE = re.compile(
    r"%.*|\\(?:(?P<cite>[a-zA-Z]*cite[a-z]*\*?(?:\[[^]]*\])*|citation|abx@aux@cite\{\d+\})"
    r"\{(?P<keys>[^{}]*)\}|(?:bibliography|bibdata|addbibresource)\{(?P<bib>[^{}]*)\})|\\."
)


def read(path: Path) -> Manuscript:
    """The manuscript that begins with the file *path*, a .tex, .aux or .bcf file.

    Raises FileProblem where it cannot be read.
    """
    text = load(Source(str(path), path)).decode("utf-8", "surrogateescape")
    citations = []
    bibliographies = []
    for number, line in enumerate(text.split("\n"), 1):
        for found in _CITE.finditer(line):
            for key in (found["keys"] or "").split(","):
                if key.strip():
                    column = found.start("keys") + 1
                    citations.append(Citation(clean(key.strip()), str(path), number, column))
            for name in (found["bib"] or "").split(","):
                if name.strip():
                    file = path.parent / (name.strip().removesuffix(".bib") + ".bib")
                    place = Place(str(path), number, found.start("bib") + 1)
                    bibliographies.append(Bibliography(file, place))
    return Manuscript(
        str(path),
        tuple(citation for citation in citations if citation.key != "*"),
        any(citation.key == "*" for citation in citations),
        tuple(bibliographies),
    )
