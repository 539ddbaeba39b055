# `make` lists the targets. Everything is made inside .venv and data/; nothing needs root.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
HN     ?= ../shared/data/hn
GOLD   ?= ../shared/gold
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help run test slow lint format bench history errors docs lock clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/installed ## set up once; charts from the bundled facts, a scrape of at most 120 s, charts again if anything came
	@$(BIN)/python -m analysis run
	@echo "scraping for at most 120 s"
	@$(BIN)/python -m scraper run --budget 120; code=$$?; case $$code in \
	  0|1) $(BIN)/python -m analysis run ;; \
	  3) echo "no source could be reached: the charts and the verdict above, from the bundled facts, stand" ;; \
	  *) exit $$code ;; esac

test: lint ## set up once; lint, types and tests
	@$(BIN)/python -m pytest -m "not slow" --numprocesses logical --dist loadfile --no-loadscope-reorder

slow: $(VENV)/installed ## the tests that take minutes: simulations
	@$(BIN)/python -m pytest -m slow

lint: $(VENV)/installed ## ruff and mypy
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

format: $(VENV)/installed ## rewrite the code in the project's format
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/installed ## speed and memory, printed as a table
	@$(BIN)/python tests/bench.py

history: $(VENV)/installed ## make data/history/ again from recorded posts (HN=FOLDER of YYYY.jsonl.gz)
	@rm -rf data/raw/history && mkdir -p data/raw/history/history
	@$(BIN)/python -m scraper import hackernews $(HN)/*.jsonl.gz --workspace data/raw/history
	@$(BIN)/python -m analysis run --workspace data/raw/history
	@$(BIN)/python -m analysis export-facts hackernews data/history/hackernews.parquet --workspace data/raw/history
	@rm -rf data/raw/history

errors: $(VENV)/installed ## measure the extractor's errors again on the labels kept aside (GOLD=FOLDER of the tune set)
	@$(BIN)/python -m analysis label $(GOLD)/tune_texts.jsonl > data/labels/labels.part && \
	  $(BIN)/python -m analysis.agreement data/labels/calibration.jsonl data/labels/labels.part data/labels/errors.csv; \
	  code=$$?; rm -f data/labels/labels.part; exit $$code

docs: $(VENV)/installed ## write the README's figure and sentence, and the data dictionary, from what is measured
	@$(BIN)/python -m analysis write-docs .

# One command makes the environment; a second run finds it made.
$(VENV)/installed: requirements.lock pyproject.toml
	@echo "setting up $(VENV) from requirements.lock (once, a minute or two)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@echo "compiling the rules that read postings (once a version, half a minute)"
	@echo '{"id": "first", "text": ""}' | $(BIN)/python -m analysis label - > /dev/null
	@touch $@

lock: ## make requirements.lock again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra fast --extra notebook --group test --group bench --group build --custom-compile-command "make lock" --quiet -o requirements.lock

clean: ## remove what was made: environment, archive, databases, charts, site
	rm -rf $(VENV) data/raw data/checks data/charts data/site data/tables data/*.duckdb data/*.lock data/*.part
