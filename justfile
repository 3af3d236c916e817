# The one gate: what CI runs, and what to run before a commit.
bin := if path_exists(".venv/bin/python") == "true" { ".venv/bin/" } else { "" }

check: lint types layers test

lint:
    {{bin}}ruff check src tests
    {{bin}}ruff format --check src tests

types:
    {{bin}}mypy

layers:
    {{bin}}lint-imports

test *ARGS:
    {{bin}}pytest {{ARGS}}

# 100,000 generated cases over all engines
conformance *ARGS:
    {{bin}}python -m policy_rules.testing --cases 100000 {{ARGS}}

bench *ARGS:
    {{bin}}pytest tests/bench -n 0 --benchmark-only --benchmark-enable {{ARGS}}
