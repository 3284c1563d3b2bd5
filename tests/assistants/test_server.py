"""The server answers what the command line prints, and nothing makes it do more."""

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mcp import Client

from assistants.sessions import MANUSCRIPT, asked, program, texts
from door import FROZEN, entry, environment, ok, run, write, write_curated
from mialit.assistants.command_line import CommandLine
from mialit.assistants.server import server
from mialit.assistants.tools import TOOLS
from mialit.citing.styles import BUNDLED

KEYS = ["shokri2017membership", "hu2021membership"]
BIB = ["--bib", FROZEN]


def listed():
    async def session():
        async with Client(server(program(), "Told.")) as client:
            return (await client.list_tools()).tools

    return asyncio.run(session())


def test_tools_say_what_they_do_and_that_they_only_read():
    tools = listed()
    assert [tool.name for tool in tools] == [tool.name for tool in TOOLS]
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert not tool.annotations.open_world_hint
        assert tool.title
        assert tool.description
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        for name, about in tool.input_schema["properties"].items():
            assert about["description"], (tool.name, name)
            assert about["type"], (tool.name, name)


def test_a_client_is_told_about_the_list_before_it_asks():
    async def session():
        async with Client(server(program(), "Told."), mode="legacy") as client:
            return client.instructions, client.server_info.name

    assert asyncio.run(session()) == ("Told.", "mialit")


# A question, and the command that has the same answer.
SAME = [
    ("search", {"query": "label-only"}, ["search", "label-only", "--limit", "10"]),
    ("search", {"query": "label onyl", "limit": 2}, ["search", "label onyl", "--limit", "2"]),
    (
        "search",
        {"query": "attack", "year": "2019..2021", "sort": "title", "columns": "key,title"},
        [
            *("search", "attack", "--year", "2019..2021", "--sort", "title", "--limit", "10"),
            *("--columns", "key,title"),
        ],
    ),
    ("list", {}, ["list", "--limit", "20"]),
    ("list", {"limit": 0}, ["list"]),
    ("list", {"query": "year:2020 -kind:defense"}, ["list", "year:2020 -kind:defense"]),
    ("list", {"query": "-kind:attack", "limit": 0}, ["list", "--", "-kind:attack"]),
    ("list", {"code": True, "limit": 0}, ["list", "--code"]),
    ("list", {"code": False, "limit": 3}, ["list", "--no-code", "--limit", "3"]),
    ("list", {"preprint": False, "limit": 3}, ["list", "--published", "--limit", "3"]),
    ("list", {"preprint": True, "limit": 3}, ["list", "--preprint", "--limit", "3"]),
    (
        "list",
        {"where": {"knowledge": "white-box", "kind": "attack"}, "reverse": True, "limit": 0},
        ["list", "--knowledge", "white-box", "--kind", "attack", "--reverse"],
    ),
    ("list", {"author": "Salem", "venue": "ndss"}, ["list", "--author", "Salem", "--venue=ndss"]),
    ("show", {"keys": KEYS}, ["show", *KEYS]),
    ("cite", {"keys": KEYS}, ["cite", *KEYS]),
    ("cite", {"query": "venue:ccs", "sort": "title"},
     ["cite", "--query", "venue:ccs", "--sort", "title", "--limit", "20"]),
    ("cite", {"keys": KEYS, "style": "ieee"}, ["cite", "--style", "ieee", *KEYS]),
    ("stats", {}, ["stats"]),
    ("stats", {"by": "year", "split": "kind"}, ["stats", "--by", "year", "--split", "kind"]),
    ("stats", {"query": "label-only", "by": "author", "limit": 3},
     ["stats", "label-only", "--by", "author", "--limit", "3"]),
    ("fields", {}, ["fields"]),
    ("fields", {"field": "venue", "unused": True}, ["fields", "venue", "--unused"]),
]  # fmt: skip


def _name(value):
    return json.dumps(value) if isinstance(value, dict) else None


@pytest.mark.parametrize(("tool", "arguments", "words"), SAME, ids=_name)
def test_an_answer_is_what_the_command_prints(tool, arguments, words):
    (answer,) = asked((tool, arguments))
    name, *rest = words
    printed = ok(name, *BIB, "--json", *rest)
    assert not answer.is_error
    assert texts(answer)[0] == printed.out
    assert answer.structured_content["result"] == printed.json
    assert answer.structured_content["exit_code"] == 0
    assert answer.structured_content["messages"] == texts(answer)[1:]


