"""A manuscript's bibliography held against a list: what is outdated, what differs, what is missing.

`matching` finds the listed paper that an entry is, by its identifiers (`identity`), its title and
its `people`; `comparing` yields what differs in a pair, with `venues` and `pages` for what is
written in many ways; `rules` has what each rule is called and why. `findings` does that for all
entries and citations and says where (`places`), and `syntax` adds what is wrong with the files as
BibTeX. The door is `findings.check`. It compares records, so that a manuscript that the cache has
is not read again. What the list does not have is unknown to it, and no finding.
"""
