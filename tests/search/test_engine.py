"""What a search finds, in which order, and when it finds nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import FROZEN, ROOT
from kept_lists import load
from mialit.bibtex.reader import read
from mialit.errors import MialitError, UsageProblem
from mialit.query.filters import bind
from mialit.query.sorting import Order, ordered
from mialit.query.syntax import Filter, Words, parse
from mialit.records.build import records
from mialit.search.engine import MOST_BRANCHES, explain, search
from mialit.search.stemming import are_related, common_start, stem
from mialit.storage.cache import Cache
from mialit.storage.sources import Source
from mialit.text.normalize import clean, fold
from mialit.vocabulary.toml_reader import parse as parse_vocabulary

VOCABULARY = parse_vocabulary(
    FROZEN.with_suffix(".toml").read_text(encoding="utf-8"), "papers.toml"
)
PAPERS = list(records(read(FROZEN.read_bytes(), "papers.bib"), VOCABULARY))
SMALL = r"""
@article{one2020memorisation, title={Memorisation of Neighbours}, author={M{\"u}ller, J{\"o}rg},
  year={2020}, venue={ICML}, released={2019-05}}
@article{two2021label, title={{Label-Only} Attacks on {GNN}s}, author={Doe, Jane and One, Al},
  year={2021}, venue={S\&P}, released={2020-01}, doi={10.1145/1.2}, eprint={2001.00001}}
@article{three2021label, title={Labelonly Attacks on Graph Neural Networks},
  author={One, Al and Doe, Jane}, year={2021}, venue={CCS}, released={2020-03}}
@article{four2019unicode, title={Eﬃcient Naïve Auditing}, author={Łukasz, Kowalski}, year={2019},
  formerly={A Former Name}}
"""


def listed(text):
    return list(records(read(text.encode(), "small.bib"), VOCABULARY))


def keys(query, among=PAPERS):
    return [hit.record.key for hit in search(parse(query), VOCABULARY, among).hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("label onyl atack", "choquettechoo2021label"),
        ("gnn", "he2021node"),
        ("shokri 2017", "shokri2017membership"),
        ("2103.07853", "hu2021membership"),
        ("https://arxiv.org/abs/2103.07853v2", "hu2021membership"),
        ("https://arxiv.org/pdf/2103.07853", "hu2021membership"),
        ("10.1145/3523273", "hu2021membership"),
        ("https://dl.acm.org/doi/abs/10.1145/3523273", "hu2021membership"),
        ("unlearning jeopardises", "chen2021machine"),
        ("unlearning venue:ccs OR venue:icml generative", "chen2021machine"),
        ("GAN leaks taxonomy", "chen2020gan"),
        ("ganleaks", "chen2020gan"),
        ("labelonly", "choquettechoo2021label"),
        ("label only", "choquettechoo2021label"),
        ("memorisation", "leino2020stolen"),
        ("mia survey", "hu2021membership"),
        ("asr auditor", "miao2021audio"),
        ("S&P 2017", "shokri2017membership"),
        ("oakland 2017", "shokri2017membership"),
        ("choquette choo", "choquettechoo2021label"),
        ("unfairness of privacy attacks", "kulynych2022disparate"),  # its former title
        ("hu2021membership", "hu2021membership"),
        (
            "Choquette-Choo et al., Label-only membership inference attacks, ICML 2021",
            "choquettechoo2021label",
        ),
        (
            "[7] R. Shokri, M. Stronati, C. Song, and V. Shmatikov. Membership inference attacks "
            "against machine learning models. In IEEE S&P, pp. 3-18, 2017.",
            "shokri2017membership",
        ),
    ],
)
def test_the_wanted_paper_is_on_top(query, first):
    assert keys(query)[0] == first


@pytest.mark.parametrize(
    "query",
    [
        "protein folding",
        "asdfghjkl",
        "attach",  # an English word that is near `attack`
        "cat",  # the beginning of a given name
        "gym membership",
        "attack helicopter",
        "protein folding with machine learning",
        "9999.99999",
        "https://arxiv.org/abs/1201.00001",
        "He et al. Deep residual learning for image recognition. CVPR 2016",
    ],
)
def test_silent_when_there_is_nothing(query):
    found = search(parse(query), VOCABULARY, PAPERS)
    assert found.hits == ()
    assert found.corrections == {}


def test_phrases_and_excluded_words():
    found = keys('"white-box" -federated')
    assert found[:2] == ["leino2020stolen", "sablayrolles2019white"]
    assert "nasr2019comprehensive" not in found
    assert keys('"only label"') == []


def test_whole_words_then_beginnings_then_typos():
    among = listed(
        "".join(
            f"@misc{{{key}, title={{{word} of systems}}, year={{2020}}}}\n"
            for key, word in (("c", "Audot"), ("b", "Auditorium"), ("a", "Audits"), ("d", "Audit"))
        )
    )
    assert keys("audit", among) == ["d", "a", "b"]
    assert keys("audots systems", among)[0] == "c"


def test_title_before_authors_before_venue():
    among = listed(
        "@misc{venue, title={A}, author={B, C}, year={2022}, venue={Oracle}}\n"
        "@misc{author, title={D}, author={Oracle, C}, year={2021}}\n"
        "@misc{title, title={Oracle}, author={E, C}, year={2020}}"
    )
    assert keys("oracle", among) == ["title", "author", "venue"]


def test_ties_go_to_the_newer_then_to_the_key():
    among = listed(
        "@misc{b, title={Same}, year={2020}}@misc{a, title={Same}, year={2020}}\n"
        "@misc{c, title={Same}, year={2020}, released={2020-02}}\n"
        "@misc{d, title={Same}, year={2020}, released={2020-07}}@misc{e, title={Same}, year={2021}}"
    )
    assert keys("same", among) == ["e", "d", "c", "a", "b"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("memorization of neighbors", "one2020memorisation"),
        ("neighbor", "one2020memorisation"),
        ("muller", "one2020memorisation"),
        ("efficient naive", "four2019unicode"),
        ("lukasz audits", "four2019unicode"),
        ("graph neural networks label only", "three2021label"),
        ("label only gnn", "two2021label"),
        ("labelonly graph", "three2021label"),
        ("former", "four2019unicode"),
        ("doe label", "two2021label"),
    ],
)
def test_forms_of_words(query, first):
    assert keys(query, listed(SMALL))[0] == first


def test_partial_answers_are_marked_and_only_given_where_much_is_met():
    found = search(parse("shokri explanations 2023"), VOCABULARY, PAPERS)
    assert found.hits[0].record.key == "shokri2021privacy"
    assert all(hit.partial for hit in found.hits)
    assert keys("shokri protein") == []


def test_corrections_and_suggestions():
    found = search(parse("label onyl atack"), VOCABULARY, PAPERS)
    assert {typed: met.lower() for typed, met in found.corrections.items()} == {
        "onyl": "only",
        "atack": "attacks",
    }
    assert search(parse("label"), VOCABULARY, PAPERS).corrections == {}
    found = search(parse("xunlearningx"), VOCABULARY, PAPERS)
    assert found.hits == () or found.corrections


def test_matches_have_places_in_the_fields():
    (hit,) = search(parse("label onyl choquette 2021"), VOCABULARY, PAPERS).hits
    said = [(match.field, match.query, match.text) for match in hit.matches]
    assert said == [
        ("title", "label", "Label"),
        ("title", "onyl", "Only"),
        ("authors", "choquette", "Choquette"),
        ("year", "2021", "2021"),
    ]
    for match in hit.matches:
        text = {
            "title": hit.record.title,
            "authors": "; ".join(hit.record.authors),
            "year": str(hit.record.year),
        }[match.field]
        assert text[match.start : match.end] == match.text


def test_explain():
    (hit,) = search(parse("label onyl atack"), VOCABULARY, PAPERS).hits
    assert explain(hit) == "`label` in title; `onyl` ~ Only in title; `atack` ~ Attacks in title"


def test_a_query_of_filters_finds_what_passes_in_the_lists_order():
    found = search(parse("year:2021"), VOCABULARY, PAPERS).hits
    passing = [record for record in PAPERS if record.year == 2021]
    assert [hit.record for hit in found] == ordered(passing, Order.YEAR)
    assert {hit.score for hit in found} == {100.0}


def test_too_many_alternatives_are_refused():
    query = " ".join("(a OR b)" for _ in range(20))
    with pytest.raises(UsageProblem, match=str(MOST_BRANCHES)):
        search(parse(query), VOCABULARY, PAPERS)


def test_an_empty_list():
    assert search(parse("label"), VOCABULARY, []).hits == ()


WORDS = st.one_of(
    st.sampled_from(
        ["label", "only", "gan", "leaks", "S&P", "2017", "the", "mia", "-gan", "OR", "NOT"]
    ),
    st.text(max_size=12),
    st.text(alphabet="abelornt", min_size=1, max_size=12),
)


@given(st.lists(WORDS, max_size=9).map(" ".join), st.sampled_from([None, "2021", "2019-"]))
@settings(max_examples=150)
def test_any_query(text, years):
    try:
        node = parse(f"year:{years} {text}" if years else text)
        found = search(node, VOCABULARY, PAPERS)
    except MialitError:
        return
    scores = [hit.score for hit in found.hits]
    assert all(0 <= score <= 100 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert len({hit.record.key for hit in found.hits}) == len(found.hits)
    for hit in found.hits[:3]:
        assert all(match.start < match.end for match in hit.matches)
        explain(hit)
    if years and not {"OR", "NOT"} & set(text.split()):
        test = bind(Filter("year", (years,)), VOCABULARY, PAPERS).matches
        assert all(test(hit.record) for hit in found.hits)


@given(st.lists(st.sampled_from([record.title for record in PAPERS]), min_size=1, max_size=1))
def test_a_whole_title_finds_its_paper(titles):
    query = " ".join("".join(c if c.isalnum() else " " for c in titles[0]).split())
    assert search(parse(query.lower()), VOCABULARY, PAPERS).hits[0].record.title == titles[0]


@pytest.mark.parametrize(
    "forms",
    [
        "attack attacks attacking attacked",
        "memorisation memorization memorisations",
        "memorise memorizes memorizing",
        "model models modelling modeled",
        "defence defense defences",
        "analyse analyzes analysis",
        "neighbour neighbors",
        "centre centers",
        "auditing audits",
        "privacies privacy",
    ],
)
def test_inflections_share_a_stem(forms):
    assert len({stem(form) for form in forms.split()}) == 1


KIN = """
attack attacker | memorize memorization | memory memorization | infer inference | leak leakage
vulnerable vulnerability | quantify quantification | defend defense | defense defensive
federated federation | invert inversion | inversion invertible | augment augmentation
calibrate calibration | private privacy | unintentional unintended | generate generator
generative generation | general generalization | classify classifier | extraction extractor
robust robustness | anonymous anonymization | explain explanation | optimal optimization
evade evasion | perceive perception | transmit transmission | produce production
aggregate aggregation | recommender recommendation | theory theoretical | decide decision
"""
STRANGERS = """
general generation | universal university | number numb | important import | attach attack
secret secretion | mission miss | version verse | station state | organ organization
ration ratio | department depart | memorial memory | ample amplification | police policy
native nation | custom customer | fact factor | port portion | experience experiment
system systematic | systems systematically
"""


def pairs(text):
    return [tuple(pair.split()) for line in text.strip().splitlines() for pair in line.split(" | ")]


@pytest.mark.parametrize(("one", "other"), pairs(KIN))
def test_derived_words_are_related(one, other):
    assert are_related(one, other)
    assert are_related(other, one)
    assert other.startswith(common_start(one))
    assert one.startswith(common_start(other))


@pytest.mark.parametrize(("one", "other"), pairs(STRANGERS))
def test_words_that_only_look_alike_are_not_kin(one, other):
    assert not are_related(one, other)
    assert not are_related(other, one)


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("neighborhood", "neighbourhood"),
        ("center", "centre"),
        ("defense", "defence"),
        ("gray", "grey"),
        ("artifact", "artefact"),
        ("catalog", "catalogue"),
        ("labeled", "labelled"),
    ],
)
def test_spellings_share_a_beginning(american, british):
    assert british.startswith(common_start(american))
    assert american.startswith(common_start(british))


NAMED = r"""
@article{one2009, title={Forgetting Things}, author={Ant, A.}, year={2019}, eprint={2009.04872},
  archiveprefix={arXiv}, code={https://github.com/someone/ThingEraser.git}}
@article{two2010, title={Things of 2009}, author={Bee, B.}, year={2010}, doi={10.1145/2009.77}}
@article{three2009, title={More Things}, author={Cat, C.}, year={2009}}
"""


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("things 2009", ["two2010", "three2009"]),
        ("2009", ["two2010", "three2009"]),
        ("2009.04872", ["one2009"]),
        ("2009.048", ["one2009"]),
        ("arXiv:2009.04872", ["one2009"]),
        ("04872", []),
        ("10.1145/2009.77", ["two2010"]),
        ("10.1145/2009", ["two2010"]),
        ("thingeraser", ["one2009"]),
        ("someone", []),
    ],
)
def test_identifiers_are_met_whole_or_by_their_beginning(query, found):
    assert keys(query, listed(NAMED)) == found


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("doi:10.1145/2009.77", "passes doi:10.1145/2009.77"),
        ("year:2009 -title:forgetting", "passes year:2009 -title:forgetting"),
        ("year:2010 OR year:2019", "passes year:2010"),
        ("thingeraser", "`thingeraser` in code"),
        ("2009.048", "`2009.048` ~ 2009.04872 in eprint"),
    ],
)
def test_filters_and_names_are_explained(query, reason):
    assert reason in [explain(hit) for hit in search(parse(query), VOCABULARY, listed(NAMED)).hits]


def facts(record):
    return [
        record.key, record.type, record.title, list(record.authors), record.year, record.preprint,
        {name: list(values) for name, values in record.values.items()}, record.url, record.doi,
        record.eprint, record.folded, dict(record.rest), record.line, record.start, record.end,
        record.source,
    ]  # fmt: skip


def test_nothing_depends_on_the_cache(tmp_path):
    path = tmp_path / "papers.bib"
    path.write_bytes(FROZEN.read_bytes())
    path.with_suffix(".toml").write_bytes(FROZEN.with_suffix(".toml").read_bytes())
    kept = Cache(tmp_path / "cache")
    asked = [Source(str(path), path)]
    load(asked, kept).remember()
    found = load(asked, kept)
    assert list(map(facts, found.records)) == list(map(facts, PAPERS))
    asked = (ROOT / "bench/search/queries_work.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for query in [line.split("\t")[1] for line in asked[::3]]:
        try:
            here = search(parse(query), VOCABULARY, PAPERS)
        except MialitError:
            continue
        there = search(parse(query), found.vocabulary, found.records)
        assert [(hit.record.key, hit.score) for hit in there.hits] == [
            (hit.record.key, hit.score) for hit in here.hits
        ]
        assert [explain(hit) for hit in there.hits] == [explain(hit) for hit in here.hits]
        assert (there.corrections, there.suggestions) == (here.corrections, here.suggestions)


def test_a_pasted_reference_may_name_its_doi_after_a_blank():
    pasted = "Doe, Jane and One, Al. Label-Only Attacks on GNNs. doi: 10.1145/1.2, year: 2021"
    assert keys(pasted, listed(SMALL))[:1] == ["two2021label"]
    with pytest.raises(UsageProblem):
        keys("label year: 2021", listed(SMALL))


@pytest.mark.parametrize("query", ["yearning", "ample", "qzxv"])
def test_a_word_of_english_is_no_typo_of_another(query):
    assert keys(query) == []


@pytest.mark.parametrize("query", ["privacy rsks", "irsks fairness"])
def test_a_missing_vowel_and_transposed_first_letters_are_typos(query):
    assert keys(query)


@pytest.mark.parametrize("query", ["sapling", "pests", "valuation", "shins"])
def test_a_word_of_the_dictionary_is_a_typo_only_beside_words_that_match(query):
    assert keys(query) == []
    assert keys("sapling attacks membership rahimian")[0] == "rahimian2019differential"


def test_a_word_of_english_is_no_other_word_by_two_typos():
    others = "".join(f"@misc{{k{number}, title={{Membership}}}}\n" for number in range(30))
    among = listed(f"@misc{{a, title={{Training on Objects}}}}\n{others}")
    assert keys("object trianing", among) == ["a"]
    assert keys("object tracking", among) == []


def test_a_word_of_english_that_is_near_a_common_name_counts_as_missing():
    others = "".join(f"@misc{{k{number}, author={{Chen, Jo}}}}\n" for number in range(30))
    among = listed(f"@misc{{a, title={{Code}}, venue={{Software Engineering}}}}\n{others}")
    assert keys("engine", among) == ["a"]
    assert keys("chess engine", among) == []


@pytest.mark.parametrize(
    ("query", "first"),
    [
        (
            'Hui, Bo, et al. "Practical blind membership inference attack via diferential '
            'comparisons." arXiv:1234.56789 (2021).',
            "hui2021practical",
        ),
        (
            'Long et al., "A pragmatic approach to membership inferences on machine learning '
            'models," in Proc. IEEE Eur. Symp. Secur. Privacy, Sep. 2020, pp. 521-534',
            "long2020pragmatic",
        ),
        ("Rezaei S, Liu X. CVPR 2021: 7892-7900", "rezaei2021difficulty"),
    ],
)
def test_a_reference_may_have_typos_and_numbers_that_the_list_lacks(query, first):
    assert keys(query)[0] == first


def test_a_phrase_that_is_no_references_title_stays_exact():
    assert keys('"practical blind membership inference attack via diferential comparisons"') == []
    assert keys('"practical blind membership inference attacks via diferential" hui') == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("sequencetosequence", "hisamoto2020membership"), ("labelonly", "choquettechoo2021label")],
)
def test_words_typed_as_one_may_be_three(query, wanted):
    assert wanted in keys(query)


def test_an_impossible_year_is_a_word_that_is_met_nowhere():
    assert keys("node level graph 1902") == keys("shokri explanations 2099") == []
    assert keys("practical blind 2023")[0] == "hui2021practical"


def test_an_irregular_form_may_be_declared_as_a_synonym():
    among = listed("@misc{one, title={Stolen Models}, year={2020}}")
    declared = parse_vocabulary('[synonyms]\nsteal = ["stolen"]\n', "synonyms.toml")
    assert keys("stealing models", among) == []
    found = search(parse("stealing models"), declared, among).hits
    assert [hit.record.key for hit in found] == ["one"]


PROSE = st.text(
    st.sampled_from("ab é½ﬁ추研.-'\u0301ü1モ") | st.characters(exclude_categories=["Cs"]),
    max_size=80,
)


@given(PROSE)
@settings(deadline=None, max_examples=200)
def test_every_word_of_an_abstract_is_found_where_it_stands(text):
    abstract = clean(text)
    bare = PAPERS[0]._replace(title="", authors=(), values={}, key="", year=None, doi=None)
    record = bare._replace(eprint=None, folded="\n" * 5, rest={"abstract": abstract})
    for word in set(fold(abstract).split()):
        if len(word) == 4 and word.isdigit():
            continue  # a year is the paper's
        (hit,) = search(Words(word, phrase=True), VOCABULARY, [record]).hits
        (match,) = hit.matches
        assert match.field == "abstract"
        assert abstract[match.start : match.end] == match.text
        assert word in fold(match.text).split()
