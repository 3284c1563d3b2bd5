"""Rules about single values: what is accepted, what is rejected, and what is made of it."""

# ruff: noqa: RUF001 (dashes and quotes as files have them)

import pytest

from lint.common import check


def one(field: str, content: str) -> str:
    """An entry with *content* in the field *field*, between other fields."""
    before = "  abstract = {Nothing},\n  month = jan,\n  number = 3,\n"
    return f"@article{{k,\n{before}  {field} = {{{content}}},\n  year = {{2020}},\n}}\n"


ACCEPTED = {
    ("unprotected-capitals", "title"): [
        "Membership Inference Attacks",
        "{GAN-Leaks}: A Taxonomy",
        "A Survey: I Know What You Did",
        "Label-Only and (In)Feasibility",
        "{\\'E}tude of Erd{\\H o}s",
        "The {$L_2$} Norm and $\\epsilon$",
        "On {\\LaTeX} and \\emph{{GAN}}",
        "O'Brien's Attack",
        "{\\'E}COle of Attacks",
        "Is it 2020 or the 3rd year?",
        "",
    ],
    ("over-protected", "title"): [
        "{GAN} and {BERT}",
        "{GAN}",
        "{GAN-Leaks}: {A}",
        "Plain",
    ],
    ("title-end", "title"): [
        "Why?",
        "Wow!",
        "Made in the U.S.",
        "A by Hu et al.",
        "To be continued...",
        "Acme Inc.",
        "{Really?}",
        "Attacks on machines\\.",
        "",
    ],
    ("page-dash", "pages"): [
        "12--34",
        "1, 3, 7",
        "e12",
        "A-12",
        "3-1",
        "12:1--12:20",
        "12-3",
        "1--2, 5--6",
        "iv--xi",
        "43+",
        "1-1-2",
        "200-100",
        "10-5",
        "",
    ],
    ("name-form", "author"): [
        "Hu, Li and Salcic, Zoran and others",
        "{Barnes & Noble, Inc.}",
        "{Facebook; Google}",
        "van der Berg, Jr, Anna",
        "Li Hu",
        "others, Li and Yu, Xi",
        "Etienne, Al and Betal, Metal",
        "Yu, Philip S.",
        "",
    ],
    ("unprotected-venue", "booktitle"): [
        "{Conference on Learning Machines}",
        "ICML",
        "Proceedings of the ICML and {NeurIPS}",
        "Conference of the O'Brien and {\\'E}cole",
        "",
    ],
    ("over-protected", "booktitle"): [
        "{Proceedings of {ICML}}",
    ],
    ("unescaped-character", "title"): [
        r"Attacks \& Defences, 90\% of \#1 and a\_b",
        r"The $L_2^n$ and $$x_1$$ norms, \(a_b\), \[a_b\] and \ensuremath{a_{b}}",
        r"At \url{https://a.org/a_b?c=d&e=%20#f} and \path|a_b| and \cite{a_b} and \ref{a_b}",
        "A &amp; B",
        r"{\^o}, \^{e} and $\backslash$",
        r"\begin{tabular}{cc} a & b \end{tabular}",
        "",
    ],
    ("unescaped-character", "author"): [
        "Li Hu & Xi Yu",
    ],
    ("unescaped-character", "url"): [
        "https://a.org/a_b?c=d&e=%20#f",
    ],
    ("unescaped-character", "abstract"): [
        "100% of a_b & c",
    ],
    ("unescaped-character", "mendeley-tags"): [
        "a_b & c",
    ],
    ("unclosed-formula", "title"): [
        r"\$5 and $x$ and $$y$$",
        r"At \url{https://a.org/$x}",
        "",
    ],
    ("unclosed-formula", "url"): [
        "https://a.org/$x",
    ],
    ("unbalanced-brace", "title"): [
        r"The \{0, 1\} Loss of {GANs}",
        r"{\{a\}}",
        "",
    ],
    ("stray-and", "author"): [
        "Hu, Li and Yu, Xi and others",
        "{Hu and and Yu}",
        "{and}",
        "Anderson, Andy and Sand, Candy",
        "",
    ],
    ("year-form", "year"): [
        "2020",
        "about 1984",
        "1998--2000",
        "2001a",
        "{\\noopsort{1973b}}1973",
        "",
    ],
    ("date-form", "date"): [
        "2020",
        "2020-06",
        " 2020-06-01 ",
        "2020/2021",
        "2020-03-04/2021",
        "2020-01/",
        "/2020",
        "2020/..",
        "2020~",
        "2020-05?",
        "2020%",
        "202X",
        "20XX",
        "2020-XX",
        "2020-21",
        "-0043",
        "Y17000",
        "2020-05-01T12:00:00Z",
        "2020-05-01T12:00:00+01:00",
        "2020-02-29",
        "",
        "{}",
    ],
    ("date-form", "year"): ["2020", " 2020 ", "", "in press"],
    ("month-form", "month"): [
        "6",
        "June 3",
        "Spring",
        "",
    ],
    ("empty-field", "note"): [
        "x",
        "0",
        "\\-",
    ],
    ("check-digit", "isbn"): [
        "978-3-16-148410-0",
        "9783161484100",
        "978 3 16 148410 0",
        "0-8044-2957-X",
        "080442957x",
        "0-8044-2957-X, 978-3-16-148410-0 (paperback)",
        "978\u20113\u201316\u2013148410--0",
        "unknown",
        "",
    ],
    ("check-digit", "issn"): [
        "2049-3630",
        "20493630",
        "2434-561X",
        "2049-3630 (print), 2434-561x",
        "",
    ],
    ("hidden-identifier", "url"): [
        "https://example.org/10.1145/3523273",
        "https://arxiv.org/list/cs.CR/2103",
    ],
    ("hidden-identifier", "note"): [
        "Comment on doi:10.1145/3523273",
        "Extends arXiv:2103.07853, with proofs",
        "10.1 percent",
    ],
    ("html-entity", "title"): [
        "AT\\&T; and more",
        "A & B",
        "Q&A; why",
        "&nosuchthing;",
    ],
    ("wrong-encoding", "title"): [
        "Käse",
        "Ångström",
        "日本",
        "Ñandú «É»",
        "naïve Âge",
    ],
    ("tracking-parameter", "url"): [
        "https://a.org/?id=1",
        "https://a.org/utm_source=x",
        "https://a.org/?q=utm_source",
        "nothing",
    ],
    ("plain-http", "url"): [
        "https://a.org/",
        "ftp://a.org/",
        "https://doi.org/10.1/a",
    ],
    ("doi-form", "doi"): [
        "10.1145/3523273",
        "10.1007/978-3\\_27",
        "10.1000/A.b(1)2<3>",
        "",
        "10.48550/arXiv.2103.07853",
    ],
    ("code-form", "code"): [
        "https://github.com/a/b",
        "https://github.com/a/b https://x.org/c/",
        "https://github.com/a/b/tree/main/x",
        "",
    ],
    ("value-spelling", "knowledge"): [
        "white-box",
        "white-box; black-box",
        "nobody knows",
        "",
    ],
    ("venue-spelling", "venue"): [
        "S\\&P",
        "USENIX Security",
        "arXiv",
        "Some Workshop",
    ],
    ("value-order", "knowledge"): [
        "white-box; black-box",
        "black-box",
        "black-box; odd; white-box",
    ],
    ("repeated-value", "knowledge"): [
        "white-box; black-box",
        "black-box",
    ],
    ("unknown-value", "knowledge"): [
        "WB; black-box",
        "White Box",
        "",
        ";",
    ],
}

