"""The commands of the program: a module each, named like it, of which only the one asked for loads.

The help and the completion of names list them all, so what they need of a command stands here.
"""

from mialit.cli.options import PROGRAM

# By panel of the help, in its order: a command's name, and the first sentence of its docstring.
COMMANDS = {
    "Reading": {
        "list": "List entries matching a query",
        "search": "Search entries by words, tolerating typos; best matches first",
        "show": "Show everything about one or more entries",
        "open": "Open the page, code or DOI of an entry in the browser",
        "fields": "Show the fields: names to type, values and counts",
        "stats": "Count entries by year, kind, venue or any field",
        "matrix": "Cross-tabulate two fields: entries per cell, and gaps",
        "diff": "Show what is new between two versions of a list",
    },
    "Citing": {
        "export": "Export entries for citing, as BibTeX by default",
        "cite": "Print references of entries, or what cites them",
        "check": "Check a manuscript's references against the list",
    },
    "Publishing": {
        "render": "Render the list as Markdown, as a web page or as a feed",
    },
    "Curating": {
        "lint": "Report problems in a bibliography and fix the safe ones",
        "add": "Add a paper, or update a listed preprint to its publication",
        "set": "Change, add or remove fields of entries",
        "remove": "Remove entries",
        "rename": "Change the key of an entry and all references to it",
        "merge": "Join two entries of one paper into one",
        "sort": "Sort the entries of a list",
        "import": "Import a Markdown list or another bibliography",
        "init": "Start a list of your own",
    },
    PROGRAM: {
        "cache": "Show where parsed lists are cached, or clear the cache",
        "config": "Show where the configuration file is, or the settings in use",
        "skill": "Print SKILL.md, which tells an assistant how to use this program",
        "mcp": "Serve assistants over the Model Context Protocol",
    },
}
SUMMARIES = {name: text for named in COMMANDS.values() for name, text in named.items()}
