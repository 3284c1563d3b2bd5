"""`mialit check` at the user's door: what is silent, what is found, and how it is said."""
# ruff: noqa: RUF001, E501 (dashes and letters as people type them; a row is a line)

import re
import shutil

import pytest

from door import (
    BUNDLED,
    CONTROL,
    FROZEN,
    MANUSCRIPT,
    ROOT,
    entry,
    ok,
    on_terminal,
    run,
    shell,
    visible,
    write,
)
from mialit.checking.rules import ON_REQUEST, RULES

# A list of our own. Its papers are invented; conferences and journals are real.
LIST = {
    "known2020leaks": {
        "title": "Leaks of {GANs}: How R{\\'e}nyi Attacks \\& Defenses Meet $\\ell_2$ Norms",
        "author": 'M{\\"u}ller, Hans-Peter and van der Berg, Anna Maria and Zhang, Yang and Li, Wei',
        "booktitle": "2020 {IEEE} Symposium on Security and Privacy ({SP})",
        "year": "2020",
        "pages": "1021--1035",
        "doi": "10.1109/SP.2020.00042",
        "eprint": "1903.01234",
        "venue": "S\\&P",
        "released": "2019-03",
    },
    "other2021query": {
        "title": "Query Budgets for Membership Inference",
        "author": "Ito, Ken and Weber, Jana and Choquette-Choo, Chris",
        "booktitle": "International Conference on Machine Learning",
        "year": "2021",
        "doi": "10.5555/3524938.1",
        "eprint": "2007.04321",
        "venue": "ICML",
        "released": "2020-07",
        "formerly": "How Many Questions Does Membership Take?",
    },
    "journal2022online": {
        "title": "Online First and Printed Later in a Journal",
        "author": "Novak, Petra and Rossi, Paolo",
        "journal": "IEEE Transactions on Information Forensics and Security",
        "year": "2022",
        "pages": "103201",
        "doi": "10.1109/TIFS.2022.1",
        "venue": "TIFS",
        "released": "2021-11",
    },
    "draft2023only": {
        "title": "A Preprint That Nobody Has Published Yet",
        "author": "Santos, Maria and Kim, Min-Jun and Olsen, Kjell",
        "year": "2023",
        "eprint": "2301.00042",
        "archiveprefix": "arXiv",
        "venue": "arXiv",
        "released": "2022-12",
    },
    "alone2019notes": {
        "title": "Short Notes",
        "author": "Santos, Maria",
        "booktitle": "{ICML}",
        "year": "2019",
        "venue": "ICML",
    },
}
KINDS = {"journal2022online": "article", "draft2023only": "misc"}
KNOWN, OTHER, JOURNAL, DRAFT, ALONE = LIST
OWN = ("venue", "released", "formerly")


def bibliography():
    return "\n".join(entry(k, fields, KINDS.get(k, "inproceedings")) for k, fields in LIST.items())


def cited(key, paper, **changes):
    """The paper as a manuscript cites it; a change to None takes a field out."""
    fields = {name: text for name, text in LIST[paper].items() if name not in OWN}
    kind = changes.pop("kind", KINDS.get(paper, "inproceedings"))
    fields |= changes
    return entry(key, {name: text for name, text in fields.items() if text is not None}, kind)


def checked(folder, text, *words, name="refs.bib"):
    """The findings in *text*, held against `LIST`."""
    bib = write(folder, bibliography(), "list.bib")
    refs = write(folder, text, name)
    result = run("check", refs.name, "-b", bib.name, "--json", *words, cwd=folder)
    found = result.json
    notes = all(each["severity"] == "note" for each in found)
    assert result.code == (0 if notes else 1), result.err
    return found


def rules_of(found):
    return [(each["rule"], each["paper"]) for each in found]


