# One door for each thing one does here. `make` alone tells which.
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast coverage check docs bench drill lock fix clean test-ready
PORT ?= 8000
# The locks are made for Python 3.11, so that one is taken where there are several; an older one is refused by name.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
UV := $(CURDIR)/.venv/tool/bin/uv
COMPILE = $(UV) pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --quiet

help: ## vis denne liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: ## start Samspil med de fem dokumenter og det opdigtede eksempel (PORT=8000, RESET=1 begynder forfra)
	@$(PYTHON) tools/prepare.py demo --port '$(PORT)'
	@SAMSPIL_DEMO=1 .venv/bin/samspil demo --port '$(PORT)' $(if $(RESET),--reset)

test: test-ready ## kør alle prøver: SQLite, PostgreSQL og rejserne i en browser
	@.venv/bin/python tools/tests.py

test-fast: test-ready ## kør de hurtige prøver: SQLite, uden browser
	@.venv/bin/python tools/tests.py --fast

coverage: test-ready ## mål, hvor meget af koden prøverne på SQLite kører, pakke for pakke
	@.venv/bin/python -m drills.branches

check: test-ready ## gennemse koden: regler, typer, etager, låse, skabeloner
	@.venv/bin/python tools/check.py

docs: test-ready ## skriv docs/generated igen ud fra koden
	@.venv/bin/python tools/generated.py

bench: test-ready ## mål hastigheder, og skriv dem i docs/results
	@.venv/bin/python tools/results.py bench

drill: test-ready ## kør de lange prøvelser, og skriv dem i docs/results
	@.venv/bin/python tools/results.py drill

lock: test-ready ## lås pakkerne igen efter en ændring i requirements/*.in
	cd requirements && $(COMPILE) tool.in -o tool.lock && $(COMPILE) test.in -o test.lock
	cd requirements && for kit in web effect demo assets; do $(COMPILE) $$kit.in -c test.lock -o $$kit.lock || exit 1; done
	cd requirements && $(COMPILE) effect.in spark.in -c test.lock -o spark.lock

fix: test-ready ## ret det, som kan rettes af sig selv
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format --quiet .

clean: ## fjern miljøet og det, der kan laves igen (ikke var/, hvor data ligger)
	rm -rf .venv node_modules build .mypy_cache .ruff_cache .hypothesis htmlcov mutants *.egg-info .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

test-ready:
	@$(PYTHON) tools/prepare.py test
