"""Words are looked for wherever an entry has some: in abstracts and tags, in any script."""

import json
import shlex

import pytest

from door import entry, keys, ok, run, visible, write

ABSTRACT = (
    'We study models. At a fixed {true-positive} rate of 1\\,\\% na{\\"i}ve attacks fail; '
    "the label {\\textbf{only}} setting is harder than it looks, as we show at length."
)
ENTRIES = {
    "abstract": {"title": "Leaks", "abstract": ABSTRACT, "keywords": "to-read; privacy, theory"},
    "apart": {"title": "Rates", "abstract": "A label is true. A note is positive."},
    "title": {"title": "True-Positive Rates of Trees", "year": "2016"},
    "journal": {"title": "Ohms", "journaltitle": "Zeitschrift f{\\\"u}r Beispiele", "year": "2020"},
    "book": {"title": "Volts", "booktitle": "Proceedings of Everything Electric, Reykjavik"},
    "note": {"title": "Watts", "note": "Read in 2016 by Quentin", "year": "2021"},
    "annotation": {"title": "Henries", "annotation": "An obiter dictum"},
    "annote": {"title": "Farads", "annote": "obiter scripta"},
    "subtitle": {"title": "Teslas", "subtitle": "Magnetism without tears"},
}  # fmt: skip


@pytest.fixture
def bib(folder):
    return write(folder, "".join(entry(key, fields) for key, fields in ENTRIES.items()))


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("true-positive", ["title", "abstract"]),
        ("truepositive", ["title"]),
        ('"true positive"', ["title", "abstract"]),
        ("naive", ["abstract"]),
        ("attack", ["abstract"]),  # the stem
        ("tag:x OR to-read", ["abstract"]),
        ("theory", ["abstract"]),
        ("Beispiele", ["journal"]),
        ("reykjavik", ["book"]),
        ("quentin", ["note"]),
        ("obiter", ["annotation", "annote"]),
        ("tears", ["subtitle"]),
        ("leaks naive", ["abstract"]),  # a word of the title and one of the abstract
        ("2016", ["title"]),  # a year is the paper's
        ("NOT naive privacy", []),
        ("theory label", ["abstract"]),
        ("quenton", []),  # a typo is not followed there
        ('"theory to read"', []),  # a phrase does not go from one text to the next
    ],
)
def test_search_looks_into_them_last(bib, query, found, more):
    if "tag:" in query:
        query = query.partition(" OR ")[2]
    assert keys("search", query, "-b", bib, *more) == found


@pytest.mark.parametrize("more", [(), ("--no-cache",)])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("to-read", {"abstract"}),
        ("true-positive", {"title", "abstract"}),
        ("true positive", {"title", "abstract", "apart"}),
        ("naiv", {"abstract"}),
        ("aive", set()),
        ("obiter", {"annotation", "annote"}),
        ("beispiele year:2020", {"journal"}),
        ("2016", {"title"}),
        ('"theory to read"', set()),
        ("obiter -scripta", {"annotation"}),
    ],
)
def test_list_looks_into_them(bib, query, found, more):
    assert set(keys("list", query, "-b", bib, *more)) == found
    assert int(ok("list", query, "-b", bib, "--count").out if found else "0") == len(found)


def test_what_stands_together_comes_before_what_stands_apart(bib):
    assert keys("search", "true positive", "-b", bib) == ["title", "abstract", "apart"]


def test_an_exact_word_in_an_abstract_is_worth_less_than_any_in_a_title(bib):
    hits = ok("search", "true-positive", "-b", bib, "--json").json
    scores = {hit["key"]: hit["score"] for hit in hits}
    assert scores["abstract"] < 65 < scores["title"]


def test_a_word_of_no_entry_still_finds_nothing(bib):
    for query in ("qwertz", "true-negative", "xylophon"):
        assert run("search", query, "-b", bib).code == 1


