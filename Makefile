# Guildhall. `make` alone lists what there is; every target prepares what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONPATH := .:platform
RUN := $(VENV)/.run
DEV := $(VENV)/.dev

.PHONY: help setup demo test check quick fix migrate vendor docs gallery journeys bench defects drill release soak

help: ## List what make can do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DEV) ## Prepare everything and do nothing else

$(BIN)/python:
	@echo "→ making a virtual environment"
	@$(PYTHON) -c 'import sys; sys.exit("Guildhall needs Python 3.11 or later." if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt | $(BIN)/python
	@echo "→ installing what Guildhall runs on"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUN)
	@echo "→ installing what its builders use"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(RUN) ## Set everything up and serve the demo partnership (FRESH=1 starts over)
	@$(BIN)/python manage.py demo $(if $(FRESH),--fresh)

test: $(DEV) ## Set everything up and run every test
	@$(BIN)/python -m pytest -n auto --dist loadgroup -q $(ARGS)
	@$(BIN)/python tests/journeys/browser.py

check: $(DEV) ## Format, lint, types, contracts, migrations, house, docs
	@$(MAKE) --no-print-directory quick
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -q tests/house tests/docs

quick: $(DEV) ## The fast half of check, for pre-commit: format, lint, contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache

fix: $(DEV) ## Mend what needs no judgement
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/python -m tests.docs.states
	@$(BIN)/python -m tests.docs.routes
	@$(BIN)/python -m tests.docs.api

migrate: $(RUN) ## Bring the shared tables, then every partner, up to date
	@$(BIN)/python manage.py prepare

vendor: ## Compile the kit's styles and scripts (the only use of Node)
	@static/src/build.sh

docs: $(DEV) ## Run the examples in docstrings and documents
	@$(BIN)/python -m pytest -q tests/docs

gallery: $(RUN) ## Serve the demo, and say where every component is shown
	@echo "The gallery is at /gallery/ on the base host."
	@$(MAKE) --no-print-directory demo

journeys: $(DEV) ## The browser stories alone, with pictures
	@$(BIN)/python -m pytest -q tests/journeys $(ARGS)
	@$(BIN)/python tests/journeys/browser.py

bench: $(DEV) ## Ratios against named baselines in the same run, into docs/performance.md
	@$(BIN)/python -m bench $(ARGS)

drill: $(DEV) ## Lose a database and bring it back from its backup; say how long and how much
	@$(BIN)/python -m bench.drill $(ARGS)

soak: $(DEV) ## The heavier runs: 10,000 examples of every property; then 700 partners under load (LOAD="--minutes 30")
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -q -n auto -m "not journey" $(ARGS)
	@$(BIN)/python -m bench.soak $(LOAD)

defects: $(DEV) ## Break the wall in every way we know, and see each one caught
	@$(BIN)/python tests/defects.py $(ARGS)

release: $(DEV) ## Build the wheel
	@$(BIN)/python -m build --no-isolation --outdir dist .