INITIALS = 'H.-P. M{\\"u}ller and A. M. van der Berg and Y. Zhang and W. Li'
SILENT = [
    (KNOWN, {}),
    # Titles.
    (KNOWN, {"title": "LEAKS OF GANS: HOW R{\\'E}NYI ATTACKS AND DEFENSES MEET $\\ell_2$ NORMS"}),
    (KNOWN, {"title": "Leaks of {G}{A}{N}s: how Renyi attacks \\& defences meet $\\ell_2$ norms."}),
    (KNOWN, {"title": "Leaks of GANs -- How Rényi-Attacks & Defenses Meet ℓ2 Norms"}),
    (KNOWN, {"title": "Leaks of GANs", "subtitle": "How Rényi Attacks \\& Defenses Meet ℓ2 Norms"}),
    (OTHER, {"title": "Query Budgets for Membership Inference (Extended Version)"}),
    (OTHER, {"title": "Query Budgets for Membership Inference [extended abstract]"}),
    # People.
    (KNOWN, {"author": INITIALS}),
    (KNOWN, {"author": "H P Mueller and A van der Berg and Y Zhang and W Li"}),
    (KNOWN, {"author": "Muller, H. and Berg, Anna M. van der and Zhang, Y. and Li, W."}),
    (KNOWN, {"author": "Hans Peter M{\\\"u}ller and Anna van der Berg and Yang Zhang and Wei Li"}),
    (KNOWN, {"author": "M{\\\"u}ller, Hanspeter and van der Berg, Anna and Yang, Zhang and Li, Wei"}),
    (KNOWN, {"author": "M{\\\"u}ller, Hans-Peter and others"}),
    (KNOWN, {"author": "M{\\\"u}ller, H.-P. and van der Berg, A. and others"}),
    (KNOWN, {"author": "M{\\\"u}ller, Hans-Peter and et al."}),
    (KNOWN, {"author": "Hans-Peter M{\\\"u}ller et al."}),
    (OTHER, {"author": "K. Ito and J. Weber and C. Choquette Choo"}),
    (OTHER, {"author": "Ito, K. and Weber, J. and Choo, Christopher Choquette"}),
    # Venues.
    (KNOWN, {"booktitle": "S\\&P"}),
    (KNOWN, {"booktitle": "Proc. of the 2020 IEEE S\\&P"}),
    (KNOWN, {"booktitle": "Proceedings of the 41st {IEEE} Symposium on Security and Privacy, May"}),
    (KNOWN, {"booktitle": "Oakland"}),
    (KNOWN, {"booktitle": "Proc. IEEE Symp. Secur. Priv."}),
    (KNOWN, {"booktitle": None, "eventtitle": "IEEE Symposium on Security and Privacy"}),
    (OTHER, {"booktitle": "Proceedings of the 38th International Conference on Machine Learning, "
             "ICML 2021, 18--24 July 2021, Virtual Event", "series": "PMLR", "volume": "139"}),
    (JOURNAL, {"journal": "IEEE Trans. Inf. Forensics Secur."}),
    (JOURNAL, {"journal": None, "journaltitle": "IEEE Trans. Information Forensics and Security"}),
    # Years.
    (JOURNAL, {"year": "2021"}),
    (KNOWN, {"year": None, "date": "2020-05-18"}),
    (DRAFT, {"year": "2022"}),
    (KNOWN, {"year": "in press"}),
    # Pages.
    (KNOWN, {"pages": "1021-1035"}),
    (KNOWN, {"pages": "1021 – 1035"}),
    (KNOWN, {"pages": "pp. 1021--35"}),
    (KNOWN, {"pages": "1021"}),
    (KNOWN, {"pages": "1021+"}),
    (KNOWN, {"pages": "15 pages"}),
    (JOURNAL, {"pages": "1--14"}),
    (JOURNAL, {"pages": None, "articleno": "103201"}),
    # Identifiers.
    (KNOWN, {"doi": "https://doi.org/10.1109/sp.2020.00042"}),
    (KNOWN, {"doi": "DOI: 10.1109/SP.2020.00042"}),
    (KNOWN, {"doi": None, "url": "https://doi.org/10.1109/SP.2020.00042"}),
    (KNOWN, {"doi": None, "eprint": None}),
    (KNOWN, {"doi": "10.48550/arXiv.1903.01234"}),
    (KNOWN, {"eprint": "arXiv:1903.01234v3"}),
    (DRAFT, {"doi": "10.48550/ARXIV.2301.00042"}),
    # A preprint is cited as one.
    (DRAFT, {"kind": "article", "journal": "arXiv preprint arXiv:2301.00042", "eprint": None,
             "archiveprefix": None}),
    (DRAFT, {"kind": "article", "journal": "CoRR", "volume": "abs/2301.00042", "eprint": None}),
    (DRAFT, {"howpublished": "arXiv:2301.00042", "eprint": None, "archiveprefix": None}),
    (DRAFT, {"howpublished": "arXiv preprint 2301.00042", "eprint": None, "archiveprefix": None}),
    (DRAFT, {"booktitle": "Submitted to NeurIPS", "kind": "inproceedings"}),
    (DRAFT, {"booktitle": "NeurIPS", "note": "Under review", "kind": "inproceedings"}),
    # What is no statement about the paper.
    (KNOWN, {"month": "may", "publisher": "IEEE", "address": "San Francisco", "note": "Read"}),
]  # fmt: skip


def test_what_an_entry_may_do_is_silent(folder):
    text = "\n".join(cited(f"row{n}", paper, **row) for n, (paper, row) in enumerate(SILENT))
    found = checked(folder, text, "--unknown", "--ignore", "duplicate-entry,undefined-macro")
    assert {each["key"]: (SILENT[int(each["key"][3:])], each["message"]) for each in found} == {}


