"""Publishes the list: a form of `mialit render` is a module, named like it."""

# What the list can be rendered as, in the order of the help.
FORMS = ("markdown", "html", "atom")

HELP = """Render the list as Markdown, as a web page or as a feed.

Each format has a help of its own: mialit render html --help.

\b
mialit render markdown -o papers.md
mialit render html -o papers.html
mialit render html -o index.html --feed feed.xml
mialit render atom -o feed.xml
"""
