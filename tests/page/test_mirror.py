"""The page's script folds and stems words as the program does; so both find the same."""

from itertools import pairwise

import pytest

from door import FROZEN, ROOT
from mialit.page.script import search_script
from mialit.search.query_terms import query_terms
from mialit.search.stemming import are_related, common_start, spelling, stem
from mialit.storage.bibliography import load
from mialit.storage.sources import Source
from mialit.text.normalize import fold, spelled_out

pytestmark = pytest.mark.chromium("words are compared by the same script in any browser")

SCRIPT = search_script()


def answers(visit, function, texts):
    # The text is evaluated outside of the page's own script, which its policy forbids.
    page = visit(bypass_csp=True)
    return page.evaluate(f"(texts) => {{ {SCRIPT}\n return texts.map({function}); }}", texts)


def test_every_character_folds_alike(visit):
    planes = [*range(0x20, 0xD800), *range(0xE000, 0x3000 + 0xE000)]
    texts = [f"a{chr(code)}b" for code in planes if chr(code).isprintable()]
    folded = answers(visit, "(text) => fold(text)", texts)
    differing = [text for text, ours in zip(texts, folded, strict=True) if ours != fold(text)]
    # Browsers and Pythons know different versions of Unicode, and casefold is no lower().
    assert len(differing) < 0.01 * len(texts), differing[:50]
    latin_greek_cyrillic = [text for text in differing if ord(text[1]) < 0x530]
    assert latin_greek_cyrillic == []


def test_names_are_spelled_out_alike(visit):
    names = ["Müller, Hans", "Ångström, Per-Åke", "Ødegård, O\u0308ne", "Muller", "Noël", "王, 伟"]
    ours = [list(spelled_out(name)) for name in names]
    assert answers(visit, "(name) => spelledOut(name)", names) == ours
    assert ours[0] == ["Mueller, Hans"]


def test_a_query_of_several_scripts_is_split_alike(visit):
    queries = ["成员推理", "GAN的成员", "攻", "label-only", "S&P", "언어모델 GAN을", "モデル"]
    ours = [[term.word for term in query_terms(query.split())] for query in queries]
    asked = "(query) => queryTerms(query.split(' ')).map((term) => term.word)"
    assert answers(visit, asked, queries) == ours
    assert ours[:2] == [["成 员 推 理"], ["gan", "的 成 员"]]


def words_of_the_lists():
    lists = (FROZEN, ROOT / "bench/search/titles.bib")
    catalogues = [load([Source(path.name, path)]) for path in lists]
    return sorted(
        {
            word
            for catalogue in catalogues
            for record in catalogue.records
            for word in record.folded.split()
        }
        | {"memorisation", "analyses", "analysed", "defences", "licence", "behaviour", "grey"}
    )


def test_words_have_the_same_stems(visit):
    words = words_of_the_lists()
    assert len(words) > 1500
    theirs = answers(visit, "(word) => [stem(word), spelling(word), commonStart(word)]", words)
    assert theirs == [[stem(word), spelling(word), common_start(word)] for word in words]


def test_the_same_words_are_related(visit):
    words = words_of_the_lists()
    pairs = [[one, other] for one, other in pairwise(words) if one[:3] == other[:3]]
    pairs += [["explain", "explanation"], ["inversion", "invert"], ["memory", "memorial"]]
    ours = [are_related(one, other) for one, other in pairs]
    assert 50 < sum(ours) < len(ours) - 50
    assert answers(visit, "([one, other]) => areRelated(one, other)", pairs) == ours


def test_distances_are_the_same(visit):
    from rapidfuzz.distance import DamerauLevenshtein

    pairs = [
        ("membership", "memberhsip"), ("ca", "abc"), ("attack", "attach"), ("", "abc"),
        ("label", "lable"), ("inference", "infrence"), ("abcdef", "badcfe"), ("same", "same"),
    ]  # fmt: skip
    theirs = answers(visit, "([a, b]) => distance(a, b)", [list(pair) for pair in pairs])
    assert theirs == [DamerauLevenshtein.distance(a, b) for a, b in pairs]
