"""Settings: defaults, TOML, environment, each over the last; and every refusal says which setting and what it takes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kb.config import SETTINGS, Settings, load_settings
from kb.errors import SettingsError


def from_toml(tmp_path: Path, text: str, **environment: str) -> Settings:
    file = tmp_path / "citykb.toml"
    file.write_text(text, "utf-8")
    return load_settings({"CITYKB_CONFIG": str(file)} | environment)


def test_without_anything_the_defaults_hold() -> None:
    assert load_settings({"PATH": "/bin", "LANG": "C"}) == Settings()


def test_the_list_of_settings_and_the_values_agree() -> None:
    assert {setting.name: setting.default for setting in SETTINGS} == {
        field.name: getattr(Settings(), field.name) for field in fields(Settings)
    }
    for setting in SETTINGS:
        assert isinstance(setting.default, setting.type)


def test_the_environment_is_read_in_the_type_of_each_setting() -> None:
    settings = load_settings(
        {"CITYKB_DATA": "/srv/citykb", "CITYKB_PORT": "8080", "CITYKB_DEMO": "Yes", "CITYKB_LANGUAGE": "ko"}
    )

    assert (settings.data, settings.port, settings.demo, settings.language) == (
        Path("/srv/citykb"),
        8080,
        True,
        "ko",
    )
    assert settings.database == "sqlite:////srv/citykb/citykb.sqlite3"
    assert settings.index_folder == Path("/srv/citykb/index")
    assert settings.secret_key_file == Path("/srv/citykb/secret-key")


def test_the_environment_goes_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    settings = from_toml(tmp_path, 'port = 9000\nhost = "0.0.0.0"\ndemo = false', CITYKB_PORT="9001")

    assert (settings.port, settings.host, settings.threads) == (9001, "0.0.0.0", 4)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load_settings({"CITYKB_PORT": "", "CITYKB_DATA": "", "CITYKB_CONFIG": ""}) == Settings()


def test_a_database_url_goes_before_the_file_in_the_data_folder() -> None:
    assert (
        load_settings({"CITYKB_DATABASE_URL": "postgresql+psycopg:///kb"}).database
        == "postgresql+psycopg:///kb"
    )


def test_unknown_settings_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(
        SettingsError, match=r"environment \(after CITYKB_\): prot\. The settings are: data, .*port"
    ):
        load_settings({"CITYKB_PROT": "8080"})
    with pytest.raises(SettingsError, match=r"citykb\.toml: colour, server"):
        from_toml(tmp_path, 'colour = "blue"\n[server]\nport = 1')


def test_the_variable_of_the_evaluation_is_no_setting() -> None:
    assert load_settings({"CITYKB_EVAL_DATA": "/data"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "http", "port: 'http' is not a whole number above 0"),
        ("PORT", "0", "port: '0' is not a whole number above 0"),
        ("PORT", "65536", "the largest port is 65535"),
        ("THREADS", "-1", "threads: '-1' is not a whole number above 0"),
        ("DEMO", "perhaps", "demo: 'perhaps' is not true or false"),
        ("SEARCH_BACKEND", "solr", "the engines are: whoosh"),
        ("BASE_URL", "citykb.example.org", "write it whole"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, expected: str) -> None:
    with pytest.raises(SettingsError, match=expected):
        load_settings({f"CITYKB_{name}": value})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("port = 80.5", "port: 80.5 is not a whole number"),
        ("port = true", "port: True is not a whole number"),
        ("host = 127", "host: 127 is not text"),
        ('data = ["var"]', "data: .* is not a path"),
        ("demo = 2", "demo: 2 is not true or false"),
        ("secret_key = 12345", "secret_key: what was given is not text"),
    ],
)
def test_a_toml_value_of_another_type_is_not_bent_to_fit(line: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=expected) as refusal:
        from_toml(tmp_path, line)
    assert "12345" not in str(refusal.value)


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)

    with pytest.raises(SettingsError, match=r"broken\.toml, which cannot be read"):
        load_settings({"CITYKB_CONFIG": str(file)})
    with pytest.raises(SettingsError, match=r"missing\.toml, which cannot be read"):
        load_settings({"CITYKB_CONFIG": str(tmp_path / "missing.toml")})


@pytest.mark.parametrize("host", ["0.0.0.0", "citykb.example.org", "192.168.0.7"])
def test_the_demo_refuses_to_leave_the_machine(host: str) -> None:
    with pytest.raises(SettingsError, match="only runs on a loopback host"):
        load_settings({"CITYKB_DEMO": "1", "CITYKB_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_demo_runs_on_a_loopback_address(host: str) -> None:
    assert load_settings({"CITYKB_DEMO": "on", "CITYKB_HOST": host}).demo


def test_secrets_do_not_stand_in_the_printed_form() -> None:
    printed = repr(Settings(secret_key="hush-hush", database_url="postgresql://u:pass-word@h/n"))

    assert "hush-hush" not in printed
    assert "pass-word" not in printed
