"""What if: an assessment asked again with facts, parameters, sheet, day or year changed.

Nothing is changed in place: the new assessment stands beside the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from attrs import evolve

from policy_rules.arguments import Day, Year, asked_day, asked_year, mapping_of
from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Scalar
from policy_rules.errors import FactsError, Fault, RulesetError, near_miss, printed
from policy_rules.facts.bound import Facts
from policy_rules.facts.edit import put, remove
from policy_rules.facts.naming import slot_of
from policy_rules.facts.printed import path_of, whose
from policy_rules.results.assessed import Asked, Assessed
from policy_rules.results.from_facts import assess
from policy_rules.results.sheet_choice import serving_sheet
from policy_rules.ruleset.decisions import without
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.parameter_names import name_and_rule
from policy_rules.ruleset.profile import apply_profile
from policy_rules.ruleset.sheet_heads import may_serve
from policy_rules.scoring.fitting import serves
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.changed_parameters import (
    read_again,
    read_sheet,
    set_here,
    sheet_names,
    with_parameter,
)
from policy_rules.values.python_scalars import UNKNOWN, own_scalar

Made = TypeVar("Made", bound=Assessed)


def what_if(
    before: Made,
    changes: Mapping[str, object] | None = None,
    *,
    as_of: Day | None = None,
    year: Year | None = None,
    sheet: str | Sheet | None = None,
    profile: str | None = None,
) -> Made:
    """The assessment with these changes.

    `changes` maps names to values. A name is the path of a fact (`staffing.posts_total`,
    `case_files[c1].legal_review_on`, `complete[lectures, 2024]`, `entries[name, 2024]`) or what
    findings and scores print as missing (`complete(lectures)`, `grading(rule)`, an entry, a measure),
    which is then of the year assessed; `parameters.name`, `parameters.name of rule`, or the bare name
    of a parameter. A value is written as in a facts file; None is null, `UNKNOWN` takes the fact away
    (opens the parameter). A name that begins with the id of another unit is a fact of that unit.

    What is left out stays: without `sheet` the one before, or the one that serves now where it served
    before and does no longer ("" = none); with `profile` its parameters count in place of all that were
    set before ("" = none).

    Raises:
        FactsError: names that nothing declares, values that cannot be; all of them at once.
        RulesetError: no such sheet or profile, or the sheet cannot be read with the parameters set.
    """
    given = mapping_of(changes, "changes", "names of facts and parameters to values")
    asked, model = before.asked, before.model
    here = asked.set_here if profile is None else {}
    told, faults = {_name(name): own_scalar(value) for name, value in given.items()}, list[Fault]()
    if profile is not None:
        model = _with_profile(before, profile)
    named = _named(before, model, asked.sheet if sheet is None else sheet)
    settings = {name: at for name in told if (at := _parameter(name, model, named, asked.facts)) is not None}
    for name, (parameter, rule) in settings.items():
        try:
            model = with_parameter(model, named, parameter, told[name], rule)
            here = set_here(here, parameter, rule, told[name])
        except RulesetError as error:
            faults += error.faults
    day = asked.as_of if as_of is None else asked_day(as_of, "as_of")
    for_year = asked.year if year is None else asked_year(year)
    facts = asked.facts
    for name, value in told.items():
        if name not in settings:
            try:
                facts = _change(
                    facts,
                    asked.unit,
                    name,
                    value,
                    model,
                    for_year or model.vocabulary.year.year(day.toordinal()),
                    named,
                )
            except FactsError as error:
                faults += error.faults
    if faults:
        raise FactsError(faults)
    if asked.decisions is not None and settings:
        decided = without(asked.decisions, frozenset(name for name, _ in settings.values()))
        asked = evolve(asked, decisions=decided)
    again = evolve(
        asked,
        facts=facts,
        as_of=day,
        year=for_year,
        profile=asked.profile if profile is None else profile,
        set_here=here,
    )
    again = evolve(again, sheet=_sheet(before, model, again, sheet))
    return assess(type(before), model, before.program, again, before.peers)


def _name(name: object) -> str:
    if not isinstance(name, str):
        told = f"`{printed(name)}` names no fact and no parameter"
        raise FactsError(Fault(told, hint="names are texts such as `staffing.posts_total`"))
    return name


# -- parameters -------------------------------------------------------------------------------------


def _with_profile(before: Assessed, profile: str) -> RulesetModel:
    """The ruleset as its files have it, with the parameters of a profile."""
    model = before.program.model
    if not profile:
        return model
    model, faults = apply_profile(model, profile)
    if faults:
        raise RulesetError(faults)
    return model


def _parameter(name: str, model: RulesetModel, sheet: Sheet | None, facts: Facts) -> tuple[str, str] | None:
    """The parameter (and the rule whose own it is) that a name means; None for the name of a fact."""
    if name.startswith("parameters."):
        return name_and_rule(name)
    known = {*model.vocabulary.parameters, *model.vocabulary.cells, *(sheet.parameters if sheet else ())}
    of, bracket, _ = name.partition("[")
    if bracket and of in model.vocabulary.cells and of not in model.vocabulary.entities:
        return name, ""  # of a set or a table, though it may have no such label
    if name not in known or name in model.vocabulary.measures or (sheet and name in sheet.entries()):
        return None
    return name, ""


# -- sheets -----------------------------------------------------------------------------------------


def _named(before: Assessed, model: RulesetModel, sheet: str | Sheet | None) -> Sheet | None:
    """The sheet whose entries and parameters the names may mean."""
    if sheet is None or isinstance(sheet, Sheet):
        return sheet
    if isinstance(sheet, str):
        return read_sheet(model, sheet, before.program.by_id) if sheet else None
    raise RulesetError(Fault(f"no sheet `{printed(sheet)}`", hint=near_miss(sheet, ())))


def _sheet(before: Assessed, model: RulesetModel, asked: Asked, wanted: str | Sheet | None) -> Sheet | None:
    """The sheet wanted, or the one before, or the one that serves now."""
    if wanted is not None:
        return _named(before, model, wanted)
    had, programs = before.asked.sheet, before.program.by_id
    if had is not None and (_serves(had, model, asked) or not _serves(had, before.model, before.asked)):
        return had if model is before.model else read_again(model, had, programs)
    if not may_serve(model, asked.as_of, asked.year, illustrative=bool(asked.profile)):
        return None
    sheets = [read_sheet(model, name, programs) for name in sheet_names(model)]
    about = (asked.facts, asked.unit, asked.as_of, asked.year)
    return serving_sheet(sheets, model, *about, illustrative=bool(asked.profile))


def _serves(sheet: Sheet, model: RulesetModel, asked: Asked) -> bool:
    return serves(sheet, model, asked.facts, asked.unit, asked.as_of, asked.year)


# -- facts ------------------------------------------------------------------------------------------


def _change(
    facts: Facts, unit: str, name: str, value: object, model: RulesetModel, year: int, sheet: Sheet | None
) -> Facts:
    """The facts with one changed; `name` may begin with the id of another unit."""
    owner, bare = whose(name, facts, unit, model)
    entries = () if sheet is None else tuple(sheet.entries())
    path = path_of(bare, model, year, entries, 0 if sheet is None else sheet.year)
    slot = slot_of(path, model)
    own = facts.units[owner]
    changed = remove(own, slot, model) if value is UNKNOWN else put(own, slot, _plain(value), "", model)
    return evolve(facts, units={**facts.units, owner: changed})


def _plain(value: object) -> object:
    """A value read from a file as one given in Python, as far as records and completeness ask for it."""
    if isinstance(value, MappingNode):
        return {key.text: node for key, node in value.entries}
    return True if isinstance(value, Scalar) and not value.quoted and value.text == "true" else value
