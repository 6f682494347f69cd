"""The `citykb` command: every sub-command of the core, exit codes 0, 1 and 2, and JSON to the letter of the data dictionary."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kb.cli import citykb
from kb.db import migrate
from kb.db.session import Database
from kb.permissions import Role
from kb.wiring import Application
from tests import installations
from tests.factories import EDITOR, OFFICER, make_event, make_record, make_result
from tests.installations import open_application, publish

HIT = [
    "slug", "kind", "title", "city", "cities", "themes", "stage", "started", "evidence_level", "summary", "score",
    "snippet", "matched_alias", "matched_keyword", "translation", "by_meaning",
]  # fmt: skip
FACETS = ["theme", "city", "region", "target_group", "instrument", "stage", "evidence", "year"]


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    with open_application(tmp_path) as application:
        yield application


@pytest.fixture
def data(application: Application) -> Path:
    """Four published records, one of them an event, one withdrawn and one draft."""
    publish(
        application, "harbour-meals", title="Harbour meals", stage="running", themes=["basic-services-food"],
        translations=[{"language": "es", "title": "Comidas del puerto", "summary": "Platos calientes.", "by": "machine"}],
    )  # fmt: skip
    publish(application, "night-bus", title="Night bus", cities=["paris"], themes=["mobility-access"], started="2015",
            aliases=[{"text": "Noctilien", "language": "fr", "kind": "native"}])  # fmt: skip
    publish(application, "forum", **{name: value for name, value in make_event().model_dump(mode="json").items()
                                     if name in ("kind", "title", "practices")})  # fmt: skip
    publish(application, "night-bus", title="Night bus", cities=["paris"], themes=["mobility-access"], started="2015",
            aliases=[{"text": "Noctilien", "language": "fr", "kind": "native"}],
            reported_results=[make_result("Riders", "+5 / +3", kind="output")])  # fmt: skip
    publish(application, "old-plan", title="Old plan")
    application.catalog.withdraw(EDITOR, "old-plan", "Replaced by a newer plan.")
    application.catalog.create(OFFICER, make_record(slug="draft", title="Draft"))
    application.indexer.drain()
    return application.settings.data


def run(data: Path, *arguments: str, stdin: str = "", **settings: str) -> Result:
    """Run the command inside this process; a fault of the program comes through."""
    given = {name: None for name in os.environ if name.startswith("CITYKB_")}
    environment = given | {"CITYKB_DATA": str(data), "CITYKB_PASSWORD_COST": "1"} | settings
    return CliRunner().invoke(citykb, arguments, env=environment, input=stdin, catch_exceptions=False)


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def refused(result: Result, code: int, *words: str) -> None:
    """The exit code, one clear message on standard error, nothing on standard output."""
    assert result.exit_code == code
    assert result.stdout == ""
    assert all(word in result.stderr for word in words), result.stderr
    assert "Traceback" not in result.stderr


def all_commands(group: click.Group, path: str = "citykb") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from all_commands(command, f"{path} {name}")


COMMANDS = dict(all_commands(citykb))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_explains_itself_with_an_example_on_its_own_line(path: str, tmp_path: Path) -> None:
    help_text = COMMANDS[path].help or ""
    summary = help_text.split("\n\n")[0]
    shown = lines(run(tmp_path, *path.split()[1:], "--help"))

    assert summary.endswith(".")
    assert f"  {summary}" in shown, "the first paragraph is a summary of one line"
    (example,) = (line.strip() for line in shown if "Example: " in line)
    assert f"Example: {path}" in example or (example.startswith("Example: CITYKB_") and f" {path}" in example)
    assert all(option.help for option in COMMANDS[path].params if isinstance(option, click.Option))


def test_the_overview_lists_all_commands() -> None:
    shown = "\n".join(lines(run(Path("unused"), "--help")))

    for name in (
        "init",
        "ingest",
        "search",
        "show",
        "compare",
        "export",
        "index",
        "worker",
        "tags",
        "eval",
        "user",
        "db",
        "serve",
        "config",
    ):
        assert f"\n  {name} " in shown, name
    assert "..." not in shown.partition("Commands:")[2], "a summary does not fit on its line"


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    refused(run(tmp_path, "serach"), 2, "No such command 'serach'")


# init, db, config


def test_init_sets_up_everything_and_twice_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "new" / "folder"

    assert lines(run(data, "init")) == [f"CityKB is set up in {data}."]
    key = (data / "secret-key").read_text()
    assert len(key) >= 48
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600
    assert lines(run(data, "init"))
    assert (data / "secret-key").read_text() == key
    assert lines(run(data, "db", "current")) == [f"database: {migrate.head()}", f"program:  {migrate.head()}"]


def test_init_writes_no_key_when_one_is_given(tmp_path: Path) -> None:
    lines(run(tmp_path, "init", CITYKB_SECRET_KEY="given"))

    assert not (tmp_path / "secret-key").exists()


def test_init_where_nothing_can_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    refused(run(tmp_path / "file" / "data", "init"), 1, f"{tmp_path / 'file'}", "Not a directory")


def test_without_a_database_every_command_names_the_remedy(tmp_path: Path) -> None:
    for command in (
        ("search", "x"),
        ("index", "check"),
        ("user", "list"),
        ("export", "-", "--format", "csv"),
    ):
        refused(run(tmp_path, *command), 1, "There is no database yet. Create it with `citykb init`.")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version_names_the_remedy(application: Application) -> None:
    data = application.settings.data
    migrate.downgrade(application.database, "base")
    refused(run(data, "search", "x"), 1, "no database yet")
    lines(run(data, "db", "upgrade"))
    assert lines(run(data, "db", "upgrade")) == [f"The database is at version {migrate.head()}."]
    with application.database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'from-the-future'")

    refused(
        run(data, "search", "x"), 1, "schema version from-the-future", "`citykb db upgrade`", "newer program"
    )


def test_db_upgrade_alone_creates_the_data_folder(tmp_path: Path) -> None:
    assert lines(run(tmp_path / "new", "db", "current"))[0] == "database: none"
    lines(run(tmp_path / "new", "db", "upgrade"))

    database = Database(f"sqlite:///{tmp_path / 'new' / 'citykb.sqlite3'}")
    assert migrate.current(database) == migrate.head()
    database.dispose()


def test_a_database_that_cannot_be_reached_or_read_is_said_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "citykb.sqlite3").write_text("This is no database. " * 100)
    refused(run(tmp_path, "search", "x"), 1, "The database cannot be used: file is not a database")
    away = "postgresql+psycopg://citykb:pass-word@127.0.0.1:9/none"
    refusal = run(tmp_path, "search", "x", CITYKB_DATABASE_URL=away)
    refused(refusal, 1, "The database cannot be used")
    assert "pass-word" not in refusal.stderr
    refused(run(tmp_path, "search", "x", CITYKB_DATABASE_URL="mysql://x"), 1, "database_url cannot be used")


def test_config_shows_every_setting_and_hides_secrets(tmp_path: Path) -> None:
    secrets = {
        "CITYKB_SECRET_KEY": "hush-hush",
        "CITYKB_DATABASE_URL": "postgresql+psycopg://u:pass-word@h/n",
    }
    shown = "\n".join(lines(run(tmp_path, "config", "show", CITYKB_PORT="8123", **secrets)))
    document = json.loads(run(tmp_path, "config", "show", "--json", **secrets).stdout)

    assert "port = 8123\n    Port the web server listens on." in shown
    assert "hush-hush" not in shown + str(document)
    assert "pass-word" not in shown + str(document)
    assert (document["secret_key"], document["database_url"], document["port"]) == ("(set)", "(set)", 8000)
    assert (document["demo"], document["data"]) == (False, str(tmp_path))


def test_an_unknown_setting_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    refused(run(tmp_path, "config", "show", CITYKB_PROT="1"), 1, "Unknown setting", "prot", "port")


# search, show


def test_search_prints_hits_and_the_total(data: Path) -> None:
    shown = lines(run(data, "search", "bus", "--filter", "city=Paris"))

    assert shown[:2] == ["night-bus", "    Night bus (Paris)"]
    assert shown[-1].startswith("1 found, 1 shown, ")


def test_no_hit_is_no_error(data: Path) -> None:
    assert lines(run(data, "search", "nosuchword"))[-1].startswith("0 found, 0 shown")


def test_search_says_when_it_corrects_the_spelling(data: Path) -> None:
    found = run(data, "search", "noctillien", "--json")
    document = json.loads(found.stdout)
    assert document["correction"] == {
        "typed": "noctillien",
        "query": "noctilien",
        "words": [{"typed": "noctillien", "read": "noctilien"}],
        "total": document["total"],
        "applied": True,
    }
    assert document["query"] == "noctilien"
    assert "no record fits 'noctillien'" in found.stderr
    found = run(data, "search", "noctillien", "--as-typed")
    assert "0 found" in found.stdout
    assert f"did you mean 'noctilien' ({document['total']} found)?" in found.stderr


def test_search_json_is_as_documented(data: Path) -> None:
    document = json.loads(run(data, "search", "noctilien", "--json").stdout)

    assert list(document) == [
        "total",
        "by_meaning",
        "query",
        "correction",
        "took_ms",
        "understood",
        "hits",
        "facets",
    ]
    assert (document["total"], len(document["hits"])) == (1, 1)
    (hit,) = document["hits"]
    assert list(hit) == HIT
    assert {name: hit[name] for name in HIT if name not in ("score", "snippet")} == {
        "slug": "night-bus", "kind": "case-study", "title": "Night bus", "city": "paris", "cities": ["paris"],
        "themes": ["mobility-access"], "stage": "running", "started": "2015", "evidence_level": 1,
        "summary": "Invented for tests: a warm meal on school days in two districts.", "matched_alias": "Noctilien",
        "matched_keyword": None, "translation": None, "by_meaning": False,
    }  # fmt: skip
    assert hit["score"] > 0
    assert list(document["facets"]) == FACETS
    assert document["facets"]["theme"] == [
        {"value": "mobility-access", "label": "Mobility and universal access", "count": 1, "selected": False}
    ]


def test_search_shows_the_translation_that_the_words_fit(data: Path) -> None:
    (hit,) = json.loads(run(data, "search", "platos calientes", "--json").stdout)["hits"]
    assert hit["title"] == "Harbour meals"
    assert hit["translation"] == {
        "language": "es",
        "title": "Comidas del puerto",
        "summary": "Platos calientes.",
    }
    assert lines(run(data, "search", "platos calientes"))[1].strip() == "Comidas del puerto (Seoul)"


def test_search_says_what_was_searched_beside_the_words_typed(data: Path) -> None:
    document = json.loads(run(data, "search", "París", "--json").stdout)

    assert document["total"] == 1
    understood = document["understood"]
    assert list(understood) == ["words", "phrases", "also", "any_is_enough", "fell_back"]
    (also,) = understood["also"]
    assert also["typed"] == ["París"]
    assert {"text": "파리", "language": ""} in also["words"]
    assert also["filed_under"] == [{"field": "city", "value": "paris"}]
    assert lines(run(data, "search", "París"))[-2].startswith("Also searched for París: ")
    assert json.loads(run(data, "search", '"París"', "--json").stdout)["understood"]["also"] == []


def test_a_facet_counts_what_choosing_a_value_gives(data: Path) -> None:
    document = json.loads(run(data, "search", "--json", "--filter", "city=paris", "--limit", "1").stdout)

    counts = {value["value"]: (value["count"], value["selected"]) for value in document["facets"]["city"]}
    assert counts == {"seoul": (2, False), "paris": (1, True)}
    assert json.loads(run(data, "search", "--json", "--filter", "city=seoul").stdout)["total"] == 2
    both = run(data, "search", "--json", "--filter", "city=서울", "--filter", "city=paris", "--limit", "2")
    assert (json.loads(both.stdout)["total"], len(json.loads(both.stdout)["hits"])) == (3, 2)


def test_search_sorts_and_takes_a_range_of_years(data: Path) -> None:
    document = json.loads(run(data, "search", "--json", "--sort", "city").stdout)
    assert [hit["city"] for hit in document["hits"]] == ["paris", "seoul", "seoul"]
    document = json.loads(run(data, "search", "--json", "--filter", "year=..2016").stdout)
    assert [hit["slug"] for hit in document["hits"]] == ["night-bus"]


def test_a_note_on_the_query_goes_to_standard_error(data: Path) -> None:
    result = run(data, "search", '"night bus', "--json")

    assert json.loads(result.stdout)["hits"][0]["slug"] == "night-bus"
    assert result.stderr.startswith("note: ")


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (["colour=blue"], ["write field=value", "theme, city"]),
        (["theme"], ["write field=value"]),
        (["theme=magic"], ["'magic' is not known as a theme"]),
        (["city=Atlantis"], ["'Atlantis' is not known as a city"]),
        (["year=soon"], ["not a year or a range"]),
    ],
)
def test_a_filter_that_cannot_be_used_is_a_usage_error(
    filters: list[str], words: list[str], data: Path
) -> None:
    options = [option for given in filters for option in ("--filter", given)]

    refused(run(data, "search", "x", *options), 2, *words)
    refused(run(data, "export", "-", "--format", "csv", *options), 2, *words)


def test_show_prints_a_record(data: Path) -> None:
    shown = "\n".join(lines(run(data, "show", "night-bus")))

    assert shown.startswith("Night bus\n=========\nnight-bus, revision 2, published\nCity: Paris\n")
    assert "Themes: Mobility and universal access" in shown
    assert "Evidence level 1: Counted by the office itself [1]." in shown
    assert "\nThe problem\n\nText about problem [1].\n" in shown
    assert "- Riders: +5 / +3 [1]" in shown
    assert "[1] Annual report. https://example.org/1" in shown


def test_show_json_is_the_line_of_the_export(data: Path) -> None:
    shown = json.loads(run(data, "show", "night-bus", "--json").stdout)
    exported = [
        json.loads(line) for line in run(data, "export", "-", "--format", "jsonl").stdout.splitlines()
    ]

    assert shown in exported
    assert "contact" not in shown


def test_show_prints_an_earlier_revision(data: Path) -> None:
    shown = json.loads(run(data, "show", "night-bus", "--revision", "1", "--json").stdout)

    assert [shown[name] for name in ("revision", "author", "comment")] == [1, "operator", ""]
    assert shown["reported_results"][0]["metric"] == "Meals served"
    assert "night-bus, revision 1 by operator, " in run(data, "show", "night-bus", "--revision", "1").stdout
    assert json.loads(run(data, "show", "draft", "--revision", "1", "--json").stdout)["title"] == "Draft"


def test_show_of_what_is_not_there_is_exit_code_1(data: Path) -> None:
    refused(run(data, "show", "no-such-slug"), 1, "There is no published record 'no-such-slug'.")
    refused(run(data, "show", "draft"), 1, "There is no published record 'draft'.")
    refused(run(data, "show", "night-bus", "--revision", "9"), 1, "'night-bus' has no revision 9.")


def test_show_of_a_withdrawn_record_says_so_with_the_reason(data: Path) -> None:
    for option in ([], ["--json"]):
        refused(
            run(data, "show", "old-plan", *option),
            1,
            "'Old plan' was withdrawn on 2",
            "Replaced by a newer plan.",
        )


# compare, export


@pytest.mark.parametrize("name", ["md", "csv", "json"])
def test_compare_sets_records_side_by_side(name: str, data: Path) -> None:
    shown = run(data, "compare", "harbour-meals", "night-bus", "--format", name)

    assert shown.exit_code == 0
    assert "Paris" in shown.stdout
    if name == "json":
        document = json.loads(shown.stdout)
        assert [column["slug"] for column in document["columns"]] == ["harbour-meals", "night-bus"]
        assert {row["field"]: row["differs"] for row in document["groups"][0]["rows"]}["cities"]


def test_compare_takes_two_to_six_different_records(data: Path) -> None:
    refused(run(data, "compare", "night-bus"), 2, "two to six")
    refused(run(data, "compare", "night-bus", "night-bus"), 2, "two to six")
    refused(run(data, "compare", *(f"record-{number}" for number in range(7))), 2, "two to six")
    refused(
        run(data, "compare", "night-bus", "old-plan", "nowhere"), 1, "no published record: old-plan, nowhere."
    )


def test_an_export_goes_to_a_file_or_to_standard_output(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / "all.csv"
    file.parent.mkdir()

    assert lines(run(data, "export", str(file), "--format", "csv")) == []
    printed = run(data, "export", "-", "--format", "csv")

    assert file.read_bytes() == printed.stdout_bytes
    assert [path.name for path in file.parent.iterdir()] == ["all.csv"]
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"), newline="")))
    assert [row["slug"] for row in rows] == ["forum", "harbour-meals", "night-bus"]


def test_an_export_is_narrowed_like_a_search(data: Path) -> None:
    printed = run(
        data,
        "export",
        "-",
        "--format",
        "jsonl",
        "--query",
        "bus",
        "--filter",
        "city=Paris",
        "--sort",
        "newest",
    )

    assert [json.loads(line)["slug"] for line in lines(printed)] == ["night-bus"]


def test_the_results_export_has_one_row_per_figure(data: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(run(data, "export", "-", "--format", "csv-results").stdout, newline=""))
    )

    assert {row["slug"]: row["value"] for row in rows} == {
        "forum": "120",
        "harbour-meals": "120",
        "night-bus": "'+5 / +3",
    }


def test_the_mark_for_excel_stands_first_and_goes_with_csv_only(data: Path) -> None:
    assert run(data, "export", "-", "--format", "csv", "--bom").stdout_bytes.startswith(b"\xef\xbb\xbfslug,")
    refused(run(data, "export", "-", "--format", "jsonl", "--bom"), 2, "--bom goes with a CSV format")


def test_a_path_that_cannot_be_written_is_named(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "no" / "such" / "folder" / "all.csv"

    refused(run(data, "export", str(path), "--format", "csv"), 1, str(path), "cannot be written")
    refused(run(data, "export", str(tmp_path), "--format", "csv"), 1, "cannot be written")


def test_an_incomplete_export_leaves_the_old_file_alone(
    data: Path, application: Application, tmp_path: Path
) -> None:
    file = tmp_path / "all.csv"
    file.write_text("the export of yesterday")
    application.catalog.withdraw(EDITOR, "night-bus", "Out of date.")

    refused(
        run(data, "export", str(file), "--format", "csv"), 1, "found 3 records and 2 of them", "not complete"
    )
    assert file.read_text() == "the export of yesterday"
    assert not file.with_name("all.csv.partial").exists()


def test_a_device_is_written_to_and_not_replaced(data: Path) -> None:
    assert run(data, "export", "/dev/null", "--format", "csv").exit_code == 0
    assert Path("/dev/null").is_char_device()


# index


def test_the_index_is_checked_repaired_and_rebuilt(data: Path, application: Application) -> None:
    assert lines(run(data, "index", "check")) == ["Index and database agree."]
    record = publish(application, "newcomer")
    application.backend.apply([], [next(iter(application.backend.revisions()))])

    found = run(data, "index", "check")
    document = json.loads(run(data, "index", "check", "--json").stdout)

    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"missing: 2 (records 1, {record})", "stale: 0", "orphaned: 0", "parked: 0",
        "Repair with `citykb index check --repair`.",
    ]  # fmt: skip
    assert document == {"missing": [1, record], "stale": [], "orphaned": [], "parked": []}
    repaired = run(data, "index", "check", "--repair")
    assert repaired.exit_code == 0
    assert run(data, "index", "check").exit_code == 0
    assert lines(run(data, "index", "rebuild")) == ["The index was rebuilt with 4 records."]


def test_a_parked_record_is_shown_with_its_error(data: Path, application: Application) -> None:
    record = publish(application, "bad")
    with application.database.write() as session:
        session.connection().exec_driver_sql(
            f"UPDATE revisions SET document = '{{}}' WHERE record_id = {record}"
        )

    drained = run(data, "index", "drain")
    checked = run(data, "index", "check", "--repair")

    assert (drained.exit_code, drained.stderr) == (1, "1 could not be indexed; see `citykb index check`.\n")
    assert checked.exit_code == 1
    assert f"    record {record} after 5 attempts: ValidationError: " in checked.stdout
    assert "After the repair:" in checked.stdout
    (parked,) = json.loads(run(data, "index", "check", "--json").stdout)["parked"]
    assert (parked["record_id"], parked["attempts"]) == (record, 5)
    refused(run(data, "index", "rebuild"), 1, "A published record cannot be read", "not touched")


def test_index_info_tells_the_state(data: Path, application: Application) -> None:
    publish(application, "newcomer")
    state = json.loads(run(data, "index", "info", "--json").stdout)

    assert list(state) == ["backend", "fingerprint", "generation", "count", "is_outdated", "pending"]
    assert (state["backend"], state["count"], state["pending"]) == ("whoosh", 3, 1)
    assert "pending: 1" in lines(run(data, "index", "info"))
    assert lines(run(data, "index", "drain")) == ["The index is up to date."]
    assert json.loads(run(data, "index", "info", "--json").stdout)["pending"] == 0


def test_an_index_of_another_version_names_the_remedy(data: Path) -> None:
    pointer = next(
        path
        for path in (data / "index").iterdir()
        if path.is_file() and "fingerprint" in path.read_text("utf-8")
    )
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"fingerprint": "older"}))

    refused(run(data, "search", "x"), 1, "`citykb index rebuild`")
    lines(run(data, "index", "rebuild"))
    assert lines(run(data, "search", "bus"))[0] == "night-bus"


# user


def test_accounts_are_added_listed_and_disabled(data: Path, application: Application) -> None:
    add = ("user", "add", "Officer@City.example", "--name", "Housing office", "--password", "long-enough-1")
    assert lines(run(data, *add)) == ["officer@city.example can sign in as contributor."]
    lines(
        run(
            data,
            "user",
            "add",
            "editor@city.example",
            "--name",
            "Editor",
            "--role",
            "editor",
            "--password",
            "long-enough-2",
        )
    )

    officer = application.accounts.authenticate("officer@city.example", "long-enough-1")
    assert officer is not None
    assert officer.role is Role.CONTRIBUTOR
    assert lines(run(data, "user", "list"))[0] == "editor@city.example\teditor\tactive\tEditor"
    assert lines(run(data, "user", "disable", "officer@city.example")) == [
        "officer@city.example can no longer sign in."
    ]
    assert application.accounts.authenticate("officer@city.example", "long-enough-1") is None
    assert json.loads(run(data, "user", "list", "--json").stdout)[1] == {
        "login": "officer@city.example", "name": "Housing office", "role": "contributor", "disabled": True,
    }  # fmt: skip


def test_an_account_is_enabled_again_and_gets_a_new_password(data: Path, application: Application) -> None:
    login = "officer@city.example"
    lines(run(data, "user", "add", login, "--name", "Housing office", "--password", "long-enough-1"))
    lines(run(data, "user", "disable", login))

    assert lines(run(data, "user", "enable", login)) == [f"{login} can sign in again."]
    assert application.accounts.authenticate(login, "long-enough-1")
    refused(run(data, "user", "password", login, "--password", "short"), 1, "10 to 200 characters")
    asked = run(data, "user", "password", login, stdin="long-enough-2\nlong-enough-2\n")
    assert asked.exit_code == 0
    assert "long-enough-2" not in asked.output
    assert application.accounts.authenticate(login, "long-enough-1") is None
    assert application.accounts.authenticate(login, "long-enough-2")
    for command in (
        ("enable", "b@city.example"),
        ("password", "b@city.example", "--password", "long-enough-1"),
    ):
        refused(run(data, "user", *command), 1, "There is no account 'b@city.example'.")


def test_a_password_is_asked_for_twice_and_never_shown(data: Path) -> None:
    asked = run(data, "user", "add", "a@city.example", "--name", "A", stdin="long-enough-1\nlong-enough-1\n")

    assert asked.exit_code == 0
    assert "Repeat for confirmation" in asked.stdout
    assert "long-enough-1" not in asked.output


def test_an_account_that_cannot_be_is_refused_with_all_problems(data: Path) -> None:
    refused(
        run(data, "user", "add", "nobody", "--name", " ", "--password", "short"),
        1,
        "login: ",
        "name: ",
        "password: ",
    )
    ok = ("user", "add", "a@city.example", "--name", "A", "--password", "long-enough-1")
    lines(run(data, *ok))
    refused(run(data, *ok), 1, "a@city.example", "already in use")
    refused(run(data, "user", "disable", "b@city.example"), 1, "There is no account 'b@city.example'.")
    refused(
        run(data, *ok[:-2], "--role", "operator", "--password", "long-enough-1"),
        2,
        "'operator' is not one of",
    )


# as a real process


def test_the_real_command_answers_in_json_and_by_its_exit_code(data: Path) -> None:
    found = installations.citykb(data, "search", "bus", "--json")
    nothing = installations.citykb(data, "show", "no-such-slug")
    misused = installations.citykb(data, "search", "--filter", "colour=blue")

    assert (found.returncode, found.stderr, json.loads(found.stdout)["total"]) == (0, "", 2)
    assert (nothing.returncode, nothing.stdout) == (1, "")
    assert nothing.stderr == "Error: There is no published record 'no-such-slug'.\n"
    assert (misused.returncode, misused.stdout) == (2, "")


def test_a_reader_that_leaves_early_gets_no_trace(data: Path) -> None:
    command = [*installations.COMMAND, "export", "-", "--format", "jsonl"]
    with subprocess.Popen(
        command, env=installations.environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()

    assert errors == b""


def test_a_command_that_needs_no_web_loads_none(data: Path) -> None:
    program = (
        "import sys; from kb.cli import citykb; citykb(['search', 'bus'], standalone_mode=False); "
        "print('flask' in sys.modules)"
    )
    done = subprocess.run(
        [installations.COMMAND[0], "-c", program],
        env=installations.environment(data),
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "False"
