"""Entries, and how their plain references read."""

from door import entry

# Fields of an entry, and its reference. The page says the same.
CASES = [
    (
        {"author": "Li, Ann", "title": "On Maps", "booktitle": "ICML", "year": "2019"},
        "Ann Li. On Maps. ICML, 2019.",
    ),
    ({"author": "Li, Ann and Ode, Bo", "title": "On Maps"}, "Ann Li and Bo Ode. On Maps."),
    ({"author": "A, B and C, D and E, F", "title": "T"}, "B A, D C, and F E. T."),
    ({"author": "Li, Ann and others", "title": "T"}, "Ann Li et al. T."),
    ({"author": "A, B and C, D and others", "title": "T"}, "B A, D C, et al. T."),
    ({"author": "others", "title": "T"}, "et al. T."),
    ({"author": "van der Berg, Jan and King, Jr., M. L."}, "Jan van der Berg and M. L. King Jr."),
    ({"author": "{The Team}", "title": "T"}, "The Team. T."),
    ({"author": "{Maps, Inc.}", "title": "T"}, "Maps, Inc. T."),
    ({"author": "Plato", "title": "T"}, "Plato. T."),
    ({"author": "Tram{\\`e}r, Florian", "title": "50\\% of G{\\\"o}del"},
     "Florian Tramèr. 50% of Gödel."),
    ({"title": "Why Maps?", "year": "2019"}, "Why Maps? 2019."),
    ({"title": "Maps!", "booktitle": "ICML"}, "Maps! ICML."),
    ({"title": "``Why Maps?''", "year": "2019"}, "“Why Maps?” 2019."),
    ({"title": "On Maps.", "year": "2019"}, "On Maps. 2019."),
    ({"title": "On Maps (Why?)", "year": "2019"}, "On Maps (Why?) 2019."),
    ({"title": "Maps", "subtitle": "A Survey"}, "Maps: A Survey."),
    ({"title": "Why Maps?", "subtitle": "A Survey"}, "Why Maps? A Survey."),
    ({"title": "T", "journal": "Proc. Nat. Acad. Sci.", "year": "2019"},
     "T. Proc. Nat. Acad. Sci., 2019."),
    ({"title": "T", "journal": "J. of Maps, vol.", "year": ""}, "T. J. of Maps, vol."),
    ({"title": "T", "booktitle": "Workshop on Maps 2019", "year": "2019"},
     "T. Workshop on Maps 2019."),
    ({"title": "T", "booktitle": "Maps 20195", "year": "2019"}, "T. Maps 20195, 2019."),
    ({"title": "T", "school": "EPFL", "publisher": "Other", "year": "2019"}, "T. EPFL, 2019."),
    ({"title": "T", "institution": "INRIA"}, "T. INRIA."),
    ({"title": "T", "publisher": "ACM", "year": "2019"}, "T. ACM, 2019."),
    (
        {"title": "T", "eprint": "2001.00001", "archiveprefix": "arXiv", "year": "2020"},
        "T. arXiv, 2020. https://arxiv.org/abs/2001.00001",
    ),
    ({"title": "T", "doi": "10.1000/ab"}, "T. https://doi.org/10.1000/ab"),
    (
        {"title": "T", "url": "https://example.org/a?b=c", "doi": "10.1000/ab"},
        "T. https://example.org/a?b=c",
    ),
    ({"title": "T", "url": "javascript:alert(1)"}, "T."),
    ({"url": "https://example.org/"}, "https://example.org/"),
    ({"year": "2019"}, "2019."),
    ({"author": "Li, Ann"}, "Ann Li."),
    ({"title": "成员推理。", "year": "2019"}, "成员推理。 2019."),
    ({"title": "成员推理攻击", "author": "王, 伟"}, "伟 王. 成员推理攻击."),
    ({"title": "A \\& B <b>bold</b>"}, "A & B <b>bold</b>."),
    ({}, "k{}."),
]  # fmt: skip


def text_of_cases():
    """A list of the cases; the keys are k0, k1, ..."""
    return "".join(entry(f"k{number}", fields) for number, (fields, _) in enumerate(CASES))
