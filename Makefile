# One door for each thing one does here. `make` alone tells which.
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast coverage check docs bench drill lock fix clean test-ready
PORT ?= 8000
# The locks are made for Python 3.11, so that one is taken where there are several; an older one is refused by name.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
UV := $(CURDIR)/.venv/tool/bin/uv
COMPILE = $(UV) pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --quiet

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: ## start Samspil with the five documents and an invented region (PORT=8000, RESET=1 begins anew)
	@$(PYTHON) tools/prepare.py demo --port '$(PORT)'
	@SAMSPIL_DEMO=1 .venv/bin/samspil demo --port '$(PORT)' $(if $(RESET),--reset)

test: test-ready ## run every test: SQLite, PostgreSQL and the journeys in a browser
	@.venv/bin/python -m tools.tests

test-fast: test-ready ## run the quick tests: SQLite, no browser
	@.venv/bin/python -m tools.tests --fast

coverage: test-ready ## measure how much of the code the tests on SQLite run, package by package
	@.venv/bin/python -m drills.branches

check: test-ready ## look the code over: rules, types, floors, locks, templates
	@.venv/bin/python -m tools.check

docs: test-ready ## write docs/generated anew from the code, and forty pages of the demo on a sheet in build/looks
	@.venv/bin/python -m tools.generated
	@.venv/bin/python -m tools.contact_sheet

bench: test-ready ## measure everything, unattended; results in docs/results, one table at the end
	@.venv/bin/python -m tools.results bench

drill: test-ready ## run every long proof, unattended; results in docs/results, one table at the end
	@.venv/bin/python -m tools.results drill

lock: test-ready ## lock the packages again after a change in requirements/*.in
	cd requirements && $(COMPILE) tool.in -o tool.lock && $(COMPILE) test.in -o test.lock
	cd requirements && for kit in web effect demo assets; do $(COMPILE) $$kit.in -c test.lock -o $$kit.lock || exit 1; done
	cd requirements && $(COMPILE) effect.in spark.in -c test.lock -o spark.lock

fix: test-ready ## mend what can be mended by itself
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

clean: ## remove the environment and what can be made again (not var/, where data lies)
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .hypothesis htmlcov mutants *.egg-info .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

test-ready:
	@$(PYTHON) tools/prepare.py test
