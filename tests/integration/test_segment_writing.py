"""Segments written straight from arrays: what Whoosh reads of them is what Whoosh itself would have written."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import whoosh.index

from kb.errors import SearchUnavailable
from kb.search.document import IndexDocument, TextFields
from kb.search.morphology import Morphology
from kb.search.particles import PARTICLES
from kb.search.shown import Shown
from kb.search.whoosh import arrays, building, schema, sidecar, writing
from kb.search.whoosh.content import Content, content_of_reader
from kb.search.whoosh.segment import Segment
from tests.korean_words import ListedWords
from tests.search_documents import make_document

ALPHABET = [f"word{number}" for number in range(60)] + [
    "housing",
    "houses",
    "été",
    "서울시의",
    "디딤돌소득",
    "東京",
]


def documents(count: int = 700, seed: int = 5) -> list[IndexDocument]:
    """Some terms are in nearly every document (several blocks), some in one; some documents have hardly any text."""
    chooser = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(ALPHABET))]

    def text(words: int) -> str:
        return " ".join(chooser.choices(ALPHABET, weights, k=words))

    return [
        make_document(
            record,
            title=text(chooser.randint(1, 6)),
            aliases=[(text(2), "en")] if record % 3 == 0 else (),
            summary=text(20) if record % 4 else "",
            body=[text(chooser.randint(1, 80)) for _ in range(record % 5)],
            keywords=[text(2) for _ in range(record % 3)],
            language=("en", "fr", "ko", "xx")[record % 4],
            translations=[TextFields("es", text(3), (), "", (text(9),))] if record % 7 == 0 else (),
            themes=["housing", "public-space-nature"][: record % 3],
            cities=[f"city-{record % 50}"],
            year=1990 + record % 30,
            issued=f"20{record % 20 + 10}-01-01",
        )
        for record in range(1, count + 1)
    ]


def written_by_whoosh(folder: Path, wanted: list[IndexDocument]) -> Any:
    """A reader of a segment by Whoosh's own writer."""
    folder.mkdir()
    whoosh.index.create_in(folder, schema.make_schema())
    with writing.open_writer(folder) as writer:
        writer.add_documents(wanted, PARTICLES)
        writer.commit_segments(lambda segments: segments)
    return whoosh.index.open_dir(folder).reader()


def written_directly(folder: Path, wanted: list[IndexDocument]) -> Any:
    writing_commit = writing.create(folder, wanted, processes=1, morphology=PARTICLES)
    assert writing_commit > 0
    return whoosh.index.open_dir(folder).reader()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Any]]:
    """Readers of the same documents as Whoosh writes them and as we do."""
    folder = tmp_path_factory.mktemp("both")
    readers = (
        written_by_whoosh(folder / "stock", documents()),
        written_directly(folder / "direct", documents()),
    )
    yield readers
    for reader in readers:
        reader.close()