ELSEWHERE = {"booktitle": None, "pages": None, "doi": None}
FOUND = [
    # rule, paper, change, field, says, has
    ("stale-preprint", KNOWN, {**ELSEWHERE, "kind": "misc", "year": "2019"}, "eprint",
     "arXiv:1903.01234 2019", "S&P 2020"),
    ("stale-preprint", KNOWN, {**ELSEWHERE, "kind": "article", "year": "2019", "eprint": None,
                               "journal": "arXiv preprint arXiv:1903.01234"}, "journal",
     "arXiv:1903.01234 2019", "S&P 2020"),
    ("stale-preprint", KNOWN, {**ELSEWHERE, "kind": "article", "eprint": None, "journal": "CoRR",
                               "volume": "abs/1903.01234"}, "journal",
     "arXiv:1903.01234 2020", "S&P 2020"),
    ("stale-preprint", OTHER, {**ELSEWHERE, "kind": "misc", "year": "2020",
                               "title": "How Many Questions Does Membership Take?"}, "eprint",
     "arXiv:2007.04321 2020", "ICML 2021"),
    ("not-published", DRAFT, {"kind": "inproceedings", "booktitle": "NeurIPS"}, "booktitle",
     "NeurIPS 2023", "arXiv:2301.00042"),
    ("not-published", DRAFT, {"kind": "article", "journal": "Nature", "year": "2024"}, "journal",
     "Nature 2024", "arXiv:2301.00042"),
    ("retitled", OTHER, {"title": "How many questions does membership take"}, "title",
     "How many questions does membership take", "Query Budgets for Membership Inference"),
    ("title-differs", OTHER, {"title": "Query Bounds for Membership Inference"}, "title",
     "Query Bounds for Membership Inference", "Query Budgets for Membership Inference"),
    ("title-differs", OTHER, {"title": "Query Limits of Membership Inference", "doi": None,
                              "eprint": None}, "title",
     "Query Limits of Membership Inference", "Query Budgets for Membership Inference"),
    ("title-differs", KNOWN, {"title": "Leaks of GANs", "doi": None, "eprint": None,
                              "subtitle": "How Rényi Attacks \\& Defences Face ℓ2 Norms"}, "title",
     "Leaks of GANs: How Rényi Attacks & Defences Face ℓ2 Norms",
     "Leaks of GANs: How Rényi Attacks & Defenses Meet ℓ₂ Norms"),
    ("authors-missing", KNOWN, {"title": "Leaks", "subtitle": "of GANs: How Rényi Attacks \\& "
                                "Defenses Meet ℓ2 Norms", "doi": None, "eprint": None,
                                "author": "Zhang, Yang"}, "author", "Zhang, Yang",
     "Müller, Hans-Peter; van der Berg, Anna Maria; Zhang, Yang; Li, Wei"),
    ("title-differs", OTHER, {"title": None}, "title", None,
     "Query Budgets for Membership Inference"),
    ("authors-missing", KNOWN, {"author": "M{\\\"u}ller, H. and van der Berg, A. and Zhang, Y."},
     "author", "Müller, H.; van der Berg, A.; Zhang, Y.",
     "Müller, Hans-Peter; van der Berg, Anna Maria; Zhang, Yang; Li, Wei"),
    ("authors-missing", OTHER, {"author": "Ito, Ken and Choquette-Choo, Chris and others"},
     "author", "Ito, Ken; Choquette-Choo, Chris; others",
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-missing", OTHER, {"author": None}, "author", None,
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Ito, Ken and Weber, Hanna and Choquette-Choo, Chris"},
     "author", "Ito, Ken; Weber, Hanna; Choquette-Choo, Chris",
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Ito, K. and Wber, J. and Choquette-Choo, C."},
     "author", "Ito, K.; Wber, J.; Choquette-Choo, C.",
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Doe, Jane and Roe, Richard"}, "author",
     "Doe, Jane; Roe, Richard", "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Doe, Jane and Roe, Richard", "doi": None, "eprint": None},
     "author", "Doe, Jane; Roe, Richard", "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": LIST[JOURNAL]["author"], "doi": None, "eprint": None,
                               "booktitle": None}, "author", "Novak, Petra; Rossi, Paolo",
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Ken Ito, Jana Weber, C. Choquette-Choo", "doi": None,
                               "eprint": None, "booktitle": None}, "author",
     "Ken Ito, Jana Weber, C. Choquette-Choo", "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("authors-differ", OTHER, {"author": "Ken Ito, Jana Weber and Chris Choquette-Choo"}, "author",
     "Ken Ito, Jana Weber; Choquette-Choo, Chris", "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("author-order", OTHER, {"author": "Weber, Jana and Ito, Ken and Choquette-Choo, Chris"},
     "author", "Weber, Jana; Ito, Ken; Choquette-Choo, Chris",
     "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("author-order", OTHER, {"author": "Weber, J. and Ito, K. and others"}, "author",
     "Weber, J.; Ito, K.; others", "Ito, Ken; Weber, Jana; Choquette-Choo, Chris"),
    ("venue-differs", KNOWN, {"booktitle": "USENIX Security Symposium"}, "booktitle",
     "USENIX Security 2020", "S&P 2020"),
    ("venue-differs", KNOWN, {"booktitle": "European Symposium on Security and Privacy"},
     "booktitle", "EuroS&P 2020", "S&P 2020"),
    ("venue-differs", KNOWN, {"booktitle": "IEEE Security and Privacy Workshops"}, "booktitle",
     "S&P Workshop 2020", "S&P 2020"),
    ("venue-differs", KNOWN, {"booktitle": "Global Conference on Private Things"}, "booktitle",
     "Global Conference on Private Things 2020", "S&P 2020"),
    ("venue-differs", KNOWN, {"booktitle": "CCS", "year": "2021", "pages": "3--9", "doi": None},
     "booktitle", "CCS 2021", "S&P 2020"),
    ("venue-differs", OTHER, {"booktitle": "Journal of Machine Learning Research"}, "booktitle",
     "JMLR 2021", "ICML 2021"),
    ("year-differs", KNOWN, {"year": "2021"}, "year", "2021", "2020"),
    ("year-differs", KNOWN, {"year": "2019"}, "year", "2019", "2020"),
    ("year-differs", KNOWN, {"year": None, "date": "2019-05"}, "date", "2019", "2020"),
    ("year-differs", DRAFT, {"year": "2024"}, "year", "2024", "2023"),
    ("year-differs", JOURNAL, {"year": "2023"}, "year", "2023", "2022"),
    ("pages-differ", KNOWN, {"pages": "1021--1036"}, "pages", "1021–1036", "1021–1035"),
    ("pages-differ", KNOWN, {"pages": "1012-1035"}, "pages", "1012-1035", "1021–1035"),
    ("pages-differ", KNOWN, {"pages": "12"}, "pages", "12", "1021–1035"),
    ("pages-differ", JOURNAL, {"pages": "103202"}, "pages", "103202", "103201"),
    ("doi-differs", KNOWN, {"doi": "10.1109/SP.2020.00024"}, "doi", "10.1109/sp.2020.00024",
     "10.1109/sp.2020.00042"),
    ("eprint-differs", KNOWN, {"eprint": "1903.04321"}, "eprint", "1903.04321", "1903.01234"),
    ("eprint-differs", DRAFT, {"eprint": "2301.00024"}, "eprint", "2301.00024", "2301.00042"),
    ("doi-of-another-paper", KNOWN, {"doi": "10.1109/TIFS.2022.1"}, "doi", "10.1109/tifs.2022.1",
     "10.1109/sp.2020.00042"),
    ("doi-of-another-paper", ALONE, {"doi": "10.1109/TIFS.2022.1"}, "doi", "10.1109/tifs.2022.1",
     None),
    ("eprint-of-another-paper", KNOWN, {"eprint": None,
                                        "note": "\\url{https://arxiv.org/pdf/2301.00042v1}"},
     "eprint", "2301.00042", "1903.01234"),
    ("eprint-of-another-paper", KNOWN, {"eprint": "2301.00042"}, "eprint", "2301.00042",
     "1903.01234"),
]  # fmt: skip


