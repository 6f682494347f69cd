"""The parts of the embedded engine: Whoosh keeps the postings, numpy writes them and evaluates queries over them.

On disk: `generations` folders and the pointer · `schema` what Whoosh stores · `arrays` files of arrays · `rows`, `names`,
`postings`, `texts` the parts of a segment · `content` all of them · `sidecar` their file.
Writing: `inverting` documents to lists · `block_writing`, `segment_writing` lists to Whoosh's files · `building` many
segments · `writing` commits · `merging`, `merged_postings`, `background` fewer segments · `codec` reading Whoosh's files.
Searching: `segment`, `snapshot` immutable views · `facet_codes`, `phrases` · `evaluation` query tree to scores · `ranking`
the page. Only `kb.search.whoosh_backend` uses them.
"""
