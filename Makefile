# `make` alone lists the verbs.
.DEFAULT_GOAL := help
.PHONY: help setup

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

help: ## list these verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

setup: $(STAMP) ## make .venv with the locked dependencies (skipped when nothing changed)

$(STAMP): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --editable .
	touch $@