def test_a_row_says_where_words_are_that_no_column_shows(bib):
    shown = visible(ok("search", "true-positive", "-b", bib, "-f", "table").out)
    lines = [line for line in shown.splitlines() if "in abstract" in line]
    assert len(lines) == 1
    assert 'in abstract: "... At a fixed true-positive rate of 1 % naïve ..."' in lines[0]
    assert "in keywords" in ok("search", "theory", "-b", bib, "-f", "table").out
    assert "in " not in ok("search", "trees", "-b", bib, "-f", "table").out.replace("in title", "")
    assert "`tears` in subtitle" in ok("search", "tears", "-b", bib, "--explain", "-f", "table").out


def strings(bib, hit, match):
    """The string that *match* is in, of what JSON says of the entry."""
    (shown,) = ok("show", hit["key"], "-b", bib, "--json").json
    value = hit[match["field"]] if match["field"] in hit else shown["fields"][match["field"]]
    if match["index"] is not None:
        value = value[match["index"]]
    return str(value)


@pytest.mark.parametrize(
    "query",
    [
        "true-positive", "naive attacks", "to-read", "theory", "beispiele", "reykjavik", "quentin",
        "obiter", "tears", "true tres", "volts everything", '"label only"', "2016",
    ],
)  # fmt: skip
def test_positions_count_in_the_very_string_of_the_json(bib, query):
    hits = ok("search", query, "-b", bib, "--json").json
    assert hits
    for hit in hits:
        assert hit["matches"]
        for match in hit["matches"]:
            assert strings(bib, hit, match)[match["start"] : match["end"]] == match["text"]


def test_positions_in_names_and_lists(folder):
    text = entry(
        "k",
        {
            "title": "\U0001d53d Names of \U0001f600 People",
            "author": 'Ångström, Per-Åke and G{\\"o}del, Kurt and Sørensen, Ib',
            "keywords": "one, two words",
        },
    )
    bib = write(folder, text)
    for query, index, text in (
        ("goedel", 1, "Gödel"), ("angstrom", 0, "Ångström"), ("aangstroem", 0, "Ångström"),
        ("soerensen", 2, "Sørensen"), ("words", 1, "words"), ("people", None, "People"),
    ):  # fmt: skip
        (hit,) = ok("search", query, "-b", bib, "--json").json
        (match,) = hit["matches"]
        assert (match["index"], match["text"]) == (index, text)
        assert strings(bib, hit, match)[match["start"] : match["end"]] == text


def test_a_partial_answer_and_a_corrected_word_are_in_the_data(folder):
    bib = write(folder, entry("k", {"title": "Label-Only Membership Inference Attacks"}))
    (hit,) = ok("search", "lable only", "-b", bib, "--json").json
    assert (hit["partial"], hit["corrected"]) == (False, [{"from": "lable", "to": "Label"}])
    (hit,) = ok("search", "label only membership overfitting", "--json").json
    assert (hit["partial"], hit["corrected"]) == (True, [])
    (hit,) = ok("search", "label", "-b", bib, "--json", "--columns", "key,score,partial").json
    assert list(hit) == ["key", "score", "partial"]
    (hit,) = ok("search", "label", "-b", bib, "--json", "--columns", "score,matches,title").json
    assert list(hit) == ["score", "matches", "title"]
    assert hit["matches"][0]["text"] == "Label"
    line = ok("search", "label", "-b", bib, "-f", "jsonl", "--columns", "corrected,score").lines[0]
    assert list(json.loads(line)) == ["corrected", "score"]
    assert run("list", "label", "-b", bib, "--json", "--columns", "score").code == 2


# --- scripts without blanks -------------------------------------------------------------------

CJK = {
    "zh": {"title": "基于GAN的成员推理攻击", "author": "李明 and {王, 伟}"},
    "ja": {"title": "機械学習モデルの逆転攻撃について", "author": "佐藤, 健"},
    "ko": {"title": "한국어 언어모델에 대한 연구", "author": "김, 민수"},
    "in": {"title": "Plain", "abstract": "本文研究机器学习模型的隐私。", "keywords": "差分隐私"},
}


