"""How well the search ranks: measures, test collections, and the run that joins them.

`measures` formulas · `collection` documents, topics and judgments, and this project's own topics · `public_sets`
readers of public collections and of the BEIR layout · `relevance` from a collection and an engine to figures.
"""