# Rule, field, content, how many findings, and the content after fixing (None: the same).
REJECTED: list[tuple[str, str, str, int, str | None]] = [
    ("unprotected-capitals", "title", "Attacks on GANs", 1, "Attacks on {GANs}"),
    ("unprotected-capitals", "title", "GAN-Leaks: DP-SGD", 3, "{GAN}-Leaks: {DP}-{SGD}"),
    ("unprotected-capitals", "title", "The $L_2$ Norm", 1, "The {$L_2$} Norm"),
    ("unprotected-capitals", "title", "iPhone, mRNA and 3D", 3, "{iPhone}, {mRNA} and {3D}"),
    ("unprotected-capitals", "title", "ATTACKS ON LEARNING MACHINES", 1, None),
    ("unprotected-capitals", "title", "The O'Brien {GAN} of the RNN and $l$ DNN", 2,
     "The O'Brien {GAN} of the {RNN} and $l$ {DNN}"),
    ("unprotected-capitals", "title", "$nAB$ and GANs", 2, "{$nAB$} and {GANs}"),
    ("unprotected-capitals", "title", "The d'GAN and RNN", 1, "The d'GAN and {RNN}"),
    ("over-protected", "title", "{Attacks on GANs}", 1, None),
    ("over-protected", "journal", "{Journal of {ICML}}", 1, None),
    ("title-end", "title", "Attacks on machines.", 1, "Attacks on machines"),
    ("title-end", "title", "{Attacks on machines.}", 1, "{Attacks on machines}"),
    ("title-end", "title", "Attacks on machines,", 1, None),
    ("page-dash", "pages", "12-34", 1, "12--34"),
    ("page-dash", "pages", "12 – 34", 1, "12--34"),
    ("page-dash", "pages", "12---34", 1, "12--34"),
    ("page-dash", "pages", "S12-S20", 1, "S12--S20"),
    ("page-dash", "pages", "1964-74", 1, "1964--74"),
    ("page-dash", "pages", "1-2, 5--6, 7-9", 2, "1--2, 5--6, 7--9"),
    ("page-dash", "pages", "5-5", 1, "5--5"),
    ("page-dash", "pages", "001-2", 1, "001--2"),
    ("page-dash", "pages", "01-5, 1-2", 1, "01-5, 1--2"),
    ("page-dash", "pages", "10-5, 3-1, 1-2, 12--34, 5-6", 2, "10-5, 3-1, 1--2, 12--34, 5--6"),
    ("name-form", "author", "Hu, and {A; B} and Yu; Xi and Li Hu and ,Xi", 3, None),
    ("name-form", "author", "others and Hu, Li and others and Yu, and others", 2, None),
    ("name-form", "author", "Hu, Li et al.", 1, "Hu, Li and others"),
    ("name-form", "author", "Hu, Li and et al", 1, "Hu, Li and others"),
    ("name-form", "author", "Hu, Li, et al.", 1, "Hu, Li and others"),
    ("name-form", "author", "Hu, Li et al. and Yu, Xi", 1, None),
    ("name-form", "author", "Hu, Li and others and Yu, Xi", 1, None),
    ("name-form", "author", "Hu, Li; Yu, Xi", 1, None),
    ("name-form", "author", "Li Hu, Xi Yu, Zoran Salcic, Jo Doe", 1, None),
    ("name-form", "author", "Hu, and Yu, Xi", 1, None),
    ("name-form", "author", "L. X., Hu", 1, None),
    ("name-form", "author", "Li Hu & Xi Yu", 1, None),
    ("unprotected-venue", "booktitle", "Conference on Learning Machines", 1,
     "{Conference on Learning Machines}"),
    ("unprotected-venue", "booktitle", " Proceedings of {ICML}: Workshop on GANs ", 1,
     " {Proceedings of {ICML}: Workshop on GANs} "),
    ("unprotected-venue", "series", "Lecture Notes", 1, "{Lecture Notes}"),
    ("unescaped-character", "title", "Attacks & Defences", 1, r"Attacks \& Defences"),
    ("unescaped-character", "title", "90% of #1 a_set", 3, r"90\% of \#1 a\_set"),
    ("unescaped-character", "title", r"\\& a \& b & c", 2, r"\\\& a \& b \& c"),
    ("unescaped-character", "title", "&nosuchthing; and &amp;", 1, r"\&nosuchthing; and &amp;"),
    ("unescaped-character", "title", "The x_2, H_{2}O and 10^6", 3, None),
    ("unescaped-character", "title", "The data_2 set", 1, r"The data\_2 set"),
    ("unescaped-character", "title", "A & B for $x", 1, None),
    ("unescaped-character", "author", "{Barnes & Noble, Inc.}", 1, r"{Barnes \& Noble, Inc.}"),
    ("unescaped-character", "howpublished", "https://a.org/a_bc", 1, r"https://a.org/a\_bc"),
    ("unescaped-character", "publisher", "Wiley & Sons", 1, r"Wiley \& Sons"),
    ("unclosed-formula", "title", "The $5 Attack", 1, r"The \$5 Attack"),
    ("unclosed-formula", "title", "The $x Attack", 1, None),
    ("unclosed-formula", "title", "The $5 Attack on $x$", 1, None),
    ("unclosed-formula", "title", "The $5_2 Attack", 1, None),
    ("unbalanced-brace", "title", r"The \{0, 1} Loss", 1, None),
    ("unbalanced-brace", "title", r"The {0, 1\} Loss", 1, None),
    ("stray-and", "author", "Hu, Li and", 1, "Hu, Li"),
    ("stray-and", "author", "and Hu, Li", 1, "Hu, Li"),
    ("stray-and", "author", "Hu, Li and\n and Yu, Xi AND", 2, "Hu, Li and Yu, Xi"),
    ("stray-and", "editor", "and", 1, None),
    ("year-form", "year", "in press", 1, None),
    ("year-form", "year", "98", 1, None),
    ("date-form", "date", "{To appear}", 1, None),
    ("date-form", "date", "20", 1, None),
    ("date-form", "date", "June 2020", 1, None),
    ("date-form", "date", "2020-13", 1, None),
    ("date-form", "date", "2020-5-1", 1, None),
    ("date-form", "date", "05/2020", 1, None),
    ("date-form", "date", "2020-02-31", 1, None),
    ("date-form", "date", "2019-02-29", 1, None),
    ("date-form", "date", "2020/unknown", 1, None),
    ("date-form", "date", "2020/2021/2022", 1, None),
    ("date-form", "date", "/", 1, None),
    ("date-form", "date", "2020-05-01T12:00", 1, None),
    ("date-form", "date", "{2020-05}", 1, "2020-05"),
    ("date-form", "urldate", "1 June 2020", 1, None),
    ("date-form", "eventdate", "y17000", 1, None),
    ("date-form", "origdate", "c1900", 1, None),
    ("date-form", "year", "{2020}", 1, "2020"),
    ("date-form", "year", "2020/2021", 1, None),
    ("check-digit", "isbn", "978-3-16-148410-1", 1, None),
    ("check-digit", "isbn", "0-8044-2957-3, 978-3-16-148410-0, 978-3-16-148410-2", 2, None),
    ("check-digit", "isbn", "978-3-16-14841-0", 1, None),
    ("check-digit", "isbn", "2049-3630", 1, None),
    ("check-digit", "issn", "2049-3631", 1, None),
    ("check-digit", "issn", "2049-36300", 1, None),
    ("html-entity", "title", "A &amp; B", 1, r"A \& B"),
    ("html-entity", "title", r"A \&amp; B", 1, r"A \& B"),
    ("html-entity", "title", "Users&#39; &lt;x&gt;", 3, "Users' $<$x$>$"),
    ("html-entity", "title", "B&eacute;la", 1, None),
    ("html-entity", "title", "ä B&eacute;la", 1, "ä Béla"),
    ("html-entity", "title", "a &quot;b&quot; &#123;", 3, None),
    ("html-entity", "url", "https://a.org/?a=1&amp;b=2", 1, "https://a.org/?a=1&b=2"),
    ("html-entity", "title", "&nosuch; \\\\&amp; &amp; &notit; &lt;", 2,
     "&nosuch; \\\\&amp; \\& &notit; $<$"),
    ("wrong-encoding", "title", "Nicolas KÃ¶nig", 1, None),
    ("wrong-encoding", "title", "â€œQuotedâ€\x9d", 1, None),
    ("wrong-encoding", "title", "K\ufffdnig", 1, None),
    ("tracking-parameter", "url", "https://a.org/?utm_source=x&id=1#p", 1, "https://a.org/?id=1#p"),
    ("tracking-parameter", "url", "https://a.org/p?gclid=x", 1, "https://a.org/p"),
    ("tracking-parameter", "note", r"\url{https://a.org/p?gclid=x}", 1, r"\url{https://a.org/p}"),
    ("tracking-parameter", "code", "https://a.org/ https://a.org/?a=1 https://b.org/?gclid=x", 1,
     "https://a.org/ https://a.org/?a=1 https://b.org/"),
    ("plain-http", "code", "https://a.org/ http://x.org/ http://arxiv.org/ http://y.org/", 3,
     "https://a.org/ http://x.org/ https://arxiv.org/ http://y.org/"),
    ("plain-http", "url", "http://arxiv.org/abs/1", 1, "https://arxiv.org/abs/1"),
    ("plain-http", "url", "https://dx.doi.org/10.1/a", 1, "https://doi.org/10.1/a"),
    ("plain-http", "url", "http://doi.acm.org/10.1145/1", 1, "https://doi.acm.org/10.1145/1"),
    ("plain-http", "url", "http://example.org/a.pdf", 1, None),
    ("plain-http", "url", "http://notarxiv.org/", 1, None),
    ("plain-http", "url", "http://arxiv.org:8080/", 1, None),
    ("plain-http", "code", "http://github.com/a/b http://x.org/", 2, "https://github.com/a/b http://x.org/"),
    ("doi-form", "doi", "https://doi.org/10.1145/3523273", 1, "10.1145/3523273"),
    ("doi-form", "doi", "doi:10.1145/ABC", 1, "10.1145/ABC"),
    ("doi-form", "doi", "DOI: 10.1145/ABC", 1, "10.1145/ABC"),
    ("doi-form", "doi", "https://dl.acm.org/doi/10.1145/3523273", 1, None),
    ("doi-form", "doi", "dl.acm.org/doi/10.1145/3523273", 1, None),
    ("doi-form", "doi", "https://doi.acm.org/10.1145/3523273", 1, None),
    ("doi-form", "doi", "unknown", 1, None),
    ("code-form", "code", "https://github.com/a/b.git", 1, "https://github.com/a/b"),
    ("code-form", "code", "https://github.com/a/b/", 1, "https://github.com/a/b"),
    ("code-form", "code", "github.com/a/b", 1, None),
    ("value-spelling", "knowledge", "WB; Black Box", 2, "white-box; black-box"),
    ("code-form", "code", "https://a.org x https://github.com/a/b.git y", 3,
     "https://a.org x https://github.com/a/b y"),
    ("value-spelling", "knowledge", "nobody; white-box; BB; WB", 2,
     "nobody; white-box; black-box; white-box"),
    ("value-spelling", "kind", "SoK", 1, "survey"),
    ("venue-spelling", "venue", "Oakland", 1, r"S\&P"),
    ("venue-spelling", "venue", "Usenix Sec.", 1, "USENIX Security"),
    ("value-order", "knowledge", "black-box; white-box", 1, "white-box; black-box"),
    ("value-order", "knowledge", "black-box ;\n WB", 1, "WB; black-box"),
    ("repeated-value", "knowledge", "WB; white-box", 1, "WB"),
    ("unknown-value", "knowledge", "blck-box", 1, None),
    ("unknown-value", "knowledge", "WB; blck-box; white-box; odd", 2, None),
    ("repeated-value", "knowledge", "odd; WB; black-box; white-box; odd", 1, "odd; WB; black-box"),
    ("unknown-value", "venue", "Workshop of Nowhere", 1, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "field", "content"),
    [(*place, text) for place, texts in ACCEPTED.items() for text in texts],
)
def test_accepted(rule: str, field: str, content: str) -> None:
    text = one(field, content)
    checked = check(rule, text)
    assert checked.messages == []
    assert checked.fixed == text


