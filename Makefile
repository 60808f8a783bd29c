# Two commands: `make audit [SITE=https://…]` and `make test`. Both do all their set-up on a machine with Python 3.11.
.DEFAULT_GOAL := help
.PHONY: help audit test coverage bench bench-seal bench-sweep bench-serving accuracy fuzz lint setup browser docs lock clean

# A machine that keeps Python from caching bytecode would pay for every import anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) browser ## the virtual environment and the browser

$(STAMP): uv.lock pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" sh tools/setup.sh "$(VENV)"
	@touch $@

browser: $(STAMP)
	@sh tools/browser.sh "$(BIN)/python"

audit: setup ## audit SITE, or the sample shop that comes along (as it is, and once broken)
	@$(BIN)/python tools/audit.py $(SITE)

lint: $(STAMP)
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup lint ## style, types, layers, and every test
	$(BIN)/pytest -n 3 --dist worksteal

coverage: $(STAMP) ## branch coverage of the pure layers by the cases and unit tests
	$(BIN)/python tools/coverage.py

bench: setup ## speed: audits against bare loads of the same pages, readers, growth; then what the authority serves
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.serving

bench-serving: setup ## speed of what the authority serves: seal page, status, log, directory, against bytes and Django
	$(BIN)/python -m benchmarks.serving $(ARGS)

bench-seal: setup ## speed of seals and their log: sign, verify, append, prove
	$(BIN)/python -m benchmarks.seal $(ARGS)

bench-sweep: setup ## speed of the authority's sweep with ten thousand seals
	$(BIN)/python -m benchmarks.sweep $(ARGS)

accuracy: setup ## how well the recognisers read, on our own material and on the development data where it is present
	$(BIN)/python -m benchmarks.accuracy $(ARGS)

SECONDS ?= 60
fuzz: $(STAMP) ## feed each reader with anything for SECONDS (atheris, in an environment of its own)
	@sh tools/fuzz.sh $(VENV) $(SECONDS) $(TARGETS)

docs: $(STAMP) ## write docs/standard from the requirements
	$(BIN)/python tools/standard.py

lock: $(STAMP) ## resolve the dependencies anew
	@sh tools/lock.sh "$(VENV)/uv/bin/uv"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
