# `make build` and `make test` need Python 3.11+ and make; everything else is installed here.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SEED ?= 1
MINUTES ?= 10
N ?= 100
NBVAL := --nbval --nbval-current-env --nbval-cell-timeout=120

.PHONY: help build test quick score fuzz attack mutate bench notebooks browser-test clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

build: $(STAMP)  ## tables, workbook and figures of the bundled plan
	$(BIN)/soctrang build

test: $(STAMP)  ## all that must hold: style, types, tests, notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal
	$(BIN)/pytest -o addopts= -q -n 2 --dist loadfile $(NBVAL) notebooks

quick: $(STAMP)  ## unit tests alone, in seconds
	$(BIN)/ruff check .
	$(BIN)/pytest -n 2 -m "not slow" --no-header -x tests

score: $(STAMP)  ## how the open sets of clauses and Word files are read
	$(BIN)/python tests/score.py

fuzz: $(STAMP)  ## 20,000 hostile documents, wrong acceptances, laws at length
	$(BIN)/python tests/fuzz.py 20000
	LAWS_EXAMPLES=60 $(BIN)/pytest -n 2 tests/test_laws.py

attack: $(STAMP)  ## every class of attack for MINUTES=10, drawn from SEED=1
	cd tests && MPLBACKEND=Agg ../$(BIN)/python attack.py --seed $(SEED) --minutes $(MINUTES)

mutate: $(STAMP)  ## deliberate faults, whether the tests of meaning see them (N=100 SEED=1)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[mutate]"
	$(BIN)/python tests/mutate.py --number $(N) --seed $(SEED)

bench: $(STAMP)  ## times as ratios
	$(BIN)/python benchmarks/bench.py

notebooks: $(STAMP)  ## run the notebooks and keep their outputs
	$(BIN)/python tests/execute_notebooks.py

browser-test: $(STAMP)  ## the notebooks in a real JupyterLab, a report in a browser
	$(BIN)/python tests/browser_report.py
	$(BIN)/python tests/browser.py

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed: make PYTHON=python3.12')"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	touch $(STAMP)

clean:  ## take the environment and builds away
	rm -rf $(VENV) build dist
