"""How wide the columns of the page's table are, in pixels: for its style and its script alike."""

from collections.abc import Iterable, Mapping

COLUMN_WIDTHS = {
    "year": 50,
    "authors": 190,
    "kind": 90,
    "knowledge": 96,
    "target": 126,
    "venue": 104,
    "url": 54,
    "code": 54,
    "key": 164,
}
OTHER_COLUMN_WIDTH = 110
# What columns have where a title keeps all the room that it needs; of the others, the same.
_ROOMY = {"authors": 240, "knowledge": 112, "target": 180, "venue": 140, "key": 196, "other": 140}
_ROOMY_TITLE = 440
_BESIDE = 40 + 220 + 28  # of a screen: margins, filters and the gap between them and the list
_BODY = 1560  # as wide as the page becomes
TICK_WIDTH = 30
LEAST_TITLE_WIDTH = 200  # with less, the table is wider than its frame, and moved sideways,
WIDE_TITLE_WIDTH = 300  # which leaves room for this


def style_class(column: str) -> str:
    """The class by which the style sheet knows a *column*."""
    return f"c-{column if column in COLUMN_WIDTHS or column == 'title' else 'other'}"


def column_style(columns: Iterable[str]) -> str:
    """The style of a table of *columns*; the title has the room that the others leave."""
    names = tuple(columns)
    widths = {**COLUMN_WIDTHS, "other": OTHER_COLUMN_WIDTH}
    roomy = widths | _ROOMY
    least = _total(names, widths, LEAST_TITLE_WIDTH)
    screen = TICK_WIDTH + _total(names, roomy, _ROOMY_TITLE) + _BESIDE
    rules = [
        f"col.tick{{width:{TICK_WIDTH}px}}",
        *(f"col.c-{name}{{width:{width}px}}" for name, width in widths.items()),
        f"@media (min-width:721px){{html:not(.live) #papers{{min-width:{least}px}}}}",
    ]
    if screen <= _BODY:
        wider = "".join(
            f"html:not(.own-columns) col.c-{name}{{width:{width}px}}"
            for name, width in _ROOMY.items()
        )
        rules.append(f"@media (min-width:{screen}px){{{wider}}}")
    return "\n".join(rules)


def _total(columns: Iterable[str], widths: Mapping[str, int], title: int) -> int:
    return sum(title if name == "title" else widths.get(name, widths["other"]) for name in columns)
