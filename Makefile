# Everything a person or a machine does with a checkout. `make demo` and `make test` need Python 3.11 or newer, nothing else.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
RUN     = $(VENV)/.run.stamp
DEV     = $(VENV)/.dev.stamp
UI      = service/static/vendor/LICENCES.txt
CODE    = $(wildcard graph loaders service mandategraph tests benchmarks examples)

.PHONY: help demo test check docs bench reference lock ui clean
.DEFAULT_GOAL := help

help:  ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' Makefile | column -t -s '|' 2>/dev/null || sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile

demo: $(RUN)  ## Load the example pages into ./demo, check them, answer five questions, draw a chart
	@$(BIN)/mandategraph demo demo

test: $(DEV)  ## Run every test
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory ui; fi
	@$(BIN)/pytest -ra $(ARGS)

check: $(DEV)  ## Check format, style, types, Turtle, and that every query parses
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/turtlefmt --check ontology shapes
	$(BIN)/python -c "from mandategraph.graph.queries.catalogue import Catalogue; print(len(Catalogue.read()), 'queries are right')"
	$(BIN)/pytest -q tests/test_docs.py tests/test_packaging.py

docs: $(DEV)  ## Write the pages of docs/ that are made from the program and the queries
	$(BIN)/python -m mandategraph.service.cli.manual docs

bench: $(DEV)  ## Measure extraction, load, memory, validation, queries and reconciliation
	$(BIN)/python benchmarks $(ARGS)

reference: $(DEV)  ## Build the reference data anew from the vocabularies (VOCABULARIES=folder)
	@test -d "$(VOCABULARIES)" || { echo "Name the folder of vocabularies: make reference VOCABULARIES=folder" >&2; exit 2; }
	$(BIN)/python -m mandategraph.loaders.vocabularies.reference $(VOCABULARIES) > $(VENV)/countries.ttl
	mv $(VENV)/countries.ttl ontology/countries.ttl

lock:  ## Resolve the development tools anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --group dev --all-extras --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --quiet --upgrade -o requirements-dev.lock

ui: $(UI)  ## Fetch the parts of the pages that come from npm, by the lock file (needs node and npm)

clean:  ## Remove what was made
	rm -rf $(VENV) service/static/vendor service/ui/node_modules build dist demo *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "$(PYTHON) is older than 3.11. Name another: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }

$(RUN): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(RUN)

$(UI): service/ui/package-lock.json service/ui/build.mjs service/ui/world.mjs
	@command -v npm >/dev/null || { echo "npm is missing: the pages work without these parts, their tests do not." >&2; exit 2; }
	cd service/ui && npm ci && npm run --silent build
