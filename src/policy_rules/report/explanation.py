"""Why, and why not: a finding's condition, part by part, down to the facts."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Reference, Scope, instance
from policy_rules.reference.withheld import value_told
from policy_rules.report.fact_names import FactNames
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.part_names import part_name
from policy_rules.report.phrases import phrase
from policy_rules.report.record_words import exception_words
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import JoinedFinding
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.known import INF, Num, Truth
from policy_rules.wording import OUTCOMES, Language, Speaker, done_by

MOST_RECORDS = 8
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
    told = [*lines.lines(finding), *_lifting(finding, lines)]
    told = [lines.head(finding), *(f"  {line}" for line in told), ""]
    return "\n".join([*told, *_explained(model, finding, language)]) + "\n"


def _lifting(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The exceptions on file that touch the rule, by whom and why; else that the words let one do so."""
    rule, language, unit = finding.rule, lines.language, finding.view.unit
    held = [e for e in unit.exceptions if rule.id in (e.rule, e.instance)]
    for record in held:
        one = f"{record.instance}: " if record.instance not in ("", rule.id) else ""
        yield one + exception_words(record, unit, language)
    if rule.force and not held and finding.outcome in ("violated", "pending", "unknown"):
        yield phrase("may be lifted", language).format(
            rule.force, f"{{rule: {rule.id}, reason: …, approved_by: …, date: …}}"
        )


def _explained(model: RulesetModel, finding: Finding, language: Language) -> Iterator[str]:
    """The parts of a finding; of limbs, and of the units of a place, those of each under its name."""
    lines = FindingLines(model, language)
    finding = finding.told
    if isinstance(finding, JoinedFinding):
        for name, part in finding.parts:
            yield f"{part_name(finding.rule, name, language)}: {lines.outcome(part.outcome)}"
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
class _Explainer:
    model: RulesetModel
    finding: Finding
    language: Language

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.model.vocabulary, self.language)

    @property
    def reference(self) -> Reference:
        return Reference(self.finding.view)

    def part(self, name: str) -> str:
        return PARTS[name][self.language == "en"]

    def lines(self) -> Iterator[str]:
        """The parts of the finding, outermost first."""
        root = self.finding.program.finding
        if not isinstance(root, core.Op) or root.name != "finding":
            return
        for name, node in zip(("role", "lifted", "applies"), root.args, strict=False):
            if not isinstance(node, core.Const):
                yield from self._named(name, node, {}, 0)
        if self.finding.program.each:
            yield from self._instances()
        elif self.finding.program.instance is not None:
            yield from self._instance(self.finding.program.instance, {}, 0)

    def _instances(self) -> Iterator[str]:
        variables = tuple(v for v, _ in self.finding.program.each)
        node = self.finding.program.instance
        assert node is not None
        scopes = (scope for scope, _ in self.finding.tracer.scopes(self.finding.program.each))
        own = (scope for scope in scopes if not any(r.of_others for r in scope.values()))
        for number, scope in enumerate(own):
            if number == MOST_RECORDS:
                yield "…"
                return
            found = self.reference.value(node, scope)
            assert isinstance(found, Num)
            name = OUTCOMES[core.OUTCOMES[int(found.lo)] if found.settled else "unknown"][
                self.language == "zh"
            ]
            generic = any(r.generic for r in scope.values())
            listed = (
                ("未列明的记录" if self.language == "zh" else "records not listed")
                if generic
                else instance(variables, scope)
            )
            yield f"{self.part('instance')} {listed}: {name}"
            if not generic:
                yield from self._instance(node, scope, 1)

    def _instance(self, node: core.Op, scope: Scope, depth: int) -> Iterator[str]:
        names = ("lifted", "requires", "late", "waiting") if node.name == "outcome" else ("requires",)
        for name, argument in zip(names, node.args, strict=False):
            if not isinstance(argument, core.Const):
                yield from self._named(name, argument, scope, depth)

    def _named(self, name: str, node: core.Node, scope: Scope, depth: int) -> Iterator[str]:
        pad = "  " * depth
        yield f"{pad}{self.part(name)}: {self._value(node, scope)}"
        yield from self._below(node, scope, depth + 1)

    def _value(self, node: core.Node, scope: Scope) -> str:
        value = value_told(self.reference.value(node, scope), node, self.finding.view)
        if isinstance(value, Truth) and not value.settled:
            return OUTCOMES["unknown"][self.language == "zh"]
        return self.speaker.show(value, node.type)

    def _below(self, node: core.Node, scope: Scope, depth: int) -> Iterator[str]:
        """The node in words with its value, and below it what it rests on."""
        pad = "  " * depth
        match node:
            case core.Op(name="and" | "or" | "not" | "if") if not _guarded(node):
                for argument in node.args:
                    yield from self._below(argument, scope, depth)
            case core.Const() | core.Input():
                return
            case core.Op(name="not null", args=(fact,)):
                yield from self._below(fact, scope, depth)
            case core.Op(name="period start" | "period end"):
                yield f"{pad}{self.speaker.say(node)}: {self._value(node, scope)}"
            case _:
                yield f"{pad}{self.speaker.say(node)}: {self._value(node, scope)}"
                yield from self._rest(node, scope, depth + 1)

    def _rest(self, node: core.Node, scope: Scope, depth: int) -> Iterator[str]:
        pad = "  " * depth
        names = FactNames(self.model, self.language)
        if isinstance(node, core.Agg):
            yield from self._records(node, scope, depth)
            return
        missing = self.finding.tracer.missing(node, scope)
        if not core.children(node) or isinstance(node, core.Read | core.Reported | core.Param | core.Graded):
            word = "缺少" if self.language == "zh" else "missing"
            yield from (f"{pad}{word}: {names.say(m)}" for m in sorted(missing))
            return
        for child in core.children(node):
            yield from self._below(child, scope, depth)

    def _records(self, node: core.Agg, scope: Scope, depth: int) -> Iterator[str]:
        pad = "  " * depth
        members = [m for m in self.reference.members(node.source, scope) if not m.record.of_others]
        for m in members[:MOST_RECORDS]:
            inner = self.reference.inner(scope, node.var, m)
            count = f"{m.lo}..{'∞' if m.hi == INF else m.hi}"
            often = "" if m.lo == m.hi == 1 else f" ({count})"
            what = (
                ("未列明的记录" if self.language == "zh" else "records not listed")
                if m.record.generic
                else m.record.path
            )
            body = "" if node.body is None or m.record.generic else f": {self._value(node.body, inner)}"
            yield f"{pad}{what}{often}{body}"
        if len(members) > MOST_RECORDS:
            yield f"{pad}… {len(members) - MOST_RECORDS}"


def _guarded(node: core.Op) -> bool:
    """Whether the conjunction is `done_by(date, due)`, which is told as one."""
    return node.name == "not" or (node.name == "and" and done_by(node) is not None)
