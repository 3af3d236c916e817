"""A unit's score on a sheet: items, then steps in their order, each change a line of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby

from attrs import evolve

from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.facts.corrections_in_order import before as precedes
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult
from policy_rules.scoring.amounts.amount import Amounts
from policy_rules.scoring.amounts.amount_words import TAILS
from policy_rules.scoring.amounts.scored_lines import applies_name, got_name
from policy_rules.scoring.charged import charged, years_left_open
from policy_rules.scoring.corrected import NEVER_WORSE, Review, day_made
from policy_rules.scoring.earlier_outcomes import Earlier
from policy_rules.scoring.entries import NOTHING, OnFile, on_file
from policy_rules.scoring.grounds import NO_BASIS, Basis
from policy_rules.scoring.in_time import Heard, heard, said_of_lateness, to_decide
from policy_rules.scoring.item_points import Reviewed, Running
from policy_rules.scoring.ledger import Both, Explained, Ledger, NoLedger, Score, names_by_fact
from policy_rules.scoring.named_values import Outcomes, SheetReference
from policy_rules.scoring.others import ALONE, Others
from policy_rules.scoring.parameter_values import parameter_value
from policy_rules.scoring.points import Amounted, Grade, as_value, ends, hull, hull_all, maybe_undefined
from policy_rules.scoring.reasons import BasisFinder, NoBasisFinder
from policy_rules.scoring.said_on_file import in_words, remark, said_of_computed, said_of_objections, titled
from policy_rules.scoring.sheet import Item, Remark, Sheet, Step
from policy_rules.values.known import INF, NULL_NUM, UNDECIDED, Num, T, Truth, Value, point

LATER = ("entry replaced", "override", "approval")
"""Lines that stand after a step's own: what was told later, or decided by others."""

Results = Mapping[str, RuleResult] | Outcomes
"""The results of the rules for the unit, or their findings as intervals."""


def score(
    sheet: Sheet,
    view: UnitView,
    results: Results,
    entries: Iterable[EntryRecord] = (),
    corrections: Iterable[CorrectionRecord] = (),
    *,
    program: Program | None = None,
    peers: Others = ALONE,
) -> Score:
    """What the sheet gives for the unit of the view.

    `results` are the findings that `outcome("…")` reads; a rule without one may have any. `entries`
    are what persons have entered; an entry that is missing is anything between its bounds.
    `corrections` add lines after an item's own. `program` is needed where an item's `due` is before
    the day of assessment; `peers` where a step reads other units.

    Raises:
        FactsError: an entry or correction is out of bounds, or the sheet has nothing that it is about.
    """
    told = on_file(sheet, entries, corrections, view.as_of, view)
    return Scoring(sheet, view, results, told, program=program, peers=peers).score()


