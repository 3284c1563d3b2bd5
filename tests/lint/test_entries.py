"""Rules about whole entries and the file as a list."""
# ruff: noqa: E501 (tables of input)

import pytest

from lint.common import LIST, check
from mialit.errors import FileProblem
from mialit.lint import Severity
from mialit.vocabulary import toml_reader

ARXIV = "eprint = {2103.07853}, archiveprefix = {arXiv}"


def entry(type_: str, *fields: str, key: str = "k") -> str:
    return f"@{type_}{{{key}, {', '.join(fields)}}}"


ACCEPTED = {
    "syntax": ["@comment{anything}", "free text\n@misc{a, title = {x}}", ""],
    "undefined-macro": ["@misc{a, month = jan, year = 2020}", '@string{x = "y"} @misc{a, note = X}'],
    "duplicate-key": ["@misc{a, title={x}} @misc{ab, title={x}}"],
    "duplicate-field": ["@misc{a, title={x}, titles={x}}"],
    "missing-field": [
        "@misc{a, kind = {survey}, knowledge = {white-box}, target = {classification models}, "
        "venue = {CCS}}",
    ],
    "published-preprint": [
        f"@misc{{a, {ARXIV}}}",
        f"@misc{{a, {ARXIV}, doi = {{10.48550/arXiv.2103.07853}}}}",
        f"@misc{{a, {ARXIV}, pages = {{12}}}}",
        "@article{a, journal = {J}, doi = {10.1145/1}, pages = {1--2}}",
    ],
    "stale-preprint": [
        "@misc{a, eprint = {2411.07853}, archiveprefix = {arXiv}}",
        "@misc{a, venue = {arXiv}, year = {2024}}",
        "@misc{a, venue = {arXiv}}",
        "@misc{a, venue = {CCS}, year = {2010}}",
    ],
    "year-conflict": [
        "@misc{a, year = {2021}, released = {2021-03}}",
        "@misc{a, year = {2022}, released = {2021-12}}",
        "@misc{a, released = {2021-12}}",
        "@article{a, journal = {J}, year = {2020}, eprint = {2103.07853}, archiveprefix = {arXiv}}",
        "@article{a, doi = {10.1109/SP.2019.00065}, year = {2019}}",
        "@article{a, doi = {10.1109/ICDM.2019.00065}, year = {2020}}",
        "@article{a, doi = {10.1109/TIFS.2018.1234567}, year = {2021}}",
        "@article{a, doi = {10.14722/ndss.2021.24293}, year = {2021}}",
        "@misc{a, venue = {arXiv}, doi = {10.14722/ndss.2021.24293}, year = {2022}}",
    ],
    "no-key": ["@misc{a, title = {x}}", "@misc{a}"],
    "commented-entry": [
        "% misc{a, title = {x}}", "% @comment{a, b}", "@misc{a, title = {\n% @misc{b, x = {y}}\n}}",
        "% @comment{@ home}", "% @string", "% @misc{}",
    ],
    "bare-comment": ["@comment{x}", "@comment (x)", "@commentary{x, note = 1}"],
    "key-style": [
        "@misc{, author = {Hu, Li}, title = {The Attack}, year = {2021}}",
        "@misc{hu2021attack, author = {Hu, Li}, title = {The Attack}, year = {2021}}",
        "@misc{hu2021attackb, author = {Hu, Li}, title = {The Attack}, year = {2021}}",
        "@misc{hu2020attack, author = {Hu, Li}, title = {The Attack}, year = {2021}, released={2020-11}}",
        "@misc{hu2021old, author = {Hu, Li}, title = {The Attack}, formerly = {An Old}, year = {2021}}",
        "@misc{anything, title = {No author}}",
        "@misc{anything, author = {No, Title}}",
    ],
    "url-repeats-doi": [
        "@misc{a, doi = {10.1145/1}, url = {https://doi.org/10.1145/2}}",
        "@misc{a, url = {https://doi.org/10.1145/2}}",
        "@misc{a, doi = {10.1145/1}, url = {https://example.org/10.1145/1}}",
    ],
    "arxiv-form": [
        f"@misc{{a, {ARXIV}}}",
        "@misc{a, eprint = {cs/0112017}, eprinttype = {arxiv}}",
        "@misc{a, eprint = {2103.07853v2}, archiveprefix = {arXiv}}",
        "@misc{a, eprint = { }, archiveprefix = {arXiv}}",
        "@misc{a, eprint = {JSTOR12345}, eprinttype = {jstor}}",
        "@misc{a, eprint = {ab/1234}}",
    ],
    "unprotected-capitals": ["@book{a, title = {Attacks on GANs}}"],
    "unknown-type": [
        "@online{a, title = {x}} @Software{b, title = {x}} @www{d, title={x}}",
        "@artcle{a}@artcle{b}@artcle{c}@artcle{d}@artcle{e}",
        "@xdata{a, title = {x}} @set{b, entryset = {a}}",
    ],
    "unknown-field": [
        "@misc{a, shortjournal = {x}, eissn = {x}, comments = {x}, bdsk-url-1 = {x}, mine = {x}}",
        "@misc{a, title2 = {x}, title-en = {x}, doy = {x}, knowledge = {white-box}}",
        "\n".join(f"@misc{{k{number}, pubisher = {{x}}}}" for number in range(5)),
    ],
    "month-form": ["@misc{a, month = jun}", '@misc{a, month = "12~" # jun}', "@misc{a, month = 6}"],
    "empty-field": ["@misc{a, note = {x}, year = , month = jun, key = {} # {}}"],
    "hidden-identifier": [
        f"@article{{a, journal = {{arXiv preprint arXiv:2103.07853}}, {ARXIV}}}",
        "@article{a, journal = {CoRR}, volume = {abs/2103.07853}, eprint = {2103.07853}}",
        "@article{a, journal = {Nature}, url = {https://arxiv.org/abs/2103.07853}}",
        "@inproceedings{a, booktitle = {P}, url = {https://arxiv.org/abs/2103.07853}}",
        "@misc{a, doi = {10.1145/1}, url = {https://doi.org/10.1145/2345}}",
        "@article{a, journal = {Phys}, volume = {10.1}, number = {10.1145/2345}}",
    ],
    "broken-reference": [
        "@inproceedings{a, crossref = {p}} @proceedings{p, title = {P}}",
        "@inproceedings{a, crossref = { p }} @proceedings{p, title = {P}}",
        '@string{v = "p"} @inproceedings{a, crossref = v} @proceedings{p, title = {P}}',
        "@misc{a, xdata = {b, c}} @misc{b, ids = {x, C}}",
        "@misc{a, related = {a, }, xref = { }}",
    ],
    "parent-before-child": [
        "@misc{a, crossref = {p}} @misc{b, crossref = {p}} @proceedings{p, title = {P}}",
        "@misc{a, crossref = {a}} @misc{b, crossref = {nowhere}}",
        "@proceedings{p, title = {P}} @misc{a, xdata = {p}, xref = {p}}",
    ],
    "nested-crossref": ["@misc{a, crossref = {p}} @proceedings{p, title = {P}, crossref = {q}}"[:25] + "}"],
    "late-macro": [
        '@string{a = "x"} @string{b = a} @misc{k, note = B # A, month = jan}',
        '@misc{k, month = jan} @string{jan = "Jan."}',
        '@misc{k, note = nowhere} @string{a = a}',
        '@string{a = b} @string{b = a}',
        '@misc{k, note = 1a} @string{1a = "x"}',
    ],
    "redefined-macro": [
        '@string{a = "x"} @string{a = "y"} @misc{k, note = a}',
        '@string{a = "x"} @misc{k, note = a} @string{A = {x}} @misc{l, note = a}',
        '@string{a = "x"} @misc{k, note = a} @string{a = "x" # ""}',
        '@misc{k, note = a} @string{a = "x"} @string{a = "y"}',
        '@string{a = "x"} @string{a = a # "y"}',
        '@misc{k, month = jan} @string{jan = {January}}',
    ],
    "circular-macro": ['@string{a = "x"} @string{b = a # a} @misc{k, note = b}', "@string{a = c}"],
    "overlong-macro": [
        "@string{a = {x}}" + "".join(f"@string{{a{n} = a{n - 1 or ''}}}" for n in range(1, 50)),
        f"@misc{{k, note = {{{'x' * 70_000}}}}}",
        f"@string{{a = {{{'x' * 65_000}}}}}",
    ],
    "key-characters": [
        "@misc{DBLP:conf/ccs/Hu-2020_x+y.z, note = x} @misc{a~b&c^d$e!f?g*|<h>[i];j, note = x}",
        "@misc{a,} @misc{hü2020, note = x}",
    ],
    "comment-in-entry": [
        "% one\n@misc{a, note = {20% off}, title = {x} } % two",
        "@misc{a%b, note = {x}}",
    ],
    "date-form": ["@misc{a, month = {6}} @misc{b, month = {June}} @misc{c, month = {1} # jun}"],
    "either-field": [
        "@article{a, volume = 1, number = 2} @book{a, author = {A}, editor = {}, volume = 1}",
    ],
    "stray-at": [
        "@misc{a, note = {me@example.org}} and @comment text\n% see @foo{x} there",
        "@comment{no more} @misc{b, note = {x}}",
    ],
    "unused-parent": [
        "@inproceedings{a, crossref = {p}} @proceedings{p, title = {P}}",
        "@inproceedings{a, xdata = {x, p}} @proceedings{p, title = {P}}",
        "@proceedings{p, title = {P}} @proceedings{q, title = {Q}} @misc{a, crossref = {p}}"
        "@proceedings{r, title = {Q}}",
        "@misc{a, crossref = {b}} @book{b, title = {B}} @collection{c, title = {C}}",
        "@proceedings{p, title = {P}}",
    ],
    "duplicate-paper": [
        entry("misc", "title = {Introduction}", "author = {Hu, Li}", key="a")
        + entry("misc", "title = {Introduction}", "author = {Yu, Xi}", key="b"),
        entry("misc", "title = {One Two}", key="a") + entry("misc", "title = {Six Seven}", key="b"),
    ],
    "order": [
        "@misc{a, year = {2021}} @misc{b, year = {2020}} @misc{c}",
        "@misc{a, year={2021}, released={2021-03}} @misc{b, year={2021}, released={2020-03}}"
        "@misc{c, year={2021}}",
        "",
    ],
}  # fmt: skip

