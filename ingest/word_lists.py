"""The word lists of the readers, in `ingest/data`: which headings and labels mean which part of a record."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

import yaml


@functools.cache
def read_word_list(name: str) -> Any:
    """The content of a YAML file of `ingest/data`. A broken file is a broken installation."""
    return yaml.safe_load((resources.files("ingest") / "data" / name).read_text("utf-8"))
