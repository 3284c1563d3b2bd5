"""`mialit set`: one field changes, the rest of the file stays to the byte."""

import pytest

from door import CONTROL_BUT_TAB, FROZEN, entry, ok, run, write

KEY = "yeom2018privacy"


@pytest.fixture
def own(tmp_path):
    """The project's list as a list of one's own."""
    write(tmp_path, FROZEN.with_suffix(".toml").read_bytes(), "papers.toml")
    return write(tmp_path, FROZEN.read_bytes())


def lines(before, after):
    """The lines that were taken out and put in."""
    old, new = before.split(b"\n"), after.split(b"\n")
    return [x for x in old if x not in new], [x for x in new if x not in old]


def test_a_value_by_another_spelling_is_written_as_declared(own):
    before = own.read_bytes()
    result = ok("set", KEY, "venue=oakland", cwd=own.parent)
    assert result.out == f"papers.bib:735: {KEY}: venue: CSF -> S&P\n"
    out, put = lines(before, own.read_bytes())
    assert out == [b"  venue         = {CSF},"]
    assert own.read_bytes() == before.replace(out[0], rb"  venue         = {S\&P},", 1)
    assert put == []  # other entries have that line already


def test_a_value_more_in_the_vocabularys_order(own):
    ok("set", KEY, "knowledge+=whitebox", cwd=own.parent)
    ok("set", KEY, "knowledge+=Black Box", cwd=own.parent)
    shown = ok("show", KEY, "--json", cwd=own.parent).json[0]
    assert shown["knowledge"] == ["white-box", "black-box"]
    assert b"knowledge     = {white-box; black-box}," in own.read_bytes()


def test_several_at_once_added_where_the_order_wants_them(own):
    before = own.read_bytes()
    code = "https://x.org/a_b?utm_source=z&n=1#c"
    result = ok(
        "set", KEY, "month=September", f"code+={code}", "note=A & B", "code=", cwd=own.parent
    )
    assert "note added: A & B" in result.out
    assert "month added: September" in result.out
    out, put = lines(before, own.read_bytes())
    assert out == [b"  code          = {https://github.com/samuel-yeom/ml-privacy-csf18},"]
    assert put == [rb"  note          = {A \& B},"]
    source = ok("show", KEY, "--json", cwd=own.parent).json[0]["bibtex"]
    names = [line.split()[0] for line in source.splitlines()[1:-1]]
    assert names[names.index("year") : names.index("doi") + 1] == ["year", "month", "note", "doi"]


def test_addresses_lose_their_tracking(own):
    ok("set", KEY, "code=https://x.org/a_b?utm_source=z&n=1#c", cwd=own.parent)
    assert b"code          = {https://x.org/a_b?n=1#c}," in own.read_bytes()


def test_the_difference_alone(own):
    before = own.read_bytes()
    result = ok("set", KEY, "year=2019", "--stay", "--dry-run", cwd=own.parent)
    assert own.read_bytes() == before
    assert "-  year          = {2018},\n+  year          = {2019},\n" in result.out
    assert "nothing is written" in result.err


def test_a_removed_field_is_named_with_what_it_said(tmp_path):
    own = write(tmp_path, entry("k", ["title = {T}", "note = {Old words}"]))
    result = ok("set", "k", "note=", cwd=tmp_path)
    assert result.lines == [f"{own.name}:1: k: note removed: Old words"]


def test_what_is_so_already(own):
    before = own.read_bytes()
    result = ok("set", KEY, "venue=CSF", "keywords=", cwd=own.parent)
    assert (result.out, own.read_bytes()) == ("", before)
    assert "nothing to change" in result.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["knowledge=blak-box"], "perhaps black-box"),
        (["venue=ICMLL"], "perhaps ICML"),
        (["knowlege=white-box"], "perhaps knowledge"),
        (["venue+=ICML"], "holds one value"),
        (["booktitle+=x"], "holds one value"),
        (["released=2020"], "2021-03"),
        (["released=2020-13"], "2021-03"),
        (["year=MMXX"], "is not a year"),
        (["doi=foo"], "is not a DOI"),
        (["url=javascript:x"], "not a web address"),
        (["code=github.com/a/b"], "not a web address"),
        (["title=a { b"], "unbalanced braces"),
        (["title=a\x1b[31m"], "cannot be shown"),
        (["year"], "FIELD=VALUE"),
        (["=x"], "FIELD=VALUE"),
        (["target+="], "adds nothing"),
        (["target-="], "takes out nothing"),
        (["venue-=CSF"], "holds one value"),
        (["title-=x"], "holds one value"),
        (["target=;"], "not a value"),
        (["note=ok", "knowledge=blak-box"], "perhaps black-box"),
    ],
)
def test_wrong_usage_changes_nothing(own, words, says):
    before = own.read_bytes()
    result = run("set", KEY, *words, cwd=own.parent)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert own.read_bytes() == before