# Rule, text, how many findings, fixed text (None: the same), a part of a message.
REJECTED: list[tuple[str, str, int, str | None, str]] = [
    ("syntax", "@misc{a, title = {x} year = {2020}}", 1, None, "no comma after the field `title`"),
    ("syntax", "@misc{a, title = {x}\n@misc{b, title = {y}}", 1, None, "not closed"),
    ("syntax", "@misc{a, n = {1}, n = , x = {2}}", 2, None, "`n` has no value"),
    ("undefined-macro", "@misc{a, note = {# x}, journal = {In } # pnas}", 1, None, "macro `pnas`"),
    ("unescaped-character", '@string{j = "A & B"}\n@string{k = {C & D}}\n@misc{a, journal = j # { & E}, url = k}', 1,
     '@string{j = "A \\& B"}\n@string{k = {C & D}}\n@misc{a, journal = j # { & E}, url = k}', "ends a cell"),
    ("unclosed-formula", "@string{j = {For $5}} @misc{a, journal = j}", 1,
     "@string{j = {For \\$5}} @misc{a, journal = j}", "begins a formula"),
    ("undefined-macro", "@misc{a, month = Sept, note = june}", 2, "@misc{a, month = sep, note = june}",
     "the macro `Sept` is not defined; BibTeX's is `sep`"),
    ("undefined-macro", "@misc{a, journal = pnas}", 1, None, "macro `pnas` is not defined"),
    ("duplicate-key", "@misc{a, n = {1}}\n@misc{a, n = {2}}", 1, None, "that of the entry on line 1"),
    ("duplicate-key", "@misc{a, n = {1}}\n@misc{A, n = {1}}", 1, None, "only in case"),
    ("duplicate-key", "@misc{a, n = 1}\n@misc{b}\n\n@misc{a, n = 1}\n", 1,
     "@misc{a, n = 1}\n@misc{b}\n", "letter by letter"),
    ("duplicate-field", "@misc{a,\n n = {1},\n n = {2}\n}", 1, None, "another value on line 2"),
    ("duplicate-field", '@misc{a,\n n = {1},\n N = "1"\n}', 1, "@misc{a,\n n = {1}\n}", "the same value"),
    ("missing-field", "@book{a, title = {T}, publisher = {P}, year = 2020}", 5, None,
     "no `author` or `editor`, which an @book needs"),
    ("published-preprint", f"@misc{{a, {ARXIV}, doi = {{10.1145/1}}}}", 1, None, "a publisher's"),
    ("published-preprint", f"@misc{{a, {ARXIV}, venue = {{arXiv}}, booktitle = {{P}}}}", 1, None,
     "`booktitle`"),
    ("published-preprint", f"@article{{a, {ARXIV}, venue={{arXiv}}, pages = {{1--9}}}}", 1, None,
     "range of pages"),
    ("stale-preprint", "@misc{a, venue = {arXiv}, released = {2024-10}}", 1, None, "2024-10"),
    ("stale-preprint", "@misc{a, venue = {arXiv}, year = {2023}}", 1, None, "since 2023;"),
    ("year-conflict", "@misc{a, year = {2020}, released = {2021-03}}", 1, None, "released in"),
    ("year-conflict", f"@misc{{a, year = {{2020}}, {ARXIV}}}", 1, None, "arXiv has it since 2021-03"),
    ("year-conflict", "@article{a, doi = {10.1109/SP.2019.00065}, year = {2018}}", 1, None, "2019"),
    ("year-conflict", "@article{a, doi = {10.1109/SP.2019.00065}, year = {2021}}", 1, None, "2019"),
    ("year-conflict", "@article{a, doi = {10.14722/ndss.2021.24293}, year = {2022}}", 1, None, "2021"),
    ("no-key", "@misc{,\n title = {x}\n}", 1, "@misc{anonx,\n title = {x}\n}", "`anonx`"),
    ("no-key", "@misc{ ,\n title = {x}\n}", 1, "@misc{anonx,\n title = {x}\n}", "`anonx`"),
    ("no-key", "@misc{\n title = {x}\n}", 1, "@misc{anonx,\n title = {x}\n}", "`anonx`"),
    ("no-key", "@misc{title={x}}", 1, "@misc{anonx, title={x}}", "`anonx`"),
    ("no-key", "@misc(\n , author={Hu, Li})", 1, "@misc(hu\n , author={Hu, Li})", "`hu`"),
    ("no-key", "@misc{, note = {x}}", 1, None, "mialit rename --line 1 NEW"),
    ("no-key", "@misc{ANONx, note=1}@misc{, title={X}}@misc{, title={x}}", 2,
     "@misc{ANONx, note=1}@misc{anonxa, title={X}}@misc{anonxb, title={x}}", "no key"),
    ("commented-entry", "% @misc{a, title = {x}}", 1, None, "reads the entry `a` here"),
    ("commented-entry", "@misc{a, x={1}}\n  % was: @misc{A, x = {2}}", 1, None, "a second time: the entry on line 1"),
    ("commented-entry", "% see @misc{a} and @misc{b}", 1, None, "reads the entry `a` here"),
    ("commented-entry", "%@String{j = {x}}\n@misc{k, note = {y}}", 1, None, "defines the macro `j` here; take out"),
    ("commented-entry", "@string(j = {x})\n% @string(J = {y})", 1, None, "`J` here, in place of the one on line 1"),
    ("commented-entry", '% @preamble{"x"}', 1, None, "reads the preamble here"),
    ("bare-comment", "@Comment see @misc{a, title = {x}}", 1, None, "biber"),
    ("key-style", "@misc{Hu21, author = {Hu, Li}, title = {The Attack}, year = {2021}}", 1, None,
     "`hu2021attack`"),
    ("url-repeats-doi", "@misc{a,\n doi = {10.1145/A},\n url = {http://dx.doi.org/10.1145/a}\n}", 1,
     "@misc{a,\n doi = {10.1145/A}\n}", "same as `doi`"),
    ("arxiv-form", "@misc{a, eprint = {arXiv:2103.07853}}", 1,
     "@misc{a, eprint = {2103.07853}, archiveprefix = {arXiv}}", "identifier alone"),
    ("arxiv-form", "@misc{a, eprint = {https://arxiv.org/abs/2103.07853v2}, eprinttype = {arxiv}}", 1,
     "@misc{a, eprint = {2103.07853v2}, eprinttype = {arxiv}}", "identifier alone"),
    ("arxiv-form", "@misc{a, eprint = {https://arxiv.org/pdf/2103.07853.pdf}, eprinttype={arxiv}}", 1,
     "@misc{a, eprint = {2103.07853}, eprinttype={arxiv}}", "identifier alone"),
    ("arxiv-form", "@misc{a, eprint = {2103.07853}}", 1, None, "archiveprefix"),
    ("arxiv-form", "@misc{a, eprint = {nonsense}, archiveprefix = {arXiv}}", 1, None, "not an arXiv"),
    ("duplicate-paper", "@misc{a, doi = {10.1145/A}}\n@misc{b, url = {https://doi.org/10.1145/a}}", 1,
     None, "paper of `a` on line 1"),
    ("duplicate-paper",
     "@misc{a, author={Hu, Li}, title = {{GAN} Leaks}}@misc{b, author={L. Hu}, title={Gan-leaks}}", 1,
     None, "paper of `a`"),
    ("duplicate-paper",
     "@misc{a, author={Hu, Li}, title = {Attacks on Learning Machines}}"
     "@misc{b, author={Hu, Li}, title={Atacks on Learning Machines}}", 1, None, "perhaps"),
    ("duplicate-paper",
     "@misc{a, author={Hu, Li}, title = {Attacks on Learning Machines for Beginners}}"
     "@misc{b, author={Hu, Li}, title={Attacks on Learning Machines for Begginers}}", 1, None, "perhaps"),
    ("duplicate-paper",
     "@misc{A, doi={10.1145/1}}@misc{b, doi={10.1145/1}}@misc{a, doi={10.1145/1}}", 2, None,
     "paper of `A`"),
    ("order", "@misc{a, year = {2019}} @misc{b, year = {2021}} @misc{c, year = {2020}}", 1,
     "@misc{b, year = {2021}} @misc{c, year = {2020}} @misc{a, year = {2019}}", "at the end"),
    ("order", "@misc{z, year = {2019}}\n% of b\n@misc{b, year = {2021}}\n@misc{c, year = {2020}}\n", 1,
     "% of b\n@misc{b, year = {2021}}\n@misc{c, year = {2020}}\n@misc{z, year = {2019}}\n", "at the end"),
    ("order", "@misc{d, year=2001} @misc{c, year=2002} @misc{b, year=2003} @misc{a, year=2004}", 3,
     "@misc{a, year=2004} @misc{b, year=2003} @misc{c, year=2002} @misc{d, year=2001}", "at the end"),
    ("order", "@proceedings{p, year=2002} @misc{a, year=2001, crossref={p}}", 1,
     "@misc{a, year=2001, crossref={p}} @proceedings{p, year=2002}", "at the end"),
    ("order", "@misc{a, year=2001, note=x} @string{x={y}} @misc{b, year=2002, note=x}", 1, None, "at the end"),
    ("unknown-type", "@inproceddings{a, title = {x}}", 1, "@inproceedings{a, title = {x}}",
     "perhaps `@inproceedings`"),
    ("unknown-type", "@ARTILCE{a, title = {x}}", 1, "@ARTICLE{a, title = {x}}", "`@artilce` is no"),
    ("unknown-type", "@mything{c, title = {x}} @art{a, title = {x}}", 2, None, "knows the type `@mything`"),
    ("unknown-type", "@techrprot{a, title = {x}}", 1, None, "perhaps `@techreport`"),
    ("unknown-field", "@article{a, Autor = {x}, titel = {y}}", 2, "@article{a, Author = {x}, title = {y}}",
     "`autor` is no field, perhaps `author`"),
    ("unknown-field", "@article{a, authors = {x}, author = {y}}", 1, None, "perhaps `author`"),
    ("unknown-field", "@misc{a, knowlege = {x}, pags = {y}}", 2, None, "perhaps `knowledge`"),
    ("unknown-field", "@book{a, editors = {x}, author = {y}}", 1, None, "perhaps `editor`"),
    ("month-form", "@misc{a, month = {June}, note = {x}}", 1, "@misc{a, month = jun, note = {x}}", "`jun`"),
    ("month-form", '@misc{a, month = "Sept."}', 1, "@misc{a, month = sep}", "`sep`"),
    ("month-form", "@misc{a, Month = {{DEC}}}", 1, "@misc{a, Month = dec}", "`dec`"),
    ("empty-field", '@misc{a,\n note = "",\n year = {{ }}\n}', 2, "@misc{a,\n}", "`note` is empty"),
    ("empty-field", "@misc{a, note = {}, crossref = {p}}", 1, None, "`note` is empty"),
    ("hidden-identifier", "@article{a,\n journal = {arXiv preprint arXiv:2103.07853},\n}\n", 1,
     "@article{a,\n journal = {arXiv preprint arXiv:2103.07853},\n eprint = {2103.07853},\n"
     " archiveprefix = {arXiv},\n}\n", "`journal` alone has the arXiv identifier"),
    ("hidden-identifier", "@article{a,\n journal = {CoRR},\n volume = {abs/2103.07853}\n}\n", 1,
     "@article{a,\n journal = {CoRR},\n volume = {abs/2103.07853},\n eprint = {2103.07853},\n"
     " archiveprefix = {arXiv}\n}\n", "`volume` alone"),
    ("hidden-identifier", "@misc{a,\n url = {https://doi.org/10.1145/ABC},\n}", 1,
     "@misc{a,\n url = {https://doi.org/10.1145/ABC},\n doi = {10.1145/ABC},\n}", "`url` alone has the DOI"),
    ("hidden-identifier", r"@misc{a, howpublished = {\url{https://arxiv.org/abs/2103.07853}}}", 1,
     r"@misc{a, howpublished = {\url{https://arxiv.org/abs/2103.07853}}, eprint = {2103.07853}, "
     "archiveprefix = {arXiv}}", "`howpublished` alone"),
    ("hidden-identifier", "@article{a, journal = {J}, note = {doi: 10.1145/ABC}}", 1,
     "@article{a, journal = {J}, note = {doi: 10.1145/ABC}, doi = {10.1145/ABC}}", "`note` alone"),
    ("broken-reference", "@misc{a, xdata = {a, c}, crossref = {b}}", 2, None, "the key `c`"),
    ("broken-reference", "@misc{a, crossref = { }}", 1, None, "names no key"),
    ("broken-reference", "@misc{a, crossref = {p, q}} @misc{p} @misc{q}", 1, None, "the key `p, q`"),
    ("broken-reference", "@misc{a, crossref = { P }} @misc{p}", 1, "@misc{a, crossref = { p }} @misc{p}",
     "compares keys with case"),
    ("broken-reference", "@misc{a, xdata = {qP, P,q}} @misc{p} @misc{q} @misc{qP}", 1, None,
     "the entry's is `p`"),
    ("parent-before-child",
     "@proceedings{p, title = {P}} @misc{a, crossref = {p}} @misc{b} @misc{c, crossref = {P}} % c\n@misc{d}", 2,
     "@misc{a, crossref = {p}} @misc{b} @misc{c, crossref = {P}} % c\n@proceedings{p, title = {P}}\n@misc{d}",
     "`p` on line 1 stands before"),
    ("parent-before-child",
     "@book{q}\n% of p\n@book{p, crossref = {q}}\n\n@misc{a, crossref = {p}}\n", 2,
     "@misc{a, crossref = {p}}\n\n% of p\n@book{p, crossref = {q}}\n@book{q}\n", "`q` on line 1"),
    ("parent-before-child", "@misc{a, crossref = {b}}\n@misc{b, crossref = {a}}", 1, None, "delete one"),
    ("parent-before-child", "@book{p} @misc{a, crossref = {p}} @book{p, note = {x}}", 1,
     "@misc{a, crossref = {p}}\n@book{p} @book{p, note = {x}}", "`p` on line 1"),
    ("date-form", "@misc{a, month = {June 3}} @misc{b, month = {Junember}}", 2, None, "cannot sort by `June 3`"),
    ("nested-crossref", "@misc{a, crossref = {a}}", 1, None, "refers to itself"),
    ("nested-crossref", "@misc{a, crossref = {b}} @misc{b, crossref = {a}}", 2, None, "back to this entry"),
    ("undefined-macro", "@misc{a, pages = 1--9, note = {x} # 2a}", 2,
     "@misc{a, pages = {1--9}, note = {x} # {2a}}", "`1--9` is neither a number"),
    ("undefined-macro", "@string{1st = {x}} @misc{a, note = 1st}", 1, None, "`1st` is neither"),
    ("undefined-macro", "@string{j = {x} # foo}\n@preamble{bar}", 2, None, "macro `foo`"),
    ("undefined-macro", "@misc{a, note = x, month = {1 } # june}", 2, None, "macro `x` is not defined"),
    ("late-macro", "@misc{k, note = a}\n@string{a = b # {x}} % of a\n@misc{l, note = b}\n  @string{b = {y}}\n", 3,
     "@string{b = {y}}\n@string{a = b # {x}}\n@misc{k, note = a}\n % of a\n@misc{l, note = b}\n",
     "`a` is used before its @string on line 2"),
    ("late-macro", "@misc{k, note = a} @string{a = {x}} @string{a = {y}}", 1, None, "it has 2 of them"),
    ("late-macro", "@misc{k, note = a} @string{a = b} @string{b = {x}} @string{b = {y}}", 2, None, "move that one"),
    ("late-macro", "@misc{k, note = a} @misc{l, note = c} @string{a = b} @string{b = a} @string{c = {x}}", 2,
     "@misc{k, note = a} @string{c = {x}}\n@misc{l, note = c} @string{a = b} @string{b = a} ", "move that one"),
    ("late-macro", "@misc{k, note = a # b}\n@string{a = {x}}\n@string{b = {y}}", 2,
     "@string{a = {x}}\n@string{b = {y}}\n@misc{k, note = a # b}", "`a` is used"),
    ("late-macro", "@preamble{a}\n@string{a = {x}}\n", 1, "@string{a = {x}}\n@preamble{a}\n", "`a` is used"),
    ("redefined-macro", "@string{a={x}}\n@misc{k, note=a}@misc{l, note=a # A}\n@string{A={y}}\n@misc{m, note=a}", 1, None,
     "the macro `A`, defined anew here, stands for another text in 3 places before, first on line 2"),
    ("redefined-macro", "@string{a={x}} @misc{k, note=a} @string{a={y}} @string{b=a} @string{a={z}} @preamble{a}", 2, None,
     "in 1 place before, on line 1"),
    ("redefined-macro", "@string{a={x}} @string{b = a # {!}} @string{a={y}} @misc{k, note=b}", 1, None, "BibTeX"),
    ("redefined-macro", "@misc{k, month=jan}\n@string{jan={1}}", 1, None, "on line 1"),
    ("circular-macro", "@string{a = b} @string{b = a} @misc{k, note = a}", 1, None, "need each other"),
    ("circular-macro", '@string{a = "x"} @string{A = a # "y"}', 1, None, "its own definition"),
    ("overlong-macro", f"@string{{a = {{{'x' * 70_000}}}}} @misc{{k, note = a}}", 1, None, "70,002 characters"),
    ("overlong-macro", f"@string{{a = {{{'x' * 40_000}}}}} @misc{{k, note = a # a}}", 1, None, "80,004 characters"),
    ("overlong-macro", "@string{a = {x}}" + "".join(f"@string{{a{n} = a{n - 1 or ''}}}" for n in range(1, 60)), 1,
     None, "51th definition"),
    ("key-characters", "@misc{a b, note = {x}}", 1, None, "up to its blank"),
    ("key-characters", "@misc{a#b, note = {x}} @misc{o'neil, note = {x}} @misc{a(b), note = {x}}", 3, None,
     "for the `#` in its key"),
    ("key-characters", "@misc{a} @misc{ b }", 2, None, "without a comma"),
    ("comment-in-entry", "@misc{a, % one\n note = {x}, % two\n title = {y}}", 1, None, "no comment here"),
    ("comment-in-entry", "@misc{a, note = {x} % one\n}\n@misc{b,\n note = {x},\n% title = {y},\n}", 2, None, "here"),
    ("stray-at", "write to me @ home or at a@b.org\n@misc{a, note = {x}}\n% c@d.org\n", 3, None, "this `@`"),
    ("stray-at", "see @foo{x} there\n@misc{a, note = {x}}", 1, None, "an entry here, of the type `foo`"),
    ("stray-at", "@comment{a@b.org @misc{b, note = {x}}}", 2, None, "this `@`"),
    ("either-field", "@book{a, author = {A}, editor = {B}, volume = 1, number = 2}", 2, None,
     "print `author` and leave out `editor`"),
    ("syntax", "@string{a = } @misc{k, note = {x}}", 1, None, "has no value"),
    ("syntax", '@string{12 = "x"} @misc{k, 1st = {x}}', 2, None, "begins with a digit"),
    ("duplicate-key", "@misc{a, ids = {x, b}} @misc{b} @misc{c, ids = c}", 1, None, "`b` is that of"),
    ("unused-parent", "@misc{a, crossref = {p}} @proceedings{p, title = {P}} @proceedings{q, title={Q}}",
     1, None, "no entry refers to this volume"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "text"), [(rule, text) for rule, texts in ACCEPTED.items() for text in texts]
)
def test_accepted(rule: str, text: str) -> None:
    checked = check(rule, text)
    assert checked.messages == []
    assert checked.fixed == text


