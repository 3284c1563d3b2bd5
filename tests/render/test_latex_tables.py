"""LaTeX tables: compiled with a real pdflatex and bibtex, whatever the data hold."""

import os
import random
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import BUNDLED, entry, entry_count, ok, run, write
from mialit.records.model import Record
from mialit.render.latex_tables import table
from mialit.text import formulas
from mialit.text.latex_escape import to_pdflatex
from mialit.vocabulary.model import Vocabulary

PACKAGES = "array,booktabs,longtable,amssymb,graphicx"
HOSTILE = (
    r"\input{/etc/passwd}", r"\write18{id}", r"\end{document}", r"\end{longtable}", "50% off",
    "% all", "a & b", "$x$ # _ ^ ~", "^^41^^5cinput", "} } {", "{{{", "\\", r"\\", r"\def\cite{x}",
    "[2cm] first", "*", "-- --- ''' ,, << >> ?` !`", '"quoted"',
    "Tr\u0103n Nguy\u1ec5n \u0141\xf3d\u017a",
    "\u03b5-DP \u2264 \u03b1", "\u4e2d\u6587", "\u05e2\u05d1\u05e8\u05d9\u05ea", "\U0001f642",
    "e\u0301 x\u0302 \ufb01", "\u202eevil", "\x1b[31m\x07", r"\csname end\endcsname", "|a|<b>",
    r"\catcode`\%=12", "\\\n\n\\par", "~" * 5, "`whoami`", "\u00a0\u2009", "x" * 90,
)  # fmt: skip


def record(title, key="k", **more):
    made = Record(
        key=key, type="misc", title=title, authors=(), year=2020, values={}, preprint=False,
        url=None, doi=None, eprint=None, folded="", rest={}, line=1, start=0, end=1, source=0,
    )  # fmt: skip
    return made._replace(**more)


def tool_or_skip():
    found = shutil.which("pdflatex") and shutil.which("bibtex") and shutil.which("kpsewhich")
    if found:
        styles = [f"{name}.sty" for name in PACKAGES.split(",")]
        found = subprocess.run(["kpsewhich", *styles], capture_output=True, check=False)
        found = len(found.stdout.split()) == len(styles)
    if not found and os.environ.get("MIALIT_REQUIRE_TOOLS"):
        pytest.fail(
            "pdflatex, bibtex or a package of Debian's texlive-latex-recommended is missing"
        )
    if not found:
        pytest.skip("no pdflatex with booktabs")


def document(*parts):
    head = f"\\documentclass{{article}}\n\\usepackage{{{PACKAGES}}}\n\\begin{{document}}\n"
    return head + "\n\n".join(parts) + "\n\\typeout{THE END IS REACHED}\n\\end{document}\n"


def run_tool(folder, *words):
    done = subprocess.run(
        words, cwd=folder, capture_output=True, timeout=120, check=False,
        env={**os.environ, "max_print_line": "10000", "HOME": str(folder)},
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "replace")


