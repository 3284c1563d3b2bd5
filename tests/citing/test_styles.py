"""References in styles: what is corrected of citeproc, what text may do, and styles of a user."""
# ruff: noqa: RUF001 (typographic quotation marks)

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from citing.common import ROOT_OF_STYLES, items_of
from door import entry, modules, write
from mialit.citing.csl_elements import in_case
from mialit.citing.styles import BUNDLED, Kind, bundled, formatted, load, read
from mialit.errors import FileProblem, UsageProblem

ARTICLE = {"author": "Adler, Ann", "title": "Leaks", "journal": "Quiet", "year": "2020"}


def references(folder, text, style, kind=Kind.TEXT, **how):
    return formatted(items_of(write(folder, text)), style, kind, **how)


def reference(folder, style, kind=Kind.TEXT, **fields):
    text = entry("a", {**ARTICLE, **fields}, "article")
    return references(folder, text, style, kind, numbered=False)[0]


# What citeproc gets wrong.


@pytest.mark.parametrize(
    ("style", "fields", "expected"),
    [
        # A full stop behind what ends a sentence.
        ("acm", {"title": "Does It Leak?"}, "Ann Adler. 2020. Does it leak? Quiet (2020)."),
        ("acm", {"title": "It Leaks!"}, "Ann Adler. 2020. It leaks! Quiet (2020)."),
        ("apa", {"title": "Does It?"}, "Adler, A. (2020). Does it? Quiet."),
        ("springer-lncs", {"title": "Does It?"}, "Adler, A.: Does it? Quiet. (2020)."),
        ("apa", {"title": "Then..."}, "Adler, A. (2020). Then... Quiet."),
        ("apa", {"title": "At {Acme Inc.}"}, "Adler, A. (2020). At Acme Inc. Quiet."),
        ("apa", {"title": "What?... No"}, "Adler, A. (2020). What?... No. Quiet."),
        # A comma and a full stop stand before the quotation mark that closes.
        ("ieee", {}, "A. Adler, “Leaks,” Quiet, 2020."),
        ("ieee", {"title": "Does It?"}, "A. Adler, “Does it?,” Quiet, 2020."),
        # Quotation marks within quotation marks.
        ("ieee", {"title": "On ``Safe'' Data"}, "A. Adler, “On ‘safe’ data,” Quiet, 2020."),
        ("ieee", {"title": 'On "Safe" Data'}, "A. Adler, “On ‘safe’ data,” Quiet, 2020."),
        ("apa", {"title": 'On "Safe" Data'}, "Adler, A. (2020). On “safe” data. Quiet."),
        # Authors who are not named.
        ("apa", {"author": "Adler, Ann and others"}, "Adler, A., et al. (2020). Leaks. Quiet."),
        (
            "apa",
            {"author": "Adler, Ann and Bo, Ben and others"},
            "Adler, A., Bo, B., et al. (2020). Leaks. Quiet.",
        ),
        ("ieee", {"author": "Adler, Ann and others"}, "A. Adler et al., “Leaks,” Quiet, 2020."),
        (
            "ieee",
            {"author": "Adler, Ann and Bo, Ben and others"},
            "A. Adler, B. Bo, et al., “Leaks,” Quiet, 2020.",
        ),
        ("acm", {"author": "Adler, Ann and others"}, "Ann Adler et al. 2020. Leaks. Quiet (2020)."),
        (
            "springer-lncs",
            {"author": "Adler, Ann and others"},
            "Adler, A., et al.: Leaks. Quiet. (2020).",
        ),
        (
            "elsevier-harvard",
            {"author": "Adler, Ann and others"},
            "Adler, A., et al., 2020. Leaks. Quiet.",
        ),
        (
            "ieee",
            {"author": " and ".join(f"A{n}, B" for n in "abcdefg") + " and others"},
            "B. Aa et al., “Leaks,” Quiet, 2020.",
        ),
        # A group that is not taken asks for nothing, and its words do not stand alone.
        (
            "acm",
            {"url": "https://example.org/a"},
            "Ann Adler. 2020. Leaks. Quiet (2020). Retrieved from https://example.org/a",
        ),
        # Initials of a part in lower case.
        ("apa", {"author": "Lee, Hung-yi"}, "Lee, H. (2020). Leaks. Quiet."),
        ("apa", {"author": "Picard, Jean-Luc"}, "Picard, J.-L. (2020). Leaks. Quiet."),
        # What stands in the place of the authors is not printed again.
        ("apa", {"author": ""}, "Leaks. (2020). Quiet."),
        ("elsevier-harvard", {"author": ""}, "Leaks, 2020. Quiet."),
        # A date in words.
        ("springer-lncs", {"year": "in press"}, "Adler, A.: Leaks. Quiet. (in press)."),
    ],
)
def test_what_is_corrected(tmp_path, style, fields, expected):
    assert reference(tmp_path, style, **fields) == expected


