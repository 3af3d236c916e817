"""What the parameters of a sheet may be, for a unit on a day."""

from __future__ import annotations

from policy_rules.facts.view import UnitView
from policy_rules.scoring.names_in_sheets import SheetParameter
from policy_rules.values.known import Labels, Num, Value, meet, point


def parameter_value(declared: SheetParameter, view: UnitView) -> Value:
    """What a parameter of the sheet may be: what ruleset or sheet set, within its range."""
    value = declared.value
    if value is None and declared.declared:
        value = view.parameter(declared.name, "", declared.type, point(declared.read_on))
    missing = declared.type.missing()
    if value is None:
        return missing
    if isinstance(value, Num) and isinstance(missing, Num):
        return meet(value, missing) or value
    if isinstance(value, Labels) and isinstance(missing, Labels) and value.members and missing.members:
        return Labels(value.members & missing.members or value.members, value.null)
    return value
