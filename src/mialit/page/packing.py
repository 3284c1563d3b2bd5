"""Columns of the page's data: a value for each row, in few bytes of JSON.

A column has one of three forms, the shortest of them: a list of the values, 0 for none; where
values occur several times, `of`, the distinct ones, and `at`, which of them each row has, from 1, 0
for none; where few rows have a value, `of`, their values, and `rows`, their numbers.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Column = Any


def packed(values: Sequence[Any]) -> Column:
    """The column of *values*, which JSON can hold; 0 stands for none."""
    texts = [_json(value) for value in values]
    distinct = {text: values[row] for row, text in reversed([*enumerate(texts)]) if text != "0"}
    numbers = {text: number for number, text in enumerate(distinct, start=1)}
    rows = [row for row, text in enumerate(texts) if text != "0"]
    forms: list[Column] = [
        list(values),
        {"of": [*distinct.values()], "at": [numbers.get(text, 0) for text in texts]},
        {"of": [values[row] for row in rows], "rows": rows},
    ]
    return min(forms, key=lambda form: len(_json(form)))


def packed_fields(rows: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """The columns of *rows*, by the names of their fields, in the order of their appearance."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: packed([row.get(name, 0) for row in rows]) for name in names}


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
