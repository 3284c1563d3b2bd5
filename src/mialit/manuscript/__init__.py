"""A manuscript as far as it cites: which keys, where, and out of which bibliographies.

It reads LaTeX sources and what LaTeX leaves for BibTeX and biber (.tex, .aux, .bcf) and follows
the files that they name, within bounds. It knows no list and no paper. `reading` follows the files;
`tex_tokens` finds what LaTeX runs, `tex_commands` what that asks for, by the table in `commands`;
`control_file` reads what biblatex hands to biber; `comparison` tells unknown keys and uncited
entries.
"""

from mialit.manuscript.model import Bibliography, Citation, Manuscript, Note, Place, existing
from mialit.manuscript.reading import is_source, read

__all__ = [
    "Bibliography",
    "Citation",
    "Manuscript",
    "Note",
    "Place",
    "existing",
    "is_source",
    "read",
]
