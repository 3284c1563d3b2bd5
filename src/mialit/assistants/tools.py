"""The questions that an assistant may ask: tools with typed arguments, each a command's words.

A value goes into one word with its option (`--year=2020`), and what has no option goes behind
`--`: no value is ever read as an option.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mialit.citing.styles import BUNDLED

Schema = dict[str, Any]
Arguments = Mapping[str, Any]

NOT_LISTED = "not in the list"  # begins what is answered where a paper, or any, is not there

_LONGEST = 4000  # characters of a text that becomes a word of a command
_MOST_KEYS = 200
_LONGEST_TEXT = 5_000_000  # characters of a manuscript's BibTeX


class Argument(NamedTuple):
    """An argument of a tool: its JSON Schema, and the option that it becomes.

    Of a yes or no, `option` is what stands for yes and `otherwise` for no. Without an option it
    is given behind all options; what is `piped` is no word, but given on standard input.
    """

    name: str
    schema: Schema
    option: str = ""
    otherwise: str = ""
    required: bool = False
    piped: bool = False

    def words(self, value: Any) -> list[str]:
        """The words of a command that *value*, which is valid, becomes."""
        if self.piped:
            return []
        if isinstance(value, bool):
            return [word for word in (self.option if value else self.otherwise,) if word]
        if isinstance(value, dict):
            return [f"{self.option}={name}={text}" for name, text in value.items()]
        values = value if isinstance(value, list) else [value]
        return [f"{self.option}={each}" if self.option else str(each) for each in values]


class Tool(NamedTuple):
    """A tool, and the command that answers it, with `fixed` words and `operands` of its own.

    Where it `counts`, how many entries there are is said if the limit leaves some out. `no` is what
    it means that the command ends with 1.
    """

    name: str
    title: str
    description: str
    arguments: Sequence[Argument]
    fixed: Sequence[str] = ("--json",)
    operands: Sequence[str] = ()
    counts: bool = False
    no: str = NOT_LISTED

    def stated(self, arguments: Arguments) -> Arguments:
        """*arguments*, and what counts of those that are left out."""
        defaults = {
            each.name: each.schema["default"] for each in self.arguments if "default" in each.schema
        }
        return {**defaults, **arguments}

    def is_json(self, arguments: Arguments) -> bool:
        """Whether the answer to *arguments* is JSON; else it is text."""
        return "--json" in self.fixed or self.stated(arguments).get("format") == "json"

    @property
    def schema(self) -> Schema:
        """The JSON Schema of the arguments."""
        return {
            "type": "object",
            "properties": {argument.name: argument.schema for argument in self.arguments},
            "required": [argument.name for argument in self.arguments if argument.required],
            "additionalProperties": False,
        }

    def words(self, arguments: Arguments) -> list[str]:
        """The words of the command that answers *arguments*, which are valid."""
        stated = self.stated(arguments)
        options: list[str] = []
        operands = list(self.operands)
        for argument in self.arguments:
            if argument.name in stated:
                words = argument.words(stated[argument.name])
                (options if argument.option else operands).extend(words)
        return [self.name, *self.fixed, *options, "--", *operands]


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "maxLength": _LONGEST, "description": description, **more}


def _yes_or_no(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _keys(description: str) -> Schema:
    # A dash alone would mean standard input.
    key = {"type": "string", "minLength": 1, "maxLength": _LONGEST, "not": {"const": "-"}}
    # No keys would mean every entry.
    return {
        "type": "array",
        "items": key,
        "minItems": 1,
        "maxItems": _MOST_KEYS,
        "description": description,
    }


_QUALIFIERS = (
    'Filters may stand in it: year:2019..2021 venue:ccs author:"choquette-choo" has:code '
    "is:published -target:classification; OR between alternatives; quotes around a phrase."
)
_CHOICE = (
    Argument("year", _text("2020; 2018,2020; 2018..2020; 2019- or -2019."), "--year"),
    Argument("author", _text("Part of an author's name."), "--author"),
    Argument("venue", _text("Short name of a venue; the tool fields has them."), "--venue"),
    Argument(
        "where",
        {
            "type": "object",
            "additionalProperties": _text("A value; several separated by commas mean or."),
            "propertyNames": {"pattern": "^[^=]+$"},
            "description": "Any other field and its value, such as "
            '{"knowledge": "white-box", "kind": "attack"}; the tool fields has both.',
        },
        "--where",
    ),
    Argument("code", _yes_or_no("With, or without, the authors' code."), "--code", "--no-code"),
    Argument(
        "preprint",
        _yes_or_no("Preprints only, or published papers only."),
        "--preprint",
        "--published",
    ),
)
_ORDER = (
    Argument("sort", _text("year, released, title, author, venue, key, file."), "--sort"),
    Argument("reverse", _yes_or_no("Reverse the order."), "--reverse"),
)
_COLUMNS = Argument(
    "columns",
    _text("Keys of an entry to give, separated by commas: key,year,title,authors; else all."),
    "--columns",
)


def _limit(default: int, of: str = "entries") -> Argument:
    schema = {
        "type": "integer",
        "minimum": 0,
        "default": default,
        "description": f"At most so many {of}; 0 gives all.",
    }
    return Argument("limit", schema, "--limit")


_SEARCHED = 10
_LISTED = 20
TOOLS = (
    Tool(
        "search",
        "Search papers",
        "Finds papers of the list by words, tolerating typos, the best first; also by a DOI, an "
        "arXiv id, a URL or a line of a reference list. An entry is the paper that you look for "
        "only if title and authors are the same: one with `partial` true lacks words of the query "
        f"and is mostly another paper. If none is the same, the paper is {NOT_LISTED}: say so.",
        (
            Argument("query", _text(f"Words. {_QUALIFIERS}", minLength=1), required=True),
            *_CHOICE,
            *_ORDER,
            _COLUMNS,
            _limit(_SEARCHED),
        ),
    ),
    Tool(
        "list",
        "List papers",
        "Lists all papers that match filters exactly, newest first. Every word of the query must "
        "be there. The number of matches is said where the limit leaves some out.",
        (
            Argument("query", _text(f"Words that must all be there. {_QUALIFIERS}")),
            *_CHOICE,
            *_ORDER,
            _COLUMNS,
            _limit(_LISTED),
        ),
        counts=True,
    ),
    Tool(
        "show",
        "Show papers in full",
        "Everything about the papers of citation keys, with all fields and BibTeX. A key without "
        f"an entry is {NOT_LISTED}.",
        (Argument("keys", _keys("Citation keys."), required=True),),
    ),
    Tool(
        "export",
        "Export BibTeX",
        "BibTeX for citing, of keys or of all papers that a query and filters choose; the text is "
        "to be copied as it is. Where a key has no entry nothing is exported, and the key is "
        "named.",
        (
            Argument("keys", _keys("Citation keys; then no query and no filter.")),
            Argument("query", _text(f"Words that must all be there. {_QUALIFIERS}"), "--query"),
            *_CHOICE,
            Argument(
                "standard",
                _yes_or_no("Only what BibTeX's classic styles read, and the links."),
                "--standard",
            ),
            Argument(
                "partial",
                _yes_or_no("Export the keys that have an entry, if others have none."),
                "--partial",
            ),
            _limit(0),
        ),
        fixed=(),
        counts=True,
    ),
    Tool(
        "cite",
        "Format references",
        "References of papers, formatted, or what cites them in a text; of keys or of all papers "
        "that a query and filters choose. Copy them as they are.",
        (
            Argument("keys", _keys("Citation keys; then no query and no filter.")),
            Argument("query", _text(f"Words that must all be there. {_QUALIFIERS}"), "--query"),
            *_CHOICE,
            *_ORDER,
            Argument(
                "format",
                {
                    "type": "string",
                    "enum": [
                        *("json", "text", "md", "html", "csl-json", "ris"),
                        *("latex-cite", "pandoc"),
                    ],
                    "default": "json",
                    "description": "json: key and reference of each; text, md, html: references; "
                    "csl-json, ris: data for other programs; latex-cite, pandoc: the citation.",
                },
                "--format",
            ),
            Argument(
                "style",
                _text(f"A style of references, for json, text, md and html: {', '.join(BUNDLED)}."),
                "--style",
            ),
            _limit(_LISTED),
        ),
        fixed=(),
        counts=True,
    ),
    Tool(
        "check",
        "Check a manuscript's references",
        "Holds the BibTeX of a manuscript against the list, and finds what is outdated (a preprint "
        "that has been published), what differs (people, title, venue, year, pages, identifiers) "
        "and what stands twice. `has` is what the list has, `says` what the manuscript says. Give "
        "bibtex or file. A paper that the list does not know is no finding; with `unknown` it is "
        "named.",
        (
            Argument(
                "bibtex",
                {
                    "type": "string",
                    "maxLength": _LONGEST_TEXT,
                    "description": "The manuscript's BibTeX, as it is.",
                },
                piped=True,
            ),
            Argument(
                "file",
                _text("Or a .bib file below the server's folder, where it was given one."),
                piped=True,
            ),
            Argument("unknown", _yes_or_no("Name unlisted papers, too."), "--unknown"),
            Argument(
                "missing",
                _text("Instead: the papers that match this query and that the BibTeX lacks."),
                "--missing",
            ),
        ),
        operands=("-",),
        no="",
    ),
    Tool(
        "stats",
        "Count papers",
        "Counts papers by a field, or gives an overview of all fields.",
        (
            Argument("query", _text(f"Words that must all be there. {_QUALIFIERS}")),
            Argument("by", _text("Field to count by: year, venue, author, kind, ..."), "--by"),
            Argument("split", _text("Field by which each count is split; with `by`."), "--split"),
            *_CHOICE,
            _limit(0, "values"),
        ),
    ),
    Tool(
        "fields",
        "Fields and values",
        "The list's fields, their values and how many papers have each: what filters may name.",
        (
            Argument("field", _text("Only this field.")),
            Argument("unused", _yes_or_no("Also values that no paper has."), "--unused"),
        ),
        no="",
    ),
)
