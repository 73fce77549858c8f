# make run     set up and start the playground (HOST=… PORT=… as you like)
# make test    set up and run every check and every test, the browser's too
# make bench   measure how fast it is here (ARGS="--quick --only frame", as `playground bench`)
# make check   style and types only          make format   put the code in order

PYTHON ?= python3
BIN := .venv/bin
CONSTRAINTS := tests/constraints.txt
# Tests that run side by side: those in a browser wait most of the time.
WORKERS ?= 3

.PHONY: run test bench check format pin clean

run: .venv/run.stamp
	$(BIN)/playground $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

# The kernel is compiled once for all that run side by side, while style and types are looked at.
test: .venv/test.stamp
	$(BIN)/python -m playground.kernel.warm_up & trap wait EXIT; $(MAKE) check
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$$($(BIN)/python tests/tools/node.py) --test $$(find tests/js -name '*.test.js')

bench: .venv/test.stamp
	$(BIN)/playground bench $(ARGS)

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Choose newer versions of everything that runs and tests are pinned to.
pin: .venv/test.stamp
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --universal --upgrade --quiet --python-version 3.10 --extra test \
		--no-header --no-annotate --output-file $(CONSTRAINTS) pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python pyproject.toml $(CONSTRAINTS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --editable .
	touch $@

.venv/test.stamp: .venv/bin/python pyproject.toml $(CONSTRAINTS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --editable '.[test]'
	$(BIN)/python tests/tools/browser.py
	touch $@ .venv/run.stamp
