# Everything sets itself up: Python 3.11+ with venv, git and make are enough.
PYTHON ?= python3
BIN := .venv/bin
# Real processes that mostly wait, and long lives in one: measuring what they cover would double their time.
UNMEASURED := tests/acceptance tests/model tests/year tests/bot/push/test_faults.py

.PHONY: demo test lint types contracts tests format bench kill-test model-test push-test year-test clean

.venv/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kumbara needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch .venv/ready

demo: .venv/ready  ## the bot, a sandbox and a sample programme: prints the address of a page to chat in
	$(BIN)/kumbara demo

test: lint types contracts tests  ## the whole truth

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/mypy

contracts: .venv/ready
	$(BIN)/lint-imports

tests: .venv/ready
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 --dist worksteal -m 'not full' --durations=20 --cov --cov-report= $(addprefix --ignore=,$(UNMEASURED))
	$(BIN)/coverage report --include='loyalty/*,storage/*' --fail-under=95
	$(BIN)/coverage report --include='bot/*' --fail-under=85
	$(BIN)/pytest -n 4 --dist worksteal -m 'not full' --durations=20 $(UNMEASURED)

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/ready  ## ratios against baselines, interleaved, medians
	$(BIN)/python -m bench

kill-test: .venv/ready  ## a thousand kills at random moments while ten thousand updates flow
	$(BIN)/pytest -m full -k kill tests

model-test: .venv/ready  ## ten thousand random histories of the ledger beside a reference of the rules
	$(BIN)/pytest -n 2 -m full tests/model

push-test: .venv/ready  ## a hundred thousand reminders while three calls in ten go wrong and the sender is killed
	$(BIN)/pytest -m full tests/bot/push

year-test: .venv/ready  ## a simulated year of ten thousand members beside a list of messages made by hand
	$(BIN)/pytest -n 2 -m full tests/year

clean:
	rm -rf .venv .coverage* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
