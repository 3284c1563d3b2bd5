"""The page reads queries as the program does: the same papers in the same order, the same mistakes.

The page's classes answer in the page itself, many queries at a time.
"""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from door import FROZEN
from mialit.page.script import library_script
from mialit.query.syntax import MOST_PARTS, All, Any, Filter, Not, Words
from mialit.search.engine import MOST_BRANCHES
from query_cases import LIST, Program, cases

pytestmark = pytest.mark.chromium("queries are answered by the same script in any browser")

_ASK = """(queries) => {
  SCRIPT
  const list = new List(storedData());
  return queries.map((query) => {
    const found = list.search.find(query);
    const keys = found.hits.map((hit) => list.papers[hit.row].key);
    const better = found.problems.flatMap((one) => mended(withoutSigns(found.asked), one));
    const why = keys.length ? null : whyNothing(list.search, found);
    return {
      keys, problems: found.problems.map(({ name, facts }) => word(name, facts)),
      notes: found.notes.map(({ name, facts }) => word(name, facts)),
      why: why && word(why.name, why.facts),
      better: [...better, ...(why?.tries ?? [])].map((one) => one.query),
    };
  });
}""".replace("SCRIPT", library_script())

# Of a word that finds nothing, and may become the name of a filter, the program says nothing more.
_UNFINISHED = "which may become a filter"


@pytest.fixture
def ask(visit, rendered):
    """A function that gives what the page of a list answers to queries."""

    def asked(queries, bib=LIST):
        # The text is evaluated outside of the page's own script, which its policy forbids.
        return visit(rendered(bib), bypass_csp=True).evaluate(_ASK, list(queries))

    return asked


def test_each_case_is_answered_as_by_the_program(ask):
    rows = cases()
    wrong = []
    for case, answer in zip(rows, ask(case.query for case in rows), strict=True):
        said = answer["problems"][0] if answer["problems"] else ""
        if said != case.problem or (not said and tuple(answer["keys"]) != case.keys):
            wrong.append((case, answer))
    assert not wrong


@pytest.mark.parametrize(
    "query",
    [
        "a" * 10_001,
        "(" * 41 + "gan" + ")" * 41,
        "-(" * 21 + "gan" + ")" * 21,
        " ".join(["gan"] * (MOST_PARTS + 1)),
        f"venue:{','.join(['ccs'] * (MOST_PARTS + 1))}",
        " OR ".join(["gan"] * (MOST_BRANCHES + 1)),
        " ".join(["(a OR b)"] * 7),
        " ".join(["(a OR b)"] * 6),
    ],
    ids=["length", "depth", "negations", "words", "values", "OR", "product", "written out"],
)
def test_what_is_too_much_is_refused_alike(ask, query):
    (answer,) = ask([query])
    said = Program().answer(query).problem
    assert said
    assert said.replace(",", "").startswith(answer["problems"][0].replace(",", ""))


# ---------------------------------------------------------------- half-typed queries


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("venue:ccs year:2020..2021", ["song2020embedding", "mueller2020leaks"]),
        ("attacks year:>=2020 has:code", ["choo2021label", "mueller2020leaks"]),
        ('title:"label only"', ["choo2021label"]),
        ('"label only"', ["choo2021label"]),
        ('author:"nicolas papernot"', ["choo2021label"]),
        ("title:leaks OR survey", ["mueller2020leaks", "hu2021survey", "nobody"]),
        ("(gan OR venue:arxiv) -kind:survey", ["jia2019memguard", "mueller2020leaks"]),
        ("kind:attack NOT (venue:ccs OR no:year)", None),
        ("target:text,gan", None),
        ("released:2019-09..2020-03 doi:10.1145", ["mueller2020leaks"]),
        ("is:preprint type:misc", ["hu2021survey", "jia2019memguard"]),
    ],
)
def test_a_query_never_leaves_nothing_while_it_is_typed(ask, query, found):
    answers = ask(query[:end] for end in range(len(query) + 1))
    assert [query[:end] for end, answer in enumerate(answers) if not answer["keys"]] == []
    assert not answers[-1]["problems"]
    assert found is None or answers[-1]["keys"] == found


