"""`mialit add` with a filled-in form: the Markdown that GitHub makes of an issue form."""

import re

import pytest

from door import BUNDLED, FROZEN, ROOT, ok, run, write

FORM = ROOT / ".github" / "ISSUE_TEMPLATE" / "paper.yml"
# As `gh issue view --json body` gives it, answered in the browser.
FILLED = """### BibTeX

```bibtex
@inproceedings{DBLP:conf/sp/RoeP24,
  author    = {Ann Roe and Bo Poe},
  title     = {Members of an Invented Club},
  booktitle = {45th {IEEE} Symposium on Security and Privacy, {SP} 2024},
  year      = {2024},
  url       = {https://example.org/club?utm_source=x},
}
```

### Kind

attack, defense

### Adversarial Knowledge

white-box, black-box

### Target Model

generative models, classification models

### Code Link

https://github.com/a/b
<https://github.com/c/d>

### Formerly

_No response_

### Where each statement stands

Authors and title: the paper's page. ### Kind: its abstract.

- white-box: section 3
"""
ENTRY = """@inproceedings{roe2024members,
  title         = {Members of an Invented Club},
  author        = {Ann Roe and Bo Poe},
  booktitle     = {45th {IEEE} Symposium on Security and Privacy, {SP} 2024},
  year          = {2024},
  url           = {https://example.org/club},
  kind          = {attack; defense},
  knowledge     = {white-box; black-box},
  target        = {classification models; generative models},
  venue         = {S\\&P},
  code          = {https://github.com/a/b https://github.com/c/d},
}
"""


@pytest.fixture
def own(tmp_path):
    """A list of one's own with the frozen vocabulary, and the form beside it."""
    write(tmp_path, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
    write(tmp_path, FILLED, "form.md")
    return write(tmp_path, FROZEN.read_bytes())


def added(own, text=FILLED, *words, **how):
    """The entry that the form *text* adds to the list."""
    write(own.parent, text, "form.md")
    result = ok("add", "form.md", *words, cwd=own.parent, **how)
    key = result.out.split(": added ")[1].split(":")[0]
    return ok("export", key, "--full", cwd=own.parent).out


def refused(own, text, *words):
    write(own.parent, text, "form.md")
    before = own.read_bytes()
    result = run("add", "form.md", *words, cwd=own.parent)
    assert (result.out, own.read_bytes()) == ("", before)
    return result


def answer(question, text, of=FILLED):
    """The form *of* with *text* as the answer to *question*."""
    made, number = re.subn(
        rf"(?s)(### {question}\n\n).*?(?=\n\n###|\Z)", lambda found: found[1] + text, of
    )
    assert number == 1
    return made


def test_a_form_becomes_the_entry_that_its_answers_say(own):
    assert added(own) == ENTRY
    assert "roe2024members" not in run("lint", cwd=own.parent).out


@pytest.mark.parametrize(
    "text",
    [
        FILLED.replace("\n", "\r\n"),
        "\ufeff" + FILLED,
        f"title:\tA paper\nstate:\tOPEN\n--\n{FILLED}",
        FILLED.replace("```bibtex\n", "").replace("```\n", ""),
        FILLED.replace("```bibtex", "```bibtex\n```bibtex").replace("}\n```", "}\n```\n```"),
        FILLED.replace("### ", "## ").replace("### ", "#### "),
        FILLED.replace("### Kind\n", "### **kind:**\n"),
        FILLED.replace("### Target Model\n", "### target\n"),
        answer("Kind", "- [x] attack\n- [X] Defence\n- [ ] survey"),
        answer("Kind", "* defenses\n* attacks"),
        answer("Adversarial Knowledge", "BB; whitebox"),
        answer("Code Link", "[code](https://github.com/a/b), https://github.com/c/d?utm_source=y"),
    ],
)  # fmt: skip
def test_ways_in_which_a_form_may_be_written(own, text):
    assert added(own, text) == ENTRY


def test_from_standard_input(own):
    result = ok("add", "-", "--dry-run", cwd=own.parent, stdin=FILLED.encode())
    assert "+  target        = {classification models; generative models},\n" in result.out


def test_what_is_no_field_is_named_and_no_response_is_nothing(own):
    result = ok("add", "form.md", "--dry-run", cwd=own.parent)
    line = FILLED[: FILLED.index("### Where each")].count("\n") + 1
    assert f"form.md:{line}: 'Where each statement stands' is no field" in result.err
    assert "+  formerly" not in result.out
    assert "Formerly" not in result.err
    unanswered = answer("Where each statement stands", "_No response_\n")
    write(own.parent, unanswered, "form.md")
    assert "no field" not in ok("add", "form.md", "--dry-run", cwd=own.parent).err


def test_an_option_counts_more_than_an_answer(own):
    wrong = answer("Target Model", "classifcation modles")
    assert "target        = {generative models},\n" in added(own, wrong, "--target", "gan")


def test_answers_hold_for_an_update(own):
    preprint = (
        "@misc{x,\n author={Roe, Ann and Poe, Bo},\n title={Members of an Invented Club},\n"
        " year={2023}, eprint={2301.00001}, archiveprefix={arXiv}\n}\n"
    )
    about = ("--kind", "attack", "--knowledge", "bb", "--target", "gan")
    ok("add", "-", *about, cwd=own.parent, stdin=preprint.encode())
    ok("add", "form.md", "--update", cwd=own.parent)
    entry = ok("export", "roe2023members", "--full", cwd=own.parent).out
    assert "kind          = {attack; defense},\n" in entry
    assert "2301.00001" in entry
    assert "S\\&P" in entry


def line_of(heading, text=FILLED):
    return text[: text.index(heading)].count("\n") + 1


@pytest.mark.parametrize(
    ("question", "said", "message"),
    [
        ("Target Model", "clasification models", "perhaps classification models"),
        ("Adversarial Knowledge", "white-box, purple-box", "unknown knowledge 'purple-box'"),
        ("Kind", "an attack on privacy", "unknown kind 'an attack on privacy'"),
        ("Code Link", "on request", "not a web address for code"),
        ("Code Link", "javascript:alert(1)", "not a web address for code"),
        ("Formerly", "A \x1b[31m title", "a character that cannot be shown"),
    ],
)
def test_a_wrong_answer_is_named_with_its_line(own, question, said, message):
    result = refused(own, answer(question, said))
    assert result.code == 2
    assert f"form.md:{line_of(f'### {question}')}: " in result.err
    assert message in result.err


def test_a_question_that_is_answered_twice(own):
    result = refused(own, f"{FILLED}\n### kind\n\nsurvey\n")
    assert result.code == 2
    assert f"kind is answered twice, at lines {line_of('### Kind')} and " in result.err


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("_No response_", "no BibTeX entry is under the heading"),
        ("```bibtex\n\n```", "no BibTeX entry is under the heading"),
        ("```bibtex\n10.1145/3523273\n```", "doi.org gives it: curl"),
        ("https://arxiv.org/abs/2112.03570", "Export BibTeX Citation"),
    ],
)
def test_a_form_without_bibtex(own, said, message):
    result = refused(own, answer("BibTeX", said))
    assert result.code == 3
    assert "form.md:1: no BibTeX entry" in result.err
    assert message in result.err


