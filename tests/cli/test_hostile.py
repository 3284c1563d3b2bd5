"""Hostile text in every place data can come from: it prints harmlessly in every format."""

import csv
import io
import re

import pytest

from door import (
    CONTROL,
    CONTROL_BUT_TAB,
    entry,
    keys,
    ok,
    on_terminal,
    run,
    shell,
    spawn,
    visible,
    write,
)

ESC = "\x1b[31mred\x1b]0;owned\x07\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\"
C0 = "".join(map(chr, (*range(9), *range(11, 32), 127)))
C1 = "".join(map(chr, range(0x80, 0xA0)))
BIDI = "\u202eevil\u202c\u2066x\u2069\u200e\u200f\u061c"
HIDDEN = "a\u200bb\u2060c\ufeffd\xade\u2028f\u2029g"
RICH = "[red]x[/red] [/] [link=https://evil.example]y[/link] :smile: [bold"
CSV = ("=1+1", "+1", "-1", "@SUM(A1)", '=cmd|"/c calc"!A1')

EVERY = {"esc": ESC, "c0": C0, "c1": C1, "bidi": BIDI, "hidden": HIDDEN}
FORMATS = ("table", "tsv", "json", "jsonl", "csv", "md", "keys")
# Beyond control characters: what turns text around or hides it.
INVISIBLE = [*"\u202e\u202c\u2066\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\xad\u2028\u2029"]


def hostile(name):
    text = EVERY[name]
    inside = text.replace("{", "").replace("}", "")
    safe_key = "".join(c for c in inside if c not in ' ,{}"#%()=\\\t\n\r' and c != "\x0c")[:60]
    fields = ("title", "author", "knowledge", "target", "venue", "kind", "code", "url", "doi",
              "eprint", "released", "formerly", "note", "journal", "booktitle")  # fmt: skip
    return (
        entry(f"k{safe_key}", dict.fromkeys(fields, f"x{inside}") | {"year": "2020"})
        + entry("fieldname", [f"na{safe_key}me = {{x}}", "title = {T}"])
        + f"@mi{safe_key}sc{{typed, title = {{T}}}}\n"
        + f"@misc{{broken{safe_key} title = {{x}}\n"
        + f"@misc{{missing, title = {{a}} no{safe_key}te = {{b}}}}\n"
        + f"@misc{{macro, title = un{safe_key}defined}}\n"
        + entry("fine", {"title": "Fine", "year": "2020"})
    )


def check(result, control=CONTROL):
    for stream in (result.stdout, result.stderr):
        found = control.search(stream)
        assert found is None, stream[max(0, found.start() - 60) : found.end() + 20]
        text = stream.decode()
        assert not [hex(ord(c)) for c in INVISIBLE if c in text]


@pytest.fixture(params=EVERY)
def bib(request, folder):
    return write(folder, hostile(request.param).encode("utf-8"))


@pytest.mark.parametrize("kind", FORMATS)
def test_lists_in_every_format(bib, kind):
    result = ok("list", "-b", bib, "--format", kind, env={"COLUMNS": "100"})
    check(result, CONTROL_BUT_TAB if kind == "tsv" else CONTROL)
    assert "fine" in result.out or "Fine" in result.out
    narrow = ok("list", "-b", bib, "--format", kind, env={"COLUMNS": "20"})
    check(narrow, CONTROL_BUT_TAB if kind == "tsv" else CONTROL)


@pytest.mark.parametrize("kind", ["table", "tsv", "json", "jsonl", "csv"])
def test_fields_in_every_format(bib, kind):
    result = ok("fields", "-b", bib, "--format", kind, env={"COLUMNS": "100"})
    check(result, CONTROL_BUT_TAB if kind == "tsv" else CONTROL)


def test_show_and_open(bib):
    every = keys("list", "-b", bib)
    result = ok("show", *every, "-b", bib)
    check(result)
    result = ok("show", *every, "-b", bib, "--json")
    check(result)
    for key in every:
        for page in ("paper", "code", "doi", "arxiv"):
            check(run("open", key, "--page", page, "--print", "-b", bib))


