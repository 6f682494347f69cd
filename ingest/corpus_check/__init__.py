"""Comparing every record of a corpus with the fact sheet it was written from. `check_corpus` is the way in."""

from ingest.corpus_check.check import check_corpus
from ingest.corpus_check.report import CorpusReport, Finding

__all__ = ["CorpusReport", "Finding", "check_corpus"]
