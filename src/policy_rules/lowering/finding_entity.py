"""The findings of rules as a list that rules about rules go through."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.vocabulary import TEXT, Attribute, Entity, Type

FINDING_ENTITY = Entity(
    "findings",
    {
        a.name: a
        for a in (
            Attribute("rule", TEXT, zh="规则", en="rule"),
            Attribute("outcome", core.OUTCOME, zh="认定结果", en="outcome"),
            Attribute("due", Type("date", nullable=True), planned=True, zh="期限", en="due day"),
            Attribute("due_from", Type("text", nullable=True), zh="期限出处", en="whence the due day"),
            Attribute(
                "default_from", Type("text", nullable=True), zh="默认期限出处", en="whence the default day"
            ),
            Attribute(
                "default_outcome",
                core.OUTCOME,
                zh="适用默认期限部分的认定结果",
                en="outcome by the default day",
            ),
            Attribute("kind", TEXT, zh="类别", en="kind"),
            Attribute("clause", TEXT, zh="条款", en="clause"),
        )
    },
    zh="认定",
    en="findings",
)