def test_columns_of_every_kind(bib):
    columns = "key,type,title,authors,kind,released,doi,eprint,preprint,formerly,url,code,venue"
    for kind in ("tsv", "csv", "md", "table", "json"):
        result = ok("list", "-b", bib, "--format", kind, "--columns", columns)
        check(result, CONTROL_BUT_TAB if kind == "tsv" else CONTROL)


def test_on_a_terminal_only_our_own_sequences(bib):
    for words in (["list", "--limit", "0"], ["list", "--format", "bib"], ["export", "--full"]):
        code, seen = on_terminal(*words, "-b", bib, columns=100)
        assert code == 0
        text = visible(seen)
        assert not CONTROL_BUT_TAB.search(text.replace("\r", "").encode())
        assert "evil.example" not in [part.split("\x1b")[0] for part in seen.split("\x1b]8;")[1:]]
        assert not [hex(ord(c)) for c in INVISIBLE if c in text]


@pytest.mark.parametrize("name", [*EVERY, "rich"])
def test_errors_that_repeat_what_was_asked(folder, name):
    text = {**EVERY, "rich": RICH}[name].replace("\0", "")
    bib = write(folder, entry("fine", {"title": "Fine"}))
    for words in (
        ["list", "-b", bib, f"x{text}"],
        ["list", "-b", bib, "--venue", text],
        ["list", "-b", bib, "--year", text],
        ["list", "-b", bib, "--where", text],
        ["list", "-b", bib, "--where", f"x{text}=y"],
        ["list", "-b", bib, "--where", f"note={text}"],
        ["list", "-b", bib, f'title:"{text}'],
        ["list", "-b", bib, "--sort", text],
        ["list", "-b", bib, "--format", text],
        ["list", "-b", bib, "--limit", text],
        ["list", "-b", bib, "--columns", text],
        ["list", "-b", bib, f"--{text}"],
        ["list", "-b", folder / f"{text.replace('/', '')[:40]}.bib"],
        ["show", "-b", bib, text],
        ["open", "-b", bib, text],
        ["open", "-b", bib, "fine", "--page", text],
        ["export", "-b", bib, text],
        ["fields", "-b", bib, text],
        ["export", "-b", bib, "-o", folder / text.replace("/", "")[:40] / "x"],
        [f"x{text}"],
    ):
        result = run(*words)
        assert result.code in (1, 2, 3), words
        assert result.err
        check(result)
        if name == "rich" and words[0] == "show":
            assert "[red]x[/red] [/]" in result.err
            assert ":smile:" in result.err


def test_file_names(folder):
    for text in (ESC, C1, BIDI, HIDDEN, RICH, C0[1:]):
        name = f"x{text.replace('/', '')}"
        bib = write(folder, entry("k", {"title": "T"}) + "@misc{broken title={x}}\n", name)
        for words in (
            ["list", "-f", "table"], ["list", "zzzz"], ["show", "k"], ["show", "k", "--json"],
            ["fields", "-f", "table"], ["export", "k", "-o", folder / f"o{name}", "--force"],
            ["export", "-o", bib],
        ):  # fmt: skip
            result = run(*words, "-b", bib)
            assert result.code in (0, 1, 3)
            check(result)


def test_vocabularies(folder):
    values = (
        '[fields.venue]\nform = "vocabulary"\n[fields.venue.values]\n"v\\u009b" = {also = ["w"]}\n'
    )
    write(folder, values + '[fields.ab]\nlabel = "l\\u001b[31m\\u202e"\n', "papers.toml")
    bib = write(folder, entry("k", {"title": "T", "venue": "w"}))
    for words in (
        ["list", "--json"], ["list", "-f", "csv"], ["list", "-f", "table"], ["show", "k"],
        ["fields"], ["fields", "-f", "table"], ["fields", "--json"], ["list", "zz:zz"],
        ["list", "--columns", "zz"], ["fields", "zz"],
        ["list", "-f", "md", "--columns", "key,ab"],
        ["list", "-f", "csv", "--columns", "key,ab"],
        ["list", "-f", "json", "--columns", "key,ab"],
        ["list", "-f", "table", "--columns", "key,ab"],
    ):  # fmt: skip
        result = run(*words, "-b", bib)
        assert result.code in (0, 2)
        check(result, CONTROL_BUT_TAB)
    for text in ('[fields.x]\n"\\u001b[31m" = 1\n', '[fields."a\\u001b[31mb"]\n'):
        write(folder, text, "papers.toml")
        result = run("list", "-b", bib)
        assert result.code == 3
        check(result)
    check(result)


