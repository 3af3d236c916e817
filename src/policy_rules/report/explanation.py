"""Why, and why not: a finding's condition, part by part, down to the facts."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.operators.figure_years import figure_year_said
from policy_rules.reference.evaluate import Reference, Scope, instance
from policy_rules.reference.trace import NOTHING
from policy_rules.reference.withheld import value_told
from policy_rules.report.exceptions_told import day_missed, how_lifted, lifts_nothing
from policy_rules.report.fact_names import FactNames
from policy_rules.report.finding_lines import FindingLines, readings_agree
from policy_rules.report.listed_names import instance_told
from policy_rules.report.phrases import phrase
from policy_rules.report.record_words import exception_words
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import JoinedFinding
from policy_rules.results.measured import is_point
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import FALSE, INF, TRUE, Num, T, Truth
from policy_rules.wording import OUTCOMES, Language, Speaker, done_by, says_nothing

MOST_RECORDS = 8
_DECIDED_BY = {"every": FALSE, "some": TRUE}
"""What one record has to come to, so that the others do not matter."""
_GRAVEST = ("violated", "unknown", "pending", "excepted", "satisfied", "not_applicable")
_GRADED = ("by its own gradings", "by the place's gradings")
PARTS = {
    "role": ("承担主体", "this unit has the role"),
    "lifted": ("已记录例外", "an exception is recorded"),
    "applies": ("适用条件", "the rule applies"),
    "requires": ("要求", "what must be true"),
    "late": ("已过期限", "the due day is past"),
    "waiting": ("期限尚未起算", "the clock has not started"),
    "instance": ("逐项", "each instance"),
}


def explanation(finding: Finding, language: Language = "zh") -> str:
    """The explanation as indented text: each condition with its value, below it what it rests on."""
    model = finding.model
    lines = FindingLines(model, language)
    told = [*lines.lines(finding, whole=True), *_lifting(finding, lines)]
    told = [lines.head(finding), *(f"  {line}" for line in told), ""]
    return "\n".join([*told, *_explained(model, finding, language)]) + "\n"


def _lifting(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The exceptions on file that touch the rule, by whom and why; else that the words let one do so."""
    rule, language, unit = finding.rule, lines.language, finding.view.unit
    held = [e for e in unit.exceptions if rule.id in (e.rule, e.instance)]
    for record in held:
        one = f"{record.instance}: " if record.instance not in ("", rule.id) else ""
        yield one + exception_words(record, unit, language)
        if (missed := day_missed(finding, record)) is not None:
            yield lifts_nothing(record, missed, language)
    if rule.force and not held and finding.outcome in ("violated", "pending", "unknown"):
        yield how_lifted(finding, language)


def _explained(model: RulesetModel, finding: Finding, language: Language) -> Iterator[str]:
    """The parts of a finding; of limbs, and of the units of a place, those of each under its name."""
    lines = FindingLines(model, language)
    finding = finding.told
    if isinstance(finding, JoinedFinding):
        for name, part in finding.parts[: 1 if readings_agree(finding) else None]:
            yield f"{lines.part(finding, name)}: {lines.outcome(part.outcome)}"
            yield from (f"  {line}" for line in _explained(model, part, language))
        return
    if not isinstance(finding, PlaceFinding):
        yield from _Explainer(model, finding, language).lines()
        return
    for unit, parts in finding.parts:
        yield lines.instance(unit, finding.rule)
        for part in parts:
            if len(parts) > 1:
                yield f"  {phrase(_GRADED[part.view is parts[-1].view], language)}"
            yield from (f"  {line}" for line in _explained(model, part, language))


@frozen
class _Above:
    """The line above, and whether it is settled, so that nothing below it is lacking."""

    line: str
    settled: bool = False