@pytest.mark.parametrize(
    ("query", "same_as"),
    [
        ("gan venue:", "gan"),
        ("gan year:20", "gan"),
        ("gan yaer:2020", "gan"),
        ("venue:ccs,ic,xx", "venue:ccs,ic"),
        ('gan "leak', "gan leak"),
        ('survey title:"zz', "survey"),
        ("(gan OR survey", "gan OR survey"),
        ("gan (qwertz", "gan"),
        ("gan OR", "gan"),
        ("gan OR year:20", "gan"),
        ("-venue:xx gan", "gan"),
        ("gan)", "gan"),
        ("yaer:2020", ""),
        ("gan venu", "gan"),
        ("gan NO", "gan"),
        ('"', ""),
        ("&", ""),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(ask, query, same_as):
    answer, other = ask([query, same_as])
    assert answer["problems"]
    assert not other["problems"]
    assert answer["keys"] == other["keys"] != []


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("yaer:2020 gan", ["year:2020 gan"]),
        ("venue:icvc", ["venue:ICCV", "venue:ICC"]),
        ("gan venue:CVPR2021", ["gan venue:CVPR year:2021"]),
        ("-kind:atack", ["-kind:attack"]),
        ("year:2021-2019", ["year:2019-2021"]),
        ("has:cdoe", ["has:code"]),
        ("is:x", ["is:preprint", "is:published"]),
        ("label qwertz", ["label"]),
        ("venue=ccs", ["venue:ccs"]),
        ("gan zebra venue:arxiv", []),
        ("year:2017 venue:ccs", ["year:2017"]),
        ("atk", []),
    ],
)
def test_what_may_be_meant_is_offered(ask, query, better):
    (answer,) = ask([query])
    assert [text for text in better if text not in answer["better"]] == []
    readable = ask(answer["better"])
    assert not [one for one in readable if one["problems"]]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("qwertz", "No paper has “qwertz”."),
        ("qwertz zebra gan", "No paper has “qwertz” or “zebra”."),
        ("year:1999", "No paper matches year:1999."),
        ("year:2017 venue:ccs", "year:2017 leaves 1 paper; it does not match venue:ccs."),
        ("year:2020 type:misc", "year:2020 leaves 3 papers; none of them matches type:misc."),
        ("gan venue:arxiv", "gan leaves 1 paper; it does not match venue:arxiv."),
    ],
)
def test_nothing_found_is_explained(ask, query, why):
    assert [answer["why"] for answer in ask([query])] == [why]


# ---------------------------------------------------------------- in the page


def test_a_mistake_is_told_beside_the_papers_and_mended_by_a_button(visit, rendered):
    page = visit(rendered(LIST))
    page.search("venue:icvc gan")
    assert page.keys == ["mueller2020leaks"]
    assert page.text_content("#note").startswith("venue has no value 'icvc', perhaps ICC")
    page.click("#note button:text-is('ICCV')")
    page.frame()
    assert page.input_value("#query") == "venue:ICCV gan"
    assert page.text_content("#note") == ""


def test_nothing_found_helps(visit, rendered):
    page = visit(rendered(LIST))
    page.search("label qwertz")
    page.wait_for_selector("#nothing-tries button")
    assert page.text_content("#nothing-reason") == "No paper has “qwertz”."
    page.click("#nothing-tries button")
    page.frame()
    assert page.input_value("#query") == "label"
    assert page.keys == ["choo2021label"]


def test_filters_that_leave_nothing_of_a_search_are_named(visit, rendered):
    page = visit(rendered(LIST), "#q=label&year=2016")
    assert "“label” finds 1 paper" in page.text_content("#nothing-reason")
    page.click("#nothing-tries button")
    page.frame()
    assert page.keys == ["choo2021label"]


def test_the_help_explains_the_language(visit, rendered):
    page = visit(rendered(LIST))
    assert page.locator("#help").is_hidden()
    page.click("#help-open")
    assert page.get_attribute("#help-open", "aria-expanded") == "true"
    tried = page.locator("#help button").all_text_contents()
    assert len(tried) > 12
    assert "knowledge:white-box,black-box" in tried
    page.click("#help button:text-is('is:preprint')")
    page.frame()
    assert page.keys == ["hu2021survey", "jia2019memguard"]
    page.focus("#help button")
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()
    assert page.evaluate("document.activeElement.id") == "help-open"


def test_every_example_of_the_help_can_be_read(visit, rendered, ask):
    page = visit(rendered(LIST))
    page.click("#help-open")
    queries = page.locator("#help button").all_text_contents()
    assert [answer["problems"] for answer in ask(queries)] == [[]] * len(queries)


# ---------------------------------------------------------------- generated queries