@pytest.mark.parametrize(("rule", "field", "content", "number", "fixed"), REJECTED)
def test_rejected(rule: str, field: str, content: str, number: int, fixed: str | None) -> None:
    text = one(field, content)
    checked = check(rule, text)
    assert len(checked.findings) == number, checked.messages
    assert all(found.position.line >= 5 for found in checked.findings)
    assert all(found.span.start < found.span.end for found in checked.findings)
    assert checked.fixed == one(field, content if fixed is None else fixed)
    assert not any(found.fix for found in checked.left)
    again = check(rule, checked.fixed)
    assert again.fixed == checked.fixed


@pytest.mark.parametrize(
    ("rule", "text", "message"),
    [
        ("unknown-value", one("knowledge", "blck-box"), "perhaps `black-box`"),
        ("unknown-value", one("venue", "Nowhere"), "mialit fields venue"),
        ("unknown-value", one("venue", "v" * 60), f"`{'v' * 60}` is not a value"),
        ("unknown-value", one("venue", "v" * 61), f"`{'v' * 59}…` is not a value"),
        ("value-spelling", one("kind", "SoK"), "`SoK` is written `survey`"),
        ("wrong-encoding", one("title", "KÃ¶nig"), "`Ã¶` is `ö` read"),
        ("wrong-encoding", one("title", "Ã\x80 propos"), "is `À` read"),
        ("title-end", one("title", "A big cat."), "full stop, which the style adds"),
    ],
)
def test_messages(rule: str, text: str, message: str) -> None:
    (found,) = check(rule, text).messages
    assert message in found


def test_books_and_theses_keep_their_capitals() -> None:
    assert not check("unprotected-capitals", "@phdthesis{a, title = {Attacks on GANs}}").findings


def test_a_value_in_quotes_or_of_macros() -> None:
    text = '@article{a, title = "Attacks on GANs", pages = "1" # dash # "2", url = u}'
    assert check("unprotected-capitals", text).fixed == text.replace("GANs", "{GANs}")
    assert not check("page-dash", text).findings


def test_bytes_that_are_not_utf8_are_one_finding() -> None:
    data = "@misc{a, title = {Käse}}\n@misc{b, title = {Öl}}\n".encode("latin-1")
    (found,) = check("wrong-encoding", data).findings
    assert (found.position.line, found.position.column) == (1, 20)
    assert "2 bytes" in found.message


def test_of_a_repeated_field_the_first_counts() -> None:
    text = "@misc{a, pages = {1-2}, pages = {3-4}}"
    assert check("page-dash", text).fixed == text.replace("1-2", "1--2")
