"""Shell completion: what may stand at the cursor, asked of the list that the line names.

What a parameter takes is what its metavar says in the help: KEY, FIELD, FILE and so on; choices,
options and commands are typer's own. The scripts are ours: typer's offer file names where none
are asked for, and leave values with blanks and keys with a colon to the shell, which breaks them.
A script hands over the words of the line and gets the values for the last of them, one a line.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mialit.cli.console import COMPLETION, standard
from mialit.errors import ExitCode, MialitError, UsageProblem

if TYPE_CHECKING:
    from mialit.records.model import Record
    from mialit.storage.bibliography import Catalogue

_NEWEST_FIRST = ("year", "released")
_FILES = 64  # the exit code that asks the shell for names of files

_BASH = f"""\
_mialit_completion() {{
    local IFS=$'\\n' answer
    COMPREPLY=()
    answer=$(env COMP_WORDS="${{COMP_WORDS[*]}}" COMP_CWORD="$COMP_CWORD" \\
        {COMPLETION}=complete_bash mialit 2>/dev/null)
    if [[ $? -eq {_FILES} ]]; then
        compopt -o default
    elif [[ -n $answer ]]; then
        mapfile -t COMPREPLY <<<"$answer"
        [[ ${{COMPREPLY[0]}} == *= ]] && compopt -o nospace
    fi
    return 0
}}

complete -F _mialit_completion mialit
"""

_ZSH = f"""\
#compdef mialit

_mialit_completion() {{
    local answer line
    local -a values shown
    answer=$(env COMP_WORDS="${{(F)words[1,CURRENT]}}" COMP_CWORD=$((CURRENT - 1)) \\
        {COMPLETION}=complete_zsh mialit 2>/dev/null)
    if (( $? == {_FILES} )); then
        compset -P '--*='
        _files
        return
    fi
    [[ -n $answer ]] || return 1
    for line in "${{(@f)answer}}"; do
        values+=("${{line%%$'\\t'*}}")
        shown+=("${{line/$'\\t'/  -- }}")
    done
    if [[ $values[1] == *= ]]; then
        compadd -U -S '' -l -d shown -a values
    else
        compadd -U -l -d shown -a values
    fi
}}

if [[ $funcstack[1] == _mialit ]]; then
    _mialit_completion "$@"
else
    compdef _mialit_completion mialit
fi
"""

_FISH = f"""\
function __mialit_complete
    set -l line (commandline -cp | string collect)
    set -l answer (env COMP_WORDS="$line" COMP_CWORD=(count (commandline -opc)) \\
        {COMPLETION}=complete_fish mialit 2>/dev/null)
    if test $status -eq {_FILES}
        set -l current (commandline -ct | string collect)
        set -l option (string match -r '^--[^=]*=' -- "$current")
        for path in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current"))
            echo "$option$path"
        end
    else if test (count $answer) -gt 0
        printf '%s\\n' $answer
    end
end