def test_one_cause_is_one_finding(folder):
    rows = [cited(f"row{n}", paper, **row) for n, (_, paper, row, *_) in enumerate(FOUND)]
    found = checked(folder, "\n".join(rows), "--unknown", "--ignore", "duplicate-entry")
    for number, (rule, paper, change, field, says, has) in enumerate(FOUND):
        own = [each for each in found if each["key"] == f"row{number}"]
        assert rules_of(own) == [(rule, paper)], (change, own)
        assert (own[0]["field"], own[0]["says"], own[0]["has"]) == (field, says, has), change
        assert own[0]["severity"] == "warning"


def test_names_without_and_between_them_are_their_own_cause(folder):
    (found,) = checked(
        folder, cited("a", OTHER, author="Ken Ito; Jana Weber; Chris Choquette-Choo")
    )
    assert "separate names by ` and `" in found["message"]
    assert "Weber, Jana" in found["message"]


def test_every_rule_is_found_by_a_row_or_a_test():
    elsewhere = {"duplicate-entry", "undefined-key", *ON_REQUEST}
    assert {rule for rule, *_ in FOUND} | elsewhere == {rule.name for rule in RULES}


def test_a_subtitle_left_off_is_a_note(folder):
    (found,) = checked(folder, cited("a", KNOWN, title="Leaks of {GANs}"))
    assert (found["rule"], found["severity"], found["paper"]) == ("title-differs", "note", KNOWN)


def test_two_causes_are_two_findings(folder):
    text = cited("a", KNOWN, title="Leaks of VAEs: How Rényi Attacks \\& Defenses Meet ℓ2 Norms",
                 author=LIST[KNOWN]["author"].replace("Li, Wei", "Li, Bo"))  # fmt: skip
    assert rules_of(checked(folder, text)) == [("title-differs", KNOWN), ("authors-differ", KNOWN)]


PREPRINT = {"booktitle": None, "pages": None, "doi": None, "kind": "misc"}
STRANGERS = [
    # A near title by other people, and the same title by other people elsewhere.
    {"title": "Query Budgets for Membership Inference Attacks", "author": "Doe, J", "year": "2021"},
    {"title": LIST[OTHER]["title"], "author": "Doe, J and Roe, R", "year": "2021"},
    {"title": LIST[OTHER]["title"], "author": "Doe, J", "year": "2018", "booktitle": "CCS"},
    # An identifier of its own says that it is something else.
    {"title": LIST[OTHER]["title"], "author": "Doe, J", "year": "2021", "booktitle": "ICML",
     "doi": "10.1000/1"},
    # A near title by the same people at another time, and another title at the same one.
    {"title": "Query Bounds for Membership Inference", "author": LIST[OTHER]["author"],
     "year": "2025"},
    {"title": "Label Budgets for Attribute Stealing", "author": LIST[OTHER]["author"],
     "year": "2021", "booktitle": "ICML"},
    {"title": "Query Bounds for Membership Inference", "author": "Ito, Ken and Doe, Jane and Roe, R",
     "year": "2021"},
    {"title": "Leaks of GANs: A Longer Look", "author": LIST[KNOWN]["author"], "year": "2021",
     "booktitle": "CCS"},
    # Nobody, and nothing that confirms it.
    {"title": LIST[OTHER]["title"]},
    {"title": "Short Notes", "author": "Doe, Jane", "year": "2019", "booktitle": "ICML"},
    {"author": LIST[OTHER]["author"], "year": "2021"},
    {"title": "Preface"},
]  # fmt: skip


