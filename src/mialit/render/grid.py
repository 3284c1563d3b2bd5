"""A plain grid of texts for a terminal. Uses rich."""

from collections.abc import Collection, Sequence

from rich import box
from rich.table import Table
from rich.text import Text


def grid(head: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Collection[int]) -> Table:
    """*rows* under *head*; columns in *numbers* stand right. A first cell is not repeated."""
    table = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        border_style="dim",
    )
    for number, name in enumerate(head):
        table.add_column(
            Text(name), justify="right" if number in numbers else "left", overflow="fold"
        )
    before = None
    for row in rows:
        cells = [Text(text) for text in row]
        if row[0] == before:
            cells[0] = Text("")
        before = row[0]
        table.add_row(*cells)
    return table
