# `make build` and `make test` need Python 3.11+ and make; everything else is installed here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: build test bench fuzz notebooks browser-test clean

build: $(STAMP)
	$(BIN)/soctrang build

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(BIN)/pytest -o addopts= -q --nbval --nbval-current-env --nbval-cell-timeout=120 notebooks

bench: $(STAMP)
	$(BIN)/python benchmarks/bench.py

notebooks: $(STAMP)
	$(BIN)/python tests/execute_notebooks.py

browser-test: $(STAMP)
	$(BIN)/python tests/browser.py

fuzz: $(STAMP)
	$(BIN)/python tests/fuzz.py 20000

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist
