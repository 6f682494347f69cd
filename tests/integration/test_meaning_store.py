"""Vectors in files: found again, never made twice, whole after a crash, and read while another process writes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from kb.errors import SearchUnavailable
from kb.search.meaning import store as store_module
from kb.search.meaning.filing import Filing
from kb.search.meaning.meanings import Held, Meanings
from kb.search.meaning.passages import key_of
from kb.search.meaning.store import FILING, VectorStore
from kb.search.meaning.vectors import cosines, row_of
from tests.installations import ROOT
from tests.meanings import WordEncoder
from tests.search_documents import make_document

DIMENSIONS = 8


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


@pytest.fixture
def store(folder: Path) -> VectorStore:
    return VectorStore(folder, DIMENSIONS)


def vector(seed: int) -> np.ndarray:
    numbers = np.random.default_rng(seed).standard_normal(DIMENSIONS)
    return (numbers / np.linalg.norm(numbers)).astype(np.float32)


def put(store: VectorStore, record: int, *seeds: int, revision: int = 1) -> None:
    """Let the contents named by their seeds stand for a record."""
    keys = {key_of(str(seed)): seed for seed in seeds}
    unknown = keys.keys() - store.known(keys)
    store.file(record, revision, tuple(keys), {key: vector(keys[key]) for key in unknown})


def filed(store: VectorStore) -> dict[int, tuple[int, list[int]]]:
    """Record to revision and the seeds of its vectors, told by comparing them."""
    standing = store.standing()
    filing, asked = standing.filing, {seed: vector(seed) for seed in range(40)}
    nearness = {seed: cosines(standing.vectors, one) for seed, one in asked.items()}
    return {
        record: (
            int(filing.revisions[place]),
            [
                max(asked, key=lambda seed: nearness[seed][row])
                for row in filing.rows[filing.bounds[place] : filing.bounds[place + 1]]
            ],
        )
        for place, record in enumerate(filing.records.tolist())
    }


def test_an_absent_store_holds_nothing_and_reading_creates_nothing(store: VectorStore, folder: Path) -> None:
    assert filed(store) == {}
    assert store.known([key_of("1")]) == set()
    assert not folder.exists()


def test_records_are_filed_replaced_and_forgotten(store: VectorStore) -> None:
    put(store, 7, 1, 2, 3)
    put(store, 3, 4)
    put(store, 9)
    assert filed(store) == {3: (1, [4]), 7: (1, [1, 2, 3]), 9: (1, [])}

    put(store, 7, 3, 5, revision=2)
    assert filed(store) == {3: (1, [4]), 7: (2, [3, 5]), 9: (1, [])}

    store.forget({3, 100})
    assert filed(store) == {7: (2, [3, 5]), 9: (1, [])}


def test_one_content_is_one_row_for_all_records(store: VectorStore) -> None:
    put(store, 1, 1, 2)
    put(store, 2, 2, 1)
    put(store, 3, 2)

    assert len(store.standing().vectors) == 2
    assert filed(store) == {1: (1, [1, 2]), 2: (1, [2, 1]), 3: (1, [2])}


def test_a_vector_in_bytes_is_next_to_the_vector(store: VectorStore) -> None:
    wide = np.random.default_rng(1).standard_normal((500, 384)).astype(np.float32)
    wide /= np.linalg.norm(wide, axis=1, keepdims=True)
    rows = np.concatenate([row_of(key_of(str(number)), one) for number, one in enumerate(wide)])

    assert np.abs(cosines(rows, wide[0]) - wide @ wide[0]).max() < 0.002
    assert cosines(rows[:0], wide[0]).shape == (0,)


def test_another_reader_sees_what_was_written(store: VectorStore, folder: Path) -> None:
    other = VectorStore(folder, DIMENSIONS)
    before = other.standing()
    put(store, 1, 1)

    assert filed(other) == {1: (1, [1])}
    assert other.standing() is other.standing()
    assert len(before.vectors) == 0


def test_two_writers_take_turns_and_know_each_others_contents(store: VectorStore, folder: Path) -> None:
    other = VectorStore(folder, DIMENSIONS)
    put(store, 1, 1, 2)
    put(other, 2, 2, 3)
    put(store, 3, 3, 4)

    assert filed(store) == {1: (1, [1, 2]), 2: (1, [2, 3]), 3: (1, [3, 4])}
    assert len(store.standing().vectors) == 4


def test_what_a_killed_writer_appended_is_written_over(store: VectorStore, folder: Path) -> None:
    put(store, 1, 1)
    with (folder / "1.vectors").open("ab") as file:
        file.write(b"half a row")
    assert filed(VectorStore(folder, DIMENSIONS)) == {1: (1, [1])}

    put(VectorStore(folder, DIMENSIONS), 2, 2)
    assert filed(store) == {1: (1, [1]), 2: (1, [2])}


def test_forgetting_all_keeps_the_contents(store: VectorStore) -> None:
    put(store, 1, 1, 2)
    store.forget_all()

    assert filed(store) == {}
    assert store.known([key_of("1"), key_of("9")]) == {key_of("1")}
    store.file(1, 1, (key_of("1"),), {})
    assert filed(store) == {1: (1, [1])}


def test_unused_vectors_go_once_they_are_the_larger_part(
    store: VectorStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "SPARE_ROWS", 0)
    reader = VectorStore(folder, DIMENSIONS)
    put(store, 1, 1, 2, 3)
    put(store, 2, 4, 5, 6)
    put(store, 1, 7, revision=2)
    store.tidy()
    assert len(store.standing().vectors) == 7, "not worth it yet"
    old = reader.standing()

    put(store, 2, 3, 7, revision=2)
    store.tidy()
    assert len(store.standing().vectors) == 2
    assert filed(store) == filed(reader) == {1: (2, [7]), 2: (2, [3, 7])}
    assert len(list(folder.glob("*.vectors"))) == 1
    assert np.array_equal(old.vectors["values"][6], store.standing().vectors["values"][1]), "mapped before"
    put(store, 3, 1, 7)
    assert filed(store)[3] == (1, [1, 7])


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut short", b"\x00" * 900])
def test_a_damaged_filing_is_said_and_a_rebuild_makes_it_anew(
    store: VectorStore, folder: Path, damage: bytes
) -> None:
    put(store, 1, 1)
    (folder / FILING).write_bytes(damage)

    with pytest.raises(SearchUnavailable, match="citykb index rebuild"):
        store.standing()
    store.forget_all()
    assert filed(store) == {}
    put(store, 1, 1)
    assert filed(store) == {1: (1, [1])}


def test_vectors_that_are_cut_short_or_lost_are_said(store: VectorStore, folder: Path) -> None:
    put(store, 1, 1, 2)
    (folder / "1.vectors").write_bytes(b"short")
    with pytest.raises(SearchUnavailable, match="cannot be read"):
        VectorStore(folder, DIMENSIONS).standing()
    (folder / "1.vectors").unlink()
    with pytest.raises(SearchUnavailable, match="cannot be read"):
        VectorStore(folder, DIMENSIONS).standing()


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(SearchUnavailable, match="cannot be read"):
        put(VectorStore(tmp_path / "file" / "vectors", DIMENSIONS), 1, 1)


def test_random_changes_leave_what_a_dictionary_holds(store: VectorStore, folder: Path) -> None:
    chooser = random.Random(3)
    expected: dict[int, tuple[int, list[int]]] = {}
    for step in range(120):
        record = chooser.randrange(12)
        if chooser.random() < 0.2:
            expected.pop(record, None)
            store.forget({record})
        else:
            seeds = chooser.sample(range(40), chooser.randrange(5))
            expected[record] = (step, seeds)
            put(store, record, *seeds, revision=step)
    assert filed(store) == filed(VectorStore(folder, DIMENSIONS)) == dict(sorted(expected.items()))


def test_filings_of_both_ways_to_make_them_are_equal() -> None:
    whole = Filing.of(1, 9, {4: (1, np.array([0, 1])), 2: (3, np.array([5])), 8: (1, np.array([7, 8]))})
    step = Filing.of(1, 9, {4: (1, np.array([0, 1])), 2: (2, np.array([3, 4]))})
    step = step.with_record(8, 1, np.array([7, 8]), 9).with_record(2, 3, np.array([5]), 9)

    for name in ("records", "revisions", "bounds", "rows"):
        assert getattr(step, name).tolist() == getattr(whole, name).tolist()


def test_kill_9_at_any_moment_loses_at_most_the_record_at_hand(folder: Path) -> None:
    chooser, first, said = random.Random(2), 1, 0
    for _ in range(5):
        command = [sys.executable, "-m", "tests.integration.vector_writer", str(folder), str(first)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            said = int(writer.stdout.readline())
            time.sleep(chooser.uniform(0.05, 0.3))
            writer.kill()
            said = max([said, *map(int, writer.stdout.read().split())])
        first = said + 1

    encoder = WordEncoder()
    meanings = Meanings(folder, encoder)
    records = np.arange(1, said + 1)
    assert meanings.lacking(dict.fromkeys(records.tolist(), 1)) == ()
    held = Held(records, np.ones(said, np.int64), np.ones(said, bool))
    for record in (1, said // 2, said):
        near = meanings.near(f"Title{record}", held)
        assert near is not None
        assert near.documents.tolist() == list(range(said))
        assert near.cosines[record - 1] == pytest.approx(near.cosines.max(), abs=0.001)
        assert near.cosines[record - 1] > np.median(near.cosines) + 0.03
    assert meanings.encode(make_document(said, title=f"Title{said}", body=f"Body{said} of it.")) == 0
    assert encoder.passages == []
