"""`mialit render html`."""

from collections.abc import Sequence
from pathlib import Path

from mialit.cli.console import Console
from mialit.errors import ExitCode
from mialit.records.model import Record
from mialit.storage.atomic_write import write_new
from mialit.storage.bibliography import Catalogue


def html(
    records: Sequence[Record],
    path: Path | None,
    catalogue: Catalogue,
    console: Console,
    *,
    force: bool,
) -> ExitCode:
    """Writes the page of *records* to *path*; None is standard output."""
    from mialit.render.html_page import page

    text = page(records, catalogue.vocabulary, catalogue.entries(records))
    if path is None:
        console.write_source(text)
        return ExitCode.DONE
    inputs = [source.path for source in catalogue.sources if source.path is not None]
    write_new(path, text.encode(), inputs=inputs, force=force)
    papers = "1 paper" if len(records) == 1 else f"{len(records)} papers"
    console.say(f"wrote {papers} to {path}")
    return ExitCode.DONE