# A question whose answer is text, and the words of the command.
TEXTS = [
    ("export", {"keys": KEYS}, KEYS),
    ("export", {"keys": KEYS[:1], "standard": True}, ["--standard", KEYS[0]]),
    ("export", {"query": "venue:ccs", "limit": 2}, ["--query", "venue:ccs", "--limit", "2"]),
    ("export", {"year": "2019", "code": True}, ["--year", "2019", "--code"]),
    ("cite", {"keys": KEYS, "format": "latex-cite"}, ["--format", "latex-cite", *KEYS]),
    ("cite", {"keys": KEYS, "format": "text"}, ["--format", "text", *KEYS]),
    ("cite", {"keys": KEYS, "format": "csl-json"}, ["--format", "csl-json", *KEYS]),
    ("cite", {"keys": KEYS, "format": "ris"}, ["--format", "ris", *KEYS]),
]


@pytest.mark.parametrize(("tool", "arguments", "words"), TEXTS, ids=_name)
def test_a_text_is_what_the_command_prints(tool, arguments, words):
    (answer,) = asked((tool, arguments))
    assert answer.structured_content["result"] == ok(tool, *BIB, *words).out.replace("\r\n", "\n")
    assert texts(answer)[0] == answer.structured_content["result"]


def test_the_styles_are_named():
    (cite,) = (tool for tool in listed() if tool.name == "cite")
    named = cite.input_schema["properties"]["style"]["description"]
    skill = ok("skill").out
    assert [style for style in BUNDLED if style not in named or f"`{style}`" not in skill] == []


def test_every_tool_is_compared():
    assert {"check", *(tool for tool, *_ in (*SAME, *TEXTS))} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("mode", ["legacy", "auto"])
def test_answers_are_the_same_in_both_eras_of_the_protocol(mode):
    (answer,) = asked(("show", {"keys": KEYS[:1]}), mode=mode)
    assert answer.structured_content["result"] == ok("show", *BIB, KEYS[0], "--json").json


def test_a_list_cut_short_says_how_many_there_are():
    total = len(ok("list", "--year", "2020", "--format", "keys").lines)
    (cut, whole) = asked(
        ("list", {"year": "2020", "limit": 3}), ("list", {"year": "2020", "limit": total})
    )
    assert texts(cut)[1:] == [f"3 of {total} entries; a higher limit gives more"]
    assert texts(whole)[1:] == []


@pytest.mark.parametrize("arguments", [{}, {"format": "ris"}, {"style": "ieee"}], ids=_name)
def test_references_cut_short_say_how_many_there_are(arguments):
    total = len(ok("list", *BIB, "--year", "2020", "attack", "--format", "keys").lines)
    question = {"query": "attack", "year": "2020", **arguments}
    cut, whole, keys = asked(
        ("cite", {**question, "limit": 1}),
        ("cite", {**question, "limit": total}),
        ("cite", {"keys": KEYS, **arguments}),
    )
    assert total > 1
    said = [answer.structured_content["messages"] for answer in (cut, whole, keys)]
    assert said[0][-1] == f"1 of {total} entries; a higher limit gives more"
    assert not [line for line in (*said[1], *said[2]) if "a higher limit" in line]


def test_that_the_folder_has_other_lists_is_not_said_in_answers(folder):
    write(folder, entry("own"), "refs.bib")
    bundled = CommandLine([], [], environment())
    (answer, none) = asked(
        ("cite", {"keys": KEYS[:1]}), ("cite", {"keys": ["nobody2020nothing"]}), of=bundled
    )
    assert "refs.bib" in run("cite", KEYS[0], cwd=folder).err  # what the command says to a person
    assert answer.structured_content["messages"] == []
    assert none.structured_content["messages"][0].startswith("not in the list: no entry has the ")


def test_what_the_command_says_of_the_question_is_answered_too():
    (answer,) = asked(("search", {"query": "label onyl"}), of=program(MIALIT_QUIET="1"))
    said = run("search", "label onyl", "--json", *BIB).err.splitlines()
    assert answer.structured_content["messages"] == said
    assert any("onyl" in line for line in said)


