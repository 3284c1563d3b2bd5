"""A result as text: one function for each format.

A renderer is given a result (records, counts, findings, an import's report), yields text and
decides nothing: it neither prints, nor reads files, nor says what is an error. It gets clean text
and is valid when there is nothing to show. `columns` has the cells that all tabular formats share.
`table`, `bar_chart`, `cross_table` and `entry_detail` draw for a terminal with rich; the other
modules are named like their format or their result. `fitting` gives columns their widths, and
`json_schema` says what every JSON key means. The door is each module's function; `cli` chooses
among them by the format that was asked for.
"""