def test_another_paper_is_unknown(folder):
    text = "\n".join(entry(f"row{n}", row, "inproceedings") for n, row in enumerate(STRANGERS))
    text += entry("thesis", {name: LIST[OTHER][name] for name in ("title", "author")}, "phdthesis")
    assert checked(folder, text, "--ignore", "duplicate-entry") == []
    found = checked(folder, text, "--unknown", "--ignore", "duplicate-entry")
    expected = [*(f"row{n}" for n in range(len(STRANGERS))), "thesis"]
    assert [(each["key"], each["rule"], each["paper"], each["severity"]) for each in found] == [
        (key, "unknown-entry", None, "note") for key in expected
    ]


def test_a_foreign_entry_with_an_identifier_of_the_list_has_that_wrong(folder):
    text = entry("a", {"title": "On Trees", "author": "Doe, J", "doi": LIST[KNOWN]["doi"]})
    (found,) = checked(folder, text, "--unknown")
    assert (found["rule"], found["paper"]) == ("doi-of-another-paper", KNOWN)


@pytest.mark.parametrize(
    ("title", "people", "identifier", "paper", "rule"),
    [
        # Of title, people and identifier two name the paper.
        (OTHER, KNOWN, OTHER, OTHER, "authors-differ"),
        (OTHER, KNOWN, KNOWN, KNOWN, "title-differs"),
        (OTHER, OTHER, KNOWN, OTHER, "doi-of-another-paper"),
        (OTHER, KNOWN, None, OTHER, "authors-differ"),
    ],
)
def test_a_hybrid_is_the_paper_that_most_speaks_for(folder, title, people, identifier, paper, rule):
    fields = {"title": LIST[title]["title"], "author": LIST[people]["author"]}
    if identifier:
        fields["doi"] = LIST[identifier]["doi"]
    assert rules_of(checked(folder, entry("a", fields))) == [(rule, paper)]


def test_the_same_paper_twice(folder):
    text = cited("a", KNOWN) + cited("b", KNOWN, **PREPRINT) + entry("c", {"title": "On Trees"})
    found = checked(folder, text)
    assert [(each["key"], each["rule"]) for each in found] == [
        ("b", "duplicate-entry"), ("b", "stale-preprint")
    ]  # fmt: skip
    assert found[0]["message"] == "b: the same paper as `a` (refs.bib:1); cite one, delete one"


def test_a_title_of_a_paper_by_all_other_people_is_not_called_the_same_paper(folder):
    other = cited("b", OTHER, author="Doe, Jane and Roe, Rick", doi=None, eprint=None)
    found = checked(folder, cited("a", OTHER) + other)
    assert [each["rule"] for each in found] == ["authors-differ"]


def test_a_paper_that_the_list_does_not_know_twice(folder):
    fields = {"title": "On the Growth of Trees", "author": "Doe, Jane"}
    text = entry("a", fields) + entry("b", {**fields, "author": "Roe, R"}) + entry("c", fields)
    (found,) = checked(folder, text)
    assert (found["key"], found["rule"], found["paper"]) == ("c", "duplicate-entry", None)


def test_what_is_broken_is_said_as_lint_says_it(folder):
    text = "@misc{a,\n  title = {One}\n  year = 2020\n}\n@misc{A, title = nope}\n"
    found = checked(folder, text)
    assert [(each["line"], each["column"], each["rule"], each["severity"]) for each in found] == [
        (each["line"], each["column"], each["rule"], each["severity"])
        for each in run("lint", "refs.bib", "--json", cwd=folder).json
        if each["rule"] in ("syntax", "duplicate-key", "undefined-macro")
    ]
    assert {each["rule"] for each in found} == {"syntax", "duplicate-key", "undefined-macro"}
    assert checked(folder, text, "--ignore", "syntax,duplicate-key,undefined-macro") == []


def test_places_are_those_of_the_fields(folder):
    text = (
        "\r\n% é\r\n@inproceedings{a, title={Query Bounds for Membership Inference},\r\n"
        "  author = {Ito, Ken and others}, YEAR = 2020,\r\n"
        "  note = {year = 2021}, booktitle = {ICML}}\r\n"
    )
    found = checked(folder, text)
    assert [(each["rule"], each["line"], each["column"]) for each in found] == [
        ("title-differs", 3, 19), ("year-differs", 4, 35)
    ]  # fmt: skip


def test_the_bundled_list_and_the_frozen_one_agree_with_themselves(folder):
    for bib in (BUNDLED, FROZEN):
        shutil.copy(bib, folder / "refs.bib")
        result = ok("check", "refs.bib", "-b", bib, "--unknown", cwd=folder)
        assert result.out == ""
        assert re.search(r"0 findings; (\d+) of \1 entries of refs.bib are listed", result.err)


def test_a_manuscript_that_is_the_list_itself_is_said(folder):
    """Held against itself nothing can differ, which looks as if all were right."""
    write(folder, cited("a", OTHER, year="1999"), "refs.bib")
    note = "note: the list asked is the manuscript's own refs.bib, held against itself"
    assert note in ok("check", "refs.bib", cwd=folder, env={"MIALIT_BIB": "refs.bib"}).err
    assert note in ok("check", "refs.bib", "-b", "./refs.bib", cwd=folder).err.replace("./", "")
    write(folder, bibliography(), "list.bib")
    assert "note" not in run("check", "refs.bib", "-b", "list.bib", cwd=folder).err