# --------------------------------------------------------------- text is shown as it is


def test_markup_and_emoji_codes_are_text(folder):
    title = "Attacks [extended abstract] [red]x[/red] [/] :smile: [link=https://e.example]y[/link]"
    bib = write(folder, entry("[bold]k[/bold]", {"title": title, "author": ":smile:, [red]"}))
    out = ok("list", "-b", bib, "--format", "table").out
    assert title in out
    assert "[bold]k[/bold]" in out
    _, seen = on_terminal("list", "-b", bib, columns=200)
    assert title in visible(seen)
    assert "e.example" not in "".join(part[:40] for part in seen.split("\x1b]8;")[1:])
    _, seen = on_terminal("show", "[bold]k[/bold]", "-b", bib, columns=200)
    assert title in visible(seen)
    assert ":smile:, [red]" in visible(seen)
    assert "[bold]k[/bold]" in visible(seen)
    assert title in ok("list", "-b", bib).out
    write(
        folder, '[fields.x]\nlabel = "[red]L[/]"\n[list]\ncolumns = ["key", "x"]\n', "papers.toml"
    )
    write(folder, entry("[bold]k[/bold]", {"title": title, "x": "value"}))
    assert "[red]L[/]" in ok("list", "-b", bib, "--format", "table").out
    write(folder, entry("[bold]k[/bold]"))
    assert run("fields", "-b", bib, "--format", "table").code == 0
    assert "[red]L[/]" in ok("fields", "-b", bib, "--format", "table", "--unused").out


@pytest.mark.parametrize("text", CSV)
def test_formulas_in_every_column_of_csv(folder, text):
    values = {"title": text, "author": text, "venue": text, "target": text, "knowledge": text}
    bib = write(folder, entry("k", values))
    rows = list(csv.reader(io.StringIO(ok("list", "-b", bib, "--format", "csv").out)))
    cells = [cell for cell in rows[1] if cell]
    assert f"'{text}" in cells
    assert not [cell for cell in cells if cell[0] in "=+-@"]


def test_formulas_among_fields_values(folder):
    bib = write(folder, entry("k", {"venue": "=1+1"}))
    rows = list(csv.reader(io.StringIO(ok("fields", "-b", bib, "--format", "csv").out)))
    assert ["venue", "'=1+1", "1", ""] in rows


def test_a_formula_is_no_name_of_a_field(folder):
    write(folder, '[fields."=1+1"]\n', "papers.toml")
    result = run("list", "-b", write(folder, entry("k", {"title": "T"})))
    assert (result.code, result.out) == (3, "")
    assert "letters" in result.err


def test_markdown_and_html_are_text(folder):
    title = "<script>x</script> | [a](javascript:x) `c` *b* ![i](x) &amp; https://evil.example"
    fields = {"title": title.replace("&", "\\&"), "url": "https://e.org/a)b|c<d>"}
    bib = write(folder, entry("k|<b>", fields))
    line = ok("list", "-b", bib, "--format", "md").lines[2]
    assert "<script" not in line.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(javascript", line)
    assert "https://evil" not in line
    assert r"[Link](https://e.org/a\)b\|c\<d\>)" in line
    bad = write(folder, entry("k", {"url": "javascript:alert(1)", "code": "javascript:x"}))
    assert "javascript" not in ok("list", "-b", bad, "--format", "md").out


# --------------------------------------------------------------- locales, sizes, odd input


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "ascii:strict", "latin-1:strict"])
@pytest.mark.parametrize("kind", ["table", "tsv", "json", "csv", "md", "keys"])
def test_locales_that_cannot_carry_the_text(folder, encoding, kind):
    bib = write(folder, entry("ké☃", {"title": "Ωmega é 日本", "author": "Tramèr, F."}))
    result = spawn(
        "list", "-b", bib, "--format", kind, "--limit", "5", env={"PYTHONIOENCODING": encoding}
    )
    assert (result.code, b"Traceback" in result.stderr) == (0, False)
    if encoding.startswith("ascii"):
        assert result.stdout.isascii()
    if kind == "json":
        assert result.json[0]["title"] == "Ωmega é 日本"
    else:
        out = result.stdout.decode(encoding.split(":")[0])
        assert "\\u2603" in out
        assert ("é" in out) == encoding.startswith("latin")


