"""Merging segments: nothing is lost, nothing comes back, readers and writers go on meanwhile."""

from __future__ import annotations

import dataclasses
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kb.search.document import IndexDocument
from kb.search.memory_backend import MemoryBackend
from kb.search.particles import PARTICLES
from kb.search.request import SearchRequest
from kb.search.whoosh import background, building, generations, merging
from kb.search.whoosh.segment import Segment, committed_segments
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.integration.test_segment_writing import documents
from tests.search_documents import make_document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def backend(folder: Path, vocabulary: Vocabulary) -> WhooshBackend:
    return WhooshBackend(folder, vocabulary)


def segments_of(folder: Path) -> list[Any]:
    """Whoosh's segment objects of the serving commit."""
    pointer = generations.read_pointer(folder)
    assert pointer is not None
    return committed_segments(generations.generation_folder(folder, pointer.generation), pointer.commit)


def commit_of(folder: Path) -> int:
    pointer = generations.read_pointer(folder)
    assert pointer is not None
    return pointer.commit


def answers(backend: Any, queries: list[str]) -> list[Any]:
    pages = [backend.search(SearchRequest(query, per_page=200)) for query in queries]
    return [(page.total, page.hits, page.facets) for page in pages]


QUERIES = ["word1", "word3 word4", '"word0 word1"', "housing OR word9", "서울시", "year:1995..2000 word2", ""]