_TEXTS = (
    "gan", "label only", "Label-Only", "leaks", "Müller", "mueller", "survey", "attack", "2020",
    "true-positive", "memor", "embeding", "成员", "C#", "S&P", "the", "OR", "not", "qwertz", "mia",
    "x:y", "ieee", "", " ", "\\", '"', "%", "10.1145/3372297.3417238", "2007.14321", "a,b", "(",
    "é",
)  # fmt: skip
_VALUES = {
    "year": ("2020", "2019..2021", "-2018", ">2020", "<=2017", "20", "2021-2019", "2020-03", "x"),
    "released": ("2020", "2020-03", "2019-09..2020", ">=2020-07", "<2020-04", "2020-13", "x"),
    "venue": ("ccs", "Oakland", "neur", "somewhere", "icc", "arxiv", "icmll", "CVPR2021", "S&P"),
    "knowledge": ("bb", "white", "grey-box", "black-box", "none"),
    "target": ("text", "gan", "models", "diffusion", "q"),
    "kind": ("attack", "defence", "survey", "surv"),
    "author": ("nicolas papernot", "mueller", "Müller", "van berg", "åberg", "王", ".", "o"),
    "type": ("misc", "in", "book", "thesis"),
    "has": ("code", "doi", "abstract", "keywords", "volume", "frob", "target model", "arxiv"),
    "no": ("code", "doi", "year", "key", "author", "editor"),
    "is": ("preprint", "pub", "x"),
    "doi": ("10.1145", "https://doi.org/10.1109/SP.2021.00041", "10.1109/sp"),
    "arxiv": ("2007.14321v2", "arXiv:1909.10594", "21"),
}
_OTHERS = (
    "title",
    "key",
    "url",
    "publisher",
    "note",
    "tags",
    "formerly",
    "code",
    "journal",
    "model",
)

_FILTERS = st.one_of(
    [
        st.lists(st.sampled_from(values), min_size=1, max_size=3).map(
            lambda chosen, name=name: Filter(name, tuple(chosen))
        )
        for name, values in _VALUES.items()
    ]
    + [
        st.builds(
            lambda name, text: Filter(name, (text,)),
            st.sampled_from((*_OTHERS, "frob")),
            st.sampled_from(_TEXTS),
        )
    ]
)
_WORDS = st.builds(
    lambda text, phrase: Words(text, phrase=phrase), st.sampled_from(_TEXTS), st.booleans()
)
_TREES = st.recursive(
    _FILTERS | _WORDS,
    lambda inner: (
        inner.map(Not)
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts)))
    ),
    max_leaves=6,
)
# Texts of queries: trees, trees with letters taken out, and runs of the grammar's signs.
_CUT = st.builds(
    lambda tree, at, length: (text := str(tree))[: at % (len(text) + 1)]
    + text[at % (len(text) + 1) + length :],
    _TREES, st.integers(0, 200), st.integers(0, 4),
)  # fmt: skip
_SIGNS = st.lists(
    st.sampled_from(
        [
            "gan",
            "venue:",
            "ccs",
            ",",
            '"',
            "(",
            ")",
            "-",
            " ",
            " OR ",
            "NOT ",
            "\\",
            ":",
            "year:20",
            "é",
        ]
    ),
    max_size=9,
).map("".join)
QUERIES = st.one_of(_TREES.map(str), _CUT, _SIGNS)


def generated(number):
    """So many queries that are not the same, at random."""
    found = {}

    @settings(max_examples=number, deadline=None, database=None, phases=[Phase.generate])
    @given(QUERIES)
    def collect(query):
        found[query] = None

    collect()
    return list(found)


@pytest.mark.parametrize("bib", [LIST, FROZEN], ids=["cases", "frozen"])
def test_any_query_is_answered_as_by_the_program(ask, bib):
    """The page is asked once, since a call of the browser takes longer than a hundred queries."""
    queries = generated(400)
    assert len(queries) > 200
    program = Program(bib)
    wrong = []
    for query, answer in zip(queries, ask(queries, bib), strict=True):
        ours = program.answer(query)
        said = answer["problems"][0] if answer["problems"] else ""
        # The program shows values as Python writes them.
        written = (ours.problem, ours.problem.replace("\\\\", "\\"))
        alike = ours.keys == tuple(answer["keys"])
        if said:
            alike = any(problem.startswith(said) for problem in written)
        if said.endswith(_UNFINISHED):
            alike = not ours.problem and not ours.keys
        elif bool(said) != bool(ours.problem):
            alike = False
        if not alike:
            wrong.append((ours, said, answer["keys"]))
    assert not wrong