class TestReadByWhoosh:
    def test_terms_and_what_is_known_of_them(self, both: tuple[Any, Any]) -> None:
        stock, direct = both
        terms = list(stock.all_terms())
        assert list(direct.all_terms()) == terms
        assert len(terms) > 1500
        for field, term in terms:
            expected, found = stock.term_info(field, term), direct.term_info(field, term)
            for name in (
                "weight", "doc_frequency", "min_length", "max_length", "max_weight", "min_id", "max_id",
            ):  # fmt: skip
                assert getattr(found, name)() == getattr(expected, name)(), (field, term, name)

    def test_postings_with_positions_and_block_facts(self, both: tuple[Any, Any]) -> None:
        compared = 0
        for field, term in both[0].all_terms():
            lists = [list(postings(reader, field, term)) for reader in both]
            assert lists[0] == lists[1], (field, term)
            compared += len(lists[0])
        assert compared > 30_000

    def test_lengths(self, both: tuple[Any, Any]) -> None:
        stock, direct = both
        for field in (*schema.INVERTED_FIELDS, schema.KEY):
            assert direct.field_length(field) == stock.field_length(field)
            for number in range(stock.doc_count_all()):
                assert direct.doc_field_length(number, field) == stock.doc_field_length(number, field)

    def test_columns(self, both: tuple[Any, Any]) -> None:
        stock, direct = both
        for column in (schema.ROW, schema.NAMES):
            assert list(direct.column_reader(column)) == list(stock.column_reader(column))

    def test_a_search_by_whoosh(self, both: tuple[Any, Any]) -> None:
        from whoosh.query import And, Or, Phrase, Prefix, Term
        from whoosh.searching import Searcher

        queries = (
            Or([Term("body", "word1"), Term("title_stem", "en:hous")]),
            And([Term("body", "word1"), Term("theme", "housing")]),
            Phrase("body", ["word0", "word1"]),
            Prefix("body", "word"),
        )
        stock, direct = (Searcher(reader) for reader in both)
        for query in queries:
            expected = stock.search(query, limit=None)
            assert len(expected) > 0
            found = direct.search(query, limit=None)
            assert [(hit.docnum, hit.score) for hit in found] == [(hit.docnum, hit.score) for hit in expected]


def postings(reader: Any, field: str, term: bytes) -> Iterator[tuple[Any, ...]]:
    matcher = reader.postings(field, term)
    astype = "positions" if field in schema.EXACT_FIELDS else "frequency"
    while matcher.is_active():
        facts = matcher.block_max_id(), matcher.block_max_weight(), matcher.block_min_length()
        yield matcher.id(), matcher.weight(), matcher.value_as(astype), *facts, matcher.block_max_length()
        matcher.next()


