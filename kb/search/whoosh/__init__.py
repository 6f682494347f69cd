"""The parts of the embedded engine: Whoosh writes and keeps the postings, numpy evaluates queries over them.

`generations` folders on disk and the pointer · `schema` what Whoosh stores · `writing` one batch, one commit ·
`texts` what hits show · `codec` reading Whoosh's files fast · `segment`, `snapshot` immutable views ·
`evaluation` query tree to scores. Only `kb.search.whoosh_backend` uses them.
"""