@pytest.fixture
def cjk(folder):
    return write(folder, "".join(entry(key, fields) for key, fields in CJK.items()))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("推理", {"zh"}),
        ("成员推理", {"zh"}),
        ("理推", set()),
        ("攻", {"zh", "ja"}),
        ("攻击", {"zh"}),
        ("GAN", {"zh"}),
        ("GAN的成员", {"zh"}),
        ("モデル", {"ja"}),
        ("ﾓﾃﾞﾙ", {"ja"}),  # half width
        ("学習", {"ja"}),
        ("逆転 学習", {"ja"}),
        ("언어", {"ko"}),
        ("모델", {"ko"}),
        ("어모", {"ko"}),
        ("연구", {"ko"}),
        ("隐私", {"in"}),
        ("分隐", {"in"}),
        ("习模型", {"in"}),
        ("王伟", {"zh"}),
        ("伟", {"zh"}),
        ("민수", {"ko"}),
        ("title:推理", {"zh"}),
        ("title:언어모델", {"ko"}),
        ("title:隐私", set()),
        ("author:李明", {"zh"}),
        ("author:明", {"zh"}),
        ("author:明李", set()),
        ("author:佐藤健", {"ja"}),
        ("author:佐藤", {"ja"}),
        ("keywords:隐私", {"in"}),
    ],
)
def test_any_part_is_found(cjk, query, found):
    assert set(keys("list", query, "-b", cjk)) == found
    assert set(keys("search", query, "-b", cjk)) == found


def test_decomposed_hangul_is_the_same(cjk):
    assert keys("list", "모델", "-b", cjk) == ["ko"]


def test_a_part_of_a_word_is_marked(cjk):
    (hit,) = ok("search", "推理攻击", "-b", cjk, "--json").json
    (match,) = hit["matches"]
    assert hit["title"][match["start"] : match["end"]] == match["text"] == "推理攻击"
    (hit,) = ok("search", "모델", "-b", cjk, "--json").json
    assert [match["text"] for match in hit["matches"]] == ["모델"]


# --- spellings of names -----------------------------------------------------------------------

NAMES = {
    "umlaut": 'M{\\"u}ller, Hans',
    "two": "Mueller, Eva",
    "plain": "Muller, Ann",
    "stroke": "{\\O}deg{\\aa}rd, Ida",
    "sharp": "Wei{\\ss}, Uwe",
    "m": "Manul, Michal",
    "b": "Baur, Noel",
}


@pytest.fixture
def named(folder):
    text = "".join(entry(key, {"title": "T", "author": name}) for key, name in NAMES.items())
    return write(folder, text)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("mueller", {"umlaut", "two"}),
        ("Müller", {"umlaut", "two", "plain"}),
        ("muller", {"umlaut", "plain"}),
        ("mueller hans", {"umlaut"}),
        ("MUELL", {"umlaut", "two"}),
        ("Ødegård", {"stroke"}),
        ("odegard", {"stroke"}),
        ("oedegaard", {"stroke"}),
        ("oedegard", {"stroke"}),
        ("weiss", {"sharp"}),
        ("weiß", {"sharp"}),
        # Letters that only look like an umlaut spelled out.
        ("manuel", set()),
        ("michael", set()),
        ("bauer", set()),
        ("noël", {"b"}),
    ],
)
def test_an_author_is_found_by_either_spelling(named, name, found):
    assert set(keys("list", "--author", name, "-b", named)) == found
    assert set(keys("list", f'author:"{name}"', "-b", named)) == found
    assert set(keys("search", f'author:"{name}"', "-b", named)) == found
    if " " not in name:
        assert set(keys("list", name, "-b", named)) == found


