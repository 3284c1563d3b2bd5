"""Prints what an assistant has to know to use the program."""

from mialit.assistants.skill import text
from mialit.cli.console import standard
from mialit.cli.options import Force, Output
from mialit.cli.output import write_text


def command(to: Output = None, *, force: Force = False) -> None:
    """Print SKILL.md, which tells an assistant how to use this program.

    It says what to ask, which JSON comes back, what exit codes mean, and that a paper that is not
    listed must be called so. Assistants read it where they keep their skills; see
    docs/assistants.md.

    \b
    mialit skill
    mialit skill -o SKILL.md
    """
    write_text(text(), to, "the skill", standard(), inputs=(), force=force)
