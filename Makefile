# `make` alone lists the verbs.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench bench-load coverage docs lock spark browser

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
BROWSER_TESTS := $(wildcard tests/browser/test_*.py)

help: ## list these verbs
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

demo: $(STAMP) ## a district with its people, its plan and its log-ins, at http://127.0.0.1:8000
	$(BIN)/gongwei demo $(ARGS)

test: check browser ## everything: check, unit tests, policy cases, engines, pages in a browser
	$(BIN)/pytest -n 2 --dist loadscope --ignore tests/browser --ignore tests/spark $(ARGS)
ifneq ($(BROWSER_TESTS),)
	$(BIN)/pytest tests/browser $(ARGS)
endif

check: $(STAMP) ## style, types, contracts between layers, sizes; under a minute
	$(BIN)/ruff check .
	$(BIN)/mypy gongwei tests benchmarks conftest.py
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.sizes

bench: $(STAMP) ## measure the work that people wait for: figures and ratios, no verdicts
	$(BIN)/python -m benchmarks $(ONLY)

bench-load: $(STAMP) ## everybody in a county at work at once, on the district of GONGWEI_DATA (LOAD="--users 500 --minutes 60")
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-load.lock
	$(BIN)/python -m benchmarks.load $(LOAD)

coverage: $(STAMP) ## which requirements are proven by a test, per area (AREAS="EHR NCD" for some)
	@$(BIN)/python -m tests.architecture.requirements $(AREAS)

spark: $(STAMP) ## equal rows on PostgreSQL, DuckDB and a Spark cluster of two executors (needs Java; 450 MB once)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	$(BIN)/pytest tests/spark $(ARGS)

docs: $(STAMP) ## check that the documents are true: layers, how-tos, references
	$(BIN)/pytest tests/architecture $(wildcard tests/howto) $(ARGS)

setup: $(STAMP) ## make .venv with the locked dependencies (skipped when nothing changed)

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "gongwei needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

lock: $(STAMP) ## resolve the dependencies anew (after a change of pyproject.toml)
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip install --quiet uv
	.venv/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --python-version 3.11 --extra test pyproject.toml -o requirements.lock
	.venv/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --python-version 3.11 --extra test --extra spark --constraint requirements.lock pyproject.toml -o requirements-spark.lock
	.venv/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --python-version 3.11 --extra test --extra load --constraint requirements.lock pyproject.toml -o requirements-load.lock

browser:
	@sh tests/browser/install.sh