def test_search_puts_both_spellings_first(named):
    assert set(keys("search", "mueller", "-b", named)[:2]) == {"umlaut", "two"}
    assert set(keys("search", "Müller", "-b", named)[:3]) == {"umlaut", "two", "plain"}


# --- nobody -----------------------------------------------------------------------------------


@pytest.fixture
def open_ended(folder):
    text = entry("k", {"title": "T", "author": "Li, Ann and others", "year": "2020"})
    return write(folder, text + entry("o", {"title": "On the Origin", "author": "Otherson, Bo"}))


def test_and_others_is_nobody(open_ended):
    first, second = ok("list", "-b", open_ended, "--json", "--sort", "key").json
    assert (first["authors"], first["authors_complete"]) == (["Li, Ann"], False)
    assert (second["authors"], second["authors_complete"]) == (["Otherson, Bo"], True)
    assert "others\t" not in ok("list", "-b", open_ended, "-f", "tsv").out
    assert keys("list", "others", "-b", open_ended) == ["o"]
    assert keys("search", "others", "-b", open_ended) == ["o"]
    assert keys("list", "author:others", "-b", open_ended) == ["o"]
    (counted,) = ok("stats", "--by", "author", "-b", open_ended, "--json").json
    assert [value["value"] for value in counted["values"]] == ["Li, Ann", "Otherson, Bo"]
    assert "and others" in ok("export", "k", "-b", open_ended).out


# --- nothing found ----------------------------------------------------------------------------


def why(*words):
    result = run("search", *words)
    assert (result.code, result.out) == (1, "")
    return " ".join(result.err.split())


def test_search_says_which_word_fails():
    assert 'no entry has "qwertz"' in why("qwertz")
    told = why("label", "only", "qwertz")
    assert 'no entry has "qwertz"' in told
    matching, _, again = told.partition("without it ")[2].partition(": ")
    assert again == "mialit search label only"
    assert matching == "1 entry matches"
    assert ok(*again.split()[1:], "--count").out == "1\n"


def test_it_names_all_that_fail_and_keeps_options():
    told = why("qwertz", "label", "asdfgh", "--kind", "attack", "--year", "2021")
    assert 'no entry has "qwertz" or "asdfgh"' in told
    assert "; without them 1 entry matches: mialit search --year 2021 --kind attack label" in told
    told = why("qwertz", "--year", "2021")
    assert "without" not in told
    assert "perhaps" in why("membershipz xq")


def test_words_that_no_entry_has_together_are_named(folder):
    bib = write(folder, entry("a", {"title": "Alpha Beta"}) + entry("b", {"title": "Gamma"}))
    told = why("alpha", "gamma", "-b", bib)
    assert 'no entry has all of "alpha", "gamma"' in told
    assert f'without "alpha" 1 entry matches: mialit search --bib {bib} gamma' in told
    told = why('"beta alpha" gamma', "-b", bib)
    assert 'no entry has "beta alpha"' in told


@pytest.mark.parametrize("count", [7, 11])
def test_of_many_words_the_one_to_leave_out_is_named(folder, count):
    greek = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa"]
    greek = [*greek, "lambda", "omicron", "sigma"][:count]
    # A title that has much more is not quoted by the query; words of all entries weigh little.
    title = f"{' '.join(word for word in greek if word != 'delta')} {'other ' * 2 * count}"
    years = ["2021", *["2020"] * 39]
    papers = [entry(f"a{n}", {"title": title, "year": year}) for n, year in enumerate(years)]
    bib = write(folder, "".join(papers) + entry("d", {"title": "A delta", "year": "2020"}))
    told = why(*greek, "the", "year:2020", "-b", bib)
    assert "no entry has all of" in told
    matching, _, again = told.partition('without "delta" ')[2].partition(": ")
    assert matching == "39 entries match"
    assert len(keys(*shlex.split(again)[1:])) == 39
