# Everything one needs to start, test and check Afterword. `make` alone lists the targets.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
# The first Python that is new enough; asked by running it, since a name on PATH may be empty.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
PYTEST := $(BIN)/python -m pytest
# A process that is done early takes over some of what waits for the other.
BOTH := -n 2 --dist worksteal
ORDINARY := -m "not browser and not slow"
# Sizes of `make bench`; a comma in a function's words would end them.
SIZES := 100,10000
STATIC_FILES := $(shell find static */static -type f 2>/dev/null)
# One key for this machine's installation, made once; a key of your own wins.
WITH_KEY = [ -n "$$SECRET_KEY" ] || grep -qs '^SECRET_KEY=' .env || export SECRET_KEY="$$(cat var/secret)";

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help run test test-slow language check format screenshots gallery lighthouse bench bench-live chaos fuzz

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Afterword needs Python 3.11 or newer: install it, or set PYTHON=/path/to/python3." >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	@echo "Installing requirements.txt"
	@$(BIN)/python -m pip install --quiet --require-virtualenv -r requirements.txt
	@touch $@

.venv/.development: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing requirements-dev.txt"
	@$(BIN)/python -m pip install --quiet --require-virtualenv -r requirements-dev.txt
	@touch $@ .venv/.runtime

var/secret: | .venv/bin/python
	@mkdir -p var
	@umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $@

var/.collected: $(STATIC_FILES) requirements.txt .venv/.runtime var/secret
	@echo "Collecting static files"
	@$(WITH_KEY) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

# A demo on this machine unless the environment says otherwise: DEMO=0 for an empty one.
run: export DEMO := $(or $(DEMO),1)
run: export INSECURE_HTTP := $(or $(INSECURE_HTTP),1)
run: .venv/.runtime var/secret var/.collected ## start on http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL, DEMO)
	@$(WITH_KEY) set -e; \
	$(BIN)/python manage.py migrate --noinput --verbosity 0; \
	if [ "$$DEMO" = 1 ]; then $(BIN)/python manage.py load_demo --if-empty; fi; \
	$(BIN)/python manage.py who_can_sign_in; \
	exec $(BIN)/python -m config.run

# The migrations themselves are run by the second step; the first builds its tables at once.
test: .venv/.development ## all tests: SQLite, PostgreSQL, then journeys in Chromium (REQUIRE=all: no skips)
	$(PYTEST) $(BOTH) --no-migrations $(ORDINARY)
	$(BIN)/python -m tests.postgres $(PYTEST) $(BOTH) --database-only $(ORDINARY)
	@if command -v chromium >/dev/null; then set -ex; \
		$(PYTEST) $(BOTH) -m browser; \
		$(BIN)/python -m tests.postgres $(PYTEST) $(BOTH) -m browser; \
	else \
		echo "Journeys skipped: no Chromium on PATH. Install it with: apt-get install chromium"; \
		[ "$$REQUIRE" != all ]; \
	fi

test-slow: .venv/.development ## thousands of examples and long scripts
	$(PYTEST) $(BOTH) -m slow

# The first set lies outside the project; it is skipped where it is not there.
language: .venv/.development ## precision, recall and misses of the language helper (docs/language.md)
	@$(BIN)/python -m postmortems.language.scoring ../shared/data/blameless_dev.jsonl \
		tests/postmortems/language/*.jsonl

# The first run makes the databases in var/bench (some minutes); later ones use them again.
bench: .venv/.development ## how fast it is, beside a bare view (POSTMORTEMS=100,10000 SECONDS=10; docs/performance.md)
	$(if $(POSTGRES),$(BIN)/python -m tests.postgres) $(BIN)/python -m tests.bench \
		--postmortems $(or $(POSTMORTEMS),$(SIZES)) --seconds $(or $(SECONDS),10)
	$(BIN)/python -m tests.bench.language
	$(MAKE) --no-print-directory bench-live

bench-live: .venv/.development ## the same for texts that several people write (POSTGRES=1; LIVE_SECONDS=30)
	$(if $(POSTGRES),DURABLE=1 $(BIN)/python -m tests.postgres) $(BIN)/python -m tests.bench.live \
		--seconds $(or $(LIVE_SECONDS),30)

# The second and third need the tests' PostgreSQL, the third redis-server as well.
chaos: .venv/.development ## kill -9 while people write: SQLite, PostgreSQL, two processes with Redis (KILLS=20)
	$(BIN)/python -m tests.chaos --kills $(or $(KILLS),20)
	$(BIN)/python -m tests.postgres sh -c 'DATABASE_URL=$$TEST_DATABASE_URL exec $(BIN)/python -m tests.chaos --kills $(or $(KILLS),20)'
	$(BIN)/python -m tests.postgres sh -c 'DATABASE_URL=$$TEST_DATABASE_URL exec $(BIN)/python -m tests.chaos --kills $(or $(KILLS),20) --people 4 --processes 2'

fuzz: .venv/.development ## damaged messages to a real server while others write (MESSAGES=200000 SEED=1)
	$(BIN)/python -m tests.fuzz --messages $(or $(MESSAGES),200000) --seed $(or $(SEED),1)

# As in production: nothing of a demo, nothing of this machine.
check: export DEBUG := 0
check: export DEMO := 0
check: export INSECURE_HTTP := 0
check: export DATABASE_URL := sqlite://:memory:
check: export ALLOWED_HOSTS := afterword.example.com
check: .venv/.development ## lint, format, layers, migrations, deployment checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	@export SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')"; set -ex; \
	$(BIN)/python manage.py makemigrations --check --dry-run; \
	$(BIN)/python manage.py check --deploy --fail-level WARNING

# Both need Chromium: apt-get install chromium
screenshots: .venv/.development ## the README's pictures from a fresh demo (GALLERY=1: every screen and state, in var/gallery)
	$(BIN)/python -m $(if $(GALLERY),tests.gallery var/gallery,tests.gallery.readme docs/pictures)

gallery: .venv/.development ## every screen: 1440 and 360 px, light and dark, no, one, many, overlong rows
	$(BIN)/python -m tests.gallery var/gallery

lighthouse: .venv/.development ## Lighthouse over four screens in Chromium (needs npx)
	$(BIN)/python -m tests.gallery.lighthouse

format: .venv/.development ## put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
