"""The shape of the code: module and function sizes, names that are not welcome, and contracts that cover the tree."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kb", "ingest", "webui")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "versions" not in path.parts
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager"}


def line_count(path: Path) -> int:
    return path.read_text("utf-8").count("\n")


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        (f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_small_named_for_its_work_and_says_what_it_is_for(path: Path) -> None:
    assert line_count(path) <= 400
    assert path.stem not in FORBIDDEN_NAMES
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "a module opens with what it is for"


def test_the_median_module_and_function_are_short() -> None:
    lengths = [length for path in MODULES for _, length in functions(path)]
    assert statistics.median(line_count(path) for path in MODULES) <= 130
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=20)[-1] <= 40


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = [name for path in MODULES for name, length in functions(path) if length > 60]
    assert not too_long


def test_import_contracts_hold() -> None:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_of_kb_has_its_place_in_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["name"].startswith("inside kb"))
    listed = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    present = {
        f"kb.{path.stem}"
        for path in (ROOT / "kb").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert present - {"kb.__init__"} == listed


def test_only_the_named_entries_stand_at_the_top() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    top = {name.split("/")[0] for name in tracked if name and not name.startswith(".")}
    assert top <= {
        "kb", "ingest", "webui", "corpus", "tests", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md",
        "Makefile", "requirements.lock", "requirements-dev.lock",
    }  # fmt: skip
