"""The command line. A command is imported and built only when it is asked for."""

import gc

# Of a start's time, looking for garbage while modules load takes a twentieth; there is none.
gc.set_threshold(100_000)

from mialit.cli.app import app, main  # noqa: E402

__all__ = ["app", "main"]
