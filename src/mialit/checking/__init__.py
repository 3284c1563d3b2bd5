"""A manuscript's bibliography held against a list: what is outdated, what differs, what is missing.

Entries are matched with listed papers (`matching`), each pair is compared rule by rule, and the
list's facts are put into the manuscript's file where that is asked for. What the list does not
have is unknown to it, and no finding.
"""
