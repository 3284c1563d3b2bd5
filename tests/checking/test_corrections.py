"""A list's facts in a manuscript's bibliography: what changes, and all that does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door import FROZEN
from mialit.bibtex.model import Library
from mialit.bibtex.reader import read
from mialit.checking.corrections import Corrected, correct
from mialit.checking.entry_plan import Correction
from mialit.checking.rules import FIXED
from mialit.storage import sources

LIST = r"""@inproceedings{shokri2017membership,
  title         = {Membership Inference Attacks Against Machine Learning Models},
  author        = {Shokri, Reza and Stronati, Marco and Song, Congzheng and Shmatikov, Vitaly},
  booktitle     = {{2017 IEEE Symposium on Security and Privacy (SP)}},
  pages         = {3--18},
  publisher     = {IEEE},
  year          = {2017},
  doi           = {10.1109/SP.2017.41},
  url           = {https://doi.org/10.1109/SP.2017.41},
  eprint        = {1610.05820},
  archiveprefix = {arXiv},
  kind          = {attack},
  knowledge     = {black-box},
  venue         = {S\&P},
  released      = {2016-10},
}
@article{pang2025white,
  title         = {White-box Membership Inference Attacks against {GAN} Models},
  author        = {Pang, Yan and de Montjoye, Yves-Alexandre and Gu{\'e}pin, Florent},
  journal       = {Proceedings on Privacy Enhancing Technologies},
  volume        = {2025},
  number        = {2},
  pages         = {398--415},
  year          = {2025},
  month         = aug,
  doi           = {10.56553/popets-2025_0068},
  url           = {https://petsymposium.org/popets/2025/popets-2025-0068.php},
  venue         = {PoPETs},
}
@misc{maricato2026leak,
  title         = {Leak It},
  author        = {Maricato, Victor and others},
  year          = {2026},
  url           = {https://arxiv.org/abs/2608.00144},
  eprint        = {2608.00144},
  archiveprefix = {arXiv},
  venue         = {arXiv},
}
@article{hayes2019logan,
  title         = {{LOGAN}},
  journal       = {PoPETs},
  year          = {2019},
  formerly      = {LOGAN: Leakage; Evaluating Leakage},
}
"""
SHOKRI, PANG, LEAK = "shokri2017membership", "pang2025white", "maricato2026leak"
LOGAN = "hayes2019logan"


def corrected(text: str, rules: dict[str, tuple[str, str]], listed: str = LIST) -> Corrected:
    """*text* after the corrections that *rules* has by key: a listed key and names of rules."""
    library, papers = read(text.encode(), "refs.bib"), read(listed.encode(), "papers.bib")
    return correct(library, _corrections(library, papers, rules), sources.bundled_vocabulary())


def _corrections(
    library: Library, papers: Library, rules: dict[str, tuple[str, str]]
) -> list[Correction]:
    return [
        Correction(library.by_key[key], papers, papers.by_key[paper], frozenset(names.split()))
        for key, (paper, names) in rules.items()
    ]


# Of one entry: the rules that found something, what stands there, and what it becomes.
CASES = {
    "authors in their order and style, those that are right as they are written": (
        (SHOKRI, "authors-missing"),
        "@misc{a,\n  author = {R. Shokri and C. Song and V. Shmatikov},\n  note = {R. Shokri},\n}",
        "@misc{a,\n  author = {R. Shokri and M. Stronati and C. Song and V. Shmatikov},\n"
        "  note = {R. Shokri},\n}",
    ),
    "authors, family first": (
        (SHOKRI, "author-order authors-differ"),
        '@misc{a, author = "Stronati, M. and Shokri, Reza and Shmatikow, Vitaly and Song, C."}',
        '@misc{a, author = "Shokri, Reza and Stronati, M. and Song, C. and Shmatikov, Vitaly"}',
    ),
    "initials where those are that are right": (
        (SHOKRI, "authors-differ"),
        "@misc{a, author = {Shokri, R and Doe, Jane and Song, C and Shmatikov, V}}",
        "@misc{a, author = {Shokri, R and Stronati, M and Song, C and Shmatikov, V}}",
    ),
    "authors, given names first, with particles, each on its line": (
        (PANG, "authors-missing"),
        "@misc{a,\n  author={Yan Pang and\n          Florent Gu{\\'e}pin}\n}",
        "@misc{a,\n  author={Yan Pang and\n          Yves-Alexandre de Montjoye and\n"
        "          Florent Gu{\\'e}pin}\n}",
    ),
    "authors separated by commas, all anew": (
        (SHOKRI, "authors-differ"),
        "@misc{a, author = {Reza Shokri, M. Stronati, Congzheng Song, Vitaly Shmatikov}}",
        "@misc{a, author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and "
        "Shmatikov, Vitaly}}",
    ),
    "authors separated by commas, a semicolon and an and": (
        (SHOKRI, "authors-differ"),
        "@misc{a, author = {Reza Shokri, Marco Stronati; Congzheng Song, and Vitaly Shmatikov}}",
        "@misc{a, author = {Shokri, Reza and Stronati, Marco and Song, Congzheng and "
        "Shmatikov, Vitaly}}",
    ),
    "authors whose list ends with others": (
        (LEAK, "authors-differ"),
        "@misc{a, author = {Victor Marikato and others}, eprint = {2608.00144}}",
        "@misc{a, author = {Victor Maricato and others}, eprint = {2608.00144}}",
    ),
    "authors beyond those that the list has": (
        (LEAK, "authors-differ"),
        "@misc{a, author = {V. Marikato and Li Hu and Xi Yu}, url = {arxiv.org/abs/2608.00144}}",
        "@misc{a, author = {Victor Maricato and Li Hu and Xi Yu}, "
        "url = {arxiv.org/abs/2608.00144}}",
    ),
    "accents as the entry has them": (
        (PANG, "authors-missing"),
        "@misc{a, author = {Pang, Yan and de Montjoye, Yves-Alexandre}, title = {Für GANs}}",
        "@misc{a, author = {Pang, Yan and de Montjoye, Yves-Alexandre and Guépin, Florent}, "
        "title = {Für GANs}}",
    ),
    "a title, with the list's braces": (
        (PANG, "title-differs"),
        "@misc{a, TITLE = {White-box Inference Attacks Against GAN Models}}",
        "@misc{a, TITLE = {White-box Membership Inference Attacks against {GAN} Models}}",
    ),
    "a title in two pairs of braces": (
        (SHOKRI, "retitled"),
        "@misc{a, title = {{Membership Attacks}}}",
        "@misc{a, title = {{Membership Inference Attacks Against Machine Learning Models}}}",
    ),
    "a year without delimiters": (
        (SHOKRI, "year-differs"),
        "@misc{a, year = 2016, month = may}",
        "@misc{a, year = 2017, month = may}",
    ),
    "a date of biblatex": (
        (SHOKRI, "year-differs"),
        "@misc{a, date = {2016-05}, urldate = {2016-01-01}}",
        "@misc{a, date = {2017}, urldate = {2016-01-01}}",
    ),
    "pages with the entry's dash": (
        (SHOKRI, "pages-differ"),
        "@misc{a, pages = {1-16}}",
        "@misc{a, pages = {3-18}}",
    ),
    "pages with a dash that is no ASCII": (
        (SHOKRI, "pages-differ"),
        "@misc{a, pages = {1\N{NON-BREAKING HYPHEN}16}}",
        "@misc{a, pages = {3\N{NON-BREAKING HYPHEN}18}}",
    ),
    "a DOI in an address, and the address of it": (
        (SHOKRI, "doi-of-another-paper"),
        "@misc{a, doi = {https://doi.org/10.1145/x}, url = {https://dx.doi.org/10.1145/x}}",
        "@misc{a, doi = {https://doi.org/10.1109/SP.2017.41}, "
        "url = {https://doi.org/10.1109/SP.2017.41}}",
    ),
    "a DOI with an escape": (
        (PANG, "doi-differs"),
        r"@misc{a, doi = {10.1145/x\_y}}",
        r"@misc{a, doi = {10.56553/popets-2025\_0068}}",
    ),
    "a DOI that the paper has not": (
        (LEAK, "doi-of-another-paper"),
        "@misc{a,\n  doi = {10.1145/x},\n  note = {n},\n}",
        "@misc{a,\n  note = {n},\n}",
    ),
    "an identifier, wherever it stands": (
        (SHOKRI, "eprint-of-another-paper"),
        "@misc{a, eprint = {arXiv:2001.00001v2}, url = {http://arxiv.org/pdf/2001.00001}, "
        "journal = {arXiv preprint arXiv:2001.00001}, keywords = {2001.00001}}",
        "@misc{a, eprint = {arXiv:1610.05820}, url = {http://arxiv.org/pdf/1610.05820}, "
        "journal = {arXiv preprint arXiv:1610.05820}, keywords = {2001.00001}}",
    ),
    "an identifier of before 2007, with its subject class": (
        (SHOKRI, "eprint-of-another-paper"),
        "@misc{a, journal = {CoRR, abs/math.GT/0309136v1}}",
        "@misc{a, journal = {CoRR, abs/1610.05820}}",
    ),
    "an identifier that the paper has not": (
        (PANG, "eprint-of-another-paper"),
        "@misc{a,\n  eprint = {2001.00001},\n  archivePrefix = {arXiv},\n"
        "  primaryClass = {cs.CR},\n  year = 2025\n}",
        "@misc{a,\n  year = 2025\n}",
    ),
    "a venue": (
        (SHOKRI, "venue-differs"),
        "@conference{a,\n  booktitle = {ACM CCS Conference 2016},\n  editor = {Li, Hu},\n"
        "  publisher = {ACM},\n  keywords = {ccs},\n}",
        "@conference{a,\n  booktitle = {2017 IEEE Symposium on Security and Privacy (SP)},\n"
        "  publisher = {IEEE},\n  keywords = {ccs},\n}",
    ),
    "a venue, with what goes with it": (
        (SHOKRI, "venue-differs"),
        "@inproceedings{a, booktitle = {CCS}, year = 2016, month = oct, pages = {1-9}, "
        "doi = {10.1145/1.2}}",
        "@inproceedings{a, booktitle = {S\\&P}, year = 2017, pages = {3-18}, "
        "doi = {10.1109/SP.2017.41}}",
    ),
    "a preprint under its earlier title": (
        (LOGAN, "stale-preprint"),
        "@misc{a,\n  title = {Evaluating Leakage},\n  eprint = {1705.07663},\n}",
        "@article{a,\n  title = {{LOGAN}},\n  journal = {PoPETs},\n  year = {2019},\n"
        "  eprint = {1705.07663},\n}",
    ),
    "a venue by its short name": (
        (SHOKRI, "venue-differs"),
        "@inproceedings{a, booktitle = {NeurIPS}}",
        r"@inproceedings{a, booktitle = {S\&P}}",
    ),
    "a journal for proceedings": (
        (PANG, "venue-differs"),
        "@InProceedings{a,\n  BookTitle   = {ICML 2025},\n  Note        = {ICML},\n}",
        "@Article{a,\n  Journal     = {Proceedings on Privacy Enhancing Technologies},\n"
        "  Note        = {ICML},\n}",
    ),
    "a preprint of arXiv's own export": (
        (SHOKRI, "stale-preprint"),
        "@misc{a,\n      title={Membership},\n      author={Reza Shokri},\n      year={2016},\n"
        "      eprint={1610.05820},\n      archivePrefix={arXiv},\n      primaryClass={cs.CR}\n}",
        "@inproceedings{a,\n      title={Membership},\n      author={Reza Shokri},\n"
        "      booktitle={{2017 IEEE Symposium on Security and Privacy (SP)}},\n"
        "      pages={3--18},\n      year={2017},\n"
        "      doi={10.1109/SP.2017.41},\n      eprint={1610.05820},\n"
        "      archivePrefix={arXiv},\n      primaryClass={cs.CR}\n}",
    ),
    "a preprint as Google Scholar has it": (
        (PANG, "stale-preprint"),
        "@article{a,\n  title={White-box},\n  author={Pang, Yan},\n"
        "  journal={arXiv preprint arXiv:2308.06405},\n  year={2023},\n  keywords={x}\n}",
        "@article{a,\n  title={White-box},\n  author={Pang, Yan},\n"
        "  journal={Proceedings on Privacy Enhancing Technologies},\n  volume={2025},\n"
        "  number={2},\n  pages={398--415},\n  year={2025},\n"
        "  doi={10.56553/popets-2025_0068},\n  eprint={2308.06405},\n"
        "  archiveprefix={arXiv},\n  keywords={x}\n}",
    ),
    "a preprint as DBLP has it": (
        (SHOKRI, "stale-preprint"),
        "@article{a,\n  author    = {Reza Shokri},\n  title     = {Membership},\n"
        "  journal   = {CoRR},\n  volume    = {abs/1610.05820},\n  year      = {2016},\n"
        "  month     = oct,\n  url       = {http://arxiv.org/abs/1610.05820},\n"
        "  biburl    = {https://dblp.org/x}\n}",
        "@inproceedings{a,\n  author    = {Reza Shokri},\n  title     = {Membership},\n"
        "  booktitle = {2017 IEEE Symposium on Security and Privacy (SP)},\n"
        "  year      = {2017},\n  url       = {https://doi.org/10.1109/SP.2017.41},\n"
        "  biburl    = {https://dblp.org/x},\n  pages     = {3--18},\n"
        "  doi       = {10.1109/SP.2017.41},\n  eprint    = {1610.05820},\n"
        "  archiveprefix = {arXiv}\n}",
    ),
    "a preprint for biblatex, with its identifier in the journal": (
        (PANG, "stale-preprint"),
        "@article{a,\n  date = {2023},\n  journaltitle = {CoRR},\n  volume = {abs/2308.06405},\n}",
        "@article{a,\n  date = {2025},\n"
        "  journaltitle = {Proceedings on Privacy Enhancing Technologies},\n  volume = {2025},\n"
        "  number = {2},\n  pages = {398--415},\n  doi = {10.56553/popets-2025_0068},\n"
        "  eprint = {2308.06405},\n  eprinttype = {arxiv},\n}",
    ),
    "a preprint whose identifier stands in an address that stays": (
        (LOGAN, "stale-preprint"),
        "@misc{a,\n  howpublished = {arXiv:1705.07663},\n  url = {arxiv.org/abs/1705.07663},\n}",
        "@article{a,\n  url = {arxiv.org/abs/1705.07663},\n  journal = {PoPETs},\n"
        "  year = {2019},\n}",
    ),
    "a preprint whose identifier stands in a remark": (
        (LOGAN, "stale-preprint"),
        "@misc{a,\n  journal = {CoRR abs/1705.07663},\n  note = {arXiv:1705.07663},\n}",
        "@article{a,\n  journal = {PoPETs},\n  year = {2019},\n  note = {arXiv:1705.07663},\n}",
    ),
    "a preprint of biblatex": (
        (PANG, "stale-preprint"),
        "@online{a,\n  date = {2023-08-01},\n  eprint = {2308.06405},\n  eprinttype = {arxiv},\n"
        "  pubstate = {preprint},\n  url = {https://arxiv.org/abs/2308.06405},\n"
        "  file = {x.pdf},\n}",
        "@article{a,\n  date = {2025},\n  eprint = {2308.06405},\n  eprinttype = {arxiv},\n"
        "  url = {https://petsymposium.org/popets/2025/popets-2025-0068.php},\n  file = {x.pdf},\n"
        "  journaltitle = {Proceedings on Privacy Enhancing Technologies},\n  volume = {2025},\n"
        "  number = {2},\n  pages = {398--415},\n  doi = {10.56553/popets-2025_0068},\n}",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_an_entry_becomes(name: str) -> None:
    (paper, rules), before, after = CASES[name]
    result = corrected(before, {"a": (paper, rules)})
    assert result.library.text == after
    assert result.left == ()
    again = corrected(after, {"a": (paper, rules)})
    assert again.library.text == after
    assert again.changes == ()
    assert result.changes


# Of a whole file: corrections by key, and each change of its text.
FOREIGN = "@string{x = {X}}\n% a remark\n@misc{other,  title = {Other}, year=2001 }\n\n"
FILES = {
    "a venue that other entries name": (
        {"a": (PANG, "venue-differs")},
        "@article{a, journal = {PNAS}}\n@article{b, journal = {Proc. Priv. Enhancing Technol.}}\n",
        {"{PNAS}": "{Proc. Priv. Enhancing Technol.}"},
    ),
    "a macro of the manuscript": (
        {"a": (PANG, "venue-differs")},
        "@string{pets = {PoPETs}}\n@article{a, journal = {PNAS}}\n",
        {"{PNAS}": "pets"},
    ),
    "a macro that other entries use, in the place of another one": (
        {"b": (SHOKRI, "venue-differs")},
        '@string{sp = "IEEE S\\&P"}@string{ccs = "CCS"}\n@inproceedings{a, booktitle = sp}\n'
        "@inproceedings{b, booktitle = ccs}\n",
        {"booktitle = ccs": "booktitle = sp"},
    ),
    "a macro that is defined too late": (
        {"a": (PANG, "venue-differs")},
        "@article{a, journal = {PNAS}}\n@string{pets = {PoPETs}}\n",
        {"{PNAS}": "{PoPETs}"},
    ),
    "short names of venues": (
        {"a": (SHOKRI, "stale-preprint")},
        "@misc{a,\n  title = {T},\n}\n@inproceedings{b,\n  booktitle = {CCS},\n}\n"
        "@inproceedings{c,\n  booktitle = {NDSS},\n}\n",
        {
            "@misc{a,\n  title = {T},\n": "@inproceedings{a,\n  title = {T},\n"
            "  booktitle = {S\\&P},\n  pages = {3--18},\n  year = {2017},\n"
            "  doi = {10.1109/SP.2017.41},\n"
        },
    ),
    "what an entry inherits stays": (
        {"a": (SHOKRI, "venue-differs")},
        "@inproceedings{a, crossref = {p}}\n@proceedings{p, title = {CCS}, year = 2017}\n",
        {},
    ),
    "two papers in one entry": (
        {"a": (SHOKRI, "title-differs authors-differ year-differs")},
        "@misc{a, title = {Another}, author = {Hu, Li and Yu, Xi}, year = 2020}\n",
        {},
    ),
    "a title that another paper may have": (
        {"a": (SHOKRI, "authors-differ")},
        "@misc{a, author = {Hu, Li and Yu, Xi}, eprint = {2001.00001}}\n",
        {},
    ),
    "a title by others, and the paper's identifier": (
        {"a": (SHOKRI, "authors-differ")},
        "@misc{a, author = {Hu, Li}, eprint = {1610.05820}}\n",
        {
            "{Hu, Li}": "{Shokri, Reza and Stronati, Marco and Song, Congzheng and "
            "Shmatikov, Vitaly}"
        },
    ),
    "what only a person can decide": (
        {"a": (LEAK, "not-published duplicate-entry uncited-entry")},
        "@inproceedings{a, booktitle = {CCS}}\n",
        {},
    ),
    "Latin-1 stays, and gets commands": (
        {"a": (PANG, "authors-missing")},
        "@misc{a, author = {Pang, Yan}, note = {\udcfc}}\n",
        {"Yan}": "Yan and de Montjoye, Yves-Alexandre and Gu{\\'e}pin, Florent}"},
    ),
    "CRLF": (
        {"a": (SHOKRI, "pages-differ year-differs")},
        "@misc{a,\r\n  title = {T},\r\n  pages = {1},\r\n}\r\n",
        {"  pages = {1},\r\n": "  pages = {3--18},\r\n  year = {2017},\r\n"},
    ),
    "an entry that is damaged keeps no other from its correction": (
        {"a": (SHOKRI, "year-differs"), "b": (SHOKRI, "year-differs")},
        "@misc{a, year = {2016}\n title = {x}}\n@misc{b, year = {2016}}\n",
        {"b, year = {2016}": "b, year = {2017}"},
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_becomes(name: str) -> None:
    rules, text, changes = FILES[name]
    before = after = FOREIGN + text + FOREIGN.replace("other", "more")
    for old, new in changes.items():
        assert after.count(old) == 1
        after = after.replace(old, new)
    library = read(before.encode("utf-8", "surrogateescape"), "refs.bib")
    papers = read(LIST.encode(), "papers.bib")
    result = correct(library, _corrections(library, papers, rules), sources.bundled_vocabulary())
    assert result.library.text == after
    assert bool(result.changes) == bool(changes)
    assert len(result.library.problems) == len(library.problems)


def test_it_is_said_what_changed_and_what_is_left() -> None:
    text = (
        "@inproceedings{a,\n  crossref = {p},\n  title = {Old},\n  year = {2016},\n}\n"
        "@proceedings{p, title = {CCS}, year = 2016}\n"
    )
    result = corrected(text, {"a": (SHOKRI, "year-differs venue-differs")})
    assert result.changes == ("refs.bib:1: a: year: 2016 -> 2017",)
    assert result.left == (
        "refs.bib:1: a: booktitle is that of p, to which the entry refers by crossref",
    )


# -- whatever is wrong, in whichever way the manuscript is written

PAPERS = read(FROZEN.read_bytes(), "papers.bib")
EVERY = list(PAPERS.entries)
OWN = ("note", "keywords", "file", "annote", "abstract", "my-remark")
WRONG = {
    "title": ["Another Title of a Paper", "{T}"],
    "author": ["Hu, Li and Yu, Xi", "Li Hu and others", "Müller, Jürgen", "L. Hu", "someone"],
    "booktitle": ["ICML", "{Proceedings of the 1st Meeting on Things}", "Things 2020"],
    "journal": ["CoRR", "arXiv preprint arXiv:2001.00001", "Nature"],
    "journaltitle": ["Nature"],
    "year": ["1999"],
    "date": ["1999-05", "2020"],
    "month": ["{5}"],
    "volume": ["abs/2001.00001", "7"],
    "pages": ["1-2", "1--2", "7"],
    "publisher": ["ACM"],
    "doi": ["10.1145/1.2", "https://doi.org/10.1145/1\\_2", "10.48550/arXiv.2001.00001"],
    "url": ["https://doi.org/10.1145/1.2", "https://arxiv.org/abs/2001.00001v2"],
    "eprint": ["2001.00001", "arXiv:2001.00001v3 [cs.LG]"],
    "howpublished": ["arXiv", "{\\url{https://a.b/c}}"],
    "archiveprefix": ["arXiv"],
    "subtitle": ["Of a Paper"],
}
_OPENINGS = st.sampled_from(["@misc", "@Article", "@INPROCEEDINGS", "@online", "@conference"])
_LAYOUTS = st.sampled_from(
    [
        ("{{{key},\n  {fields},\n}}", ",\n  ", "{name} = {value}"),
        ("({key},\n    {fields})", ",\n    ", "{name:14}= {value}"),
        ("{{{key}, {fields}}}", ", ", "{name}={value}"),
        ("{{{key}\r\n ,{fields}\r\n}}", "\r\n ,", "{name} = {value}"),
    ]
)


@st.composite
def _entry(draw: st.DrawFn, key: str) -> str:
    """An entry with some fields, right, wrong or the manuscript's own, written in some way."""
    opening, (frame, between, line) = draw(_OPENINGS), draw(_LAYOUTS)
    paper = draw(st.sampled_from(EVERY))
    has = {name: field.raw[1:-1] for name, field in paper.first_fields().items()}
    names = draw(st.lists(st.sampled_from([*WRONG, *OWN]), unique=True, max_size=8))
    upper, quotes = draw(st.booleans()), draw(st.booleans())
    fields = []
    for name in names:
        right = [has[name]] if name in has else []
        content = draw(st.sampled_from([*WRONG.get(name, ["mine", "it is {mine}"]), *right]))
        value = f'"{content}"' if quotes and '"' not in content else f"{{{content}}}"
        fields.append(line.format(name=name.upper() if upper else name, value=value))
    frame = frame if fields else "{{{key}}}"
    return opening + frame.format(key=key, fields=between.join(fields))


@settings(max_examples=150)
@given(st.data())
def test_keys_own_fields_foreign_entries_and_order_stay(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 5))
    text = '@string{icml = "ICML"}\n% a remark\n' + "\n\n".join(
        data.draw(_entry(f"k{number}")) for number in range(count)
    )
    library = read(text.encode(), "refs.bib")
    before = list(library.entries)
    assert len(before) == count
    corrections = [
        Correction(each, PAPERS, data.draw(st.sampled_from(EVERY)), frozenset(rules))
        for each in before
        if (rules := data.draw(st.sets(st.sampled_from(sorted(FIXED)), max_size=4)))
    ]
    vocabulary = sources.vocabulary([sources.Source(str(FROZEN), FROZEN)])
    result = correct(library, corrections, vocabulary)
    new = result.library
    after = list(new.entries)
    assert [each.key for each in after] == [each.key for each in before]
    changing = {each.entry.key for each in corrections}
    for old, now in zip(before, after, strict=True):
        was, is_ = old.first_fields(), now.first_fields()
        if old.key not in changing:
            assert new.source(now.span) == library.source(old.span)
        for name in OWN:
            assert (was[name].raw if name in was else None) == (
                is_[name].raw if name in is_ else None
            )
        kept = [name for name in was if name in is_]
        assert [name for name in is_ if name in was] == kept
        assert not set(is_).difference(was, WRONG, ["number", "series", "eprinttype"])
    assert len(new.problems) <= len(library.problems)
    assert read(new.data, "refs.bib") == new
    again = correct(
        new,
        [each._replace(entry=new.by_key[each.entry.key]) for each in corrections],
        vocabulary,
    )
    assert again.library.text == new.text
    assert again.changes == ()


def test_a_wrong_identifier_in_a_remark_is_said() -> None:
    text = "@misc{a, eprint = {2001.00001}, note = {arXiv:2001.00001}}"
    result = corrected(text, {"a": (SHOKRI, "eprint-of-another-paper")})
    assert result.library.text == text.replace("eprint = {2001.00001", "eprint = {1610.05820")
    assert result.left == ("refs.bib:1: a: note names 2001.00001, which is another paper's",)
