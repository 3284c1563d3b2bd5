"""Several who write one list at once: each waits or does its edit again, and nothing is lost."""

import subprocess

import pytest

from door import command, entry, environment, ok, run, write, write_curated
from mialit.storage import file_lock, sources

NUMBER = 20
LIST = "".join(entry(f"k{n}", {"title": f"Title {n}", "year": "2019"}) for n in range(NUMBER))


def start(*words, stdin=subprocess.DEVNULL):
    return subprocess.Popen(
        command(*words),
        env=environment(),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(writers):
    outputs = [writer.communicate(timeout=300) for writer in writers]
    return [(writer.returncode, err) for writer, (_, err) in zip(writers, outputs, strict=True)]


def names(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".git")


def test_twenty_at_once_lose_nothing(folder):
    bib = write(folder, LIST)
    half = NUMBER // 2
    writers = [start("set", f"k{n}", f"note=Note {n}", "-b", bib) for n in range(half)]
    for n in range(half):
        new = write(folder, entry(f"new{n}", {"title": f"Another {n} word{n}"}), f"{n}.txt")
        writers.append(start("add", new, "--anyway", "-b", bib))
    assert [code for code, _ in results(writers)] == [0] * NUMBER
    document = ok("show", *(f"k{n}" for n in range(half)), "-b", bib, "--json").json
    assert [each["fields"]["note"] for each in document] == [f"Note {n}" for n in range(half)]
    titles = {each["title"] for each in ok("list", "-b", bib, "--json").json}
    assert titles == {f"Title {n}" for n in range(NUMBER)} | {
        f"Another {n} word{n}" for n in range(half)
    }
    assert names(folder) == sorted([*(f"{n}.txt" for n in range(half)), "papers.bib"])


@pytest.fixture
def meanwhile(monkeypatch):
    """Has somebody else write a file each time it has been read; gives what has been read."""

    def prepare(path, contents):
        load, left, seen = sources.load_with_state, list(contents), []

        def loading(source):
            loaded = load(source)
            if source.path == path:
                seen.append(loaded[0])
                if left:
                    path.write_text(left.pop(0), encoding="utf-8")
            return loaded

        monkeypatch.setattr(sources, "load_with_state", loading)
        return seen

    return prepare


EDITS = {
    "set": ["set", "k0", "note=Mine"],
    "remove": ["remove", "k0"],
    "rename": ["rename", "k0", "mine"],
    "merge": ["merge", "k0", "k1", "--prefer", "k0"],
    "sort": ["sort", "--sort", "key", "--reverse"],
    "keys on standard input": ["set", "-", "note=Mine", "--yes"],
    "those that a query chooses": ["set", "--query", "title:0", "note=Mine", "--yes"],
    "add": ["add", "-"],
    "import": ["import", "-", "--into"],
    "lint": ["lint", "--fix"],
}
STDIN = {
    "keys on standard input": b"k0\n",
    "add": entry("mine", {"title": "Mine and else"}).encode(),
    "import": entry("mine", {"title": "Mine and else"}).encode(),
}
SHORT = "".join(
    entry(f"k{n}", {"title": f"Title {n}", "year": "2019", "pages": "1-2"}) for n in range(3)
)
THEIRS = entry("theirs", {"title": "Something of theirs", "year": "2019"})


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_done_again_where_another_came_between(name, folder, meanwhile):
    alone, path = write(folder, SHORT + THEIRS, "alone.bib"), write(folder, SHORT)
    stdin = STDIN.get(name, b"")
    words = EDITS[name]

    def edited(bib):
        where = [bib] if name == "import" else ["-b", bib]
        return run(*words, *where, stdin=stdin, cwd=folder)

    expected = edited(alone)
    assert alone.read_text() != SHORT + THEIRS
    seen = meanwhile(path, [SHORT + THEIRS])
    result = edited(path)
    assert result.code == expected.code == (1 if name == "lint" and expected.code else 0)
    assert path.read_text() == alone.read_text()
    assert result.out.replace("papers.bib", "alone.bib") == expected.out
    assert len(seen) >= 2
    assert names(folder) == ["alone.bib", "papers.bib"]


def test_it_is_given_up_where_others_write_each_time(folder, meanwhile):
    bib = write(folder, SHORT)
    seen = meanwhile(bib, [SHORT + f"% {n}\n" for n in range(100)])
    result = run("set", "k0", "note=Mine", "-b", bib)
    assert (result.code, result.out) == (3, "")
    assert result.err == (
        f"mialit: {bib}: changed after it was read; nothing is written, try again\n"
    )
    assert len(seen) == 6
    assert bib.read_text() == SHORT + "% 5\n"


def test_a_vocabulary_that_another_wrote_keeps_the_values_of_both(folder, monkeypatch):
    bib = write_curated(folder, SHORT)
    toml = bib.with_suffix(".toml")
    from mialit.vocabulary import declaring

    real, once = declaring.declared, []

    def declared(text, *rest):
        if not once:
            once.append(toml.write_text(text + "# theirs\n", encoding="utf-8"))
        return real(text, *rest)

    monkeypatch.setattr(declaring, "declared", declared)
    ok("set", "k0", "target+=quantum models", "--declare", "-b", bib)
    assert toml.read_text().endswith("# theirs\n")
    assert '"quantum models"' in toml.read_text()
    assert "quantum models" in bib.read_text()


def test_an_entry_named_by_its_line_is_the_one_that_stood_there(folder, meanwhile):
    bib = write(folder, SHORT)
    seen = meanwhile(bib, [THEIRS + SHORT])
    result = run("rename", "--line", "1", "mine", "-b", bib)
    assert (result.code, result.out) == (3, "")
    assert "changed after it was read" in result.err
    assert bib.read_text() == THEIRS + SHORT
    assert len(seen) == 2


def test_a_key_that_another_removed(folder, meanwhile):
    bib = write(folder, SHORT)
    meanwhile(bib, [THEIRS])
    result = run("set", "k0", "note=Mine", "-b", bib)
    assert (result.code, result.out) == (1, "")
    assert bib.read_text() == THEIRS


def test_notes_are_said_once(folder, meanwhile):
    broken = "@misc{x,\n  title = {Open\n}\n" + SHORT
    bib = write(folder, broken)
    meanwhile(bib, [broken + THEIRS])
    result = ok("set", "k0", "note=Mine", "-b", bib)
    assert len(result.err.splitlines()) == 1


@pytest.mark.posix
def test_another_programs_lock_is_said_and_ends(folder, monkeypatch):
    import fcntl

    bib = write(folder, SHORT)
    monkeypatch.setattr(file_lock, "NOTED_AFTER", 0)
    monkeypatch.setattr(file_lock, "LIMIT", 0.01)
    with bib.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        result = run("set", "k0", "note=Mine", "-b", bib)
        quiet = run("set", "k0", "note=Mine", "-b", bib, "--quiet")
    refusal = (
        f"mialit: {bib}: another program has it locked; nothing is written, "
        "try again when that program is done\n"
    )
    note = f"waiting for another program that has {bib} locked ...\n"
    assert (result.code, result.out, result.err) == (3, "", note + refusal)
    assert (quiet.code, quiet.err) == (3, refusal)
    assert bib.read_text() == SHORT


@pytest.mark.posix
def test_waiting_for_a_process_that_has_the_file_locked(folder):
    """The command `flock` or an editor; it lets go once the command says that it waits."""
    import fcntl

    bib = write(folder, SHORT)
    with bib.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        waiting = start("set", "k0", "note=Mine", "-b", bib)
        assert waiting.stderr.readline() == (
            f"waiting for another program that has {bib} locked ...\n"
        )
        assert bib.read_text() == SHORT
    out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, err) == (0, "")
    assert "note added: Mine" in out
    assert "note = {Mine}" in bib.read_text()


