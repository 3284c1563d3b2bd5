"""The rows of the rules' tables, for tests that go through all of them."""

from lint import test_entries, test_values
from mialit.lint import RULES


def _rows() -> dict[str, list[str]]:
    """Every text of the rules' tables and of their examples, by rule."""
    rows = {rule.name: [rule.wrong, rule.right] for rule in RULES}
    for name, texts in test_entries.ACCEPTED.items():
        rows[name] += texts
    for name, text, *_ in test_entries.REJECTED:
        rows[name].append(text)
    rows["missing-field"] += [
        test_entries.entry(type_, *fields) for type_, fields in test_entries.COMPLETE
    ]
    for (name, field), contents in test_values.ACCEPTED.items():
        rows[name] += [test_values.one(field, content).rstrip() for content in contents]
    for name, field, content, *_ in test_values.REJECTED:
        rows[name].append(test_values.one(field, content).rstrip())
    return {name: list(dict.fromkeys(filter(None, texts))) for name, texts in rows.items()}


ROWS = _rows()

ACCEPTED = {*test_entries.ACCEPTED, *(name for name, _ in test_values.ACCEPTED)}
REJECTED = {row[0] for row in (*test_entries.REJECTED, *test_values.REJECTED)}
