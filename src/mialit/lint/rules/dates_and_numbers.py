"""Rules about dates, book numbers and fields without any content."""

import re
from collections.abc import Iterator
from itertools import cycle

from mialit.bibtex.edit_fields import remove_field
from mialit.bibtex.edits import Edit
from mialit.bibtex.field_names import REFERENCES
from mialit.bibtex.values import MONTH_MACROS
from mialit.errors import Severity
from mialit.lint.base import ANY_FIELD, Context, Violation, if_possible, literal, rule
from mialit.text.phrases import counted, quoted

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{2}(?:\d|[xXu?])[xXu?]")
_TO_COME = re.compile(
    r"(?i)\b(?:in\s+press|to\s+appear|forthcoming|submitted|accepted|preparation)"
)

# Biblatex's dates, without and with a time of day; months 21 to 41 are seasons and such.
_DATES = ("date", "eventdate", "origdate", "urldate")
_DATE = re.compile(
    r"(?:[-+]?(?P<year>\d{4}|\d{3}X|\d\dXX|\dXXX|XXXX)"
    r"(?:-(?P<month>0[1-9]|1[0-2]|2[1-9]|3\d|4[01]|XX)(?:-(?P<day>\d\d|XX)"
    r"(?:T\d\d:\d\d:\d\d(?:Z|[-+]\d\d:?\d\d)?)?)?)?|Y-?\d{5,})[~?%]?"
)
_OPEN = ("", "..")  # an end of a range that is not known

_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_ISBN = re.compile(r"(?<![\dXx-])(?:97[89][-\s]{0,2})?(?:\d[-\s]{0,2}){9}[\dXx](?![\dXx])")
_ISSN = re.compile(r"(?<![\dXx-])\d{4}-?\d{3}[\dXx](?![\dXx-])")
_DIGITS = re.compile(r"[\dXx]")


@rule(
    "year-form",
    "`year` holds no year of four digits.",
    "BibTeXing, section 3.2: styles sort and label by the last four characters, which have to be "
    "digits; biber ignores another year. What is to appear says so in `note`, or in biblatex's "
    "`pubstate`.",
    "@article{a, title = {One}, year = {in press}}",
    "@article{a, title = {One}, year = {2021}, note = {In press}}",
)
def _year_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents("year"):
        text = content.text.strip(" {}\t\r\n")
        if text and not _YEAR.search(text):
            message = f"{quoted(text)} is not a year of four digits"
            if _TO_COME.search(text):
                message += "; write the year in `year`, and this in `note` or `pubstate`"
            yield Violation(content.span, message)


@rule(
    "date-form",
    "A date is not in a form that biber reads.",
    "biblatex manual, section 2.3.8: `date`, `eventdate`, `origdate` and `urldate` are ISO 8601-2 "
    "dates or ranges, such as 2020, 2020-06, 2020-06-01 and 2020/2021; biber ignores others. A "
    "`year` or `month` that is no number is a note: BibTeX prints it, biber does not sort by it. "
    "Braces around a date of digits are fixed.",
    "@online{a, title = {One}, date = {2020-06-01}, urldate = {{2020-07-01}}}",
    "@online{a, title = {One}, date = {2020-06-01}, urldate = {2020-07-01}}",
    touches=(*_DATES, "year"),
)
def _date_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents(*_DATES, "year", "month"):
        name = content.field.name.lower()
        text = content.text.strip()
        bare = text.strip("{} \t\r\n")
        if not bare:
            continue
        if name in _DATES:
            if not is_date(text):
                message = f"{quoted(text)} is no date that biber reads; write 2020-06-01"
                fix = (content.edit(0, len(content.text), bare),) if is_date(bare) else ()
                yield Violation(content.span, message, fix)
        elif not text.isdigit() and (
            _YEAR.search(bare) if name == "year" else bare.lower() not in MONTH_MACROS
        ):
            message = f"biber cannot sort by {quoted(text)}, which is no number"
            fix = ()
            if name == "year" and bare.isdigit():
                fix = (content.edit(0, len(content.text), bare),)
            yield Violation(content.span, message, fix, Severity.NOTE)


def is_date(text: str) -> bool:
    """Whether biber takes *text* for a date or a range of dates."""
    parts = text.split("/")
    if len(parts) > 2 or not any(part not in _OPEN for part in parts):
        return False
    return all(part in _OPEN or _is_day(part) for part in parts)


