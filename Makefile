# Two commands: `make demo` shows the main job, `make test` proves the whole. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test bench lint types imports unit system clean

help:
	@echo "make demo    make .venv, install, and run the demonstration into demo/"
	@echo "make test    lint, types, import rules, all tests (PostgreSQL included)"
	@echo "make bench   speed and memory beside other engines"

system:
	@PYTHON=$(PYTHON) sh tools/system-libraries.sh python weasyprint

$(VENV)/.runtime: requirements.lock pyproject.toml | system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-build.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

demo: system $(VENV)/.runtime
	$(BIN)/ntm demo demo

test: system $(VENV)/.dev
	@sh tools/system-libraries.sh postgresql chromium libreoffice
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/with_postgresql.py $(BIN)/python -m pytest --numprocesses auto --dist loadfile

bench: system $(VENV)/.dev
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --require-hashes -r benchmarks/requirements.lock
	$(BIN)/python -m benchmarks.run
	$(BIN)/python -m benchmarks.papers
	$(BIN)/python -m benchmarks.office
	$(BIN)/python -m benchmarks.sheets
	$(BIN)/python -m benchmarks.forecast
	$(BIN)/python -m benchmarks.plan

clean:
	rm -rf $(VENV) $(VENV)-bench demo .mypy_cache .ruff_cache .pytest_cache