def test_only_et_al_of_ieee_is_in_italics(tmp_path):
    made = reference(tmp_path, "ieee", Kind.HTML, author="Adler, Ann and Bo, Ben and others")
    assert made == "A. Adler, B. Bo, <i>et al.</i>, “Leaks,” <i>Quiet</i>, 2020."


def test_a_proceedings_paper_without_pages_has_no_lonely_full_stop(tmp_path):
    fields = {"author": "Adler, Ann", "title": "T", "booktitle": "{Talks}", "year": "2020"}
    text = entry("a", {**fields, "url": "https://example.org/a"}, "inproceedings")
    assert references(tmp_path, text, "acm", numbered=False) == [
        "Ann Adler. 2020. T. In Talks, 2020. Retrieved from https://example.org/a"
    ]


def test_a_preprint_keeps_the_small_letter_of_arxiv(tmp_path):
    fields = {"author": "Adler, Ann", "title": "T", "year": "2021"}
    text = entry("a", {**fields, "eprint": "2101.00001", "archiveprefix": "arXiv"})
    (made,) = references(tmp_path, text, "apa")
    assert "(arXiv:2101.00001). arXiv." in made


def test_editors_in_the_place_of_authors_are_named_once(tmp_path):
    fields = {"editor": "Nash, Nia", "title": "{Silences}", "publisher": "Press", "year": "2013"}
    (made,) = references(tmp_path, entry("a", fields, "book"), "apa")
    assert made == "Nash, N. (Ed.). (2013). Silences. Press."


def test_a_thesis_without_a_number_is_no_publication(tmp_path):
    fields = {"author": "Quist, Quin", "title": "Leaks", "school": "Oslo", "year": "2012"}
    (made,) = references(tmp_path, entry("a", fields, "phdthesis"), "apa")
    assert made == "Quist, Q. (2012). Leaks [PhD thesis]. Oslo."


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("apa", ["Wong, W. (2020a). B. Quiet.", "Wong, W. (2020b). C. Quiet."]),
        ("elsevier-harvard", ["Wong, W., 2020a. B. Quiet.", "Wong, W., 2020b. C. Quiet."]),
        ("springer-lncs", ["1. Wong, W.: B. Quiet. (2020).", "2. Wong, W.: C. Quiet. (2020)."]),
    ],
)
def test_works_that_would_be_cited_alike_are_told_apart(tmp_path, style, expected):
    text = "".join(
        entry(key, {**ARTICLE, "author": "Wong, Wei", "title": key}, "article") for key in "BC"
    )
    assert references(tmp_path, text, style) == expected


def test_given_names_are_written_in_full_where_initials_say_too_little(tmp_path):
    text = "".join(
        entry(given, {**ARTICLE, "author": f"Wang, {given}"}, "article")
        for given in ("Yu", "Yijue", "Wei")
    )
    made = references(tmp_path, text, "elsevier-harvard")
    assert [text.partition(",  2020")[0][:11] for text in made] == [
        "Wang, Yu, 2",
        "Wang, Yijue",
        "Wang, W., 2",
    ]


def test_the_order_is_that_of_the_items_and_numbers_follow_it(tmp_path):
    text = "".join(
        entry(name, {**ARTICLE, "author": f"{name}, A"}, "article") for name in ("Zo", "Abe", "Moe")
    )
    made = references(tmp_path, text, "springer-lncs")
    assert [line[:6] for line in made] == ["1. Zo,", "2. Abe", "3. Moe"]
    bare = references(tmp_path, text, "ieee", numbered=False)
    assert [line[:6] for line in bare] == ["A. Zo,", "A. Abe", "A. Moe"]