def _is_day(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = found["year"] or "", found["month"], found["day"]
    if day is None or not (month.isdigit() and day.isdigit()) or int(month) > 12:
        return day is None or not day.isdigit()
    from calendar import monthrange  # few lists have days

    year = year if year.isdigit() else "2000"
    return 1 <= int(day) <= monthrange(max(int(year), 1), int(month))[1]


@rule(
    "month-form",
    "A month is written as a word and not as BibTeX's macro.",
    "BibTeXing, section 3.2: with `jun` the style chooses between June, Jun. and 6, and biber "
    "reads nothing else but a number. English names and their abbreviations are fixed.",
    "@article{a, title = {One}, month = {June}}",
    "@article{a, title = {One}, month = jun}",
    touches=("month",),
)
def _month_form(context: Context) -> Iterator[Violation]:
    for _, content in context.contents("month"):
        macro = MONTH_MACROS.get(content.text.strip(" {}\t\r\n").lower())
        if macro:
            message = f"write the macro {quoted(macro)}, without braces or quotes"
            yield Violation(
                content.field.value_span, message, (Edit(content.field.value_span, macro),)
            )


@rule(
    "empty-field",
    "A field has no content.",
    "BibTeX warns of it, and it hides what the entry would inherit. Fixed by removing it, but in "
    "an entry with `crossref` or `xdata`, where it may be there to hide something.",
    "@article{a,\n  title = {One},\n  volume = {},\n}",
    "@article{a,\n  title = {One},\n}",
    touches=(ANY_FIELD,),
)
def _empty_field(context: Context) -> Iterator[Violation]:
    for entry in context.library.entries:
        for field in context.fields(entry):
            if len(field.raw) > 40 or (content := literal(field)) is None:
                continue
            if content.text.strip(" {}~\t\r\n"):
                continue
            fix: tuple[Edit, ...] = ()
            if not any(map(entry.field, REFERENCES)):
                fix = if_possible(remove_field, context.library, entry, field)
            message = f"{quoted(field.name.lower())} is empty"
            yield Violation(field.span, message, fix)


@rule(
    "check-digit",
    "An ISBN or ISSN has a wrong check digit, or is none.",
    "ISO 2108 and ISO 3297: the last digit follows from the others, so a wrong one means a typo. "
    "Several numbers, hyphens, blanks and words beside them are allowed.",
    "@book{a, title = {One}, isbn = {978-3-16-148410-1}}",
    "@book{a, title = {One}, isbn = {978-3-16-148410-0}}",
)
def _check_digit(context: Context) -> Iterator[Violation]:
    for _, content in context.contents("isbn", "issn"):
        name = content.field.name.lower()
        text = _DASHES.sub("-", content.text)
        if len(text) > 500 or not re.search(r"\d", text):
            continue
        found = list((_ISBN if name == "isbn" else _ISSN).finditer(text))
        for number in found:
            if not _is_right(_DIGITS.findall(number[0])):
                message = f"the check digit of {quoted(number[0])} is wrong; compare the source"
                yield Violation(content.part(*number.span()), message)
        if found:
            continue
        digits = "".join(_DIGITS.findall(text))
        if name == "isbn" and _ISSN.fullmatch(text.strip()) and _is_right(list(digits)):
            message = f"{quoted(content.text)} is an ISSN; write it in `issn`"
        else:
            wanted = "10 or 13" if name == "isbn" else "8"
            message = (
                f"{quoted(content.text)} is no {name.upper()}: it has "
                f"{counted(len(digits), 'digit')}, not {wanted}"
            )
        yield Violation(content.span, message)


def _is_right(digits: list[str]) -> bool:
    """Whether the last of *digits* (`X` is ten) is the check digit of those before it.

    ISBN-13 (ISO 2108): weights 1, 3, 1, ... to a multiple of 10. ISBN-10 and ISSN (ISO 3297):
    weights 10 or 8 down to 1, to a multiple of 11.
    """
    values = [10 if digit in "Xx" else int(digit) for digit in digits]
    if 10 in values[:-1]:
        return False
    if len(values) == 13:
        return sum(map(int.__mul__, values, cycle((1, 3)))) % 10 == 0 and values[-1] < 10
    return sum(map(int.__mul__, values, range(len(values), 0, -1))) % 11 == 0
