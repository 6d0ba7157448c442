# Two commands do all the set-up: `make demo` and `make test`. Only Python ≥ 3.11, make and a package index are needed.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
N      ?= 200

.PHONY: demo test lint types check crash bench replay lock clean

demo: $(VENV)/ready
	@$(BIN)/khotin demo

test: lint types browser
	$(BIN)/python -m pytest

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev
	$(BIN)/mypy

# The pages of `khotin serve` are tested in Chromium: the system's, or from Debian's packages (root), or Playwright's own.
browser: $(VENV)/ready-dev
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    { echo "Installing Chromium for the browser tests …"; \
	      apt-get install -y -qq chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; }; }; } || \
	  $(BIN)/playwright install chromium || \
	  { echo "The browser tests need Chromium. On Debian and Ubuntu: sudo apt install chromium" >&2; exit 1; }

crash: $(VENV)/ready-dev
	KHOTIN_CRASHES=$(N) $(BIN)/python -m pytest --timeout 3600 tests/test_crash.py

bench: $(VENV)/ready-bench
	for script in bench/*.py; do $(BIN)/python $$script || exit 1; done

# pywb wants a package that would replace one of ours, so it has an environment of its own.
replay: $(VENV)/ready-dev
	@test -x $(VENV)-replay/bin/wayback || { $(PYTHON) -m venv $(VENV)-replay && $(VENV)-replay/bin/python -m pip install --quiet pywb; }
	PATH="$(CURDIR)/$(VENV)-replay/bin:$$PATH" $(BIN)/python -m tests.replay_pywb

# The versions everybody gets, written anew: all that pip finds newest and fit for each other, in an environment of its own.
lock:
	rm -rf .venv-lock && $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --upgrade pip
	.venv-lock/bin/python -m pip install --quiet -e '.[dev,bench]'
	.venv-lock/bin/python -m pip check
	.venv-lock/bin/python -m pip freeze --exclude-editable --exclude khotin | LC_ALL=C sort -f > .constraints.txt
	rm -rf .venv-lock

clean:
	rm -rf $(VENV) $(VENV)-replay demo-archive .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "khotin needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing. On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/ready: $(VENV)/bin/python pyproject.toml .constraints.txt
	@echo "Installing khotin and what it needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .constraints.txt -e .
	@$(BIN)/python -m compileall -q crawler spiders pipelines  # as pip does with what it copies
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .constraints.txt -e '.[dev]'
	@touch $@

$(VENV)/ready-bench: $(VENV)/ready-dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip  # old ones stumble over lxml[html_clean]
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .constraints.txt -e '.[dev,bench]'
	@touch $@