def compiled(folder, source, *, bibliography=False):
    """The log of the last of as many runs as a table and its citations need."""
    tool_or_skip()
    (folder / "doc.tex").write_text(source, encoding="utf-8")
    call = ("pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "doc")
    for step in range(4):
        code, log = run_tool(folder, *call)
        if step == 0 and bibliography:
            bib_code, bib_log = run_tool(folder, "bibtex", "doc")
            assert (bib_code, "Warning" in bib_log) == (0, False), bib_log
    errors = re.findall(r"(?m)^!.*(?:\n.*){3}", log)
    assert (code, errors) == (0, []), log[-3000:]
    assert "THE END IS REACHED" in log
    assert "(/etc/passwd" not in log  # how TeX logs a file that it opens
    assert (folder / "doc.pdf").stat().st_size > 1000
    return log


def test_the_bundled_list_compiles_with_its_export_without_a_warning(folder):
    write(folder, ok("list", "-b", BUNDLED, "-f", "latex").out, "list.tex")
    write(folder, ok("matrix", "-b", BUNDLED, "-f", "latex").out, "matrix.tex")
    write(
        folder, ok("matrix", "-b", BUNDLED, "-f", "latex", "--rows", "knowledge").out, "upright.tex"
    )
    write(folder, ok("export", "-b", BUNDLED).out, "refs.bib")
    source = document(
        "\\sloppy", "\\input{list}", "\\input{matrix}", "\\input{upright}",
        "\\bibliographystyle{plain}\n\\bibliography{refs}",
    )  # fmt: skip
    log = compiled(folder, source, bibliography=True)
    assert not re.findall(r"(?m)^.*(?:Warning|Overfull).*$", log)
    assert len(re.findall(r"\\bibitem", (folder / "doc.bbl").read_text())) == entry_count(BUNDLED)


def test_every_entry_is_cited_once_and_code_is_a_check_mark():
    text = ok("list", "-f", "latex").out
    keys = ok("list", "-f", "keys").lines
    assert re.findall(r"\\cite\{(.*?)\}", text) == keys
    coded = int(ok("list", "--code", "--count").out)
    assert text.count("\\checkmark ") == coded
    assert "http" not in text


def test_hostile_text_is_shown_and_never_run(folder):
    generator = random.Random(7)
    alphabet = "\\{}$&#%_^~[]*|<>\"'`-,?! ab\u00e9\u03b5\u4e2d\u0301()"
    noise = ["".join(generator.choices(alphabet, k=30)) for _ in range(300)]
    records = [record(text, f"k{n}") for n, text in enumerate((*HOSTILE, *noise))]
    source = "".join(table(records, ("title", "year"), Vocabulary()))
    compiled(folder, document(source))


def test_a_hostile_file_through_the_command(folder):
    titles = [t for t in HOSTILE if t.count("{") == t.count("}") and "\x1b" not in t]
    titles = [t for t in titles if not t.endswith("\\") and "} }" not in t]
    text = "".join(
        entry(f"k{n}", {"title": title, "venue": title, "target": title, "year": "2020"})
        for n, title in enumerate(titles)
    )
    bib = write(folder, text.encode())
    for words in (["list"], ["search", "k1"], ["matrix", "--rows", "venue", "--cols", "target"]):
        made = run(*words, "-b", bib, "-f", "latex")
        assert made.code == 0, made.err
    stub = "".join(f"\\bibitem{{k{n}}} x\n" for n in range(len(titles)))
    compiled(
        folder,
        document(
            ok("list", "-b", bib, "-f", "latex").out,
            ok("matrix", "-b", bib, "-f", "latex", "--rows", "venue", "--cols", "year").out,
            f"\\begin{{thebibliography}}{{9}}\n{stub}\\end{{thebibliography}}",
        ),
    )


def test_columns_of_every_kind_compile(folder):
    names = "key,title,authors,url,doi,preprint,released,formerly,code,type,eprint"
    made = ok("list", "-f", "latex", "--columns", names).out
    compiled(folder, document(made))


def test_an_empty_table_compiles(folder):
    empty = run("list", "--year", "1900", "-f", "latex")
    assert empty.code == 1
    compiled(folder, document("Text.", empty.out))
    assert run("matrix", "--year", "1900", "-f", "latex").out == ""


def test_a_key_that_cite_cannot_take_is_left_out_and_named(folder):
    keys = [
        "good:2020_a/b+c.d-e",
        "b{d",
        "c%d",
        "e\\f",
        "g#h",
        "i~j",
        "\u00e9t\u00e9",
        "k,l",
        "m n",
    ]
    text = "".join(table([record("T", key) for key in keys], None, Vocabulary()))
    assert re.findall(r"\\cite\{(.*?)\}", text) == keys[:1]
    named = [line for line in text.splitlines() if line.startswith("% No \\cite")]
    assert [line.split(": ", 1)[1] for line in named] == keys[1:]
    compiled(folder, document(text, "\\begin{thebibliography}{9}\\bibitem{good:2020_a/b+c.d-e} x"
                              "\\end{thebibliography}"))  # fmt: skip


def test_every_key_that_is_cited_is_one_that_bibtex_takes(folder):
    keys = ["a:b", "a_b", "a/b", "a+b", "a.b", "a-b", "a*b", "a?b", "a!b", "a@b", "a;b", "a|b",
            "a<b", "a>b", "2020a"]  # fmt: skip
    text = "".join(table([record("T", key) for key in keys], ("key", "title"), Vocabulary()))
    assert text.count("\\cite{") == len(keys)
    fields = {"title": "T", "author": "A, B", "year": "2020"}
    write(folder, "".join(entry(key, fields) for key in keys), "refs.bib")
    end = "\\bibliographystyle{plain}\\bibliography{refs}"
    log = compiled(folder, document(text, end), bibliography=True)
    assert "undefined" not in log


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("S&P 50%", r"S\&P 50\%"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("a--b", "a-{}-b"),
        ("''", "'{}'"),
        ("a-{}-b", r"a-\{\}-b"),
        ("[x]", "{[}x{]}"),
        ("Tram\u00e8r", "Tram\u00e8r"),
        ("Trame\u0300r", "Tram\u00e8r"),
        ("\u1ebf", r"\'{\^{e}}"),
        ("\u03b5", r"\ensuremath{\varepsilon}"),
        ("\u0111", "d"),
        ("\ufb01", "fi"),
        ("\u4e2d", "{[}U+4E2D{]}"),
        ("a\u00a0b", "a b"),
        ("", ""),
    ],
)
def test_escaped(text, latex):
    assert to_pdflatex(text) == latex


BARE = re.compile(r"(?<!\\)[$&#%_^~]|\n")


@given(st.text(max_size=60))
def test_no_special_character_is_left_bare_and_braces_balance(text):
    made = to_pdflatex(text)
    assert not BARE.search(re.sub(r"\\[\^~]\{", "{", made))
    depth = 0
    for sign in re.findall(r"\\.|[{}]", made):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0


def test_letters_that_are_not_in_the_fonts_are_named_in_a_comment():
    text = "".join(table([record("\u4e2d\u6587 \u03b1")], ("title",), Vocabulary()))
    assert "shown by number: U+4E2D, U+6587\n" in text