def test_a_key_that_is_not_there(own):
    result = run("set", "yeom2018", "year=2019", cwd=own.parent)
    assert result.code == 1
    assert KEY in result.err


def test_an_ambiguous_key(tmp_path):
    path = write(tmp_path, entry("a", {"year": "1"}) + entry("b") + entry("a", {"year": "2"}))
    before = path.read_bytes()
    result = run("set", "a", "year=2020", cwd=tmp_path)
    assert result.code == 1
    assert "papers.bib:1 and papers.bib:6" in result.err
    assert path.read_bytes() == before


def test_standard_input_and_several_files_are_no_list_to_write(own):
    for words in (["-b", "-"], ["-b", own, "-b", FROZEN]):
        result = run("set", KEY, "year=2019", *words, cwd=own.parent, stdin=own.read_bytes())
        assert (result.code, result.out) == (2, "")


STYLES = [
    b'@ARTICLE(k,\r\n\tTITLE = "A",\r\n\tYEAR = 2020\r\n)\r\n% end\r\n',
    b"\xef\xbb\xbf@misc{k,title={A},year={2020}}",
    b"@misc{k\n, title = {caf\xe9}\n, year = 2020\n}\n\n@broken{x\n",
    b"free text\n\n@string{x = {X}}\n@misc{k, title = x # {A}, year = 2020,}\n",
]


@pytest.mark.parametrize("data", STYLES)
def test_the_files_own_style(tmp_path, data):
    path = write(tmp_path, data)
    ok("set", "k", "year=2021", cwd=tmp_path)
    assert path.read_bytes() == data.replace(b"2020", b"2021")
    ok("set", "k", "number=7", cwd=tmp_path)
    ok("set", "k", "number=", cwd=tmp_path)
    ok("set", "k", "year=2020", cwd=tmp_path)
    assert path.read_bytes() == data


def test_a_character_that_the_file_cannot_hold(tmp_path):
    path = write(tmp_path, STYLES[2])
    result = run("set", "k", "note=é", cwd=tmp_path)
    assert result.code == 3
    assert "iconv" in result.err
    assert path.read_bytes() == STYLES[2]


def test_a_fault_where_the_change_would_be(tmp_path):
    data = b"@misc{k,\n title = {A}\n year = 2020,\n note = {B},\n}\n"
    path = write(tmp_path, data)
    result = run("set", "k", "title=B", cwd=tmp_path)
    assert result.code == 3
    assert "papers.bib:2: there is no comma" in result.err
    assert path.read_bytes() == data
    ok("set", "k", "note=C", cwd=tmp_path)
    assert path.read_bytes() == data.replace(b"{B}", b"{C}")


def test_a_symbolic_link_stays_one(own):
    link = own.parent / "link.bib"
    link.symlink_to("papers.bib")
    ok("set", "-b", link, KEY, "year=2019", cwd="/")
    assert link.is_symlink()
    assert b"{2019}" in own.read_bytes()


def test_nothing_harmful_is_printed(tmp_path):
    write(tmp_path, entry("k", {"title": "a\x1b[31m\u202eb", "note": "\x9b"}))
    for words in (["title=x", "--dry-run"], ["title=x"], ["note="]):
        result = run("set", "k", *words, cwd=tmp_path)
        assert result.code == 0
        assert not CONTROL_BUT_TAB.search(result.stdout + result.stderr)
        assert "\u202e" not in result.out


# ------------------------------------------------------------------------------ several values

TAGS = """@misc{commas,
  title    = {A},
  keywords = {privacy,to-read, {Smith, John}}
}

@misc{semicolons, title = {B}, keywords = "Machine Learning; to-read; R\\&D",}

@misc{lines,
  keywords = {one,
              two,
              three}
}

@misc{one, keywords = {privacy}}

@misc{none, title = {E}}

@misc{other, keywords = {a; b}}
"""


