"""Ranked, forgiving search, and its highlights.

`engine` answers a query with hits, best first. `query_terms` and `expansion` say under which
variants each word of the query may occur: inflections (`stemming`), synonyms and typos; a word of
English is hardly ever a typo. `word_index` finds these variants in the folded texts of the list,
`ranking` scores each record, `highlight` says where a record matches, and `failing` by which words
a query finds nothing. The room is given records and knows no file. What it does, the page's script
does as well: a change of steps is made in both. The door is `search` and `explain`.
"""