@pytest.mark.parametrize("unknown", [True, False])
def test_a_check_is_what_the_command_prints(folder, unknown):
    write(folder, MANUSCRIPT, "refs.bib")
    options = ["--unknown"] if unknown else []
    printed = run("check", "-", "--json", *BIB, *options, stdin=MANUSCRIPT.encode())
    by_text, by_file = asked(
        ("check", {"bibtex": MANUSCRIPT, "unknown": unknown}),
        ("check", {"file": "refs.bib", "unknown": unknown}),
        of=program()._replace(folder=folder),
    )
    named = run("check", "refs.bib", "--json", *BIB, *options, cwd=folder)
    for answer, same in ((by_text, printed), (by_file, named)):
        assert answer.structured_content["result"] == json.loads(texts(answer)[0]) == same.json
        assert answer.structured_content["exit_code"] == same.code == 1
        assert answer.structured_content["messages"] == same.err.splitlines()
    assert {each["file"] for each in named.json} == {"refs.bib"}
    assert "stale-preprint" in {each["rule"] for each in printed.json}
    assert ("vaswani" in {each["key"] for each in printed.json}) is unknown


def test_a_check_names_its_file_in_what_it_says_and_leaves_what_the_file_says(folder):
    one = entry("a", {"title": "Reading standard input:1", "author": "Li, A"})
    write(folder, one + one.replace("{a", "{b"), "refs.bib")
    (answer,) = asked(("check", {"file": "refs.bib"}), of=program()._replace(folder=folder))
    named = run("check", "refs.bib", "--json", *BIB, cwd=folder)
    assert answer.structured_content["result"] == named.json
    assert "(refs.bib:1)" in named.json[0]["message"]


def test_papers_that_a_manuscript_lacks_are_those_that_the_command_names():
    (answer,) = asked(("check", {"bibtex": MANUSCRIPT, "missing": "label-only"}))
    words = ["check", "-", "--missing", "label-only", "--json", *BIB]
    printed = run(*words, stdin=MANUSCRIPT.encode())
    assert answer.structured_content["result"] == printed.json != []


def test_a_check_without_findings():
    (answer,) = asked(("check", {"bibtex": ok("export", *BIB, *KEYS).out}))
    assert (answer.structured_content["result"], answer.structured_content["exit_code"]) == ([], 0)


def test_a_check_reads_no_file_but_of_the_servers_folder(folder):
    (folder / "paper").mkdir()
    write(folder, MANUSCRIPT, "refs.bib")
    for within in (None, folder / "paper"):
        for name in ("refs.bib", "../refs.bib", str(folder / "refs.bib"), "-", "--bib=refs.bib"):
            (answer,) = asked(("check", {"file": name}), of=program()._replace(folder=within))
            assert answer.is_error
            assert "shokri" not in texts(answer)[0]


# Questions about papers that the list does not have.
UNLISTED = [
    ("show", {"keys": ["vaswani2017attention"]}, [], "vaswani2017attention"),
    ("show", {"keys": ["--help"]}, [], "--help"),
    ("export", {"keys": ["vaswani2017attention", KEYS[0]]}, "", "vaswani2017attention"),
    ("cite", {"keys": ["vaswani2017attention"]}, [], "vaswani2017attention"),
    ("search", {"query": "zzyzx quux"}, [], "zzyzx"),
    ("search", {"query": "10.5555/3295222.3295349"}, [], "3295222"),
    ("list", {"query": "zzyzx"}, [], "zzyzx"),
]


@pytest.mark.parametrize(("tool", "arguments", "result", "named"), UNLISTED)
def test_an_unlisted_paper_is_answered_as_unlisted(tool, arguments, result, named):
    (answer,) = asked((tool, arguments))
    assert not answer.is_error
    content = answer.structured_content
    assert (content["result"], content["exit_code"]) == (result, 1)
    assert content["messages"][0].startswith("not in the list: ")
    assert named in content["messages"][0]
    assert texts(answer)[-1].startswith("not in the list: ")


