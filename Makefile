# `make help` lists the targets. Everything a fresh Debian machine lacks is installed on the way:
# as root, or through sudo. On other systems the recipes say what to install by hand.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= $(shell nproc)
export PORT ?= 8000
export QUIZAPP_HOME ?= instance
# Every process of the app and of the tests loads some 2,000 modules: not without their bytecode.
unexport PYTHONDONTWRITEBYTECODE

# install_debian PACKAGE…: install with apt, or fail saying what is missing.
define install_debian
install_debian() {
  echo "Installing with apt: $$*"
  local as_root=""
  if [ "$$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "error: neither root nor sudo; please install: $$*" >&2; exit 1; }
    as_root="sudo"
  fi
  command -v apt-get >/dev/null || { echo "error: no apt-get here; please install: $$*" >&2; exit 1; }
  $$as_root apt-get update -qq
  $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@" >/dev/null
}
endef

# find_python: print the first Python that is new enough.
define find_python
find_python() {
  local candidate
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$$candidate"
      return
    fi
  done
}
endef

.PHONY: help run venv test lint format bench endurance lock audit clean debian

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(VENV)/.installed ## install what is needed and serve on http://127.0.0.1:8000 (PORT, QUIZAPP_HOME)
	@$(BIN)/python -m compileall -q quizapp
	exec $(BIN)/quizapp serve

venv: $(VENV)/.developer ## make .venv with everything that tests and checks need

test: venv debian ## lint, check the content, run every test: SQLite, PostgreSQL, browser
	@$(MAKE) lint
	# What fails is run once more by itself: a test that fails only in company is printed as failed
	# the first time, and the run goes on; what fails twice fails the run.
	tried() {
	  $(BIN)/pytest -n $(WORKERS) "$$@" || $(BIN)/pytest "$$@" --last-failed --last-failed-no-failures none
	}
	set -x
	$(BIN)/python -m compileall -q quizapp
	$(BIN)/quizapp check
	tried -m "not browser and not postgres"
	tried -m "(database or postgres) and not (one_database or browser)" --database postgresql
	# A file stays with one worker, so that a server of its own starts once.
	tried -m browser --dist loadfile

lint: venv ## ruff, mypy --strict, import-linter, djlint
	@# Side by side; each one's words are printed together when its turn comes, and all are heard.
	told=$$(mktemp -d)
	trap 'rm -rf "$$told"' EXIT
	commands=("mypy" "ruff check" "ruff format --check" "lint-imports" "djlint --quiet --lint templates")
	started=()
	for command in "$${commands[@]}"; do
	  $(BIN)/$$command >"$$told/$${#started[@]}" 2>&1 &
	  started+=("$$!")
	done
	failed=0
	for index in "$${!started[@]}"; do
	  status=0
	  wait "$${started[$$index]}" || status=$$?
	  echo "+ $(BIN)/$${commands[$$index]}"
	  cat "$$told/$$index"
	  [ "$$status" = 0 ] || failed=1
	done
	exit "$$failed"

format: venv ## sort imports, fix what ruff can fix, format
	@$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: venv debian ## measure, write benchmarks/RESULTS.md (ONLY="pages editor": these; KEPT=FOLDER: also 50 M rows)
	@$(install_debian)
	PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || install_debian nginx
	$(BIN)/python benchmarks/run_all.py $(ONLY)

endurance: venv debian ## kill, cut off and wear down what serves, and write tests/endurance/RESULTS.md
	@$(BIN)/python -m tests.endurance $(ONLY)

lock: venv ## pin and hash requirements*.in again (UPGRADE=1 takes newer versions)
	@compile() {
	  $(BIN)/uv pip compile --quiet $(if $(UPGRADE),--upgrade) --generate-hashes --universal \
	    --python-version 3.11 --custom-compile-command "make lock" "$$@"
	}
	compile requirements.in -o requirements.txt
	compile -c requirements.txt requirements-build.in -o requirements-build.txt
	compile -c requirements.txt -c requirements-build.txt requirements-dev.in -o requirements-dev.txt

audit: venv ## ask OSV about known weaknesses of what is pinned; 1: there are some, 2: it could not be asked
	@$(BIN)/python -m tests.audit

clean: ## remove what make made, except instance/ with its data
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find quizapp tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A browser, a database server and fonts for the tests.
debian:
	@$(install_debian)
	missing=()
	command -v chromium >/dev/null || missing+=(chromium)
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null \
	  || missing+=(postgresql)
	compgen -G '/usr/share/fonts/*/noto/NotoSansCJK*' >/dev/null || missing+=(fonts-noto-cjk)
	compgen -G '/usr/share/fonts/*/noto/NotoSans-*' >/dev/null || missing+=(fonts-noto-core)
	if [ "$${#missing[@]}" != 0 ]; then install_debian "$${missing[@]}"; fi

# The environment itself. The stamps make a second run cost nothing.
$(VENV)/.made:
	@$(install_debian)
	$(find_python)
	python=$$(find_python)
	if [ -z "$$python" ]; then
	  install_debian python3 python3-venv
	  python=$$(find_python)
	  [ -n "$$python" ] || { echo "error: no Python 3.11 or newer here" >&2; exit 1; }
	fi
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then
	  install_debian "$$("$$python" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"
	fi
	rm -rf $(VENV)
	"$$python" -m venv $(VENV)
	touch $@

$(VENV)/.installed: $(VENV)/.made requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing the pinned packages into $(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
	  -r requirements.txt -r requirements-build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null || true
	touch $@

$(VENV)/.developer: $(VENV)/.installed requirements-dev.txt
	@echo "Installing the pinned development packages into $(VENV)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
	  -r requirements-dev.txt
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null || true
	touch $@
