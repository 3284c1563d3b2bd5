"""JSON is a contract: what every command prints is what its schema says, and nothing else."""

import copy

import pytest
from jsonschema import Draft202012Validator

from door import FROZEN, MANUSCRIPT, entry, ok, run, write

# A call of each command, with what its document is called. What they answer is never empty.
CALLS = {
    "list": ["list"],
    "search": ["search", "privacy"],
    "show": ["show", "-"],
    "cite": ["cite", "-"],
    "stats": ["stats"],
    "stats of one field": ["stats", "--by", "year"],
    "stats of two fields": ["stats", "--by", "venue", "--split", "year"],
    "matrix": ["matrix", "--rows", "venue", "--cols", "year"],
    "fields": ["fields"],
    "lint": ["lint"],
    "lint, counted": ["lint", "--statistics"],
    "check": ["check", "-"],
    "check, counted": ["check", "-", "--statistics"],
}


def schema(bib):
    return ok("fields", "--json-schema", "-b", bib).json


def strict(bib):
    """The schema, by which a key that it does not know is wrong."""
    result = copy.deepcopy(schema(bib))
    for name, definition in result["$defs"].items():
        if name == "list":
            definition["items"]["unevaluatedProperties"] = False
        elif name != "entry":
            definition["unevaluatedProperties"] = False
    return result


def check(document, name, bib):
    """Validates *document* by the definition *name*, and alone by the whole of it."""
    whole = strict(bib)
    Draft202012Validator({**whole, "anyOf": [{"$ref": f"#/$defs/{name}"}]}).validate(document)
    Draft202012Validator(schema(bib)).validate(document)


@pytest.fixture(params=["with a vocabulary", "without"])
def bib(request, library):
    return FROZEN if request.param == "with a vocabulary" else library


def keys_of(bib):
    return ok("list", "-b", bib, "--format", "keys").stdout


def test_the_schema_is_one():
    whole = schema(FROZEN)
    Draft202012Validator.check_schema(whole)
    assert {each["$ref"].rpartition("/")[2] for each in whole["anyOf"]} == {
        "list", "search", "show", "cite", "stats", "matrix", "fields", "lint", "check",
        "check-keys", "statistics", "import",
        "diff", "cache",
    }  # fmt: skip


def test_every_key_says_what_it_means_and_whether_it_is_always_there():
    for name, definition in schema(FROZEN)["$defs"].items():
        assert definition["description"], name
        for part in (definition, *definition.get("allOf", ())):
            for key, about in part.get("properties", {}).items():
                assert about["description"].endswith("."), (name, key)
            assert set(part.get("required", ())) <= set(part.get("properties", {})), name


@pytest.mark.parametrize("name", CALLS)
def test_what_a_command_prints_is_what_the_schema_says(name, bib, folder):
    asked = bib
    if CALLS[name][0] == "lint":  # the list itself has nothing to find
        text = bib.read_text("utf-8") + entry("last", {"pages": "1-9", "year": "Mai"})
        asked = write(folder, text, "other.bib")
    given = keys_of(bib)
    if (
        CALLS[name][0] == "check"
    ):  # of which one list knows some entries, and no list can read the last
        given = (MANUSCRIPT / "draft.bib").read_bytes() + b"@misc{last, title}"
    result = run(*CALLS[name], "-b", asked, "--json", stdin=given)
    assert result.code == (1 if CALLS[name][0] in ("lint", "check") else 0), result.err
    assert result.json
    document = "statistics" if "--statistics" in CALLS[name] else name.split()[0]
    check(result.json, document, asked)


@pytest.mark.parametrize(
    "name", [name for name, words in CALLS.items() if words[0] not in ("fields", "lint", "check")]
)
def test_an_empty_answer_is_one_too(name, bib):
    words = [*CALLS[name][:1], "zzzz", *CALLS[name][1:]]
    if name in ("search", "show", "cite"):
        words = [name, "zzzz"]
    result = run(*words, "-b", bib, "--json")
    assert (result.code, result.json) == (1, [])
    check(result.json, name.split()[0], bib)


def test_the_account_of_an_import(bib, folder):
    rows = ok("render", "markdown", "-b", bib).stdout
    more = b"\n| Year | Title | Page count |\n| --- | --- | --- |\n| when | | |\n| 2001 | A | 9 |\n"
    given = write(folder, rows + more, "list.md")
    result = run("import", given, "--json", "--dry-run", cwd=folder)
    assert result.json["misread"] == 1
    assert result.json["left"]
    check(result.json, "import", bib)


