"""Search by meaning: texts and queries as vectors of a multilingual model, beside any engine and known to none.

`encoder` the seam to a model · `e5` the model of the extra `semantic` · `passages` what of a record is encoded · `vectors`
vectors by content in a file · `filing` which of them stand for which record · `store` both, safe from crashes · `meanings`
what the index job and an engine ask for · `fusion` which records count as found by meaning, and the score of both.
"""