@pytest.mark.parametrize(("rule", "text", "number", "fixed", "message"), REJECTED)
def test_rejected(rule: str, text: str, number: int, fixed: str | None, message: str) -> None:
    checked = check(rule, text)
    assert len(checked.findings) == number, checked.messages
    assert message in checked.messages[0]
    assert checked.fixed == (text if fixed is None else fixed)
    assert check(rule, checked.fixed).fixed == checked.fixed


# Types with all the fields that they need.
COMPLETE = [
    ("misc", ["note = {x}"]),
    ("unknowntype", ["note = {x}"]),
    ("article", ["author={A}", "title={T}", "journaltitle={J}", "date={2020}"]),
    ("book", ["editor={A}", "title={T}", "publisher={P}", "year=2020"]),
    ("online", ["title={T}", "url={u}"]),
]


class TestMissingField:
    @pytest.mark.parametrize(("type_", "fields"), COMPLETE)
    def test_nothing(self, type_: str, fields: list[str]) -> None:
        assert not check("missing-field", entry(type_, *fields), own=False).messages

    def test_by_type(self) -> None:
        found = check("missing-field", entry("article", "title = {T}", "year = {}"), own=False)
        assert [message.split(",")[0] for message in found.messages] == [
            "the entry has no `author`",
            "the entry has no `journal` or `journaltitle`",
            "the entry has no `year` or `date`",
        ]

    def test_crossref_inherits(self) -> None:
        text = (
            "@inproceedings{a, author={A}, title={T}, crossref={P}}"
            "@proceedings{p, title={Q}, year={2020}}"
        )
        assert not check("missing-field", text, own=False).messages

    def test_a_crossref_to_elsewhere_may_give_all_but_the_papers_own(self) -> None:
        text = "@inproceedings{a, author={A}, crossref={elsewhere}}"
        (message,) = check("missing-field", text, own=False).messages
        assert "`title`" in message

    def test_a_crossref_in_a_circle(self) -> None:
        text = "@inproceedings{a, crossref={b}} @inproceedings{b, crossref={a}}"
        assert check("missing-field", text, own=False).messages

    def test_what_the_list_asks_for(self) -> None:
        asked = toml_reader.parse(
            '[fields.kind]\nform="vocabulary"\n[fields.kind.values]\nsurvey={}\nattack={}\n'
            '[fields.knowledge]\nneeded="-kind:survey"\n[lint.needed]\nurl="year:2020.."',
            "t.toml",
        )
        text = (
            "@misc{a, kind={survey}, year=2019} @misc{b, kind={attack}, year=2020}"
            "@misc{c, knowledge={x}, url={y}, year=2021}"
        )
        found = check("missing-field", text, asked=asked)
        assert [(each.key, each.message.split("`")[1]) for each in found.findings] == [
            ("b", "knowledge"),
            ("b", "url"),
        ]
        assert not check("missing-field", text, asked=asked, own=False).findings

    def test_a_date_has_the_year_and_other_fields_are_still_asked_for(self) -> None:
        asked = toml_reader.parse('[lint.needed]\nyear=""\ndoi=""\nurl=""', "t.toml")
        found = check("missing-field", "@misc{a, date={2020}} @misc{b, doi={x}}", asked=asked)
        assert [(each.key, each.message.split("`")[1]) for each in found.findings] == [
            ("a", "doi"),
            ("a", "url"),
            ("b", "url"),
            ("b", "year"),
        ]

    @pytest.mark.parametrize("query", ["(", "nofield:x", "kind:nothing"])
    def test_a_query_that_cannot_be_asked(self, query: str) -> None:
        spec = LIST.fields["knowledge"]._replace(needed=query)
        asked = LIST._replace(fields={**LIST.fields, "knowledge": spec})
        with pytest.raises(FileProblem, match=r"fields\.knowledge\.needed: "):
            check("missing-field", "@misc{a, kind = {attack}}", asked=asked)