# ------------------------------------------------------------------ manuscripts that cite


@pytest.fixture
def paper(folder):
    shutil.copytree(MANUSCRIPT, folder, dirs_exist_ok=True)
    shutil.copy(FROZEN, folder / "list.bib")
    return folder


@pytest.mark.parametrize("name", ["refs.bib", "paper.tex", "paper.aux"])
def test_a_manuscript_leads_to_its_bibliography(paper, name):
    uncited = ["--uncited"] if name != "refs.bib" else []
    result = ok("check", name, "-b", "list.bib", *uncited, cwd=paper)
    assert (result.out, result.err) == (
        "", "0 findings; 2 of 3 entries of refs.bib are listed\n"
    )  # fmt: skip


def test_keys_that_no_bibliography_has(paper):
    write(paper, "\\relax\n\\citation{mia,MIA,nope}\n\\citation{nope}\n\\bibdata{refs}\n", "p.aux")
    result = run("check", "p.aux", "-b", "list.bib", cwd=paper)
    assert result.code == 1
    assert result.lines == [
        "p.aux:2:19: undefined-key no bibliography of the manuscript has the key `nope`"
    ]


def test_entries_that_are_not_cited(paper):
    write(paper, "\\citation{mia}\n\\bibdata{refs}\n", "p.aux")
    assert ok("check", "p.aux", "-b", "list.bib", cwd=paper).out == ""
    result = run("check", "p.aux", "-b", "list.bib", "--uncited", "--json", cwd=paper)
    assert [(each["rule"], each["key"]) for each in result.json] == [
        ("uncited-entry", "label-only"), ("uncited-entry", "turing")
    ]  # fmt: skip
    write(paper, "\\citation{*}\n\\bibdata{refs}\n", "p.aux")
    assert ok("check", "p.aux", "-b", "list.bib", "--uncited", cwd=paper).out == ""


@pytest.mark.parametrize("words", [["--uncited"], ["--select", "uncited-entry"]])
def test_a_bibliography_alone_does_not_say_what_is_cited(paper, words):
    result = run("check", "refs.bib", "-b", "list.bib", *words, cwd=paper)
    assert (result.code, result.out) == (2, "")
    assert "name its manuscript's .tex, .aux or .bcf file" in result.err
    assert ok("check", "paper.tex", "refs.bib", "-b", "list.bib", *words, cwd=paper).out == ""