@pytest.fixture
def asked(monkeypatch):
    """A person who says yes to everything; the questions so far."""
    questions = []

    def answer(question, **_):
        questions.append(question)
        return True

    for place in ("batches", "commands.merge"):
        monkeypatch.setattr(f"mialit.cli.{place}.can_ask", lambda _: True)
    monkeypatch.setattr("typer.confirm", answer)
    monkeypatch.setattr("typer.prompt", lambda question, **_: answer(question) and "2")
    return questions


def test_who_has_agreed_to_a_change_is_not_asked_again(folder, meanwhile, asked):
    bib = write(folder, SHORT)
    meanwhile(bib, [THEIRS + SHORT])
    result = ok("remove", "--query", "title:1", "-b", bib)
    assert len(asked) == 1
    assert result.out.count("-@misc{k1,") == 1
    kept = [each["key"] for each in ok("list", "-b", bib, "--json", "--sort", "file").json]
    assert kept == ["theirs", "k0", "k2"]


def test_what_nobody_has_agreed_to_is_not_written(folder, meanwhile, asked):
    bib = write(folder, SHORT)
    theirs = SHORT + entry("k3", {"title": "Title 1 of theirs", "year": "2019"})
    meanwhile(bib, [theirs])
    result = run("remove", "--query", "title:1", "-b", bib)
    assert (result.code, len(asked)) == (3, 1)
    assert "changed after it was read; nothing is written" in result.err
    assert bib.read_text() == theirs


def test_the_same_change_of_another_entry_is_not_written(folder, meanwhile, asked):
    bib = write(folder, SHORT)
    theirs = SHORT.replace("Title 1", "Other").replace("Title 2", "Title 1")
    meanwhile(bib, [theirs])
    result = run("set", "--query", "title:1", "note=Mine", "-b", bib)
    assert (result.code, len(asked)) == (3, 1)
    assert bib.read_text() == theirs


def test_who_has_chosen_between_two_is_not_asked_again(folder, meanwhile, asked):
    bib = write(folder, SHORT)
    meanwhile(bib, [SHORT + THEIRS])
    ok("merge", "k0", "k1", "-b", bib)
    assert len(asked) == 1
    titles = {each["title"] for each in ok("list", "-b", bib, "--json").json}
    assert titles == {"Title 1", "Title 2", "Something of theirs"}


def test_a_choice_that_is_another_by_now_is_not_made(folder, meanwhile, asked):
    bib = write(folder, SHORT)
    theirs = SHORT.replace("Title 1", "Theirs")
    meanwhile(bib, [theirs])
    result = run("merge", "k0", "k1", "-b", bib)
    assert (result.code, len(asked)) == (3, 1)
    assert bib.read_text() == theirs
