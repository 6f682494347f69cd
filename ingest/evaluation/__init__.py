"""Measures of what `ingest` does, each a sub-command of `citykb eval`."""
