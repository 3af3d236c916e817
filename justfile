# The one gate: what CI runs, and what to run before a commit.
bin := if path_exists(".venv/bin/python") == "true" { ".venv/bin/" } else { "" }

check: lint types layers test

lint:
    {{bin}}ruff check src tests docs
    {{bin}}ruff format --check src tests docs/*.py

types:
    {{bin}}mypy
    {{bin}}mypy --config-file tests/mypy.ini tests

layers:
    {{bin}}lint-imports

test *ARGS:
    {{bin}}pytest {{ARGS}}

# the suite with its coverage, which has a floor (pyproject.toml)
coverage *ARGS:
    {{bin}}pytest --cov --cov-report=term:skip-covered {{ARGS}}

# the suite on each Python that the library serves, warnings as errors; a missing Python is a failure
pythons *ARGS:
    #!/usr/bin/env bash
    set -euo pipefail
    for version in 3.11 3.12 3.13; do
        "python$version" -m venv ".venv-$version"
        ".venv-$version/bin/pip" install -q -r requirements.lock
        ".venv-$version/bin/pip" install -q --no-deps -e .
        ".venv-$version/bin/python" -W error -m pytest {{ARGS}}
    done

# what the normal run leaves out: faults planted in the engines, the cases that it thins, all examples of laws
heavy *ARGS:
    {{bin}}pytest -m "heavy or drawn" {{ARGS}}

# faults planted in the packages that decide (docs/mutation.md), in an environment of its own: `just mutation run`
[positional-arguments]
mutation *ARGS:
    #!/usr/bin/env bash
    set -euo pipefail
    unset PYTHONDONTWRITEBYTECODE
    if [ ! -x .venv-mutation/bin/mutmut ]; then
        python3 -m venv .venv-mutation
        .venv-mutation/bin/pip install -q -r requirements.lock
        .venv-mutation/bin/pip install -q -e ".[mutation]"
    fi
    .venv-mutation/bin/python -m mutmut "$@"

# 100,000 generated cases over all engines
conformance *ARGS:
    {{bin}}python -m policy_rules.testing --cases 100000 {{ARGS}}

# 20,000 generated ledgers over all engines, each judged on completions of its facts
ledgers *ARGS:
    {{bin}}python -m policy_rules.testing --ledgers 20000 {{ARGS}}

# 100,000 spoilt inputs: facts, rulesets, sheets, FEEL, records, cache files, command lines
fuzz *ARGS:
    PYTHONPATH=tests {{bin}}python -m fuzz.fuzz --inputs 100000 {{ARGS}}

# reports in headless Chromium: what axe-core finds, broken links; needs Chromium and Node
browser *ARGS:
    npm install --silent --no-fund --prefix tests/browser
    {{bin}}pytest -m browser -n 0 tests/browser {{ARGS}}

# a real client opens, changes and saves a form, and opens a letter; LibreOffice comes from Debian where it is not there
libreoffice *ARGS:
    command -v soffice || apt-get install -y --no-install-recommends libreoffice-calc-nogui libreoffice-writer-nogui
    {{bin}}pytest -m heavy -n 0 tests/forms/test_libreoffice.py {{ARGS}}

bench *ARGS:
    {{bin}}pytest tests/bench -n 0 -m heavy --benchmark-only --benchmark-enable {{ARGS}}

# the public door beside a function of Python and other engines (extra `bench`); writes docs/benchmarks.md
bench-door:
    PYTHONPATH=tests {{bin}}python benchmarks/door

# what has become slower than a commit (the last tag, where none is named) by more than a tenth
bench-check *COMMIT:
    {{bin}}python benchmarks/door/against.py {{COMMIT}}

# the picture and the table of docs/architecture.md, from the imports and the docstrings
architecture:
    {{bin}}python docs/draw_architecture.py

# the lock file, for all systems and Pythons that the library serves
lock:
    uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -o requirements.lock