BIBER, BIBTEX = "\\usepackage{biblatex}", "\\usepackage{natbib}"
CITING = [
    # what a .tex says; undefined and uncited keys
    (f"{BIBER}\\cite{{a}}\\cite{{older}}", [], ["c", "q"]),
    # BibTeX knows no other keys.
    (f"{BIBTEX}\\cite{{a}}\\cite{{older}}", ["older"], ["b", "c", "q"]),
    # What an entry refers to that is uncited itself is uncited.
    (f"{BIBER}\\cite{{a,b,c}}", [], []),
    # That a command of the user's cites is a guess, which misses nothing and counts all the same.
    (f"{BIBER}\\cite{{a,b}}\\quickcite{{c,no}}", [], []),
    # A reference that stands in the text is no entry.
    (f"{BIBTEX}\\cite{{a,b,c,own}}\\begin{{thebibliography}}{{1}}\\bibitem{{own}} I."
     "\\end{thebibliography}", [], []),
    (f"{BIBER}\\cite{{A}}", ["A"], ["a", "b", "c", "p", "q"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "undefined", "uncited"), CITING)
def test_what_is_cited(folder, text, undefined, uncited):
    entries = (
        entry("a", {"title": "One", "crossref": "p"}, "inproceedings")
        + entry("b", {"title": "Two", "ids": "old, older"})
        + entry("c", {"title": "Three", "related": "q"})
        + entry("p", {"title": "Volume"}, "proceedings")
        + entry("q", {"title": "Four"})
    )
    write(folder, entries, "refs.bib")
    write(folder, f"{text}\n\\bibliography{{refs}}\n", "paper.tex")
    result = run("check", "paper.tex", "-b", FROZEN, "--uncited", "--json", cwd=folder)
    found = [(each["rule"], each["key"]) for each in result.json]
    assert [key for rule, key in found if rule == "undefined-key"] == undefined
    assert [key for rule, key in found if rule == "uncited-entry"] == uncited
    assert len(found) == len(undefined) + len(uncited)


def test_other_keys_that_only_biber_reads(folder):
    write(folder, entry("b", {"title": "Two", "ids": "old, older"}), "refs.bib")
    write(folder, "\\cite{older}\n\\bibliography{refs}\n", "paper.tex")
    result = run("check", "paper.tex", "-b", FROZEN, cwd=folder)
    assert "`older`; `b` has it in ids, which biber alone reads" in result.out


def test_missing_counts_what_a_command_of_the_users_cites(paper):
    write(paper, "\\quickcite{mia}\n\\bibliography{refs}\n", "own.tex")
    query = ["--missing", "key:shokri2017membership"]
    result = run("check", "own.tex", "-b", "list.bib", *query, cwd=paper)
    assert (result.code, result.out) == (1, "")
    assert "the manuscript has all that match" in result.err


def test_a_manuscript_without_a_bibliography_needs_one_named(paper):
    write(paper, "\\cite{mia}\n", "alone.tex")
    result = run("check", "alone.tex", cwd=paper)
    assert result.code == 3
    assert "alone.tex: names no bibliography; name its .bib file as well" in result.err
    assert run("check", "alone.tex", "refs.bib", "-b", "list.bib", cwd=paper).code == 0


def test_standard_input_is_a_bibliography(paper):
    draft = (paper / "draft.bib").read_bytes()
    result = run("check", "-", "-b", "list.bib", cwd=paper, stdin=draft)
    assert result.code == 1
    assert result.lines[0].startswith("standard input:5:3: stale-preprint ")
    assert run("check", "-", "-b", "-", cwd=paper, stdin=draft).code == 2


def test_a_manuscript_named_twice_has_its_findings_once(paper):
    write(paper, "% !TeX root = paper.tex\n\\cite{nope}\n", "chapter.tex")
    write(paper, "\\input{chapter}\\bibliography{refs}\n", "paper.tex")
    once = run("check", "paper.tex", "-b", "list.bib", cwd=paper)
    twice = run("check", "paper.tex", "chapter.tex", "-b", "list.bib", cwd=paper)
    assert len(once.lines) == 1
    assert (twice.lines, twice.err) == (once.lines, once.err)


def test_what_one_of_two_manuscripts_cites_is_cited(paper):
    write(paper, "\\cite{mia}\\bibliography{refs}\n", "one.tex")
    write(paper, "\\cite{turing}\\bibliography{refs}\n", "two.tex")
    words = ("one.tex", "two.tex", "-b", "list.bib", "--uncited", "--json")
    result = run("check", *words, cwd=paper)
    assert [(each["rule"], each["key"]) for each in result.json] == [
        ("uncited-entry", "label-only")
    ]


def test_the_closing_line_separates_thousands(paper):
    entries = "".join(entry(f"a{number}", {"title": "One"}) for number in range(1000))
    write(paper, (paper / "draft.bib").read_text("utf-8") * 500 + entries, "long.bib")
    words = ["--select", "pages-differ"]
    result = ok("check", "long.bib", "-b", "list.bib", *words, cwd=paper)
    assert result.err == "0 findings; 1,000 of 2,000 entries of long.bib are listed\n"


def test_a_pipe_has_places_as_the_file_has(paper):
    piped = shell("mialit check <(cat draft.bib) -b list.bib --json", paper)
    of_file = run("check", "draft.bib", "-b", "list.bib", "--json", cwd=paper)
    assert [(each["line"], each["column"]) for each in piped.json] == [
        (each["line"], each["column"]) for each in of_file.json
    ]


def test_a_papers_bib_that_is_the_manuscript_is_not_the_list(paper):
    (paper / "draft.bib").rename(paper / "papers.bib")
    result = run("check", "papers.bib", cwd=paper)
    assert result.code == 1
    assert "stale-preprint" in result.out
    same = ok("check", "papers.bib", "-b", "papers.bib", cwd=paper)
    assert same.out == ""


# ------------------------------------------------------------------ missing


def test_missing_lists_what_the_manuscript_lacks(paper):
    words = ("check", "refs.bib", "-b", "list.bib", "--missing", "author:shokri year:..2021")
    wanted = ok("list", "author:shokri year:..2021", "-b", "list.bib", cwd=paper).lines
    result = ok(*words, cwd=paper)
    assert result.lines == [line for line in wanted if "shokri2017membership" not in line]
    assert len(result.lines) == len(wanted) - 1 > 0
    keys = [each["key"] for each in ok(*words, "--json", cwd=paper).json]
    assert keys == [line.split("\t")[0] for line in result.lines]


def test_missing_is_what_is_not_cited_where_keys_are(paper):
    words = ("-b", "list.bib", "--missing", "title:machine author:shokri year:2017")
    assert run("check", "refs.bib", *words, cwd=paper).code == 1
    write(paper, "\\citation{turing}\n\\bibdata{refs}\n", "p.aux")
    assert ok("check", "p.aux", *words, cwd=paper).out.startswith("shokri2017membership\t")
    nothing = run("check", "paper.tex", *words, cwd=paper)
    assert (nothing.code, nothing.out) == (1, "")
    assert nothing.err == "the manuscript has all that match\n"


@pytest.mark.parametrize("more", [["--format", "github"], ["--statistics"], ["venue:nowhere"]])
def test_missing_refuses_what_a_list_has_not(paper, more):
    query = more if more[0].startswith("venue") else ["attack", *more]
    assert run("check", "refs.bib", "-b", "list.bib", "--missing", *query, cwd=paper).code == 2


# ------------------------------------------------------------------ formats


def test_text_and_the_closing_line(paper):
    result = run("check", "draft.bib", "-b", "list.bib", cwd=paper)
    assert result.code == 1
    assert result.lines == [
        "draft.bib:5:3: stale-preprint mia: outdated: published since, at `S&P 2017`",
        "draft.bib:10:3: author-order label-only: the authors stand in another order: "
        "`Choquette-Choo, Christopher A.`, `Tramèr, Florian`, `Carlini, Nicholas`, ...",
        "draft.bib:13:3: year-differs label-only: year 2020 differs: the list has 2021",
    ]
    assert result.err == (
        "3 findings: 3 warnings; 2 of 2 entries of draft.bib are listed; 3 fixable with --fix\n"
    )


def test_a_terminal_shows_findings_by_file(paper):
    code, text = on_terminal("check", "draft.bib", "-b", "list.bib", cwd=paper)
    assert code == 1
    text = visible(text)
    assert re.search(r"(?m)^draft\.bib", text)
    assert "13:3" in text
    assert "year-differs" in text
    assert "label-only (choquettechoo2021label): year" in text


@pytest.mark.parametrize("kind", ["text", "json", "github", "errorformat"])
def test_the_key_is_told_once(folder, kind):
    write(folder, bibliography(), "list.bib")
    write(folder, "\\bibliography{refs}\\cite{no}", "paper.tex")
    write(folder, cited("mine", OTHER, year="1999") + "\n@misc{mine, title={x}}\n", "refs.bib")
    out = run("check", "paper.tex", "-b", "list.bib", "--format", kind, cwd=folder).out
    assert "has the key `no`" in out
    assert "no: no bibliography" not in out
    assert "mine: year 1999 differs: the list has 2021" in out


def test_statistics(paper):
    result = run("check", "draft.bib", "-b", "list.bib", "--statistics", cwd=paper)
    rules = ["author-order  ", "stale-preprint", "year-differs  "]
    assert result.lines == [f"1  {rule}  1 fixable" for rule in rules]


def test_select_and_ignore(paper):
    def found(*words):
        lines = run("check", "draft.bib", "-b", "list.bib", *words, cwd=paper).lines
        return [line.split()[1] for line in lines]

    assert found("--select", "year-differs,stale-preprint") == ["stale-preprint", "year-differs"]
    assert found("--ignore", "year-differs", "--ignore", "author-order") == ["stale-preprint"]
    assert found("--select", "unknown-entry") == []
    result = run("check", "draft.bib", "--select", "year-difers", cwd=paper)
    assert result.code == 2
    assert "no rule 'year-difers', perhaps year-differs" in result.err


def test_what_messages_quote_is_clean(folder):
    title = "Query Budgets\x1b[31m for Membership \u202eInference"
    text = cited("a\x1b", OTHER, title=title, pages="\x07", booktitle="\x1b]0;x\x07 Evil")
    write(folder, bibliography(), "list.bib")
    write(folder, text, "refs.bib")
    for kind in ("text", "json", "github", "errorformat", "table"):
        result = run("check", "refs.bib", "-b", "list.bib", "--format", kind, cwd=folder)
        assert result.code == 1
        assert not CONTROL.search(result.stdout), kind


@pytest.mark.parametrize("name", ["absent.bib", "absent.tex", "absent.aux", "absent", ""])
def test_a_file_that_is_not_there_is_3(folder, name):
    result = run("check", name, cwd=folder)
    assert result.code == 3
    assert "MIALIT_BIB" not in result.err


@pytest.mark.parametrize("name", ["paper", "paper.ltx", "chapters/../paper.tex"])
def test_names_as_latex_has_them(paper, name):
    (paper / "chapters").mkdir()
    shutil.copy(paper / "paper.tex", paper / "paper.ltx")
    assert "; 2 of 3 entries of refs.bib are" in ok("check", name, "-b", "list.bib", cwd=paper).err


def test_a_near_name_is_told(paper):
    assert "paper.bib: no such file; there is paper.tex" in run("check", "paper.bib", cwd=paper).err


def test_a_chapter_names_bibliographies_as_a_person_does(folder):
    for name in ("bib", "chapters"):
        (folder / name).mkdir()
    write(folder, cited("a", OTHER, year="1999"), "bib/refs.bib")
    write(folder, bibliography(), "list.bib")
    write(folder, "\\bibliography{bib/refs}\n", "main.tex")
    write(folder, "%!TEX root = ../main.tex\n\\cite{a}\n", "chapters/one.tex")
    result = run("check", "chapters/one.tex", "-b", "list.bib", cwd=folder)
    assert result.out.startswith("bib/refs.bib:")


@pytest.mark.parametrize("data", [b"%PDF-1.5\n%\xd0\xd4\n1 0 obj", b"\x89PNG\r\n\0\0"])
def test_what_is_no_text_is_refused(folder, data):
    write(folder, data, "main.pdf")
    result = run("check", "main.pdf", cwd=folder)
    assert result.code == 3
    assert "main.pdf: is no .bib, .tex, .aux or .bcf file" in result.err


def test_no_file_is_wrong_usage(folder):
    assert run("check", cwd=folder).code == 2


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_example_shows_its_rule(folder, rule):
    """What the document calls found is found, by this rule, and what it calls silent is not."""

    def found(text):
        refs = write(folder, text, "refs.bib")
        names = [refs.name]
        keys = re.match(r"% paper.tex: (.*)", text)
        if keys:
            write(folder, f"{keys[1]}\n\\bibliography{{refs}}\n", "paper.tex")
            names = ["paper.tex", "--uncited"]
        words = ("--unknown", "--json", "-b", BUNDLED)
        return {each["rule"] for each in run("check", *names, *words, cwd=folder).json}

    besides = {"unknown-entry"} - {rule.name}
    assert found(rule.wrong) - besides == {rule.name}
    assert found(rule.right) - besides == set()


def test_the_document_has_every_rule():
    text = (ROOT / "docs" / "check.md").read_text("utf-8")
    assert re.findall(r"(?m)^## ([a-z-]+)$", text) == [rule.name for rule in RULES]
