"""Settings, read once at start: defaults, then one TOML file, then the environment (`CITYKB_…`), each over the last.

`SETTINGS` is the one list of them; `docs/operator-guide.md` documents each and a test compares the two. A variable
that is set but empty counts as not set.
There is no default for a secret: `citykb init` writes a random session key into the data folder when none is given.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kb.errors import SettingsError

PREFIX = "CITYKB_"
CONFIG_VARIABLE = "CITYKB_CONFIG"
EVALUATION_VARIABLE = "CITYKB_EVAL_DATA"  # read by `citykb eval`, no setting of the program
LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGEST_PORT = 65535
_TRUE, _FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in TOML (and, upper-cased after CITYKB_, in the environment), type, default and meaning."""

    name: str
    type: type
    default: object
    help: str
    secret: bool = False


SETTINGS = (
    Setting("data", Path, Path("var"), "Folder for everything CityKB writes: database, index, session key."),
    Setting(
        "database_url",
        str,
        "",
        "SQLAlchemy URL of the database; empty means SQLite in the data folder. "
        "PostgreSQL: postgresql+psycopg://user:password@host/name.",
        secret=True,
    ),
    Setting("search_backend", str, "whoosh", "Search engine: whoosh (embedded)."),
    Setting(
        "korean_morphemes",
        bool,
        False,
        "Read Korean words with Kiwi; needs citykb[korean] and, after every change, citykb index rebuild.",
    ),
    Setting(
        "semantic_search",
        bool,
        False,
        "Let plain words also find records by their meaning, in any language; needs the extra semantic.",
    ),
    Setting("host", str, "127.0.0.1", "Address the web server listens on."),
    Setting("port", int, 8000, "Port the web server listens on."),
    Setting("threads", int, 4, "Threads of the web server."),
    Setting(
        "trusted_proxy",
        str,
        "",
        "IP address of the reverse proxy in front, such as 127.0.0.1; what it names in X-Forwarded-For is the visitor's "
        "address, by which limits count. Empty: there is none.",
    ),
    Setting(
        "base_url",
        str,
        "",
        "Public address of the site, such as https://citykb.example.org; used in exports and links.",
    ),
    Setting(
        "secret_key",
        str,
        "",
        "Key that signs sessions and forms. Empty: read from the file secret-key in the data folder.",
        secret=True,
    ),
    Setting(
        "demo",
        bool,
        False,
        "Show the demo accounts on the sign-in page; refused unless host is a loopback address.",
    ),
    Setting("language", str, "en", "Interface language when the visitor's is not available."),
    Setting("max_file_mb", int, 20, "Largest write-up that is read, in megabytes."),
    Setting("max_form_kb", int, 512, "Largest form that is accepted, in kilobytes."),
    Setting(
        "sign_in_limit",
        str,
        "10 per minute",
        "Attempts to sign in, and to change a password, allowed per address.",
    ),
    Setting("citation_limit", str, "20 per hour", "Searches that may be stored for citing, per address."),
    Setting("text_limit", str, "20 per minute", "Texts to find practices like, per address."),
    Setting(
        "password_cost",
        int,
        3,
        "Argon2 time cost for password hashes (3 is the library's default; 1 is for tests).",
    ),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_TYPE_NAMES = {
    str: "text",
    Path: "a path in quotation marks",
    int: "a whole number above 0",
    bool: "true or false",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. Build with `load_settings`, or directly in a test."""

    data: Path = Path("var")
    database_url: str = field(default="", repr=False)
    search_backend: str = "whoosh"
    korean_morphemes: bool = False
    semantic_search: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 4
    trusted_proxy: str = ""
    base_url: str = ""
    secret_key: str = field(default="", repr=False)
    demo: bool = False
    language: str = "en"
    max_file_mb: int = 20
    max_form_kb: int = 512
    sign_in_limit: str = "10 per minute"
    citation_limit: str = "20 per hour"
    text_limit: str = "20 per minute"
    password_cost: int = 3

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'citykb.sqlite3'}"

    @property
    def index_folder(self) -> Path:
        return self.data / "index"

    @property
    def meaning_folder(self) -> Path:
        """Vectors of the records, when `semantic_search` is on."""
        return self.data / "meaning"

    @property
    def secret_key_file(self) -> Path:
        return self.data / "secret-key"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read `CITYKB_CONFIG` (a TOML file, optional) and the environment.

    Raises SettingsError for an unknown key, a value that cannot be used, or a file that cannot be read.
    """
    values = _from_file(environment.get(CONFIG_VARIABLE)) | _from_environment(environment)
    typed: dict[str, Any] = {name: _typed(_BY_NAME[name], value) for name, value in values.items()}
    settings = Settings(**typed)
    _refuse_unusable(settings)
    return settings


def _refuse_unusable(settings: Settings) -> None:
    if settings.search_backend != "whoosh":
        raise SettingsError(f"search_backend is '{settings.search_backend}'; the engines are: whoosh.")
    if settings.port > LARGEST_PORT:
        raise SettingsError(f"port is {settings.port}; the largest port is {LARGEST_PORT}.")
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise SettingsError(f"base_url is '{settings.base_url}'; write it whole: https://citykb.example.org.")
    if settings.demo and settings.host not in LOOPBACK:
        raise SettingsError(
            "demo shows its passwords, so it only runs on a loopback host; unset CITYKB_DEMO or CITYKB_HOST."
        )


def _from_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        values = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{CONFIG_VARIABLE} names {path}, which cannot be read: {error}") from error
    _refuse_unknown(values, path)
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    given = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX) and value and key not in (CONFIG_VARIABLE, EVALUATION_VARIABLE)
    }
    _refuse_unknown(given, f"the environment (after {PREFIX})")
    return given


def _refuse_unknown(values: Mapping[str, object], where: str) -> None:
    unknown = sorted(set(values) - set(_BY_NAME))
    if unknown:
        raise SettingsError(
            f"Unknown setting in {where}: {', '.join(unknown)}. The settings are: {', '.join(_BY_NAME)}."
        )


def _typed(setting: Setting, value: object) -> object:
    """The value in the setting's type; text from the environment is read, a TOML value must fit as it is."""
    try:
        return _READERS[setting.type](value)
    except ValueError as error:
        shown = "what was given" if setting.secret else repr(value)
        raise SettingsError(f"{setting.name}: {shown} is not {_TYPE_NAMES[setting.type]}.") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)  # noqa: TRY004 - one error for all that cannot be read
    return value


def _path(value: object) -> Path:
    return Path(_text(value))


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int) or int(value) < 1:
        raise ValueError(value)
    return int(value)


def _truth(value: object) -> bool:
    word = str(value).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(word)


_READERS: Mapping[type, Callable[[object], object]] = {str: _text, Path: _path, int: _count, bool: _truth}