def test_a_form_without_its_heading(own):
    result = refused(own, FILLED.replace("### BibTeX\n", ""))
    assert result.code == 3
    assert "form.md: a form without the heading BibTeX" in result.err


def test_a_fault_in_the_bibtex_is_told_by_its_line_in_the_form(own):
    result = refused(own, FILLED.replace("  year      = {2024},\n", "  year      = {2024\n"))
    assert result.code == 3
    assert re.search(rf"form\.md:{line_of('@inproceedings')}: ", result.err)


@pytest.mark.parametrize(
    "text",
    [
        "### Papers of this year\n\n{}",
        "% ### Kind\n### Kind\n{}",
        "{}\n### BibTeX\n\n### Kind\n\nsurvey\n",
    ],
)
def test_bibtex_with_lines_like_headings_is_no_form(own, text):
    bibtex = FILLED.split("```")[1].removeprefix("bibtex\n")
    write(own.parent, text.format(bibtex), "form.md")
    result = ok("add", "form.md", "--kind", "attack", "--dry-run", cwd=own.parent)
    assert "kind          = {attack}," in result.out
    assert "the list requires knowledge, target" in result.err


def test_a_list_without_a_vocabulary_takes_answers_as_they_are(tmp_path):
    write(tmp_path, FILLED, "form.md")
    bib = write(tmp_path, "@misc{a,\n  title = {A},\n  year = {2020},\n}\n", "own.bib")
    ok("add", "form.md", "--bib", "own.bib", cwd=tmp_path)
    assert b"generative models" in bib.read_bytes()


# ------------------------------------------------------------- the project's form


def questions():
    """Each question of the form in its order: its label, its kind, and what may be chosen."""
    blocks = re.split(r"(?m)^  - type: ", FORM.read_text("utf-8"))[1:]
    found = []
    for block in blocks:
        kind = block.split("\n")[0]
        label = re.search(r'(?m)^      label: "(.*)"$', block)
        options = re.findall(r'(?m)^        - "(.*)"$', block)
        if label:
            found.append((label[1], kind, options))
    return found


@pytest.mark.parametrize("which", [0, -1])
def test_every_choice_of_the_projects_form_is_taken(tmp_path, which):
    """The form rendered as GitHub does: choices with commas between, code in a fence."""
    write(tmp_path, BUNDLED.with_suffix(".toml").read_bytes(), "papers.toml")
    bib = write(tmp_path, "")
    bibtex = FILLED.split("```")[1].removeprefix("bibtex\n")
    said = {"BibTeX": f"```bibtex\n{bibtex}\n```", "Code Link": "https://github.com/a/b"}
    asked = questions()
    assert {"BibTeX", "Code Link"} <= {label for label, *_ in asked}
    parts = []
    for label, _, options in asked:
        chosen = options if which == 0 else options[-1:]
        text = ", ".join(chosen) or said.get(label, "_No response_")
        parts.append(f"### {label}\n\n{text}\n")
    write(tmp_path, "\n".join(parts), "form.md")
    result = ok("add", "form.md", "--bib", bib, cwd=tmp_path)
    assert result.err == ""
    (entry,) = ok("list", "--bib", bib, "--json", cwd=tmp_path).json
    for label, kind, options in asked:
        field = {"Kind": "kind", "Adversarial Knowledge": "knowledge", "Target Model": "target"}
        assert (kind == "dropdown") is (label in field)
        if kind == "dropdown":
            assert sorted(entry[field[label]]) == sorted(options if which == 0 else options[-1:])
    assert entry["code"] == ["https://github.com/a/b"]


def test_the_projects_form_offers_what_the_vocabulary_has():
    offered = {label: options for label, _, options in questions() if options}
    for field, label in [("kind", "Kind"), ("knowledge", "Adversarial Knowledge"),
                         ("target", "Target Model")]:  # fmt: skip
        values = [
            each["value"] for each in ok("fields", field, "--unused", "--json", "-b", BUNDLED).json
        ]
        assert offered[label] == values
