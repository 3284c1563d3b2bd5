"""How wide the columns of the page's table are, in pixels: for its style and its script alike."""

from collections.abc import Iterable

COLUMN_WIDTHS = {
    "year": 50,
    "kind": 90,
    "knowledge": 96,
    "target": 126,
    "venue": 104,
    "url": 54,
    "code": 54,
    "key": 164,
}
OTHER_COLUMN_WIDTH = 110
TICK_WIDTH = 30
LEAST_TITLE_WIDTH = 200  # with less, the table is wider than its frame, and moved sideways,
WIDE_TITLE_WIDTH = 300  # which leaves room for this


def style_class(column: str) -> str:
    """The class by which the style sheet knows a *column*."""
    return f"c-{column if column in COLUMN_WIDTHS or column == 'title' else 'other'}"


def column_style(columns: Iterable[str]) -> str:
    """The style of the columns of a table; the title has the room that the others leave."""
    widths = {**COLUMN_WIDTHS, "other": OTHER_COLUMN_WIDTH}
    rules = [f"col.c-{name}{{width:{width}px}}" for name, width in widths.items()]
    least = sum(
        LEAST_TITLE_WIDTH if name == "title" else COLUMN_WIDTHS.get(name, OTHER_COLUMN_WIDTH)
        for name in columns
    )
    return "\n".join(
        [
            f"col.tick{{width:{TICK_WIDTH}px}}",
            *rules,
            f"@media (min-width:721px){{html:not(.live) #papers{{min-width:{least}px}}}}",
        ]
    )
