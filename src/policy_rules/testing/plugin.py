"""A pytest plugin for rulesets: the examples of each rule are a test.

Opt in with `pytest -p policy_rules.testing.plugin path/to/ruleset`. Every `ruleset.yaml` that pytest
meets is loaded once; a ruleset that does not load is one failing test, which tells all faults.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.examples import check_examples
from policy_rules.policy import load_ruleset

FILE = "ruleset.yaml"


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Each ruleset as a collection of tests."""
    return RulesetFile.from_parent(parent, path=file_path) if file_path.name == FILE else None


class Unmet(Exception):
    """Examples that come out otherwise, or a ruleset that does not load."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))


class RulesetFile(pytest.File):
    """The rules of one ruleset that have examples, and one test for what belongs to none."""

    def collect(self) -> Iterator[pytest.Item]:
        """One test for each rule with examples."""
        try:
            ruleset = load_ruleset(self.path.parent)
            faults = check_examples(ruleset).faults
        except PolicyRulesError as error:
            yield ExamplesItem.from_parent(self, name="loads", faults=tuple(error.faults))
            return
        told: set[Fault] = set()
        for rule in ruleset.rules.values():
            if rule.examples:
                places = {example.place for example in rule.examples}
                own = tuple(fault for fault in faults if fault.place in places)
                told.update(own)
                yield ExamplesItem.from_parent(self, name=rule.id, faults=own)
        others = tuple(fault for fault in faults if fault not in told)
        yield ExamplesItem.from_parent(self, name="loads", faults=others)


class ExamplesItem(pytest.Item):
    """The examples of one rule."""

    def __init__(self, name: str, parent: pytest.Collector, faults: tuple[Fault, ...]) -> None:
        super().__init__(name, parent)
        self.faults = faults

    def runtest(self) -> None:
        """Fails with the examples that come out otherwise."""
        if self.faults:
            raise Unmet(self.faults)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The faults, without a traceback through this library."""
        del style
        return str(excinfo.value)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the test stands."""
        return self.path, None, f"examples: {self.name}"
