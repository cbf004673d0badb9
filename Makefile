# Two commands matter: `make run` and `make test`. Both need Python 3.11 or newer and nothing else.

HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= ./data
PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# No cache, so that nothing is written outside this folder.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input --no-cache-dir
# Extras stay in the lists: for `coverage[toml]` pip 23.2 takes the newest coverage, whatever `coverage` is pinned to.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-strip-extras --no-emit-index-url --no-header --no-cache --system-certs

# A stamp is newer than what it was made from, or the step is done again.
VENV_READY := $(VENV)/venv.ready
RUN_READY := $(VENV)/run.ready
TEST_READY := $(VENV)/test.ready
PROJECT_READY := $(VENV)/project.ready
LOCK_READY := $(VENV)/lock.ready

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The steps share one environment: two at once would get in each other's way.
.NOTPARALLEL:
.PHONY: help run test coverage check audit format bench bench-peers quality screens lock clean

help: ## What you can ask for
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'
	@echo '  make run takes HOST=$(HOST) PORT=$(PORT) DATA=$(DATA); test and bench take ARGS="..."; PYTHON=$(PYTHON)'

run: $(RUN_READY) $(PROJECT_READY) ## Serve the directory until Ctrl-C
	@exec $(BIN)/directory serve --host '$(HOST)' --port '$(PORT)' --data '$(DATA)'

test: $(TEST_READY) $(PROJECT_READY) ## Run every test
	@$(BIN)/python -m pytest $(ARGS)

# Measuring makes Python more than twice as slow, so it is asked for apart.
coverage: $(TEST_READY) $(PROJECT_READY) ## Run every test and measure the branches they take
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

check: $(TEST_READY) $(PROJECT_READY) ## Linter, format and strict types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

audit: $(TEST_READY) ## Known holes in what is locked (DIRECTORY_REQUIRE_AUDIT=1: fail when nobody could look)
	@$(BIN)/python -m tests.audit

format: $(TEST_READY) ## Let the formatter and the linter repair what they can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(TEST_READY) $(PROJECT_READY) ## Measure speed and memory
	@$(BIN)/python -m benchmarks $(ARGS)

bench-peers: $(TEST_READY) $(PROJECT_READY) ## Measure beside Datasette, FastAPI and PostGIS
	@$(BIN)/python -m benchmarks.peers $(ARGS)

quality: $(TEST_READY) $(PROJECT_READY) ## Ask the open question set and score search (ARGS=--wrong shows what went wrong)
	@$(BIN)/python -m tests.quality $(ARGS)

screens: $(TEST_READY) $(PROJECT_READY) ## Make the pictures of the README from the running product
	@$(BIN)/python -m tests.web.screenshots $(ARGS)

lock: $(LOCK_READY) ## Choose dependency versions anew and write requirements/
	@$(LOCK) --upgrade pyproject.toml --output-file requirements/run.txt
	@$(LOCK) --upgrade pyproject.toml --extra test --extra check --constraints requirements/run.txt --output-file requirements/test.txt
	@$(LOCK) --upgrade benchmarks/peers/requirements.in --output-file benchmarks/peers/requirements.txt
	@$(LOCK) --upgrade benchmarks/matchers/requirements.in --output-file benchmarks/matchers/requirements.txt
	@echo 'requirements/ is written; make test installs it'

clean: ## Throw away the environment and all caches, never the data
	@rm -rf $(VENV) build dist htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .coverage .coverage.* *.egg-info benchmarks/out
	@find directory tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

$(VENV_READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo 'The directory needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3' >&2; exit 1; }
	@echo 'Making the environment $(VENV) ...'
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(RUN_READY): requirements/run.txt | $(VENV_READY)
	@echo 'Installing what the directory needs (about a minute, once) ...'
	@$(PIP) install --require-hashes -r requirements/run.txt
	@touch $@

$(TEST_READY): requirements/test.txt | $(VENV_READY)
	@echo 'Installing what the tests need (about a minute, once) ...'
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@

# hatchling comes with either list; which one was installed first does not matter.
$(PROJECT_READY): pyproject.toml directory/__init__.py | $(VENV_READY)
	@echo 'Installing the directory itself ...'
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCK_READY): | $(VENV_READY)
	@$(PIP) install uv
	@touch $@
