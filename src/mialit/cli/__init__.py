"""The command line. A command is imported and built only when it is asked for."""

from mialit.cli.app import app, main

__all__ = ["app", "main"]