def test_the_differences_of_two_versions(bib, folder):
    old = entry("a", {"title": "A", "year": "2001"}) + entry("gone", {"title": "Gone"})
    new = entry("a", {"title": "A", "year": "2002"}) + entry("new", {"title": "New"})
    write(folder, old, "old.bib")
    write(folder, new, "new.bib")
    document = ok("diff", "old.bib", "new.bib", "--json", cwd=folder).json
    assert [each["change"] for each in document] == ["new", "changed", "gone"]
    assert document[1]["fields"]
    check(document, "diff", bib)


def test_the_keys_that_a_manuscript_gets(folder):
    text = entry(
        "a", {"title": "{ML-Leaks}", "author": "Salem, A. and others", "eprint": "1806.01246"}
    )
    write(folder, text, "refs.bib")
    write(folder, "\\cite{a}\n\\bibliography{refs}\n", "paper.tex")
    document = ok("check", "paper.tex", "--keys", "--json", "-b", FROZEN, cwd=folder).json
    assert [len(each["cited"]) for each in document] == [1]
    check(document, "check-keys", FROZEN)


def test_the_account_of_the_cache(folder):
    env = {"XDG_CACHE_HOME": str(folder / "home")}
    check(ok("cache", "path", "--json", env=env).json, "cache", FROZEN)
    ok("list", env=env)
    write(folder / "home" / "mialit", "", "damaged.mialit")
    document = ok("cache", "path", "--json", env=env).json
    assert {each["useless"] for each in document["stored"]} == {None, "damaged"}
    check(document, "cache", FROZEN)


def test_the_account_of_a_merge(folder):
    paper = {"title": "On Maps", "doi": "10.1000/1", "author": "Li, A."}
    into = write(folder, entry("mine", {**paper, "year": "2019"}), "mine.bib")
    theirs = entry("theirs", {**paper, "year": "2020", "url": "https://example.org"})
    given = write(folder, theirs + theirs.replace("theirs", "again"), "theirs.bib")
    merged = run("import", given, "--into", into, "--json", "--dry-run", cwd=folder).json
    assert merged["conflicts"]
    assert {row["outcome"] for row in merged["rows"]} == {"filled", "merged"}
    check(merged, "import", into)


@pytest.mark.parametrize("query", ["privacy", "true-positive", "muller kernls", "to-read", "王伟"])
def test_positions_count_in_the_string_that_stands_there(query, library):
    found = ok("search", query, "-b", library, "--json", "--limit", "20").json
    check(found, "search", library)
    whole = {
        each["key"]: each["fields"]
        for each in ok("show", *(each["key"] for each in found), "-b", library, "--json").json
    }
    for each in found:
        assert each["matches"]
        for match in each["matches"]:
            stated = each if match["field"] in each else whole[each["key"]]
            text = stated[match["field"]]
            if match["index"] is not None:
                text = text[match["index"]]
            assert text[match["start"] : match["end"]] == match["text"]


def test_an_entry_says_where_it_stands(folder):
    first = write(folder, "\n" + entry("one"), "a.bib")
    second = write(folder, entry("two", {"keywords": "x, y"}) + entry("three"), "b.bib")
    found = ok("list", "-b", first, "-b", second, "--json", "--sort", "file").json
    where = [(each["key"], each["source"], each["line"], each["keywords"]) for each in found]
    assert where == [
        ("one", str(first), 2, []),
        ("two", str(second), 1, ["x", "y"]),
        ("three", str(second), 4, []),
    ]
    piped = ok("list", "-b", "-", "--json", stdin=b"@misc{k}").json
    assert [piped[0]["source"], piped[0]["line"]] == ["standard input", 1]


def test_fields_of_the_list_are_in_its_schema(folder):
    (folder / "papers.toml").write_text(
        '[fields.mood]\nlabel = "Mood"\nform = "vocabulary"\nseveral = true\n'
        "[fields.mood.values]\ngood = {}\nbad = {}\n"
        '[fields.nick]\nlabel = "Nickname"\nform = "text"\n'
    )
    bib = write(folder, entry("one", {"mood": "good; bad", "nick": "N"}))
    properties = schema(bib)["$defs"]["entry"]["properties"]
    assert properties["mood"]["type"] == "array"
    assert properties["nick"]["type"] == ["string", "null"]
    assert "mood" not in schema(FROZEN)["$defs"]["entry"]["properties"]
    check(ok("list", "-b", bib, "--json").json, "list", bib)