class TestSidecar:
    def test_it_is_the_same_from_arrays_and_from_whooshs_files(
        self, both: tuple[Any, Any], tmp_path: Path
    ) -> None:
        for number, reader in enumerate(both):
            leaf = reader.leaf_readers()[0][0]
            sidecar.write_sidecar(tmp_path / f"{number}.side", content_of_reader(leaf))
            folder, name = Path(leaf.storage().folder), leaf.segment().segment_id()
            ours = arrays.open_arrays(folder / f"{name}{sidecar.EXTENSION}")
            read = arrays.open_arrays(tmp_path / f"{number}.side")
            assert ours.facts == read.facts
            assert ours.arrays.keys() == read.arrays.keys()
            for key, array in ours.arrays.items():
                np.testing.assert_array_equal(array, read.arrays[key], key)

    def test_a_segment_opens_to_what_was_written(self, tmp_path: Path) -> None:
        wanted = documents(30)
        (segment,) = building.build(tmp_path, wanted, processes=1, morphology=PARTICLES)
        opened = Segment(tmp_path, segment)
        assert [row.slug for row in opened.rows] == [document.slug for document in wanted]
        assert [row.newest_key for row in opened.rows] == [document.newest_key for document in wanted]
        for row, document in zip(opened.rows, wanted, strict=True):
            assert opened.texts.read(row.extent) == Shown.of(document)
        names = opened.names.of_documents()
        assert [sorted(of_one) for of_one in names] == [sorted(schema.names_of(one)) for one in wanted]

    def test_an_array_file_keeps_types_and_shapes_and_notices_damage(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        written = {
            "empty": np.empty(0, np.int32),
            "table": np.arange(6, dtype=np.uint16).reshape(2, 3),
            "big-endian": np.arange(3, dtype=">i8"),
        }
        arrays.write_arrays(path, written, {"of": ["what"]})
        opened = arrays.open_arrays(path)
        assert opened.facts == {"of": ["what"]}
        for name, array in written.items():
            assert opened.arrays[name].dtype == array.dtype
            np.testing.assert_array_equal(opened.arrays[name], array)
        with pytest.raises(ValueError, match="read-only"):
            opened.arrays["table"][0, 0] = 9
        path.write_bytes(path.read_bytes()[:-10])
        with pytest.raises(ValueError, match="cut short"):
            arrays.open_arrays(path)
        path.write_bytes(b"something else")
        with pytest.raises(ValueError, match="not a file of arrays"):
            arrays.open_arrays(path)


class TestBuilding:
    def contents(self, folder: Path, field: str = "body") -> list[tuple[str, set[bytes]]]:
        """Slug and terms of a field of every document of an index, in the order of slugs."""
        found = []
        reader = whoosh.index.open_dir(folder).reader()
        for leaf, _ in reader.leaf_readers():
            content: Content = content_of_reader(leaf)
            terms: list[set[bytes]] = [set() for _ in content.rows]
            postings = content.postings[field]
            for number, term in enumerate(postings.terms):
                for document in postings.of(number)[0].tolist():
                    terms[document].add(term)
            found += [(row.slug, held) for row, held in zip(content.rows, terms, strict=True)]
        reader.close()
        return sorted(found)

    def test_several_processes_and_several_segments_hold_what_one_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = documents(300)
        writing.create(tmp_path / "one", wanted, processes=1, morphology=PARTICLES)
        monkeypatch.setattr(building, "SEGMENT_TERMS", 5000)
        writing.create(tmp_path / "several", wanted, processes=1, morphology=PARTICLES)
        monkeypatch.setattr(building, "_PARALLEL_FROM", 50)
        monkeypatch.setattr(building, "_CHUNK", 20)
        monkeypatch.setattr(building, "_FIRST_BATCH_BYTES", 50_000)
        writing.create(tmp_path / "parallel", iter(wanted), processes=2, morphology=PARTICLES)
        expected = self.contents(tmp_path / "one")
        assert len(expected) == 300
        for name in ("several", "parallel"):
            assert self.contents(tmp_path / name) == expected
            assert len(list((tmp_path / name).glob("*.side"))) > 3
            assert not [path for path in (tmp_path / name).iterdir() if path.is_dir()]

    def test_several_processes_read_korean_as_one_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = [
            make_document(number, body=f"돌봄서비스를 {number} 지원한다", language="ko")
            for number in range(60)
        ]
        writing.create(tmp_path / "one", wanted, 1, ListedWords())
        monkeypatch.setattr(building, "_PARALLEL_FROM", 50)
        monkeypatch.setattr(building, "_CHUNK", 20)
        writing.create(tmp_path / "parallel", wanted, 2, ListedWords())
        expected = self.contents(tmp_path / "one", "body_stem")
        assert [terms for _, terms in expected] == [
            {word.encode() for word in ("ko:돌봄", "ko:서비스", "ko:지원")}
        ] * 60
        assert self.contents(tmp_path / "parallel", "body_stem") == expected

    @pytest.mark.parametrize("processes", [1, 2])
    def test_a_failing_stream_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
    ) -> None:
        monkeypatch.setattr(building, "_PARALLEL_FROM", 50)
        monkeypatch.setattr(building, "_CHUNK", 20)
        monkeypatch.setattr(building, "_FIRST_BATCH_BYTES", 50_000)

        def failing() -> Iterator[IndexDocument]:
            yield from documents(200)
            raise OSError("the database has gone")

        with pytest.raises(OSError, match="the database has gone"):
            building.build(tmp_path, failing(), processes, PARTICLES)
        assert list(tmp_path.iterdir()) == []

    def test_an_ended_process_is_said(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(building, "_PARALLEL_FROM", 50)
        monkeypatch.setattr(building, "_write_batch", _die)
        with pytest.raises(SearchUnavailable, match="ended from outside"):
            building.build(tmp_path, documents(60), 2, PARTICLES)
        assert list(tmp_path.iterdir()) == []


def _die(part: Path, batch: list[bytes], morphology: Morphology) -> None:
    os._exit(1)