class TestContent:
    def test_a_merged_segment_is_the_one_its_live_documents_would_make(self, tmp_path: Path) -> None:
        wanted = documents(120)
        gone = {3, 4, 50, 77, 119}
        (tmp_path / "parts").mkdir()
        (tmp_path / "whole").mkdir()
        parts = [
            building.build(tmp_path / "parts", wanted[first : first + 40], processes=1, morphology=PARTICLES)[
                0
            ]
            for first in (0, 40, 80)
        ]
        for number in gone:
            parts[number // 40].delete_document(number % 40)
        live = [document for number, document in enumerate(wanted) if number not in gone]
        (whole,) = building.build(tmp_path / "whole", live, processes=1, morphology=PARTICLES)
        done = merging.merge(tmp_path / "parts", parts, tmp_path / "merged")
        found, expected = Segment(tmp_path / "merged", done.segment), Segment(tmp_path / "whole", whole)
        assert list(found.rows) == list(expected.rows)
        assert found.names.of_documents() == expected.names.of_documents()
        assert found.total_lengths == expected.total_lengths
        for field, postings in expected.postings.items():
            assert list(found.postings[field].terms) == list(postings.terms)
            for part in dataclasses.fields(postings):
                if part.name != "terms":
                    other = getattr(found.postings[field], part.name)
                    np.testing.assert_array_equal(other, getattr(postings, part.name), f"{field} {part.name}")
        for row in found.rows:
            assert found.texts.read(row.extent) == expected.texts.read(row.extent)


class TestPolicy:
    def test_many_small_commits_leave_few_segments_and_the_same_answers(
        self, backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
    ) -> None:
        memory = MemoryBackend(vocabulary)
        wanted, chooser = documents(100), random.Random(2)
        for number in range(150):
            document = dataclasses.replace(chooser.choice(wanted), revision=number)
            deletes = [chooser.choice(wanted).id] if number % 5 == 0 else []
            deletes = [record for record in deletes if record != document.id]
            for engine in (backend, memory):
                engine.apply([document], deletes)
        assert len(segments_of(folder)) <= 20
        assert backend.revisions() == memory.revisions()
        assert {hit.display.slug for hit in backend.search(SearchRequest(per_page=200)).hits} == {
            hit.display.slug for hit in memory.search(SearchRequest(per_page=200)).hits
        }

    def test_a_segment_with_many_deleted_documents_is_written_anew(
        self, backend: WhooshBackend, folder: Path
    ) -> None:
        backend.rebuild([make_document(number) for number in range(30)])
        backend.apply([], range(9))
        assert [one.deleted_count() for one in segments_of(folder)] == [9]
        backend.apply([], range(9, 15))
        assert [(one.doc_count(), one.deleted_count()) for one in segments_of(folder)] == [(15, 0)]

    def test_merging_ends_and_bounds_what_is_merged_at_once(self) -> None:
        class Sized:
            def __init__(self, live: int, deleted: int = 0) -> None:
                self.live, self.deleted = live, deleted

            def doc_count(self) -> int:
                return self.live

            def doc_count_all(self) -> int:
                return self.live + self.deleted

            def deleted_count(self) -> int:
                return self.deleted

        assert merging.due([Sized(1)] * 7, small=True) == []
        assert len(merging.due([Sized(1)] * 8 + [Sized(1000)], small=True)) == 8
        assert merging.due([Sized(100)] * 8, small=True) == []
        assert len(merging.due([Sized(100)] * 8, small=False)) == 8
        assert merging.due([Sized(12_000)] * 9, small=False) == []
        assert len(merging.due([Sized(12_000)] * 9 + [Sized(12_000, 7_000)], small=False)) == 1

    def test_large_merges_run_in_another_process(
        self, backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
    ) -> None:
        wanted = documents(8 * 70)
        memory = MemoryBackend(vocabulary)
        memory.rebuild(wanted)
        for first in range(0, len(wanted), 70):
            started = time.monotonic()
            backend.apply(wanted[first : first + 70], [])
            assert time.monotonic() - started < 5
        assert backend._merging is not None
        backend._merging.join(timeout=60)
        assert [one.doc_count() for one in segments_of(folder)] == [len(wanted)]
        assert answers(backend, QUERIES) == answers(memory, QUERIES)


class TestBeside:
    @pytest.fixture
    def crowded(
        self, backend: WhooshBackend, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> list[IndexDocument]:
        """An index with eight segments that count as large."""
        wanted = documents(80)
        monkeypatch.setattr(merging, "SMALL", 5)
        monkeypatch.setattr(background, "start", lambda index_folder: None)
        backend.rebuild(wanted[:10])
        for first in range(10, 80, 10):
            backend.apply(wanted[first : first + 10], [])
        assert len(segments_of(folder)) == 8
        return wanted

    def test_what_is_deleted_while_a_merge_runs_stays_deleted(
        self,
        backend: WhooshBackend,
        folder: Path,
        crowded: list[IndexDocument],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        reader_before = backend.search(SearchRequest(per_page=200)).total
        merge = merging.merge

        def interrupted(*arguments: Any) -> merging.Merge:
            done = merge(*arguments)
            backend.apply([make_document(5, title="Changed meanwhile")], [6, 7])
            return done

        monkeypatch.setattr(merging, "merge", interrupted)
        assert background.merge_large(folder) == 1
        assert reader_before == 80
        assert len(segments_of(folder)) == 2
        assert set(backend.revisions()) == {document.id for document in crowded} - {6, 7}
        assert backend.search(SearchRequest("changed meanwhile")).total == 1
        assert not list((folder / "1").glob("merge*"))

    def test_a_merge_whose_segments_have_gone_changes_nothing(
        self,
        backend: WhooshBackend,
        folder: Path,
        crowded: list[IndexDocument],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        merge = merging.merge

        def overtaken(*arguments: Any) -> merging.Merge:
            done = merge(*arguments)
            backend.apply([], [document.id for document in crowded[:10]])
            return done

        monkeypatch.setattr(merging, "merge", overtaken)
        assert background.merge_large(folder) == 0
        assert len(backend.revisions()) == 70
        assert not (folder / "1" / "merge-large").exists()

    def test_a_rebuild_meanwhile_wins(
        self,
        backend: WhooshBackend,
        folder: Path,
        crowded: list[IndexDocument],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        merge = merging.merge

        def replaced(*arguments: Any) -> merging.Merge:
            done = merge(*arguments)
            backend.rebuild(crowded[:3])
            return done

        monkeypatch.setattr(merging, "merge", replaced)
        assert background.merge_large(folder) == 0
        assert len(backend.revisions()) == 3

    def test_only_one_merges(self, folder: Path, crowded: list[IndexDocument]) -> None:
        with generations.file_lock(folder / background.LOCK_NAME, timeout=0) as is_held:
            assert is_held
            assert background.merge_large(folder) == 0
        assert background.merge_large(folder) == 1
        assert background.merge_large(folder) == 0
        assert commit_of(folder) > 0

    def test_without_an_index_there_is_nothing_to_merge(self, folder: Path) -> None:
        folder.mkdir()
        assert background.merge_large(folder) == 0


def test_suggestions_over_several_segments_are_those_of_the_reference_engine(
    backend: WhooshBackend, folder: Path, vocabulary: Vocabulary
) -> None:
    memory, wanted = MemoryBackend(vocabulary), documents(300)
    for engine in (backend, memory):
        engine.rebuild(wanted[:200])
        engine.apply(wanted[200:], [1, 2, 3, 150])
    assert len(segments_of(folder)) == 2
    for typed in ("wor", "word1", "word1 w", "h", "hous", "été", "et", "서울", "디", "東", "zzz", " ", "seo"):
        for limit in (1, 3, 8, 500):
            assert backend.suggest(typed, limit) == memory.suggest(typed, limit), (typed, limit)