@pytest.mark.parametrize("locale", ["C", "POSIX", "C.UTF-8"])
def test_the_plain_locales(folder, locale):
    bib = write(folder, entry("k", {"title": "Tramèr"}))
    env = {"LC_ALL": locale, "LANG": locale}
    assert spawn("list", "tramer", "-b", bib, env=env).code == 0
    assert spawn("list", "Tramèr", "-b", bib, env=env).code == 0
    assert spawn("show", "k", "-b", bib, env={**env, "PYTHONIOENCODING": "ascii"}).code == 0


def test_bytes_in_arguments_that_are_no_text(folder):
    bib = write(folder, entry("k", {"title": "T"}))
    for line in (
        rf"mialit list $'\xff' -b {bib}", rf"mialit show $'a\xffb' -b {bib}",
        r"mialit list -b $'\xff.bib'", rf"mialit list --venue $'\xff\x9b' -b {bib}",
        rf"mialit export -b {bib} -o $'{folder}/\xff/x'", r"mialit $'\xff'",
    ):  # fmt: skip
        result = shell(line, folder)
        assert result.code in (1, 2, 3), (line, result.err)
        assert "Traceback" not in result.err
        assert result.err


@pytest.mark.parametrize("columns", [*range(1, 21), 39, 40, 41])
def test_any_width(folder, columns):
    bib = write(
        folder, entry("akeythatislong2020", {"title": "A long title of words", "year": "1"})
    )
    result = ok("list", "-b", bib, "--format", "table", env={"COLUMNS": str(columns)})
    assert max(map(len, result.lines)) <= columns
    assert "akeythatislong2020" in "".join(result.out.split())
    title = "".join(result.out.replace("akeythatislong2020", "").split())
    assert "Alongtitleofwords" in title


@pytest.mark.parametrize("columns", ["0", "-5", "x", "", "9" * 30])
def test_a_width_that_is_none(columns):
    assert run("list", "--format", "table", "--limit", "1", env={"COLUMNS": columns}).code == 0


def test_huge_queries(folder):
    bib = write(folder, entry("k", {"title": "T"}))
    assert run("list", "-b", bib, "x" * 9000).code == 1
    assert run("list", "-b", bib, "x " * 250).code == 1
    assert run("list", "-b", bib, "x " * 4900).code == 2
    assert run("list", "-b", bib, "(" * 200).code == 2
    assert run("list", "-b", bib, "-(" * 200 + "x").code == 2
    result = run("list", "-b", bib, "x" * 100_000)
    assert result.code == 2
    assert len(result.err) < 1000
    assert run("list", "-b", bib, "venue:" + "x" * 9000).code == 2
    assert run("show", "-b", bib, "k" * 100_000).code == 1


def test_a_random_and_a_truncated_file_never_crash(folder):
    source = hostile("esc").encode() + entry("z", {"title": "é"}).encode()
    for cut in range(0, len(source), 97):
        bib = write(folder, source[:cut])
        result = run("list", "-b", bib, "--json")
        assert result.code in (0, 1, 3)
        check(result)
    for seed in (b"\x00", b"\xff", b"@", b"{", b"@a{"):
        bib = write(folder, seed * 3000)
        assert run("list", "-b", bib).code == 3
