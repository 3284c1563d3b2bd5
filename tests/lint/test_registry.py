"""The table of rules: complete, consistent, and its examples true."""

import pytest

from lint.common import LIST, check
from lint.tables import ACCEPTED, REJECTED
from mialit import lint as rules
from mialit.errors import FileProblem, UsageProblem
from mialit.lint import RULES, Severity
from mialit.vocabulary import toml_reader
from mialit.vocabulary.model import LintSettings, Vocabulary

NAMES = [rule.name for rule in RULES]

REQUIRED = [
    "syntax",
    "undefined-macro",
    "duplicate-key",
    "duplicate-field",
    "duplicate-paper",
    "missing-field",
    "unknown-value",
    "value-spelling",
    "value-order",
    "repeated-value",
    "venue-spelling",
    "published-preprint",
    "stale-preprint",
    "year-conflict",
    "tracking-parameter",
    "plain-http",
    "url-repeats-doi",
    "doi-form",
    "arxiv-form",
    "code-form",
    "key-style",
    "unprotected-capitals",
    "over-protected",
    "title-end",
    "page-dash",
    "name-form",
    "html-entity",
    "wrong-encoding",
    "order",
    "unescaped-character",
    "unclosed-formula",
    "unbalanced-brace",
    "unknown-type",
    "unknown-field",
    "year-form",
    "month-form",
    "empty-field",
    "stray-and",
    "check-digit",
    "hidden-identifier",
    "unprotected-venue",
    "unused-parent",
    "broken-reference",
    "parent-before-child",
    "nested-crossref",
    "late-macro",
    "redefined-macro",
    "circular-macro",
    "overlong-macro",
    "key-characters",
    "comment-in-entry",
    "stray-at",
    "date-form",
    "either-field",
]


# Rules whose fixes would take an address out of a file, which nobody has asked for elsewhere.
FIXED_AT_HOME = {"url-repeats-doi"}
FIXED_BY_THE_LISTS_RULE = {"no-key"}


@pytest.mark.parametrize("name", sorted(FIXED_AT_HOME))
def test_without_a_vocabulary_nothing_is_taken_out(name: str) -> None:
    (rule,) = (each for each in RULES if each.name == name)
    found = check(name, rule.wrong, own=False)
    assert [(each.severity, each.fix) for each in found.findings] == [(Severity.NOTE, ())]
    assert found.fixed == rule.wrong


def test_every_rule_asked_for_is_there_once() -> None:
    assert set(REQUIRED) <= set(NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_examples_are_true(rule: rules.Rule) -> None:
    own = rule.needs_own_vocabulary or rule.name in FIXED_AT_HOME | FIXED_BY_THE_LISTS_RULE
    wrong = check(rule.name, rule.wrong, own=own)
    right = check(rule.name, rule.right, own=own)
    assert wrong.findings
    assert not right.findings
    assert right.fixed == rule.right
    assert any(found.fix for found in wrong.findings) or not rule.fixable
    if any(found.fix for found in wrong.findings):
        assert rule.fixable
        assert wrong.fixed == rule.right


def test_every_rule_has_its_rows() -> None:
    assert set(NAMES) == ACCEPTED == REJECTED


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_sentence_is_one(rule: rules.Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.why.endswith(".")
    assert "\n" not in rule.summary


def test_few_rules_find_notes_only() -> None:
    notes = {rule.name for rule in RULES if rule.severity is Severity.NOTE}
    assert notes == {
        "stale-preprint", "over-protected", "unused-parent", "either-field", "commented-entry",
        "bare-comment",
    }  # fmt: skip


class TestChosen:
    def test_all_of_a_list_of_ones_own(self) -> None:
        assert [rule.name for rule in rules.chosen((), (), LIST, own=True)] == NAMES

    def test_a_foreign_file_is_not_held_against_wishes(self) -> None:
        names = {rule.name for rule in rules.chosen((), (), LIST, own=False)}
        assert names == {rule.name for rule in RULES if not rule.needs_own_vocabulary}

    def test_off_counts_unless_selected(self) -> None:
        asked = toml_reader.parse('[lint.off]\nsyntax = "why"', "t.toml")
        assert "syntax" not in {rule.name for rule in rules.chosen((), (), asked, own=True)}
        assert [rule.name for rule in rules.chosen(["syntax"], (), asked, own=True)] == ["syntax"]

    def test_keys_and_order_only_where_asked_for(self) -> None:
        names = {rule.name for rule in rules.chosen((), (), Vocabulary(), own=True)}
        assert "key-style" not in names

    def test_ignore_wins(self) -> None:
        assert rules.chosen(["syntax"], ["syntax"], LIST, own=True) == ()

    @pytest.mark.parametrize("words", [((["pagedash"]), ()), ((), ["pagedash"])])
    def test_unknown_name(self, words: tuple[list[str], list[str]]) -> None:
        with pytest.raises(UsageProblem, match="perhaps page-dash"):
            rules.chosen(*words, LIST, own=True)

    def test_unknown_name_in_the_vocabulary(self) -> None:
        asked = toml_reader.parse('[lint.off]\npage-dsh = "why"', "t.toml")
        with pytest.raises(FileProblem, match=r"lint\.off\.page-dsh is no rule, perhaps page-dash"):
            rules.chosen((), (), asked, own=True)


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[lint]\nkey = 1", "unknown setting lint.key"),
            ('[lint]\nkeys = "camel"', "lint.keys is 'camel'; allowed: family-year-word"),
            ("[lint]\norder = 1", "order is neither true nor false"),
            ('[lint.off]\nsyntax = " "', "lint.off.syntax gives no reason"),
            ("[lint.off]\nsyntax = true", "syntax is not a text in quotes"),
            ("[lint]\noff = []", "off is not a table"),
            ("[fields.x]\nneeded = true", "needed is not a text in quotes"),
            ('[fields.x]\n[lint.needed]\nx = ""', "write fields.x.needed instead"),
        ],
    )
    def test_a_wrong_setting_is_an_error(self, text: str, message: str) -> None:
        with pytest.raises(FileProblem) as raised:
            toml_reader.parse(text, "t.toml")
        assert message in str(raised.value)

    def test_settings(self) -> None:
        text = (
            '[lint]\nkeys="family-year-word"\norder=true\nbraces=true\n'
            'off={syntax="w"}\nneeded={URL=""}'
        )
        settings = toml_reader.parse(text + '\n[fields.a]\nneeded="-kind:x"\n[fields.b]', "t").lint
        assert settings == LintSettings(
            {"syntax": "w"}, "family-year-word", True, {"url": ""}, True
        )
