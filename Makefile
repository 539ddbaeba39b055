# `make` lists the targets. Everything is made inside .venv and data/; nothing needs root.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HN     ?= ../shared/data/hn

.DEFAULT_GOAL := help
.PHONY: help run test slow lint format bench readme history lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/installed: requirements.lock pyproject.toml
	@echo "setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## make requirements.lock again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group test --group bench --group build --custom-compile-command "make lock" --quiet -o requirements.lock
