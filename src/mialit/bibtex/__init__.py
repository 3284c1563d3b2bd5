"""A .bib file as it is written: read with spans, recovered where damaged, edited by span."""