complete --command mialit --no-files --arguments '(__mialit_complete)'
"""

SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


class Item(NamedTuple):
    """A value to be offered, and what is said of it."""

    value: str
    help: str = ""


Completer = Callable[[Any, str], Iterable[Item]]


def answer(group: Any, instruction: str) -> int:
    """Does what a shell's script asks of the program's *group*; the exit code is for the script."""
    action, _, shell = instruction.partition("_")
    if action == "source" and shell in SCRIPTS:
        standard().write([SCRIPTS[shell]])
        return ExitCode.DONE
    if shell not in SCRIPTS or "COMP_WORDS" not in os.environ:
        return _typers(group, shell, action)
    words, before = _words(shell)
    found = _offered(group, words[:-1], words[-1])
    if found is None:
        return _FILES
    texts = (
        _bash_text(item.value, before) if shell == "bash" else _with_help(item) for item in found
    )
    standard().write(f"{text}\n" for text in texts)
    return ExitCode.DONE


def _typers(group: Any, shell: str, action: str) -> int:
    """The answer in typer's own form: for its script of another shell, or one of before."""
    from typer._click.shell_completion import CompletionItem, get_completion_class
    from typer._completion_classes import completion_init

    completion_init()
    known = get_completion_class(shell)
    if known is None or action not in ("source", "complete"):
        standard().say_always(f"mialit: {COMPLETION} is none of source_SHELL and complete_SHELL")
        return ExitCode.USAGE

    def get_completions(_: Any, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = _offered(group, args, incomplete) or []
        return [CompletionItem(item.value, help=item.help) for item in found]

    ours: Any = type("Ours", (known,), {"get_completions": get_completions})
    asked = ours(group, {}, "mialit", COMPLETION)
    text = asked.source() if action == "source" else asked.complete()
    standard().write([f"{text}\n"])
    return ExitCode.DONE


def current_script() -> str:
    """The script for the shell that runs the program. Raises UsageProblem where it has none."""
    from typer._completion_shared import _get_shell_name, get_completion_script

    shell = _get_shell_name()
    if shell is None:
        names = ", ".join(f"{COMPLETION}=source_{name} mialit" for name in SCRIPTS)
        raise UsageProblem(f"no shell is recognized; these print the scripts: {names}")
    if shell in SCRIPTS:
        return SCRIPTS[shell]
    return get_completion_script(prog_name="mialit", complete_var=COMPLETION, shell=shell) + "\n"


def install() -> tuple[str, Path]:
    """Installs the script for the shell that runs the program: its name, and where it stands."""
    from typer._completion_shared import install as install_typers

    shell, path = install_typers(prog_name="mialit", complete_var=COMPLETION)
    if shell in SCRIPTS:
        path.write_text(SCRIPTS[shell], encoding="utf-8")
    return shell, path


class _Before(NamedTuple):
    """What bash keeps of the word at the cursor: text that it has broken off, and a quote."""

    text: str
    quote: str


def _words(shell: str) -> tuple[list[str], _Before]:
    """The words of the line up to the cursor, without the program's name."""
    from typer._click.shell_completion import split_arg_string

    line, place = os.environ["COMP_WORDS"], int(os.environ.get("COMP_CWORD", "0"))
    raw = line.split("\n") if "\n" in line else split_arg_string(line)
    raw = raw[1 : place + 1]
    raw += [""] * (place - len(raw))
    raw = raw or [""]
    before = _Before("", raw[-1][:1] if raw[-1][:1] in ("'", '"') else "")
    if shell == "bash":
        raw, text = _joined(raw)
        before = before._replace(text=" ".join(split_arg_string(text)))
    return [" ".join(split_arg_string(word)) for word in raw], before


def _joined(raw: Sequence[str]) -> tuple[list[str], str]:
    """*raw* with the words together that bash breaks at `:`, `=` and `@` (COMP_WORDBREAKS).

    Also what of the last word stands before its last such sign.
    """
    words: list[str] = []
    text = ""
    going_on = False
    for word in raw:
        is_break = bool(re.fullmatch(r"[:=@]+", word))
        if words and (is_break or going_on):
            text = words[-1] + (word if is_break else "")
            words[-1] += word
        else:
            text = ""
            words.append(word)
        going_on = is_break
    return words, text


def _bash_text(value: str, before: _Before) -> str:
    """*value* as bash is to insert it: without what it has broken off, and quoted."""
    text = value.removeprefix(before.text)
    if before.quote == "'":
        return text.replace("'", "'\\''")
    if before.quote:
        return re.sub(r'(["\\$`])', r"\\\1", text)
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", text)


def _with_help(item: Item) -> str:
    return f"{item.value}\t{item.help}" if item.help else item.value


def _offered(group: Any, args: list[str], incomplete: str) -> list[Item] | None:
    """What may stand behind *args* and begins like *incomplete*; None for names of files."""
    from typer import TyperException
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    from mialit.text.normalize import clean

    given = ""
    if incomplete.startswith("--") and "=" in incomplete:
        name, _, incomplete = incomplete.partition("=")
        args, given = [*args, name], f"{name}="
    if args[:1] == ["help"]:
        args = args[1:]
    try:
        context = _resolve_context(group, {}, "mialit", args)
        parameter, incomplete = _resolve_incomplete(context, list(args), incomplete)
        takes = _takes(parameter)
        if takes in ("FILE", "DIR"):
            return None
        completer = _COMPLETERS.get(takes)
        if parameter is group and not incomplete.startswith("-"):
            found = _commands(incomplete)
        elif completer is None:
            typers = parameter.shell_complete(context, incomplete)
            found = [Item(each.value, each.help or "") for each in typers]
        else:
            context.meta["parameter"] = parameter
            found = list(completer(context, incomplete))
    except (MialitError, OSError, TyperException):
        return []
    return [Item(given + clean(item.value), clean(item.help)) for item in found]


def _commands(incomplete: str) -> list[Item]:
    """The commands whose names begin like *incomplete*; typer would build all of them."""
    from mialit.cli.commands import SUMMARIES

    named = (Item(name, text) for name, text in SUMMARIES.items())
    return [item for item in named if item.value.startswith(incomplete)]


def _takes(parameter: Any) -> str:
    """What *parameter* takes, by its metavar; "" where that says nothing here."""
    words = re.findall(r"[A-Z][A-Z=]*", getattr(parameter, "metavar", None) or "")
    takes = words[0] if words else ""
    # A key that an option takes is a new one.
    return "" if takes == "KEY" and parameter.param_type_name == "option" else takes


def _catalogue(context: Any) -> "Catalogue":
    """The list that the line names with --bib, or the one that is asked without."""
    from mialit.storage import bibliography, cache, sources

    # As the shell will hand it over.
    names = [
        os.path.expanduser(os.path.expandvars(name))  # noqa: PTH111
        for name in context.params.get("bib") or ()
        if name != sources.STANDARD_INPUT
    ]
    asked = sources.choose(names, os.environ)
    loaded = bibliography.load(asked, cache.Cache(cache.folder(os.environ)), keep_files=False)
    loaded.remember()
    return loaded


def _beginning(items: Iterable[Item], begun: str) -> list[Item]:
    """Those of *items* that begin like *begun*, in any case; each value once."""
    folded = begun.casefold()
    return [
        item
        for item in {item.value: item for item in items}.values()
        if item.value.casefold().startswith(folded)
    ]


def _keys(context: Any, incomplete: str) -> Iterable[Item]:
    parameter = context.meta["parameter"]
    stated = context.params.get(parameter.name) or ()
    if "FIELD=VALUE" in parameter.metavar and stated:
        return _assignments(context, incomplete)
    if "NEW" in parameter.metavar and stated:
        return []
    records = _catalogue(context).records
    given = [stated] if isinstance(stated, str) else stated
    return _beginning(
        (
            Item(each.key, each.title)
            for each in records
            if each.key not in given and not each.keyless
        ),
        incomplete,
    )


def _values(catalogue: "Catalogue", field: str) -> Iterator[Item]:
    """The values of *field* that entries have: declared ones in their order, then others."""
    from mialit.records.naming import field_named, value_texts
    from mialit.records.text_columns import SUBJECTS, VENUE, one_of_each

    name = field_named(field, catalogue.vocabulary, catalogue.records)
    if name is None:
        return
    vocabulary = catalogue.vocabulary
    spec = vocabulary.known.get(name)
    records: Iterable[Record] = catalogue.records
    if spec is not None and spec.form == "vocabulary":
        # Entries of one text for searching differ in spelling alone, which queries do not heed.
        records = one_of_each(catalogue.records, VENUE if name == "venue" else SUBJECTS)
    found = {text for each in records for text in value_texts(each, name)}
    for value in spec.values if spec else ():
        if value.name in found:
            yield Item(value.name, value.title)
            found.discard(value.name)
    yield from (
        Item(text) for text in sorted(found, reverse=name in _NEWEST_FIRST) if "\n" not in text
    )


def _option_values(context: Any, incomplete: str) -> Iterable[Item]:
    field = context.meta["parameter"].name
    return _beginning(_values(_catalogue(context), field), incomplete)


def _families(context: Any, incomplete: str) -> Iterable[Item]:
    if context.meta["parameter"].name != "author":
        return []
    names = (item.value.partition(",")[0] for item in _values(_catalogue(context), "author"))
    return _beginning(map(Item, names), incomplete)


def _fields(catalogue: "Catalogue") -> Iterator[Item]:
    """The fields of the list, and those that its entries have besides."""
    from mialit.records.naming import known_names, label

    vocabulary = catalogue.vocabulary
    others = {name for record in catalogue.records for name in record.rest}
    for name in [*known_names(vocabulary), *sorted(others.difference(known_names(vocabulary)))]:
        yield Item(name, label(name, vocabulary))


def _field(context: Any, incomplete: str) -> Iterable[Item]:
    fields = list(_fields(_catalogue(context)))
    if context.meta["parameter"].name == "sort":
        fields.append(Item("file", "the file's order"))
        if context.params.get("cited"):
            fields.append(Item("cited", "the order of citation"))
    return _beginning(fields, incomplete)


def _columns(context: Any, incomplete: str) -> Iterable[Item]:
    return _one_more(_fields(_catalogue(context)), incomplete)


def _rules(context: Any, incomplete: str) -> Iterable[Item]:
    from mialit.lint import RULES

    named = {rule.name: Item(rule.name, rule.summary) for rule in RULES}
    if context.info_name == "check":
        from mialit.checking import rules

        of_syntax = [named[name] for name in rules.OF_SYNTAX]
        return _one_more(
            [*(Item(rule.name, rule.summary) for rule in rules.RULES), *of_syntax], incomplete
        )
    return _one_more(named.values(), incomplete)


def _one_more(items: Iterable[Item], incomplete: str) -> list[Item]:
    """Those of *items* that may stand at the end of a list with commas, with what is before."""
    before, comma, begun = incomplete.rpartition(",")
    stated = set(before.split(","))
    found = _beginning(items, begun)
    return [
        Item(f"{before}{comma}{item.value}", item.help)
        for item in found
        if item.value not in stated
    ]


def _assignments(context: Any, incomplete: str) -> Iterable[Item]:
    """`FIELD=`, and behind it the values that occur."""
    catalogue = _catalogue(context)
    name, equals, begun = incomplete.partition("=")
    if not equals:
        found = _beginning(_fields(catalogue), name)
        return [Item(f"{item.value}=", item.help) for item in found]
    values = _beginning(_values(catalogue, name.rstrip("+-")), begun)
    return [Item(f"{name}={item.value}", item.help) for item in values]


def _styles(context: Any, incomplete: str) -> Iterable[Item]:  # noqa: ARG001
    from mialit.citing.styles import BUNDLED

    return _beginning(map(Item, BUNDLED), incomplete)


_COMPLETERS: dict[str, Completer] = {
    "KEY": _keys,
    "VALUE": _option_values,
    "RANGE": _option_values,
    "NAME": _families,
    "FIELD": _field,
    "NAMES": _columns,
    "FIELDS": _columns,
    "FIELD=VALUE": _assignments,
    "RULES": _rules,
    "STYLE": _styles,
}