@pytest.mark.parametrize(
    ("text", "case", "expected"),
    [
        ("arXiv and more", "capitalize-first", "arXiv and more"),
        ("retrieved from", "capitalize-first", "Retrieved from"),
        ("one two", "capitalize-all", "One Two"),
        ("a tale of two iPhones", "title", "A Tale of Two iPhones"),
        ("look: a trade-off in neuro-inspired models", "title",
         "Look: A Trade-off in Neuro-Inspired Models"),
        ("what it is for", "title", "What It Is For"),
        ("proc. of maps", "title", "Proc. of Maps"),
        ("ICML", "title", "ICML"),
        ("THE CONFERENCE", "title", "THE CONFERENCE"),
        ("LOUD WORDS", "sentence", "Loud words"),
        ("quiet Words", "sentence", "Quiet Words"),
        ("\ue005gAN\ue015s leak", "title", "\ue005gAN\ue015s Leak"),
        ("\ue005GAN\ue015s LEAK", "lowercase", "\ue005GAN\ue015s leak"),
        ("small", "uppercase", "SMALL"),
        ("", "title", ""),
    ],
)  # fmt: skip
def test_case(text, case, expected):
    assert in_case(text, case) == expected


# Text of entries.

HOSTILE = (
    "<script>alert(1)</script> <b>bold</b> [a](javascript:b) *x* _y_ `z` & \\textbackslash{} "
    "<img src=x onerror=alert(1)> https://example.org/?a=<i>&b=c # $5"
)


