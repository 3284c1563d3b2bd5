"""Ranges of years and months as people write them: `2018-2020`, `2019..`, `>=2020-03`."""

import re

from mialit.errors import UsageProblem

_YEAR_FORMS = "write 2020, 2018-2020, 2018..2020, 2019-, -2019 or >=2019"
_RANGE = (
    r"(?P<sign>>=|<=|>|<)(?P<bound>{point})|(?P<low>{point})?(?:\.\.|-)(?P<high>{point})?"
    r"|(?P<only>{point})".replace("{point}", r"\d{4}(?:-(?:0[1-9]|1[0-2])(?!\d))?")
)
_MONTH_FORMS = "write 2020, 2020-03, 2020-03..2021 or >=2020-03"


def year_range(text: str) -> tuple[int, int]:
    """First and last year of a range as `--year` takes it.

    `2020`, `2018-2020`, `2018..2020`, `2019-`, `..2019`, `>=2019`, `<2019`. Raises UsageProblem.
    """
    low, high = _range(text, f"{text!r} is not a year or a range of years; {_YEAR_FORMS}")
    if len(low) > 4 or len(high) > 4:
        raise UsageProblem(f"{text!r} has a month; {_YEAR_FORMS}")
    return int(low), int(high)


def _range(text: str, message: str) -> tuple[str, str]:
    """Ends of a range of years or months as texts, both inclusive; open ends are 0000 and 9999."""
    match = re.fullmatch(_RANGE, text.strip(), re.ASCII)
    if match is None or not any(match[name] for name in ("bound", "low", "high", "only")):
        raise UsageProblem(message)
    if match["only"]:
        return match["only"], match["only"]
    if match["bound"]:
        return _compared(match["sign"], match["bound"])
    low, high = match["low"] or "0000", match["high"] or "9999"
    if low > high and not high.startswith(low) and not low.startswith(high):
        raise UsageProblem(f"{text!r} ends before it begins; write {high}-{low}")
    return low, high


def _compared(sign: str, bound: str) -> tuple[str, str]:
    if sign == ">=":
        return bound, "9999"
    if sign == "<=":
        return "0000", bound
    year, _, month = bound.partition("-")
    step = 1 if sign == ">" else -1
    if not month:
        edge = f"{int(year) + step:04}"
    else:
        count = int(year) * 12 + int(month) - 1 + step
        edge = f"{count // 12:04}-{count % 12 + 1:02}"
    return (edge, "9999") if sign == ">" else ("0000", edge)


def month_range(text: str) -> tuple[str, str]:
    """Ends of a range of years or months, to compare with `YYYY-MM` or `YYYY` as texts.

    Raises UsageProblem.
    """
    low, high = _range(text, f"{text!r} is not a month or a range of months; {_MONTH_FORMS}")
    # A bare year sorts before its months and matches its own year alone.
    return low, (high if len(high) > 4 else f"{high}-12")
