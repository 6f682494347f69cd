"""Every setting, command, option, export column and search field is documented."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kb.cli import citykb
from kb.config import PREFIX, SETTINGS
from kb.export.columns import COLUMNS, RECORD_COLUMNS
from kb.export.tables import RESULT_COLUMNS
from kb.records import Record, ReportedResult
from kb.search.fields import FIELDS

DOCS = Path(__file__).parents[2] / "docs"
OPERATOR_GUIDE = (DOCS / "operator-guide.md").read_text("utf-8")
DATA_DICTIONARY = (DOCS / "data-dictionary.md").read_text("utf-8")


def commands(group: click.Group, path: str = "citykb") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


COMMANDS = dict(commands(citykb))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_setting_is_in_the_operator_guide(setting) -> None:
    assert f"`{setting.name}` | `{PREFIX}{setting.name.upper()}`" in OPERATOR_GUIDE
    assert setting.help in OPERATOR_GUIDE


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_documented_with_help_and_an_example(name: str) -> None:
    command = COMMANDS[name]
    row = next((line for line in OPERATOR_GUIDE.splitlines() if line.startswith(f"| `{name}")), None)
    assert row, f"{name} has no line in the operator guide"
    assert command.help
    assert f"Example: {name}" in command.help or f" {name}" in command.help.partition("Example:")[2]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name not in ("password",):
            assert any(option in row for option in parameter.opts), f"{name} {parameter.opts}"


@pytest.mark.parametrize("column", [*COLUMNS, *RESULT_COLUMNS], ids=lambda column: column.name)
def test_export_column_is_in_the_data_dictionary(column) -> None:
    assert f"| `{column.name}` | {column.kind} | {column.help} |" in DATA_DICTIONARY


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_search_field_is_in_the_data_dictionary(field) -> None:
    assert f"| `{field.name}` | {field.kind} |" in DATA_DICTIONARY


def test_the_wide_export_has_every_field_of_the_record_but_the_contact() -> None:
    exported = {column.name.partition(".")[0] for column in RECORD_COLUMNS} - {"city"}
    assert exported == set(Record.model_fields) - {"not_reported", "contact"}


def test_the_results_export_has_every_field_of_a_result() -> None:
    exported = {column.name for column in RESULT_COLUMNS} - {"slug", "title", "city", "source_urls"}
    assert exported == set(ReportedResult.model_fields) - {"not_reported"}
