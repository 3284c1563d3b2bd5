"""The command line: options, commands, messages and exit codes.

A command is imported and built only when it is asked for. `commands/` has one file a command, named
like it: its function wires what other rooms compute to what they render, and decides nothing of the
matter itself. `options` and `query_options` declare what commands share, once; `output` chooses the
renderer; `console` is the only module that writes to the terminal, and `app` the only place that
ends the process, with a member of `ExitCode`. `completion` answers the shell, `progress` and
`prompts` talk to a person at a terminal; `list_access` is the one list that a command writes, and
`batches` are commands that change many of its entries. `preferences` brings in the configuration,
`hints` say what a word was probably meant to be, `list_notes` what is noted of a list when it is
read.
"""

import gc

# Of a start's time, looking for garbage while modules load takes a twentieth; there is none.
gc.set_threshold(100_000)

from mialit.cli.app import app, main  # noqa: E402

__all__ = ["app", "main"]