@pytest.mark.parametrize(
    ("key", "words", "before", "after"),
    [
        # with the separator that most of the field has, or, where it has none, of the file
        ("commas", ["keywords+=x"], "{Smith, John}}", "{Smith, John},x}"),
        ("commas", ["tags+=x; y,z"], "{Smith, John}}", "{Smith, John},x,y,z}"),
        ("semicolons", ["keywords+=Doe, Jane"], "R\\&D", "R\\&D; Doe, Jane"),
        ("semicolons", ["tag+=A & B"], "R\\&D", "R\\&D; A \\& B"),
        ("lines", ["keywords+=four"], "three", "three,\n              four"),
        ("one", ["keywords+=x"], "{privacy}", "{privacy; x}"),
        ("none", ["tags+=x;y"], "{E}}", "{E}, keywords = {x; y}}"),
        # one goes: the first, the last, in another case, by what it says
        ("commas", ["tags-=privacy"], "{privacy,to-read", "{to-read"),
        ("commas", ["keywords-=TO-READ"], "privacy,to-read, ", "privacy,"),
        ("commas", ["keywords-=Smith, John"], "to-read, {Smith, John}", "to-read"),
        ("semicolons", ["keywords-=R&D"], "; R\\&D", ""),
        ("lines", ["keywords-=two"], "two,\n              ", ""),
        ("one", ["keywords-=privacy"], ", keywords = {privacy}", ","),
        # several
        ("semicolons", ["keywords-=to-read", "keywords+=read"], "to-read; R\\&D", "R\\&D; read"),
        # as it is given
        ("commas", ["keywords=a; b"], "{privacy,to-read, {Smith, John}}", "{a; b}"),
        # what is there already
        ("semicolons", ["keywords+=machine learning"], "", ""),
    ],
)  # fmt: skip
def test_keywords_change_one_by_one(tmp_path, key, words, before, after):
    text = TAGS.replace("@misc{other", "@misc{more, keywords = {c; d}}\n\n@misc{other")
    path = write(tmp_path, text)
    ok("set", key, *words, cwd=tmp_path)
    start = text.index(f"@misc{{{key},")
    expected = text[:start] + text[start:].replace(before, after, 1) if before else text
    assert path.read_text() == expected


def test_a_value_that_is_not_there_is_said_and_nothing_is_written(tmp_path):
    path = write(tmp_path, TAGS)
    for key, has in {"semicolons": "it has: Machine Learning; to-read; R&D", "none": ""}.items():
        result = run("set", key, "title=New", "tags-=read", cwd=tmp_path)
        assert (result.code, result.out) == (1, "")
        assert f"{key}: keywords has no value 'read'" in result.err
        assert has in result.err
    assert path.read_text() == TAGS


def test_a_value_of_the_vocabulary_is_taken_out_by_any_spelling(own):
    ok("set", KEY, "knowledge+=whitebox", "knowledge+=blackbox", cwd=own.parent)
    ok("set", KEY, "knowledge-=White Box", cwd=own.parent)
    assert ok("show", KEY, "--json", cwd=own.parent).json[0]["knowledge"] == ["black-box"]
    code = "https://github.com/samuel-yeom/ml-privacy-csf18"
    ok("set", KEY, "code+=https://example.org/x", cwd=own.parent)
    ok("set", KEY, f"code-={code}", cwd=own.parent)
    assert b"code          = {https://example.org/x}," in own.read_bytes()


def test_fields_are_called_as_in_queries(tmp_path):
    path = write(tmp_path, entry("k", {"title": "T", "author": "A, B"}))
    ok("set", "k", "authors=C, D", "arxiv=2103.07853", cwd=tmp_path)
    assert "author = {C, D}" in path.read_text()
    assert "eprint = {2103.07853}" in path.read_text()


def test_a_list_without_a_vocabulary_takes_any_value(tmp_path):
    path = write(tmp_path, entry("k", {"title": "T", "kind": "x; y", "venue": "Wien"}))
    ok("set", "k", "venue=Graz", "kind+=z", "knowledge=much", cwd=tmp_path)
    text = path.read_text()
    assert all(each in text for each in ("{Graz}", "{x; y; z}", "{much}"))