def test_papers_that_only_share_words_with_the_one_asked_for_are_said_to():
    (answer,) = asked(
        ("search", {"query": "Membership Inference Attacks against Large Vision-Language Models"})
    )
    hits = answer.structured_content["result"]
    assert hits
    assert all(hit["partial"] for hit in hits)
    assert any("no entry matches every word" in line for line in texts(answer)[-1].splitlines())


def test_listed_papers_are_given_beside_unlisted_ones():
    (shown, exported) = asked(
        ("show", {"keys": ["nobody2020nothing", KEYS[0]]}),
        ("export", {"keys": ["nobody2020nothing", KEYS[0]], "partial": True}),
    )
    assert [paper["key"] for paper in shown.structured_content["result"]] == [KEYS[0]]
    assert "nobody2020nothing" in texts(shown)[1]
    assert exported.structured_content["result"] == ok("export", *BIB, KEYS[0]).out
    assert "nobody2020nothing" in texts(exported)[1]


# What is asked wrongly, and a part of what is answered.
WRONG = [
    ("search", {}, "'query' is a required property"),
    ("search", {"query": ""}, "query: "),
    ("search", {"query": 7}, "7 is not of type 'string'"),
    ("search", {"query": "x", "limit": -1}, "limit: "),
    ("search", {"query": "x", "limit": "many"}, "limit: "),
    ("search", {"query": "x", "output": "/tmp/x"}, "'output' was unexpected"),
    ("search", {"query": "x" * 4001}, "query: "),
    ("list", {"year": "nineteen"}, "nineteen"),
    ("list", {"venue": "nowhere at all"}, "nowhere at all"),
    ("list", {"where": {"colour": "red"}}, "colour"),
    ("list", {"where": {"a=b": "c"}}, "where: "),
    ("list", {"sort": "colour"}, "colour"),
    ("list", {"columns": "colour"}, "colour"),
    ("show", {"keys": []}, "keys: "),
    ("cite", {"keys": []}, "keys: "),
    ("export", {"keys": []}, "keys: "),
    ("show", {"keys": ["-"]}, "keys: 0: "),
    ("show", {"keys": "hu2021membership"}, "is not of type 'array'"),
    ("show", {"keys": ["k"] * 201}, "keys: "),
    ("export", {"keys": KEYS, "query": "x"}, "not both"),
    ("cite", {"keys": KEYS, "format": "docx"}, "format: "),
    ("cite", {"keys": KEYS, "style": "chicago"}, "pandoc"),
    ("cite", {"keys": KEYS, "style": "apa", "format": "ris"}, "--style"),
    ("cite", {"keys": KEYS, "csl": "/etc/passwd"}, "'csl' was unexpected"),
    ("stats", {"split": "year"}, "--by"),
    ("fields", {"field": "colour"}, "colour"),
    ("check", {}, "give one of bibtex and file"),
    ("check", {"bibtex": "@misc{a}", "file": "a.bib"}, "give one of bibtex and file"),
    ("check", {"bibtex": "Dear reader"}, "standard input"),
    ("check", {"file": "refs.bib"}, "--folder DIR"),
    ("add", {"keys": KEYS}, "no tool 'add'"),
]


@pytest.mark.parametrize(("tool", "arguments", "part"), WRONG, ids=_name)
def test_a_wrong_question_is_an_error_of_the_tool_that_says_why(tool, arguments, part):
    (answer,) = asked((tool, arguments))
    assert answer.is_error
    assert answer.structured_content is None
    assert part in texts(answer)[0]


HOSTILE = ["-o{}", "--", "-", "--bib={}", "x\0y", "$(touch {})", "a\nb", "\udc80x", "{}"]
TAKEN = ("query", "keys", "where", "field", "file")  # each way in which a text becomes a word


def hostile_questions(value, names=None):
    """Questions with *value* for each text in turn, or for those of these *names*."""
    for tool in TOOLS:
        usual = {"keys": KEYS[:1], "query": "label"}
        needed = {each.name: usual[each.name] for each in tool.arguments if each.required}
        for argument in tool.arguments:
            kind = argument.schema["type"]
            text = {"string": value, "array": [value], "object": {"kind": value}}.get(kind)
            if text is not None and (names is None or argument.name in names):
                yield tool.name, {**needed, argument.name: text}


def ask_hostile(folder, questions):
    """There is an answer to each or an error, and no file appears."""
    for answer in asked(*questions, of=program()._replace(folder=folder)):
        assert answer.content
        assert not any("internal error" in text for text in texts(answer))
    assert [path.name for path in folder.iterdir()] == [".git"]