class Tags(HTMLParser):
    """The tags, attributes and text of HTML."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("style", BUNDLED)
def test_text_has_no_effect_in_html(tmp_path, style):
    hostile = HOSTILE.replace("&", "\\&").replace("$", "\\$").replace("#", "\\#")
    made = reference(tmp_path, style, Kind.HTML, title=hostile, journal=hostile)
    found = Tags(made)
    assert set(found.tags) <= {"i", "a"}
    assert all(name == "href" and link.startswith("https://") for name, link in found.attributes)
    assert "alert(1)" in found.text
    assert "<script" not in made


@pytest.mark.parametrize("style", BUNDLED)
def test_markdown_shows_what_the_text_is(tmp_path, style):
    hostile = HOSTILE.replace("&", "\\&").replace("$", "\\$").replace("#", "\\#")
    markdown = reference(tmp_path, style, Kind.MARKDOWN, title=hostile, journal=hostile)
    shown = Tags(MarkdownIt("commonmark").render(markdown))
    assert set(shown.tags) <= {"p", "em", "a"}
    assert all(name == "href" and link.startswith("https://") for name, link in shown.attributes)
    assert shown.text.strip() == reference(tmp_path, style, title=hostile, journal=hostile)


def test_emphasis_and_indices(tmp_path):
    title = "The \\emph{Two} {GAN}s, {H\\textsubscript{2}O} \\textbf{and} \\textsc{More}"
    made = {kind: reference(tmp_path, "acm", kind, title=title) for kind in Kind}
    assert made[Kind.TEXT].startswith("Ann Adler. 2020. The two GANs, H2O and more. Quiet")
    assert "The <i>two</i> GANs, H<sub>2</sub>O <b>and</b> <span" in made[Kind.HTML]
    assert "The *two* GANs, H<sub>2</sub>O **and** more." in made[Kind.MARKDOWN]


def test_emphasis_within_emphasis_is_upright(tmp_path):
    fields = {"author": "Moss, Max", "title": "The \\emph{Book} of {Leaks}", "year": "2014"}
    text = entry("a", {**fields, "publisher": "P"}, "book")
    (made,) = references(tmp_path, text, "apa", Kind.HTML)
    assert made == "Moss, M. (2014). <i>The </i>book<i> of Leaks</i>. P."


def test_a_number_begins_no_list_in_markdown(tmp_path):
    (made,) = references(tmp_path, entry("a", ARTICLE, "article"), "springer-lncs", Kind.MARKDOWN)
    assert made.startswith("1\\. Adler")


def test_an_address_is_a_link_without_the_full_stop_behind_it(tmp_path):
    made = reference(tmp_path, "springer-lncs", Kind.HTML, doi="10.5555/a_1")
    assert '<a href="https://doi.org/10.5555/a_1">https://doi.org/10.5555/a_1</a>.' in made
    made = reference(tmp_path, "springer-lncs", Kind.MARKDOWN, doi="10.5555/a_1")
    assert made.endswith("<https://doi.org/10.5555/a_1>.")


@settings(max_examples=25)
@given(st.text(alphabet="ab. ?!,:;“”'\"<>&*_[]()\\-\ue000\ue006\ue016{}$", max_size=30))
def test_any_title_comes_through(title):
    item = {"id": "a", "type": "article-journal", "title": title, "container-title": "Quiet"}
    for kind in Kind:
        (made,) = formatted([item], "ieee", kind)
        assert "Quiet" in made
        assert not re.search("[\ue000-\uf8ff]", made)


# Styles of a user.


def style(body="", *, info="", head="", root="style"):
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n{head}'
        f'<{root} xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">\n'
        f"<info><title>T</title><id>https://example.org/own</id>"
        f"<updated>2020-01-01T00:00:00+00:00</updated>{info}</info>\n"
        f"{body}\n</{root}>"
    ).encode()


def laid_out(body, macros="", **options):
    written = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in options.items())
    citation = '<citation><layout><text variable="title"/></layout></citation>'
    layout = f"<bibliography{written}><layout>{body}</layout></bibliography>"
    return style(f"{macros}\n{citation}\n{layout}")


TITLE = '<text variable="title"/>'


@pytest.mark.parametrize(
    ("body", "fields", "expected"),
    [
        ('<text variable="title" text-case="title"/>', {"title": "A {GAN}s and {k}-Means Tale"},
         "A GANs and k-Means Tale"),
        ('<choose><if is-numeric="volume"><text value="yes"/></if></choose>', {"volume": "1-3"},
         "yes"),
        ('<choose><if is-numeric="volume"><text value="yes"/></if><else><text value="no"/></else>'
         "</choose>", {"volume": "A"}, "no"),
        ('<choose><if disambiguate="true"><text value="yes"/></if><else><text value="no"/></else>'
         "</choose>", {}, "no"),
        ('<names variable="author"><name initialize="false" initialize-with=". "/></names>',
         {"author": "Adler, Ann B."}, "Ann B. Adler"),
        ('<group delimiter=" "><text value="vol"/><number variable="collection-number"/></group>'
         f"{TITLE}", {}, "Leaks"),
    ],
)  # fmt: skip
def test_what_is_corrected_for_other_styles(tmp_path, body, fields, expected):
    assert reference(tmp_path, read(laid_out(body), "own.csl"), **fields) == expected


def test_a_range_of_pages_is_not_cut_to_another(tmp_path):
    body = laid_out('<text variable="page"/>').replace(
        b'version="1.0" class', b'version="1.0" page-range-format="minimal-two" class'
    )
    own = read(body, "own.csl")
    assert reference(tmp_path, own, pages="1--37") == "1–37"
    assert reference(tmp_path, own, pages="101--119") == "101–19"


def test_a_style_in_another_language(tmp_path):
    names = '<names variable="author"><name and="text"/></names>'
    own = laid_out(f'{names}<text variable="title" quotes="true" prefix=" "/>')
    german = own.replace(b'class="in-text"', b'class="in-text" default-locale="de-DE"')
    made = reference(tmp_path, read(german, "own.csl"), author="Adler, A and Bo, B")
    assert made == "A Adler und B Bo „Leaks“"


def test_a_style_that_prints_nothing_of_an_entry(tmp_path):
    assert reference(tmp_path, read(laid_out('<text variable="DOI"/>'), "own.csl")) == ""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no style", "own.csl:1: is no XML: syntax error"),
        (b"", "own.csl:1: is no XML: no element found"),
        (style(TITLE)[:-5], "own.csl:5: is no XML: "),
        (b"<a/>", "own.csl:1: is no style of CSL: its first element is <a>"),
        (style(root="locale"), "own.csl:2: is no style of CSL: its first element is <locale>"),
        (style(), "own.csl: has no bibliography, so it formats no references"),
        (
            style(head='<!DOCTYPE style [<!ENTITY a "b">]>\n'),
            "own.csl:2: declares a document type, which no style needs; take it out",
        ),
        (
            style(info='\n<link rel="independent-parent" href="http://x.example/nature"/>'),
            "own.csl:4: is a dependent style, which only names another, http://x.example/nature; "
            "get http://x.example/nature and give that to --csl",
        ),
        (
            style(info='<link rel="independent-parent" href="http://x.example/styles/ieee"/>'),
            "own.csl:3: is a dependent style, which only names another, "
            "http://x.example/styles/ieee; --style ieee is that",
        ),
        (laid_out("<foo/>"), "own.csl:6: <foo> is no element of CSL"),
        (
            laid_out("\n<text variabel='title'/>"),
            "own.csl:7: <text> says none of variable, macro, term, value",
        ),
        (laid_out('<text macro="gone"/>'), "own.csl:6: calls a macro that is not there: 'gone'"),
        (
            laid_out('<text macro="a"/>', '<macro name="a"><text macro="a"/></macro>'),
            "own.csl:4: the macro 'a' calls itself",
        ),
        (
            b"<style xmlns='http://purl.org/net/xbiblio/csl'>" + b"<group>" * 100,
            "own.csl:1: has more",
        ),
        (b" " * 1_000_001, "own.csl: is larger than 1,000,000 bytes, which no style is"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_style_is_refused_with_its_line(data, message):
    with pytest.raises(FileProblem) as found:
        read(data, "own.csl")
    assert str(found.value).startswith(message)


def test_macros_that_grow_without_bounds_are_refused():
    macros = "".join(
        f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>'
        for n in range(40)
    )
    macros += f'<macro name="m40">{TITLE}</macro>'
    with pytest.raises(FileProblem, match=r"own.csl:1: has macros that call one another too often"):
        read(laid_out('<text macro="m0"/>', macros), "own.csl")


def test_a_chain_of_macros_that_is_too_long_is_an_answer(tmp_path):
    macros = "".join(f'<macro name="m{n}"><text macro="m{n + 1}"/></macro>\n' for n in range(2000))
    own = read(laid_out('<text macro="m0"/>', f'{macros}<macro name="m2000">{TITLE}</macro>'), "o")
    with pytest.raises(FileProblem, match=r"o: citeproc cannot apply this style \(RecursionError"):
        reference(tmp_path, own)


def test_what_the_schema_does_not_allow_is_refused(tmp_path):
    own = read(laid_out("<text variable='titel'/>"), "own.csl")
    with pytest.raises(FileProblem, match=r"own\.csl: CSL's schema does not allow this style"):
        reference(tmp_path, own)


@pytest.mark.parametrize("name", ["chicago", "chicago-author-date", "mla", "MLA", "turabian"])
def test_chicago_and_mla_are_refused_by_name(name):
    with pytest.raises(UsageProblem, match=r"pandoc does it: mialit cite KEY --format csl-json \|"):
        bundled(name)


@pytest.mark.parametrize(
    ("identifier", "line"),
    [
        ("http://www.zotero.org/styles/chicago-notes", "--csl own.csl"),
        ("http://www.zotero.org/styles/modern-language-association", "--csl own.csl"),
        ("https://example.org/taylor-and-francis-chicago-author-date", "--csl own.csl"),
    ],
)
def test_chicago_and_mla_are_refused_by_identifier(identifier, line):
    data = laid_out(TITLE).replace(b"https://example.org/own", identifier.encode())
    with pytest.raises(UsageProblem, match=re.escape(line)):
        read(data, "own.csl")


def test_an_unknown_style_is_an_error_with_near_names():
    with pytest.raises(UsageProblem, match=r"no style is called 'iee'; perhaps ieee"):
        bundled("iee")
    with pytest.raises(UsageProblem, match=r"no style is called 'foo'; there are acm, "):
        bundled("foo")


@pytest.mark.parametrize(
    ("name", "message"),
    [("gone.csl", "no such file"), (".", "is a folder"), ("a\0b", "cannot be read")],
)
def test_a_file_that_cannot_be_read(name, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileProblem, match=message):
        load(name)


# What comes with the program.


def test_each_bundled_style_is_there_with_its_licence_and_authors():
    notice = (ROOT_OF_STYLES / "README.md").read_text("utf-8")
    assert "creativecommons.org/licenses/by-sa/3.0" in notice
    files = sorted(path.stem for path in ROOT_OF_STYLES.glob("*.csl"))
    assert files == sorted(BUNDLED.values())
    for name, file in BUNDLED.items():
        text = (ROOT_OF_STYLES / f"{file}.csl").read_text("utf-8")
        assert 'license="http://creativecommons.org/licenses/by-sa/3.0/"' in text
        assert "<author>" in text
        assert "independent-parent" not in text
        assert f"{file}.csl" in notice
        assert bundled(name).data == text.encode()


def test_citeproc_is_not_loaded_until_a_reference_is_asked_for():
    code = (
        "import sys; from mialit.citing import styles; styles.bundled('apa')\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('citeproc', 'lxml')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
    assert modules("citing.engine")


def test_without_the_extra_the_message_says_what_installs_it(monkeypatch):
    monkeypatch.setattr("mialit.citing.styles.find_spec", lambda name: None)
    with pytest.raises(UsageProblem, match=r"pip install 'mialit\[cite\]'"):
        formatted([], "apa")
