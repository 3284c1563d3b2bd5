"""Characters and words: folding, comparing, and LaTeX.

The room knows no bibliography: it is given texts and gives texts back. `normalize` makes text from
data harmless for a terminal (`clean`) and folds it for comparing (`fold`, `squash`, `words`);
`latex` turns LaTeX into Unicode and `latex_escape` turns Unicode into LaTeX. `similarity` says
which words are near another one and is the only home of rapidfuzz. `markdown` escapes text for
Markdown. `phrases` has the turns of speech that messages share. Its doors are plain functions,
which every room above calls.
"""