def test_what_is_only_likely_is_a_note() -> None:
    text = (
        "@misc{a, author={Hu, Li}, title = {Attacks on Learning Machines}}"
        "@misc{b, author={Hu, Li}, title={Atacks on Learning Machines}}"
    )
    (found,) = check("duplicate-paper", text).findings
    assert found.severity is Severity.NOTE
    (found,) = check("plain-http", "@misc{a, url={http://example.org}}").findings
    assert found.severity is Severity.NOTE


def test_syntax_leaves_to_other_rules_what_is_theirs() -> None:
    text = "@misc{a, n = {1}, n = {2}, m = undefd}\n@misc{a, n = {1}}"
    assert not check("syntax", text).messages


def test_order_names_as_few_entries_as_possible() -> None:
    years = [2021, 2020, 2015, 2019, 2018, 2017]
    text = "\n".join(f"@misc{{k{year}, year = {{{year}}}}}" for year in years)
    (found,) = check("order", text).findings
    assert (found.key, found.position.line) == ("k2015", 3)


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        ("% @misc{a, title = {x}}\n% @misc{b}\n", [Severity.NOTE, Severity.NOTE]),
        ("% @misc{a, title = {x}}\n@misc{A, title = {x}}", [Severity.ERROR]),
        ("% @misc{a, title = {x}}\n% @misc{a, title = {y}}", [Severity.NOTE, Severity.ERROR]),
        ("% @misc{a,\n%   title = {x},\n% }\n", [Severity.ERROR]),
        ("% @string{a = {x}}\n%@string{a = {y}}", [Severity.NOTE, Severity.NOTE]),
        ("% @string{a =\n% {x}}\n", [Severity.ERROR]),
    ],
)
def test_behind_a_per_cent_sign_is_as_bad_as_bibtex_takes_it(
    text: str, severities: list[Severity]
) -> None:
    assert [each.severity for each in check("commented-entry", text).findings] == severities
