"""Figures in running text, as English, Spanish, French and Korean write them: numbers, percentages, dates.

The corpus check compares them with a fact sheet (`ingest.corpus_check`), proposals of results and costs are made of them
(`ingest.proposals`).
"""