def test_no_argument_writes_a_file(folder, monkeypatch):
    monkeypatch.chdir(folder)
    ask_hostile(folder, hostile_questions(f"--output={folder / 'made'}"))


@pytest.mark.parametrize("value", HOSTILE)
def test_no_text_is_read_as_an_option(folder, value, monkeypatch):
    monkeypatch.chdir(folder)
    tools = {"search", "show", "list", "fields", "check"}
    asked_of = hostile_questions(value.format(folder / "made"), TAKEN)
    ask_hostile(folder, (each for each in asked_of if each[0] in tools))


TEXT = st.text(max_size=20) | st.sampled_from(["--", "-", "--bib=x", "-o", "--output=x"])


@st.composite
def questions(draw):
    tool = draw(st.sampled_from(TOOLS))
    of = {
        "string": TEXT,
        "array": st.lists(TEXT),
        "object": st.dictionaries(TEXT, TEXT),
        "boolean": st.booleans(),
        "integer": st.integers(),
    }
    named = draw(st.sets(st.sampled_from([each.name for each in tool.arguments])))
    arguments = [each for each in tool.arguments if each.name in named]
    return tool, {each.name: draw(of[each.schema["type"]]) for each in arguments}


@given(questions())
def test_a_value_stands_behind_its_option_or_behind_all(question):
    tool, arguments = question
    name, *words = tool.words(arguments)
    before = words[: words.index("--")]
    options = {each.option for each in tool.arguments} - {""}
    switches = {each.otherwise for each in tool.arguments} - {""}
    assert name == tool.name
    for word in before:
        option, equals, _ = word.partition("=")
        assert option in options if equals else word in {*tool.fixed, *options, *switches}
        assert "--output" not in options


def test_a_changed_list_is_seen_at_the_next_question(folder):
    bib = write_curated(folder, entry("one", {"title": "First", "year": "2020"}))

    async def session():
        async with Client(server(program(bib), "")) as client:
            before = await client.call_tool("list", {"columns": "key"})
            write(folder, bib.read_text() + entry("two", {"title": "Second", "year": "2021"}))
            return before, await client.call_tool("list", {"columns": "key"})

    before, after = asyncio.run(session())
    assert before.structured_content["result"] == [{"key": "one"}]
    assert after.structured_content["result"] == [{"key": "two"}, {"key": "one"}]


def test_a_list_that_is_gone_is_an_error_of_the_tool(folder):
    (answer,) = asked(("list", {}), of=program(folder / "gone.bib"))
    assert answer.is_error
    assert "gone.bib" in texts(answer)[0]


def test_text_of_a_list_is_harmless_and_is_text(folder):
    bib = write(folder, entry("k", {"title": "A\x1b[31mB\u202e", "note": "caf\xe9"}))
    bib.write_bytes(bib.read_bytes().replace("\xe9".encode(), b"\xe9"))
    exported, shown = asked(("export", {"keys": ["k"]}), ("show", {"keys": ["k"]}), of=program(bib))
    for answer in (exported, shown):
        for text in texts(answer):
            assert "\x1b" not in text
            assert "\u202e" not in text
    assert "café" in exported.structured_content["result"]


def test_modules_in_the_working_folder_are_not_run(folder, monkeypatch):
    for name in ("mialit", "json", "typer", "signal"):
        write(folder, "raise SystemExit(9)", f"{name}.py")
    monkeypatch.chdir(folder)
    (answer,) = asked(("show", {"keys": KEYS[:1]}))
    assert answer.structured_content["exit_code"] == 0


def test_a_list_whose_name_begins_with_a_dash(folder, monkeypatch):
    write(folder, entry("k", {"title": "T"}), "--count.bib")
    monkeypatch.chdir(folder)
    (answer,) = asked(("list", {"columns": "key"}), of=program("--count.bib"))
    assert answer.structured_content["result"] == [{"key": "k"}]


def test_the_tools_and_arguments_are_documented():
    page = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text("utf-8")
    for tool in TOOLS:
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{tool.name}` |"))
        assert [each.name for each in tool.arguments if f"`{each.name}`" not in row] == []
