"""Diffs: `patch` makes the new version of the old one, and they stay near the least there is."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door import entry, ok, steps, write
from mialit.render.diff import unified


def patched(old, new, folder):
    """What `patch` makes of *old* by the diff of it and *new*."""
    path = write(folder, old.encode(), "file")
    diff = "".join(unified(old, new, "file"))
    subprocess.run(["patch", "-s", "-p0"], input=diff.encode(), cwd=folder, check=True)
    return path.read_text(encoding="utf-8")


def counted(old, new):
    """How many lines a diff takes out and puts in."""
    lines = list(unified(old, new, "file"))[2:]
    return sum(line[0] == "-" for line in lines), sum(line[0] == "+" for line in lines)


LINES = st.lists(st.sampled_from("abcdefgh"), max_size=40).map(
    lambda signs: "".join(f"{sign}\n" for sign in signs)
)


def rebuilt(old, diff):
    """*old* with *diff* applied, by what the heads of its hunks say."""
    lines, result, at = old.splitlines(keepends=True), [], 0
    for line in diff[2:]:
        if line.startswith("@@"):
            start, _, length = line.split()[1][1:].partition(",")
            start = int(start) - (length != "0")
            result += lines[at:start]
            at = start
        elif line[0] == "+":
            result.append(line[1:])
        else:
            assert lines[at] == line[1:]
            result += [line[1:]] if line[0] == " " else []
            at += 1
    return "".join(result + lines[at:])


@given(LINES, LINES)
def test_a_diff_leads_from_the_old_version_to_the_new_one(old, new):
    diff = list(unified(old, new, "file"))
    assert rebuilt(old, diff) == new
    assert bool(diff) == (old != new)


CASES = [
    ("a\nb\nc\n", "a\nx\nc\n"),
    ("a\nb", "a\nb\n"),
    ("a\n", "a"),
    ("", "a\n"),
    ("a\n" * 30, "a\n" * 29),
    ("a\nb\n" * 200, "b\na\n" * 200),
    ("".join(f"{n}\n" for n in range(600)), "".join(f"{n}\n" for n in reversed(range(600)))),
]


@pytest.mark.parametrize(("old", "new"), CASES)
def test_patch_applies_it(tmp_path, old, new):
    assert patched(old, new, tmp_path) == new


ENTRIES = [entry(f"k{n}", {"title": f"Title {n}", "year": "2020"}) for n in range(900)]


@pytest.mark.parametrize(
    ("taken", "put"),
    [((0, 0), (400, 700)), ((400, 700), (0, 0)), ((0, 1), (899, 900)), ((10, 300), (500, 800))],
)
def test_whole_entries_are_shown_and_nothing_else(taken, put):
    """However many entries come or go in one place."""
    old = [each for n, each in enumerate(ENTRIES) if not put[0] <= n < put[1]]
    new = [each for n, each in enumerate(ENTRIES) if not taken[0] <= n < taken[1]]
    size = ENTRIES[0].count("\n")
    wanted = (size * (taken[1] - taken[0]), size * (put[1] - put[0]))
    assert counted("".join(old), "".join(new)) == wanted


def test_a_moved_entry_is_shown_once_in_each_place():
    moved = [*ENTRIES[1:], ENTRIES[0]]
    size = ENTRIES[0].count("\n")
    assert counted("".join(ENTRIES), "".join(moved)) == (size, size)


@pytest.mark.parametrize(
    "lines",
    [
        lambda n: (f"a{n}\n", f"b{n}\n"),
        lambda n: ("a\n", "b\n"),
        lambda n: (f"a{n}\n", f"a{n}\nb\n"),
        lambda n: (f"{n % 9}\n", f"{n % 7}\n"),
        lambda n: (f"{n}\n", f"{n ^ 64}\n"),
        lambda n: (f"{n}\n", f"{n * 7919 % 4000}\n"),
    ],
)
def test_time_grows_with_the_length(lines):
    """A quadratic diff takes minutes for some thousand changes."""

    def taken(number):
        old, new = ("".join(each) for each in zip(*map(lines, range(number)), strict=True))
        return steps(lambda: list(unified(old, new, "file")))

    assert taken(4000) < 6 * taken(1000)


def test_a_dry_run_shows_many_changes(folder):
    listed = [entry(f"k{n}", {"title": f"On the Subject {n}"}) for n in range(300)]
    known = [entry(f"k{n}", {"title": f"On the Subject {n}", "year": "2020"}) for n in range(300)]
    bib, more = write(folder, "".join(listed)), write(folder, "".join(known), "more.bib")
    out = ok("import", more, "--into", bib, "--dry-run").out
    assert out.count("\n+") - 1 == 300 * 2  # a comma behind the title, and the year
    assert rebuilt("".join(listed), out.splitlines(keepends=True)) == "".join(known)
