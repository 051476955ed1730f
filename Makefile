# `make help` says what there is. On Debian or Ubuntu with make, git and Python 3.11 to 3.13 with venv nothing else is
# needed beforehand: what is missing is installed (by apt where root or sudo is there, else the line to run is printed).
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run setup demo test services services-stop lint bench soak lock audit

PYTHON ?= $(shell deploy/find-python.sh)
BIN := .venv/bin
# MySQL and MariaDB need a driver that is compiled here; the embedded default needs no compiler.
MYSQL := $(shell { echo "$$DATABASE_URL"; cat "$${DATABASE_URL_FILE:-/dev/null}"; sed -n 's/^DATABASE_URL=//p' .env; } 2>/dev/null | grep -q '^mysql' && echo yes)
RUN_PACKAGES := $(if $(MYSQL),mysql,run)
RUN_REQUIREMENTS := $(if $(MYSQL),production,base)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## install what `make run` needs
	@test -n "$(PYTHON)"
	@deploy/system-packages.sh $(RUN_PACKAGES) $(PYTHON)
	@deploy/python-packages.sh $(RUN_REQUIREMENTS) $(PYTHON)

run: setup ## install, migrate, import the templates, make the demo, serve on PORT (8000)
	@exec $(BIN)/python -m config.run

demo: setup ## the main job once, without the server
	@$(BIN)/python manage.py migrate --no-input --verbosity=0
	@$(BIN)/python manage.py import_templates documents/library
	@$(BIN)/python manage.py demo --run

.PHONY: setup-test
setup-test:
	@test -n "$(PYTHON)"
	@deploy/system-packages.sh test $(PYTHON)
	@deploy/python-packages.sh dev $(PYTHON)

test: setup-test ## linters, types, contracts and all tests on both columns
	@$(BIN)/python -m tests.lanes

lint: setup-test ## linters, types and contracts only
	@$(BIN)/python -m tests.lanes lint types contracts

services: setup-test ## start MariaDB, Redis and SeaweedFS under var/services/
	@$(BIN)/python -m tests.services start

services-stop: ## end the servers that `make services` started
	@$(BIN)/python -m tests.services stop

bench: setup-test ## speed as ratios in one run, memory; fails when a bar is missed
	@deploy/system-packages.sh bench $(PYTHON)
	@deploy/python-packages.sh ner $(PYTHON)
	@$(BIN)/python -m tests.bench

soak: setup-test ## 5,000 mails, 4 workers, kills and restarts meanwhile; ten minutes at most
	@timeout 600 $(BIN)/python -m tests.faults.storm

lock: setup-test ## pin requirements/*.txt anew from requirements/*.in
	@for part in base production dev ner; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    requirements/$$part.in --output-file requirements/$$part.txt || exit 1; done

audit: setup-test ## known vulnerabilities of the pinned packages, where the advisory data can be reached
	@$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/production.txt
