"""A sheet's file as a `Sheet`: every name resolved, every word lowered, all faults told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from datetime import date
from functools import partial

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.lowering.inputs import AS_OF
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.vocabulary_file import NAME
from policy_rules.scoring.amounts.amount import is_whole
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.scoring.amounts.peers import Peers
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.scoring.in_time import DAYS
from policy_rules.scoring.names_in_sheets import SheetScope, mentions, names_in
from policy_rules.scoring.sheet import Item, Publishes, Remark, Sheet, Step
from policy_rules.scoring.sheets.circles import Programs, ReadByRules, circles
from policy_rules.scoring.sheets.composition import arrangements, contents, days, points_in_all
from policy_rules.scoring.sheets.item_reader import ItemReader
from policy_rules.scoring.sheets.sheet_checks import check_sheet, possible_total
from policy_rules.scoring.sheets.sheet_keys import SECTIONS
from policy_rules.scoring.sheets.sheet_parameters import read_parameters
from policy_rules.scoring.sheets.untold import untold_points
from policy_rules.values.known import NULL_LABEL, NULL_NUM, Value
from policy_rules.vocabulary import DATE


def read_sheets(
    model: RulesetModel, programs: Programs | None = None
) -> tuple[AbstractMapping[str, Sheet], list[Fault]]:
    """All sheets of a ruleset by the name in their file, and everything that is wrong with them.

    A profile counts once it is applied to the model (`ruleset.profile.apply_profile`). Rules whose programs
    are given are not lowered again.
    """
    read = ReadByRules(model, programs or {})
    faults: list[Fault] = []
    found: dict[str, Sheet] = {}
    for tree in model.sheets.values():
        sheet, wrong = load_sheet(tree, model, read)
        faults += wrong
        if sheet is not None and sheet.name in found:
            faults.append(Fault(f"two sheets bear the name `{sheet.name}`", sheet.place))
        elif sheet is not None:
            found[sheet.name] = sheet
    return found, [*faults, *_for_the_same(found.values())]


def _for_the_same(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    """Sheets of one year whose conditions are written alike: no unit could have one of them alone."""
    first: dict[tuple[int, bool, str], Sheet] = {}
    for sheet in sheets:
        other = first.setdefault((sheet.year, sheet.illustrative, sheet.written_for), sheet)
        if other is not sheet:
            told = f"the sheets `{other.name}` and `{sheet.name}` of {sheet.year} are for the same units"
            yield Fault(
                told, sheet.place, "say in `for` which units each is for, or give them different years"
            )


def load_sheet(
    tree: object, model: RulesetModel, read: ReadByRules | None = None
) -> tuple[Sheet | None, list[Fault]]:
    """The sheet of a tree as read, and everything that is wrong with it; None where it is not usable."""
    if not isinstance(tree, Mapping):
        told = "a sheet needs keys with values"
        return None, [tree.fault(told) if isinstance(tree, Scalar | Sequence) else Fault(told)]
    reader = SheetReader(tree, model, read or ReadByRules(model))
    sheet = reader.sheet()
    return (None if reader.faults else sheet), reader.told()


class SheetReader:
    """A sheet being read: first what tells whose it is, then the rest; `faults` are all that were found."""

    def __init__(self, tree: Mapping, model: RulesetModel, read: ReadByRules) -> None:
        self.model = model
        self.read = read
        self.faults: list[Fault] = []
        self.tree = tree
        self.fields: Fields = read_section(tree, SECTIONS["a sheet"], self.faults)
        self.year = int(self.fields.text("year") or 2000)
        self.scale = self._scale()
        self.parameters, tables = read_parameters(self.fields, self.year, model, self.faults)
        self.scope = SheetScope(model, self.year, self.scale, self.parameters, self.faults, read.programs)
        self.scope.table_values.update(tables)
        self.items, self.steps = self._announced(self.scope)
        self.node = self.fields.get("for")
        self.applies = self.scope.condition(self.node, self.scope.names()) if self.node else None

    def told(self) -> list[Fault]:
        """The faults in the order of the file, each once."""
        in_order = sorted(self.faults, key=lambda f: (f.place.file, f.place.line, f.place.column))
        return list(dict.fromkeys(in_order))

    def sheet(self) -> Sheet | None:
        """The sheet, as far as it can be read."""
        fields, scope, items, steps = self.fields, self.scope, self.items, self.steps
        worsens, in_time, late_counts = self._review(scope)
        reader = ItemReader(scope, self.model)
        read_items = reader.items(items)
        scope.reach.ready |= set(read_items)
        read_steps = self._steps(steps, scope, read_items)
        total, grade, rank = self._result(read_steps)
        sheet = Sheet(
            name=fields.text("sheet"),
            year=self.year,
            applies=self.applies,
            written_for=_one_way(self.node.text) if isinstance(self.node, Scalar) else "true",
            scale=self.scale,
            items=read_items,
            steps=read_steps,
            parameters=self.parameters,
            defined=scope.defined,
            plan=self._plan(),
            titles=fields.by_language("title"),
            remarks=self._remarks(scope, [*read_items, *(s.name for s in read_steps)]),
            total=total,
            grade=grade,
            rank=rank,
            approval=self._approval(scope, [s.name for s in read_steps], {total, grade}),
            worsens=worsens,
            in_time=in_time,
            late_counts=late_counts,
            begins=date.fromordinal(self.model.vocabulary.year.first_day(self.year)),
            refuses=frozenset(each.text for each in fields.texts("refuses")),
            illustrative=fields.flag("illustrative"),
            whole_list=fields.flag("whole_list"),
            without=self._without([s.name for s in read_steps]),
            publishes=self._publishes(),
            cites=self._cites({*read_items, *(s.name for s in read_steps)}),
            clauses=self._clauses(),
            languages=self.model.languages,
            scale_zh=self.model.vocabulary.labels_of_all(self.scale),
            place=self.tree.place,
        )
        if not items and not steps and not self.faults:
            told = f"the sheet `{sheet.name}` is empty: it has neither items nor steps"
            self.faults.append(Fault(told, self.tree.place, "items: what is scored; steps: what comes of it"))
        if len(read_items) == len(items):
            self._made_up(sheet, reader)
            self.faults += circles(sheet, self.model, self.read)
        if self.faults:
            return sheet
        faults, notes = check_sheet(sheet, self.model)
        self.faults += [*faults, *untold_points(sheet, self.model.vocabulary)]
        possible = partial(possible_total, self.model)
        return evolve(sheet, notes=(*days(sheet, self.model), *notes), possible=possible)

    def _review(self, scope: SheetScope) -> list[core.Node | None]:
        """Whether a review may take points, what is in time for one, and whether what comes late counts."""
        node = self.fields.get("review")
        if node is None:
            return [None, None, None]
        own = read_section(node, SECTIONS["a review"], self.faults)
        if "in_time" in own and "late_counts" not in own:
            told = "the review says when an objection is in time, and not what one can change that is late"
            hint = "late_counts: whether a decision on it counts, a condition or an open parameter"
            self.faults.append(own.node.fault(told, hint))
        if "late_counts" in own and "in_time" not in own:
            told = "the review says whether late objections count, and not when one is late"
            hint = "in_time: such as `objected_on <= working_days_after(delivered_on, 5)`"
            self.faults.append(own.node.fault(told, hint))
        days = {name: core.Input(DATE, name) for name in DAYS}
        names = scope.names()
        with_days = evolve(names, bound={**names.bound, **days})
        given = [
            (own.get("may_worsen"), names),
            *((own.get(k), with_days) for k in ("in_time", "late_counts")),
        ]
        return [None if each is None else scope.condition(each, reach) for each, reach in given]

    def _approval(self, scope: SheetScope, steps: list[str], results: set[str]) -> core.Node | None:
        """Whether an approval may change the result; asked where the first step of the result is known."""
        first = next((n for n, name in enumerate(steps) if name in results), len(steps))
        scope.reach.ready -= set(steps[first:])
        node = self.fields.get("approval")
        return None if node is None else scope.condition(node, scope.names())

    def _made_up(self, sheet: Sheet, reader: ItemReader) -> None:
        """Points in all, contents and arrangements."""
        written = self.fields.get("points")
        declared = reader.amounts.constant(written, "points")
        self.faults += points_in_all(sheet.items, declared, written)
        self.faults += contents(sheet.items, self.model, sheet.place)
        self.faults += arrangements(sheet.items, sheet.plan)

    def _scale(self) -> tuple[str, ...]:
        given = self.fields.texts("scale")
        if len(given) == 1 and isinstance(self.fields.get("scale"), Scalar):
            named = self.model.vocabulary.scales.get(given[0].text)
            if named is None:
                hint = near_miss(given[0].text, self.model.vocabulary.scales)
                self.faults.append(given[0].fault(f"no scale `{given[0].text}`", hint))
            return named or ()
        names = tuple(s.text for s in given)
        for n, scalar in enumerate(given):
            if scalar.text in names[:n]:
                self.faults.append(scalar.fault(f"`{scalar.text}` stands twice on the scale"))
        return names

    def _announced(self, scope: SheetScope) -> tuple[list[Node], list[tuple[Scalar, Node]]]:
        """Items and steps as written; their names become known, though not yet their values."""
        items = list(self.fields.items("items"))
        given = self.fields.mapping("steps")
        steps = list(given.entries) if given else []
        ids = [i for item in items if isinstance(item, Mapping) and isinstance(i := item.get("id"), Scalar)]
        named = (*ids, *(key for key, _ in steps))
        for name in (*self._own_parameters(), *named):
            if name.text == AS_OF.name:  # rules whose instances are priced read it by this name
                told = f"`{name.text}` is the day of assessment: nothing else may bear the name"
                self.faults.append(name.fault(told, "give it another name"))
        for name in named:
            if not NAME.fullmatch(name.text):
                self.faults.append(name.fault(f"`{name.text}` cannot be written in a condition"))
            if name.text in scope.reach.places or name.text in scope.steps:
                told = f"the name `{name.text}` is borne twice"
                other = scope.reach.places.get(name.text)
                hint = f"the other is at {other}" if other else "it is a parameter, or a rule defines it"
                self.faults.append(name.fault(told, hint))
            scope.announce(name)
        return items, steps

    def _own_parameters(self) -> list[Scalar]:
        """The names of the parameters that the sheet names."""
        given = self.fields.mapping("parameters")
        return [key for key, _ in given.entries] if given else []

    def _steps(
        self, written: list[tuple[Scalar, Node]], scope: SheetScope, items: AbstractMapping[str, Item]
    ) -> tuple[Step, ...]:
        reader = AmountReader(LANGUAGE, scope, items, in_steps=True)
        found = []
        for key, node in written:
            stages = reader.stages(node, scope.names())
            scope.reach.ready.add(key.text)
            if stages:
                is_grade = stages[-1].amount.graded
                if is_grade:
                    scope.graded(key.text)
                elif is_whole(stages[-1].amount):
                    scope.whole(key.text)
                found.append(Step(key.text, stages, is_grade, self._called(key.text), key.place))
        return tuple(found)

    def _called(self, step: str) -> AbstractMapping[str, str]:
        """What a step is called: as the ruleset says, else as the measure of its name."""
        if declared := self.model.sheet_steps.get(step):
            return declared.names
        measure = self.model.vocabulary.measures.get(step)
        called = {} if measure is None else {"zh": measure.zh, "en": measure.en}
        return {language: name for language, name in called.items() if name}

    def _result(self, steps: tuple[Step, ...]) -> tuple[str, str, str]:
        """The steps that hold total, grade and rank; "" where there is none."""
        node = self.fields.get("result")
        named = read_section(node, SECTIONS["a result"], self.faults) if node else None
        found: list[str] = []
        for key, is_grade in (("rank", False), ("total", False), ("grade", True)):
            fitting = [s.name for s in steps if s.graded == is_grade and s.name not in found]
            scalar = named.scalar(key) if named else None
            if scalar is not None and scalar.text not in fitting:
                sort = "grades" if is_grade else "points"
                hint = near_miss(scalar.text, fitting) or "steps: " + (", ".join(fitting) or "there is none")
                self.faults.append(scalar.fault(f"`{scalar.text}` is no step in {sort}", hint))
            ranks = [s.name for s in steps if isinstance(s.amount, Peers) and s.amount.how == "rank"]
            usual = [name for name in fitting if name not in ranks] or fitting
            default = "" if key == "rank" or not fitting else usual[-1]
            found.append(default if scalar is None else scalar.text)
        rank, total, grade = found
        return total, grade, rank

    def _remarks(self, scope: SheetScope, names: list[str]) -> tuple[Remark, ...]:
        found = []
        for node in self.fields.items("remarks"):
            own = read_section(node, SECTIONS["a remark"], self.faults)
            about = own.get("if")
            condition = None if about is None else scope.condition(about, scope.names())
            shows = tuple(s.text for s in own.texts("shows"))
            for scalar in own.texts("shows"):
                if scalar.text not in names:
                    told = f"`{scalar.text}` is no item or step of the sheet"
                    self.faults.append(scalar.fault(told, near_miss(scalar.text, names)))
            if condition is not None:
                found.append(Remark(condition, own.by_language("says"), own.text("question"), shows))
        return tuple(found)

    def _without(self, steps: list[str]) -> dict[str, Value]:
        """The measures that the sheet's units have not in its year."""
        found: dict[str, Value] = {}
        for scalar in self.fields.texts("without"):
            measure = self.model.vocabulary.measures.get(scalar.text)
            if measure is None:
                hint = near_miss(scalar.text, self.model.vocabulary.measures)
                self.faults.append(scalar.fault(f"no measure `{scalar.text}`", hint))
            elif not measure.type.nullable:
                told = f"`{scalar.text}` is never null, so no unit can be without it"
                self.faults.append(scalar.fault(told, "declare it `nullable` in the vocabulary"))
            elif scalar.text in steps:
                self.faults.append(scalar.fault(f"the step `{scalar.text}` gives what `without` denies"))
            else:
                found[scalar.text] = NULL_LABEL if measure.type.kind in ("label", "text") else NULL_NUM
        return found

    def _publishes(self) -> Publishes:
        """What others may know of the results."""
        node = self.fields.get("publishes")
        if node is None:
            return Publishes()
        own = read_section(node, SECTIONS["what is published"], self.faults)
        cited = own.texts("cites")
        self._known_rules(cited)
        shows = frozenset(s.text for s in own.texts("shows"))
        return Publishes(shows, "after" in own, tuple(s.text for s in cited))

    def _known_rules(self, cited: Iterable[Scalar]) -> None:
        """Tell names that are no rule's."""
        rules = self.model.rules
        self.faults += (
            s.fault(f"no rule `{s.text}`", near_miss(s.text, rules)) for s in cited if s.text not in rules
        )

    def _plan(self) -> str:
        plan = self.fields.scalar("plan")
        self._known_rules([] if plan is None else [plan])
        return plan.text if plan is not None else ""

    def _cites(self, names: set[str]) -> dict[str, tuple[str, ...]]:
        given = self.fields.mapping("cites")
        found: dict[str, tuple[str, ...]] = {}
        for key, node in given.entries if given else ():
            scalars = [s for s in (node if isinstance(node, Sequence) else [node]) if isinstance(s, Scalar)]
            if key.text not in names:
                told = f"`{key.text}` is no item or step of the sheet"
                self.faults.append(key.fault(told, near_miss(key.text, names)))
            self._known_rules(scalars)
            found[key.text] = tuple(s.text for s in scalars)
        return found

    def _clauses(self) -> dict[str, str]:
        """The clauses of the rules that the sheet reads or whose numbers it uses."""
        texts = _texts(self.tree)
        defined = {name for rule in self.model.rules.values() for name in rule.defines}
        named: set[str] = set()
        for text in texts:
            if mentions(text, defined):
                named.update(*names_in(text, self.model.trees))
        return {
            r.id: r.clause
            for r in self.model.rules.values()
            if r.id in named or r.id in texts or named & set(r.defines)
        }


def _one_way(text: str) -> str:
    """A condition without what spaces differ in."""
    return " ".join(text.split())


def _texts(node: Node) -> set[str]:
    """All single values of a tree."""
    if isinstance(node, Scalar):
        return {node.text}
    inner = list(node) if isinstance(node, Sequence) else [value for _, value in node.entries]
    return set().union(*map(_texts, inner))
