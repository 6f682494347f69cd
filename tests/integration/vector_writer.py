"""Another process that files vectors: `python -m tests.integration.vector_writer FOLDER FIRST`, until it is killed."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from kb.search.meaning.meanings import Meanings
from tests.meanings import WordEncoder
from tests.search_documents import make_document


def main(folder: Path, first: int) -> None:
    """Record after record from `first` on; prints each id once it is filed."""
    meanings = Meanings(folder, WordEncoder())
    for record in itertools.count(first):
        meanings.encode(make_document(record, title=f"Title{record}", body=f"Body{record} of it."))
        print(record, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
