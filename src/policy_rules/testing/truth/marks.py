"""Which norms a year's sheet asks a unit for, of which everything is known: by the items that apply to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policy_rules.testing.truth.amounts import Points
from policy_rules.testing.truth.sheet_texts import listed


def marks(sheet: Mapping[str, Any], values: Mapping[str, Points], rules: Iterable[str]) -> dict[str, str]:
    """By rule `asked`, `not_asked` or `not_known`; nothing where the sheet says nothing of what is asked.

    An item that does not apply has no points. What no item carries is not asked only by a whole list.
    """
    items = sheet.get("items", [])
    whole = str(sheet.get("whole_list", "false")) == "true"
    if not whole and not any(listed(item.get("carries")) for item in items):
        return {}
    carried = {
        rule
        for item in items
        if values[item["id"]] is not None
        for rule in (*listed(item.get("carries")), *listed(item.get("reads")))
    }
    rest = "not_asked" if whole else "not_known"
    return {rule: "asked" if rule in carried else rest for rule in rules}
