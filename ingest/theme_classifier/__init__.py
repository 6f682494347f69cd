"""Learns the classifier of themes from labelled write-ups: `python -m ingest.theme_classifier`."""