@frozen
class _Explainer:
    model: RulesetModel
    finding: Finding
    language: Language

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.model.vocabulary, self.language)

    @property
    def names(self) -> FactNames:
        return FactNames(self.model, self.language)

    @property
    def reference(self) -> Reference:
        return self.finding.told_by.reference

    def say(self, key: str) -> str:
        return phrase(key, self.language)

    def part(self, name: str) -> str:
        return PARTS[name][self.language == "en"]

    def lines(self) -> Iterator[str]:
        """The parts of the finding, outermost first."""
        root = self.finding.program.finding
        if not isinstance(root, core.Op) or root.name != "finding":
            return
        for name, node in zip(("role", "lifted", "applies"), root.args, strict=False):
            if not isinstance(node, core.Const):
                yield from self._named(name, node, NOTHING, 0)
        if self.finding.program.each:
            yield from self._instances()
        elif self.finding.program.instance is not None:
            yield from self._instance(self.finding.program.instance, NOTHING, 0)

    def _instances(self) -> Iterator[str]:
        variables = tuple(v for v, _ in self.finding.program.each)
        node = self.finding.program.instance
        assert node is not None
        scopes = (scope for scope, _ in self.finding.told_by.scopes(self.finding.program.each))
        own = [scope for scope in scopes if not any(r.of_others for r in scope.values())]
        told = [(self._outcome(node, scope), scope) for scope in own]
        if len(told) > MOST_RECORDS:
            told.sort(key=_gravest_first)
        for outcome, scope in told[:MOST_RECORDS]:
            name = OUTCOMES[outcome][self.language == "zh"]
            if any(r.generic for r in scope.values()):
                yield f"{self.say('not listed')}: {name}"
                continue
            listed = instance_told(self.finding, instance(variables, scope), self.speaker)
            yield f"{self.part('instance')} {listed}: {name}"
            yield from self._instance(node, scope, 1)
        if len(told) > MOST_RECORDS:
            yield f"… {len(told) - MOST_RECORDS}"

    def _outcome(self, node: core.Op, scope: Scope) -> str:
        found = self.reference.value(node, scope)
        assert isinstance(found, Num)
        return core.OUTCOMES[int(found.lo)] if found.settled else "unknown"

    def _instance(self, node: core.Op, scope: Scope, depth: int) -> Iterator[str]:
        if node.name == "finding":  # asked of each: whether the rule applies, before what it asks for
            _, _, applies, inner = node.args
            yield from self._named("applies", applies, scope, depth)
            assert isinstance(inner, core.Op)
            node = inner
        names = ("lifted", "requires", "late", "waiting") if node.name == "outcome" else ("requires",)
        for name, argument in zip(names, node.args, strict=False):
            if not isinstance(argument, core.Const):
                yield from self._named(name, argument, scope, depth)

    def _named(self, name: str, node: core.Node, scope: Scope, depth: int) -> Iterator[str]:
        """A part with its value, below it what it rests on."""
        told = f"{self.part(name)}: {self._value(node, scope)}"
        yield "  " * depth + told
        yield from self._below(self._as_it_stands(node, scope), scope, depth + 1, _Above(told))

    def _value(self, node: core.Node, scope: Scope) -> str:
        value = value_told(self.reference.value(node, scope), node, self.finding.view)
        if isinstance(value, Truth) and not value.settled:
            return OUTCOMES["unknown"][self.language == "zh"]
        return self.speaker.show(value, node.type)

    def _as_it_stands(self, node: core.Node, scope: Scope) -> core.Node:
        """The node without the branches of `if` that the facts leave out: of two days the one that counts."""
        if isinstance(node, core.Op):
            if node.name == "if" and not core.free_vars(node) - set(scope):
                holds = self.reference.value(node.args[0], scope)
                taken = node.args[1 if holds.lo == T else 2]
                if holds.settled and not isinstance(taken, core.Input):
                    return self._as_it_stands(taken, scope)
            changed = tuple(self._as_it_stands(argument, scope) for argument in node.args)
            same = all(a is b for a, b in zip(changed, node.args, strict=True))
            return node if same else evolve(node, args=changed)
        if isinstance(node, core.Agg) and node.body is not None:
            source, body = (self._as_it_stands(part, scope) for part in (node.source, node.body))
            same = source is node.source and body is node.body
            return node if same else evolve(node, source=source, body=body)
        if isinstance(node, core.Filter):
            source, test = (self._as_it_stands(part, scope) for part in (node.source, node.condition))
            same = source is node.source and test is node.condition
            return node if same else evolve(node, source=source, condition=test)
        return node

    def _below(self, node: core.Node, scope: Scope, depth: int, above: _Above) -> Iterator[str]:
        """The node in words with its value, and below it what it rests on.

        What says the same as the line above it is not said again.
        """
        match node:
            case core.Op(name="and" | "or" | "not" | "if") if not _guarded(node):
                for argument in node.args:
                    yield from self._below(argument, scope, depth, above)
            case core.Const() | core.Input():
                return
            case core.Op() if says_nothing(node):
                return
            case core.Op(name="not null" | "place", args=(fact, *_)):
                yield from self._below(fact, scope, depth, above)
            case core.Excepted(day=day, instance=""):
                yield f"{'  ' * depth}{self.say('day that counts')}: {self._value(day, scope)}"
            case _:
                told = f"{self._named_here(node, scope)}: {self._value(node, scope)}"
                again = told == above.line
                if not again:
                    yield "  " * depth + told
                if isinstance(node, core.Op) and node.name in ("period start", "period end"):
                    return
                value = self.reference.value(node, scope)
                settled = above.settled or (isinstance(value, Truth | Num) and value.settled)
                yield from self._rest(node, scope, depth + (not again), _Above(told, settled=settled))

    def _named_here(self, node: core.Node, scope: Scope) -> str:
        """What a node says; of a figure of another year which year that is here, not how far it lies."""
        said, year = self.speaker.say(node), self._of_year(node, scope)
        if year and isinstance(node, core.Reported):
            years, chinese = self.model.vocabulary.year, self.language == "zh"
            said = said.removesuffix(figure_year_said(node.day, years, chinese=chinese))
        return said + year

    def _of_year(self, node: core.Node, scope: Scope) -> str:
        """The year of a figure that is of another one than is looked at."""
        if not isinstance(node, core.Reported):
            return ""
        day, years = self.reference.value(node.day, scope), self.model.vocabulary.year
        if not isinstance(day, Num) or not is_point(day):
            return ""
        year = years.year(int(day.lo))
        if year == self.finding.year:
            return ""
        return f" ({year})" if self.language == "en" else f"（{year}）"

    def _rest(self, node: core.Node, scope: Scope, depth: int, above: _Above) -> Iterator[str]:
        if isinstance(node, core.Agg):
            yield from self._records(node, scope, depth)
        elif isinstance(node, core.Excepted):
            return
        elif not core.children(node) or isinstance(
            node, core.Read | core.Reported | core.Param | core.Graded
        ):
            missing = () if above.settled else self.finding.told_by.missing(node, scope)
            yield from (f"{'  ' * depth}{self.say('missing')}: {self.names.say(m)}" for m in sorted(missing))
        else:
            for child in core.children(node):
                yield from self._below(child, scope, depth, above)

    def _records(self, node: core.Agg, scope: Scope, depth: int) -> Iterator[str]:
        pad = "  " * depth
        members = [m for m in self.reference.members(node.source, scope) if not m.record.of_others]
        deciding, test = _DECIDED_BY.get(node.name), node.body
        if deciding is not None and test is not None and len(members) > MOST_RECORDS:
            scopes = [self.reference.inner(scope, node.var, m) for m in members]
            apart = [self.reference.value(test, one) != deciding for one in scopes]
            members = [m for _, m in sorted(zip(apart, members, strict=True), key=itemgetter(0))]
        for m in members[:MOST_RECORDS]:
            inner = self.reference.inner(scope, node.var, m)
            what = self.say("not listed") if m.record.generic else self.names.say(m.record.path)
            count = self.say("any number") if m.hi == INF else f"{m.lo}..{m.hi}"
            often = "" if m.lo == m.hi == 1 else f" ({count})"
            body = "" if node.body is None or m.record.generic else f": {self._value(node.body, inner)}"
            yield f"{pad}{what}{often}{body}"
        if len(members) > MOST_RECORDS:
            yield f"{pad}… {len(members) - MOST_RECORDS}"


def _gravest_first(told: tuple[str, Scope]) -> int:
    return _GRAVEST.index(told[0])


def _guarded(node: core.Op) -> bool:
    """Whether the conjunction is `done_by(date, due)`, which is told as one."""
    return node.name == "not" or (node.name == "and" and done_by(node) is not None)
