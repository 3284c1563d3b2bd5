"""Filled-in forms: whatever the text is, it is read, is none, or has a message."""

import re

from hypothesis import given
from hypothesis import strategies as st

from door import FROZEN
from mialit.errors import FileProblem, UsageProblem
from mialit.importing import issue_form
from mialit.vocabulary.toml_reader import parse

VOCABULARY = parse(FROZEN.with_suffix(".toml").read_text("utf-8"), "papers.toml")
LINES = st.sampled_from(
    ["### BibTeX", "### Kind", "## Target Model ##", "# Anything", "```", "```bibtex", "~~~~", "",
     "@misc{a,", "  title = {A}", "}", "attack", "- [ ] survey", "- [x] attack, defense", "gan\r",
     "_No response_", "### Code Link", "https://example.org/a", "> @x", "`", "\ufeff### BibTeX"]
)  # fmt: skip
TEXTS = st.lists(LINES | st.text(max_size=12), max_size=25).map("\n".join)


@given(st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary()))
def test_any_bytes_are_a_form_or_none_or_have_a_message(data):
    message, form = "form.md:", None
    try:
        form = issue_form.read(data, "form.md", VOCABULARY)
    except (FileProblem, UsageProblem) as problem:
        message = str(problem)
    assert message.startswith("form.md:")
    if form is not None:
        # What is left of the text stands where it stood.
        lines = data.split(b"\n")
        kept = form.bibtex.split(b"\n")[:-1]
        assert len(kept) == len(lines)
        assert all(line in (b"", there) for line, there in zip(kept, lines, strict=True))


@given(
    st.lists(st.sampled_from(["attack", "defense", "survey"]), min_size=1, unique=True),
    st.sampled_from([", ", "\n", ";", "\n\n", "\n- "]),
)
def test_values_are_read_however_they_stand(values, between):
    text = f"### BibTeX\n@misc{{a, title = {{A}}}}\n### Kind\n\n{between.join(values)}\n"
    form = issue_form.read(text.encode(), "form.md", VOCABULARY)
    assert form is not None
    assert sorted(form.fields["kind"].split("; ")) == sorted(values)
    assert re.sub(rb"\n+", b"", form.bibtex) == b"@misc{a, title = {A}}"


def test_a_long_line_is_read_in_one_go():
    for line in ("### " + "#" * 200_000 + "x", "### " + " " * 200_000 + "x", "- " + "\t" * 200_000):
        assert issue_form.read(f"### BibTeX\n@misc{{a}}\n{line}\n".encode(), "f.md", VOCABULARY)
