"""What a tool is answered: the command's own output, and what it said beside it."""

import json
import re
from typing import Any, NamedTuple

from mialit.assistants import manuscripts
from mialit.assistants.command_line import CommandLine, Outcome
from mialit.assistants.tools import TOOLS, Arguments, Tool
from mialit.errors import ExitCode, MialitError, UsageProblem
from mialit.render.data_formats import json_array
from mialit.text.normalize import clean, clean_lines

_FILE = "file"  # an argument: the file that is piped to the command
_PIPED = "standard input"  # what the command calls it

# What `Answer.structured` holds.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "result": {
            "type": ["array", "string"],
            "description": "What the command prints: its JSON, or text.",
        },
        "exit_code": {
            "type": "integer",
            "description": "0 done; 1 the answer is no: nothing found, a key not listed, findings.",
        },
        "messages": {
            "type": "array",
            "items": {"type": "string"},
            "description": "What the command says beside it, such as what is not in the list.",
        },
    },
    "required": ["result", "exit_code", "messages"],
}

# The tool that counts what others choose, and the arguments that choose.
_LIST = next(tool for tool in TOOLS if tool.name == "list")
_CHOOSING = frozenset(argument.name for argument in _LIST.arguments)
# Begins a note to a person in a folder; an assistant is told at the start which list is served.
_ABOUT_THE_FOLDER = "note: the bundled list is asked; "


class Answer(NamedTuple):
    """What a tool answers; without `structured` it is an error, of which `texts` tell."""

    texts: tuple[str, ...]
    structured: dict[str, Any] | None = None


def answer(tool: Tool, arguments: Arguments, program: CommandLine) -> Answer:
    """What *program* answers *tool* for *arguments*, which are valid."""
    try:
        outcome = program.ask(tool.words(arguments), _piped(tool, arguments, program))
    except MialitError as error:
        return Answer((clean_lines(str(error)),))
    if not outcome.is_answer:
        return Answer(
            ("\n".join(_of_the_question(outcome)) or f"failed with exit code {outcome.code}",)
        )
    is_json = tool.is_json(arguments)
    text = outcome.text if is_json else clean_lines(outcome.text)
    result: Any = json.loads(text) if is_json else text
    messages = _of_the_question(outcome)
    if _FILE in arguments and any(argument.piped for argument in tool.arguments):
        name = clean(arguments[_FILE])
        result = [_naming(name, finding) for finding in result]
        text = "".join(json_array(result, ascii_only=False))
        messages = [message.replace(_PIPED, name) for message in messages]
    if outcome.code == ExitCode.NO and tool.no and messages:
        messages[0] = f"{tool.no}: {messages[0]}"
    messages += _left_out(tool, arguments, result, program)
    structured = {"result": result, "exit_code": outcome.code, "messages": messages}
    return Answer(tuple(filter(None, (text, "\n".join(messages)))), structured)


def _of_the_question(outcome: Outcome) -> list[str]:
    """What the command said of the question, and not of the folder that it was asked in."""
    return [each for each in outcome.messages if not each.startswith(_ABOUT_THE_FOLDER)]


def _piped(tool: Tool, arguments: Arguments, program: CommandLine) -> bytes:
    """What the command is given on standard input. Raises MialitError where it is wrong."""
    names = [argument.name for argument in tool.arguments if argument.piped]
    given = [name for name in names if name in arguments]
    if not names:
        return b""
    if len(given) != 1:
        raise UsageProblem(f"give one of {' and '.join(names)}")
    if given == [_FILE]:
        return manuscripts.content(program.folder, arguments[_FILE])
    text: str = arguments[given[0]]
    return text.encode("utf-8", "backslashreplace")


def _naming(name: str, finding: dict[str, Any]) -> dict[str, Any]:
    """*finding*, made of what was piped, as it is of the file *name*."""
    if finding.get("file") != _PIPED:  # a paper that is listed
        return finding
    message = re.sub(rf"(?<=\(){_PIPED}(?=:\d+\))", lambda _: name, finding["message"])
    return {**finding, "file": name, "message": message}


def _left_out(tool: Tool, arguments: Arguments, result: Any, program: CommandLine) -> list[str]:
    """How many entries there are, where the limit leaves out some of them."""
    limit = tool.stated(arguments).get("limit")
    if not tool.counts or not limit or "keys" in arguments:
        return []
    if isinstance(result, list) and len(result) < limit:
        return []
    choosing = {name: each for name, each in arguments.items() if name in _CHOOSING}
    name, *words = _LIST.words({**choosing, "limit": 0})
    total = program.ask([name, "--count", *words]).text.strip()
    if not total.isdigit() or int(total) <= limit:
        return []
    return [f"{limit} of {total} entries; a higher limit gives more"]