class Scoring:
    """One run of a sheet over the facts of one unit.

    `explained` runs the same again with a line for each change. `read`: what is `charged`, where known.
    """

    def __init__(
        self,
        sheet: Sheet,
        view: UnitView,
        results: Results,
        told: OnFile = NOTHING,
        *,
        program: Program | None = None,
        peers: Others = ALONE,
        read: Outcomes | None = None,
    ) -> None:
        self.sheet, self.view, self.told = sheet, view, told
        self.results, self.program, self.population = results, program, peers
        known = {n: parameter_value(p, view) for n, p in sheet.parameters.items()}
        self.overrides: dict[str, tuple[Num, Value]] = {}
        for name, d in sheet.defined.items():
            now = view.replaced(d.rule, point(view.as_of), d.value)
            known.setdefault(name, now)
            if now != d.value and known[name] is now:
                self.overrides[name] = (d.value, now)
        self.found = {r: f.finding if isinstance(f, RuleResult) else f for r, f in results.items()}
        read = charged(program, view, self.found, sheet.rules) if read is None else read
        behind = {r: f.missing for r, f in results.items() if isinstance(f, RuleResult)}
        earlier = None if program is None else Earlier(program, view)
        self.reference = SheetReference(view, known, read, behind, earlier)
        self.reference.remember(sheet.fact_trees)
        self.named: dict[str, Basis] = {}
        self.values: dict[str, Amounted] = {}
        self.applied: dict[str, Truth] = {}
        self.before_approval: Amounted | None = None
        self.said: list[Remark] = []
        self.heard: dict[str, Heard] = {}
        self.ledger: Ledger = NoLedger(sheet)
        self.explaining = False
        self.read_with(Amounts(self.reference, sheet.scale, told.entries, peers))

    def read_with(self, amounts: Amounts) -> None:
        """Evaluate amounts in this way from now on."""
        self.amounts = amounts
        reasons = BasisFinder if self.explaining else NoBasisFinder
        self.reasons = reasons(amounts, self.named, self.sheet)

    def score(self) -> Score:
        """Work through items and steps; the ledger is written when it is first looked at."""
        self.run()
        return self._score(self.again)

    def again(self) -> Explained:
        """The same run once more, with its lines and their reasons."""
        more = self._with(self.told)
        more.reference.take_over(self.reference)
        if not self.told.first and not self.overrides:
            more.amounts.remember(self.amounts)
        return more.explained()

    def _with(self, told: OnFile) -> Scoring:
        """Another run on the same facts and findings, with what was told."""
        about = (self.sheet, self.view, self.results, told)
        return Scoring(*about, program=self.program, peers=self.population, read=self.reference.outcomes)

    def explained(self) -> Explained:
        """Work through items and steps with a line for each change."""
        self.explaining, self.ledger = True, Ledger(self.sheet)
        years = years_left_open(self.program, self.view, self.found, self.reference.outcomes)
        self.reference.behind = {**self.reference.behind, **years}
        self.read_with(self.amounts)
        self.run()
        return Explained(
            tuple(self.ledger.lines),
            names_by_fact({n: b.missing for n, b in self.named.items()}),
            names_by_fact({n: b.needs for n, b in self.named.items()}),
        )

    def scored(self) -> Score:
        """The score with its ledger at once, where facts may change before anyone looks."""
        found = self.explained()
        return self._score(lambda: found)

    def run(self) -> None:
        """Every item, then every step, in the declared order."""
        told = heard(self.sheet, self.told.records, self.amounts, self.reasons)
        self.heard = {each.objection.id: each for each in told}
        for item in self.sheet.items.values():
            self.item(item)
        for step in self.sheet.steps:
            self.step(step)

    def _reviewed(self, records: Iterable[CorrectionRecord]) -> Reviewed:
        """What holds for the decisions on an item, as far as it is known before the result."""
        told, sheet = self.told, self.sheet
        late = {c.id for c in records} & (told.late | told.maybe_late)
        ahead = {*sheet.items, *(s.name for s in sheet.steps)}
        may, asked = UNDECIDED, NO_BASIS
        if late and sheet.approval is not None and ahead.isdisjoint(sheet.reads[sheet.approval].inputs):
            may, asked = self.amounts.truth(sheet.approval, {}), self.reasons.node(sheet.approval, {})
        if late and not (asked.missing or asked.needs or may.settled):
            asked = asked | Basis(missing=frozenset(f"corrections[{name}]" for name in late))
        worsens = NEVER_WORSE if sheet.worsens is None else self.amounts.truth(sheet.worsens, {})
        why = NO_BASIS if sheet.worsens is None else self.reasons.node(sheet.worsens, {})
        counts = {name: h.counts for name, h in self.heard.items()}
        holds = Review(told.late, told.maybe_late, told.answers, may, worsens, counts)
        hearing = {name: h.why for name, h in self.heard.items()}
        return Reviewed(holds, asked, why, hearing, told.undecided)

    def _either(self) -> Iterator[Remark]:
        """What is computed with the decisions that came after an approval, and without them."""
        late = self.told.late | self.told.maybe_late
        if not late:
            return
        counting = evolve(self.told, late=frozenset(), maybe_late=frozenset(), approvals=())
        before = {i: tuple(c for c in some if c.id not in late) for i, some in self.told.of_item.items()}
        for told, kind in ((counting, "with"), (evolve(counting, of_item=before), "without")):
            run = self._with(told)
            run.run()
            yield said_of_computed(self.sheet, kind, run.values, late)

    def _remarks(self) -> Iterator[tuple[Remark, bool]]:
        told = self.told
        left = to_decide(told.undecided, self.heard)
        objected = said_of_objections(self.sheet, told.records, told.items, left)
        late = said_of_lateness(self.sheet, self.heard.values(), told.items)
        yield from ((said, True) for said in (*told.said, *objected, *late, *self._either(), *self.said))
        for each in self.sheet.remarks:
            concerned = self.amounts.truth(each.condition, {})
            if concerned.hi == T:
                yield each, concerned.lo == T

    def _score(self, explain: Callable[[], Explained]) -> Score:
        return Score(
            self.sheet,
            {s.name: self.values[s.name] for s in self.sheet.steps},
            {n: self.values[n] for n in self.sheet.items},
            self.before_approval,
            to_decide(self.told.undecided, self.heard),
            tuple(self._remarks()),
            dict(self.applied),
            explain,
        )

    # -- items ---------------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """Work out an item: its points where it applies, and none where it does not."""
        self.reference.due = item.due
        applies = self.amounts.holds(item.applies)
        asked = self.reasons.condition(item.applies, applies)
        self.reference.known[applies_name(item.id)] = self.applied[item.id] = applies
        self.named[applies_name(item.id)] = asked
        if applies.hi < T:
            self._keep(item.id, NULL_NUM, asked, got=NULL_NUM)
            self.reference.due = None
            return
        run = self._running(item, self.ledger)
        read = self.sheet.read_by[item.id]
        with self._as_first_told(read):
            got = run.value()
        for effect, basis in self._told_later(read):
            got = run.restated(self._running(item, NoLedger(self.sheet)), effect, basis)
        if records := self.told.of_item.get(item.id):
            got = run.corrected(records, self._reviewed(records))
        value = got if applies.lo == T else maybe_undefined(got)
        basis = run.basis | asked
        self._keep(item.id, value, basis.settled() if value.settled else basis, got=got)
        self.reference.due = None

    def _running(self, item: Item, ledger: Ledger) -> Running:
        return Running(item, ledger, self.amounts, self.reasons, self.values)

    @contextmanager
    def _as_first_told(self, read: frozenset[str]) -> Iterator[None]:
        """As long as this holds, entries are those first made, and no exception replaces a number."""
        first = {k: v for k, v in self.told.first.items() if k.partition("(")[0] in read}
        defaults = {n: default for n, (default, _) in self.overrides.items() if n in read}
        if not first and not defaults:
            yield
            return
        now, entries = self.reference.known, self.amounts.entries
        self.reference.known = {**now, **defaults}
        self.amounts.entries = {**entries, **first}
        self.amounts.forget()
        yield
        self.reference.known, self.amounts.entries = now, entries
        self.amounts.forget()

    def _told_later(self, read: frozenset[str]) -> Iterator[tuple[str, Basis]]:
        """What replaced something read: entries of persons first, then exceptions to numbers."""
        replaced = [k for k in self.told.first if k.partition("(")[0] in read]
        numbers = [n for n in self.overrides if n in read]
        if replaced:
            with self._without_overrides(numbers):
                yield "entry replaced", Basis(entries=frozenset(replaced))
        if numbers:
            rules = frozenset(self.sheet.defined[n].rule for n in numbers)
            records = frozenset(f"exceptions[{r}]" for r in rules)
            yield "override", Basis(rules=rules, records=records)

    @contextmanager
    def _without_overrides(self, numbers: list[str]) -> Iterator[None]:
        now = self.reference.known
        self.reference.known = {**now, **{n: self.overrides[n][0] for n in numbers}}
        self.amounts.forget()
        yield
        self.reference.known = now
        self.amounts.forget()

    def _keep(self, name: str, value: Amounted, basis: Basis, got: Num | None = None) -> None:
        self.values[name] = value
        self.named[name] = basis
        self.reference.known[name] = as_value(value, self.sheet.scale)
        if got is not None:
            self.reference.known[got_name(name)] = got
            self.named[got_name(name)] = basis.settled() if got.settled else basis

    # -- steps ---------------------------------------------------------------------------------------

    def step(self, step: Step) -> None:
        """Work out a step stage by stage; an unbounded stage is one line with the stage that bounds it."""
        read = self.sheet.read_by[step.name]
        with self._as_first_told(read):
            value, before = self._stages(step)
        for effect, basis in self._told_later(read):
            value = self.amounts.value(step.amount, {})
            before = self._line(step, [effect], before, value, basis)
        whole_basis = self.reasons.of(step.amount, {})
        if step.name in (self.sheet.total, self.sheet.grade) and self.told.approvals:
            value, asked = self._approved(step, before, value)
            whole_basis = whole_basis | asked
        self._keep(step.name, value, whole_basis.settled() if value.settled else whole_basis)

    def _stages(self, step: Step) -> tuple[Amounted, Both | frozenset[str]]:
        before: Both | frozenset[str] = frozenset() if step.graded else (0, 0)
        value: Amounted = NULL_NUM
        words: list[str] = []
        basis = NO_BASIS
        for stage in step.stages:
            value = self.amounts.value(stage.amount, {})
            if not self.explaining:
                continue
            words.append(stage.word)
            basis = basis | self.reasons.of(stage.own, {})
            if stage.word in TAILS:
                so_far = self.reasons.of(stage.amount, {})
                basis = basis | Basis(missing=so_far.missing, needs=so_far.needs)
            last = stage is step.stages[-1]
            if isinstance(value, Num) and not last and any(abs(end) == INF for end in ends(value)):
                continue
            own = basis.settled() if value.settled else basis
            before = self._line(step, words, before, value, own)
            words, basis = [], NO_BASIS
        return value, before

    def _approved(self, step: Step, before: Both | frozenset[str], value: Amounted) -> tuple[Amounted, Basis]:
        """What approval makes of the total or the grade; whether it may change it is the sheet's to say."""
        asked = NO_BASIS if self.sheet.approval is None else self.reasons.node(self.sheet.approval, {})
        giving = [(r, given) for r in self.told.approvals if (given := self._given(step, r)) is not None]
        for _, several in groupby(giving, lambda pair: day_made(pair[0])):
            of_day = list(several)
            last = [(r, g) for r, g in of_day if not any(precedes(r, other) for other, _ in of_day)]
            if step.name == self.sheet.grade and self.before_approval is None:
                self.before_approval = value
            may, given = self.amounts.truth(self.sheet.approval, {}), hull_all(g for _, g in last)
            if given != value:
                told = (in_words(given, self.sheet), in_words(value, self.sheet))
                self.said.append(
                    remark("approval differs", titled(self.sheet, step.name), [r for r, _ in last], told)
                )
            if may.hi == T:
                value = given if may.lo == T else hull(value, given)
            names = frozenset(f"corrections[{r.id}]" for r, _ in of_day)
            unsure = names if len(last) > 1 or not given.settled else frozenset[str]()
            basis = asked | Basis(records=names, missing=unsure)
            asked = asked | Basis(missing=unsure)
            before = self._line(step, ["approval"], before, value, basis)
        return value, asked

    def _given(self, step: Step, approval: CorrectionRecord) -> Amounted | None:
        """What an approval gives of a step of the result, if it speaks of that."""
        if not step.graded:
            return approval.value
        return Grade(frozenset((self.sheet.scale.index(approval.grade),))) if approval.grade else None

    def _line(
        self, step: Step, words: list[str], before: Both | frozenset[str], value: Amounted, basis: Basis
    ) -> Both | frozenset[str]:
        where = (step.name, "", words[0])
        kept = ", ".join(words[1:]) if len(words) > 1 else _KEPT.get(words[0], "")
        if words[0] in LATER:
            kept = words[0]
        if isinstance(value, Grade):
            assert isinstance(before, frozenset)
            self.ledger.grade(where, before, value, basis, kept)
            return self.ledger.names(value)
        assert isinstance(before, tuple)
        after = ends(value)
        kept = kept if after != before else ""
        self.ledger.points(where, before, after, value, basis, kept, value.null)
        return after


_KEPT = {
    "at_least": "floor",
    "at_most": "cap",
    "round": "rounding",
    "table": "band",
    "least": "bar",
    "undefined": "undefined",
}
