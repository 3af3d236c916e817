"""What holds of every rule of `henan`: its conditions, its examples, its words, its days."""

from __future__ import annotations

import re

import pytest

from henan.booleans import MOST, PAGE, booleans_page, resting_on_one
from policy_rules.core import nodes as core
from policy_rules.ruleset.model import UNBREAKABLE, Rule
from policy_rules.ruleset.parameters import BUILT_IN

BREAKABLE = {"duty", "prohibition", "target", "consequence"}
LAST_DAY = "2025-12-31"
CHINESE = re.compile(r"[\u3400-\u9fff]+")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The last day of a record's own year, worked out from that of another: no day of the words.
YEARS_END = re.compile(r'@"2025-12-31" \+ @"P1Y" \* \(\w+\.\w+\.year - 2025\)')


def expected(rule: Rule) -> set[str]:
    """The outcomes that the rule's examples expect, instances' too."""
    told = [{e.expect} if isinstance(e.expect, str) else set(e.expect.values()) for e in rule.examples]
    return set().union(*told)


def conditions(rule: Rule) -> list[Rule]:
    """The rule's limbs, or itself: what has a condition, a day and a period of its own."""
    return list(rule.limbs.values()) or [rule]


def unconditional(rule: Rule) -> bool:
    return any(r.requires is None and not r.grading for r in conditions(rule))


def test_every_norm_that_can_be_broken_has_a_condition(henan):
    assert [r.id for r in henan if r.kind in BREAKABLE and unconditional(r)] == []


@pytest.mark.parametrize("outcome", ["satisfied", "violated", "unknown"])
def test_every_norm_that_can_be_broken_has_an_example_of_each_outcome(henan, outcome):
    assert [r.id for r in henan if r.kind in BREAKABLE and outcome not in expected(r)] == []


def test_what_cannot_be_broken_is_never_violated(henan):
    unbreakable = [r for r in henan if r.kind in UNBREAKABLE]
    assert unbreakable
    assert [r.id for r in unbreakable if expected(r) & {"violated", "pending"}] == []
    for rule in unbreakable:
        instance = henan.program.by_id[rule.id].instance
        assert instance is None or instance.name == "if", rule.id
        for used in instance.args[1:] if instance else ():
            assert isinstance(used, core.Const) and used.value.hi <= core.SATISFIED, rule.id


def test_a_rule_without_a_condition_is_one_that_cannot_be_broken(henan):
    assert {r.kind for r in henan if unconditional(r)} <= set(UNBREAKABLE)


@pytest.mark.parametrize("key", ["title", "gloss"])
def test_titles_and_glosses_are_english(henan, key):
    """A proper name may stand in Chinese, as the text has it."""
    wrong = []
    for rule in henan:
        said = getattr(rule, key)
        names = CHINESE.findall(said)
        clause = next(c.words for c in henan.model.clauses if rule.id in c.rules)
        foreign = [name for name in names if name not in clause]
        letters = sum(c.isascii() and c.isalpha() for c in said)
        if not said.strip() or foreign or letters < 3 * sum(map(len, names)):
            wrong.append(rule.id)
    assert wrong == []


def test_a_gloss_is_one_sentence(henan):
    assert [r.id for r in henan if not r.gloss.rstrip().endswith(".") or r.gloss[0].islower()] == []


def test_titles_tell_rules_of_one_clause_apart(henan):
    for clause in henan.model.clauses:
        titles = [henan.rules[r].title for r in clause.rules]
        assert sorted({t for t in titles if titles.count(t) > 1}) == [], clause.file


def test_few_rules_rest_on_one_boolean(henan):
    assert len(list(resting_on_one(henan))) <= MOST


def test_the_page_of_rules_on_one_boolean_is_current(henan):
    assert PAGE.read_text("utf-8") == booleans_page(henan)


def test_every_rule_on_one_boolean_has_a_reason(henan):
    rows = [line for line in booleans_page(henan).splitlines() if line.startswith(("| ip-", "| as-"))]
    assert len(rows) == len(list(resting_on_one(henan)))
    assert [row for row in rows if not row.rsplit("|", 2)[1].strip()] == []


def test_what_the_text_leaves_open_has_no_value(henan):
    filled = [
        name
        for name, p in henan.model.vocabulary.parameters.items()
        if p.values or p.rule_values or p.table is not None
    ]
    assert filled == []
    assert set(BUILT_IN) <= set(henan.model.vocabulary.parameters)


def test_no_day_lies_after_the_plan_unless_the_words_say_so(henan):
    late = []
    for rule in henan:
        for expression in (e for r in conditions(rule) for e in (r.due, r.period)):
            days = DAY.findall(expression.text) if expression else []
            late += [
                (rule.id, day)
                for day in days
                if day > LAST_DAY and f"{day[:4]}年" not in rule.text + rule.governed_by
            ]
    assert late == []


def test_a_day_in_a_rule_has_its_year_in_the_words_of_its_clause(henan):
    unsaid = []
    for clause in henan.model.clauses:
        for rule in (henan.rules[r] for r in clause.rules):
            dues = [YEARS_END.sub("", r.due.text) for r in conditions(rule) if r.due]
            days = {day for due in dues for day in DAY.findall(due)}
            days -= closing_days(henan, rule)
            unsaid += [(rule.id, day) for day in days if f"{day[:4]}年" not in clause.words]
    assert unsaid == []


def closing_days(henan, rule):
    """The default day of the rule's document, which a rule may name for what has no day of its own."""
    default = henan.model.documents[rule.document].default_due
    return set(DAY.findall(henan.rules[default].due.text)) if default else set()