def test_the_bundled_list_has_no_letter_that_is_shown_by_number():
    columns = "key,title,authors,venue,knowledge,target"
    assert "U+" not in ok("list", "-b", BUNDLED, "-f", "latex", "--columns", columns).out


# Formulas of titles.


def printed_title(folder, title):
    """What the table has in the column of a title, written to a file as it is."""
    bib = write(folder, entry("k", {"title": title, "year": "2020"}))
    row = ok("list", "-b", bib, "-f", "latex", "--columns", "year,title").out
    return re.search(r"(?m)^2020 & (.*) \\\\\\addlinespace", row)[1]


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        (r"$\ell_2$ attacks", r"$\ell_2$ attacks"),
        (r"Large {$N$}, 50\% \& {\'e}", r"Large $N$, 50\% \& é"),
        (r"$(\epsilon,\delta)$-DP", r"$(\epsilon,\delta)$-DP"),
        (r"\(\hat x\)", r"$\hat{x}$"),
        (r"$\frac12 \mathcal L_{\mathrm{adv}}$", r"$\frac{1}{2} \mathcal{L}_{\mathrm{adv}}$"),
        (r"$f''^2_\ldots$", r"$f^{\prime\prime{2}}_{\ldots}$"),
        (r"$\left(a\right.$", "$(a$"),
        (r"$a\,b\quad c$", r"$a\,b\quad c$"),
        # Not in pairs, or no formula.
        (r"It costs $5", r"It costs \$5"),
        (r"$5 or $10", r"\$5 or \$10"),
        (r"\$x\$", r"\$x\$"),
        (r"one $x$ and $", r"one x and \$"),
    ],
)
def test_a_formula_of_a_title_stays_one(folder, title, latex):
    assert printed_title(folder, title) == latex


@pytest.mark.parametrize(
    "inner",
    [
        # Nothing that runs, loads or defines, and nothing that does not compile.
        r"\input{x}", r"\write18{id}", r"\def\a{b}", r"\csname end\endcsname", r"\catcode`\%=12",
        r"x^2^3", r"x_1_2", r"x^2'", r"\frac{a}", r"a \\ b", "a & b", "x^", "_", r"\sqrt[3]{x}",
        r"\unknown", r"a % b", r"^^41", r"\mbox{a}", "~", "\u03b5", "{" * 12 + "}" * 12,
        r"\hat" * 12 + "x", "x" * 301, " ", "", r"\left",
    ],
)  # fmt: skip
def test_a_formula_that_is_not_known_to_be_harmless_is_text(folder, inner):
    made = printed_title(folder, f"A ${inner}$ b")
    assert "$" not in made.replace(r"\$", "")
    assert not re.search(r"\\(input|write|def|csname|catcode|frac|mbox|hat|unknown)(?![a-z])", made)


PIECES = (
    *"abxyn012+-=<>()[],.;:!?|'^_{}^_{}^_ ", *(f"\\{name}" for name in sorted(formulas._ONE)),
    *(f"\\{name}" for name in sorted(formulas._SYMBOLS)), "\\frac", "\\,", "\\ ", "\\quad", "\\{",
    "\\}", "\\%", "\\&", "\\#", "\\$", "\\left", "\\right", "\\input", "\\\\", "&", "%", "#", "~",
)  # fmt: skip


def accepted(source):
    try:
        return formulas.formula(source)
    except ValueError:
        return None


def test_whatever_formula_is_kept_compiles(folder):
    generator = random.Random(11)
    made = [accepted(f"x\\{name} y") for name in sorted(formulas._SYMBOLS)]
    made += [accepted(f"\\{name} x_\\{name}{{y}}") for name in sorted(formulas._ONE)]
    assert None not in made
    tried = ("".join(generator.choices(PIECES, k=generator.randint(1, 9))) for _ in range(20_000))
    kept = [each for each in map(accepted, tried) if each]
    assert len(kept) > 2000
    rows = "".join(f"${each}$ & x \\\\\n" for each in (*made, *kept))
    source = f"\\begin{{longtable}}{{p{{5cm}}l}}\n{rows}\\end{{longtable}}"
    compiled(folder, document(source))


@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join))
def test_a_formula_that_is_kept_holds_nothing_but_what_is_known(text):
    made = accepted(text)
    if made is not None:
        known = formulas._SYMBOLS | formulas._ONE | {"frac", "quad", "qquad"}
        assert set(re.findall(r"\\([A-Za-z]+)", made)) <= known
        assert not re.search(r"(?<!\\)[$&#%~]|\\\\|\^\^", made)
        assert made.isascii()
        assert accepted(made) is not None


def test_formulas_are_kept_from_the_cache_and_by_search(folder):
    bib = write(folder, entry("k", {"title": r"The $\ell_2$ norm", "year": "2020"}))
    for _ in range(2):
        for words in (["list"], ["search", "norm"]):
            out = ok(*words, "-b", bib, "-f", "latex", env={"XDG_CACHE_HOME": str(folder)}).out
            assert r"The $\ell_2$ norm" in out
