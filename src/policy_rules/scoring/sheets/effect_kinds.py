"""Kinds of score effects met in real schemes, and the words that say them, for authors of sheets.

Each kind has a file of facts, points and missing facts among the tests, to which a test holds this table.
"""

from __future__ import annotations

from policy_rules.attributes import frozen

# name: what it is: the words of sheets that say it
_KINDS = """
deduct_per_occurrence_capped: so much each time, until the item is used up: deduct each
deduct_per_occurrence_own_cap: the same with a cap of its own inside the item: deduct unless each at_most
deduct_per_shortfall_from_target: so much for each one short of a number asked for: deduct each
deduct_per_person_event: so much for each person, over a list of events: deduct if each for sum at_most
deduct_per_percentage_point: so much for each percentage point short: deduct each
deduct_per_step_other_than_1: so much for every ten points short: deduct each
deduct_vs_reference_value: so much for each per cent over a mean of earlier years: deduct each ratio undefined
fixed_deduction_on_breach: a fixed deduction where something is not done: deduct unless
graded_deduction_two_level: nothing done costs all, poorly done a part: deduct table
banded_deduction: the deduction of the band in which a rate lies: deduct table
escalating_then_zero: half a point for the first time, all for the second: deduct table
repeat_or_aggravation_surcharge: a second time is double, a grave case more: deduct read cases for sum times
mitigation_factor: a case that is solved costs half: deduct read cases for sum times
all_or_nothing: all points or none: add if
partial_credit_fixed: one of two things done earns a fixed part: deduct cases
ratio_proportional: points in proportion, up to the full number: add ratio at_most
ratio_inverse_proportional: the less, the more points: add ratio at_most undefined
ratio_with_over_100_cap: a ratio that may go over 100, up to 120: ratio at_most undefined
inverse_requirement_count: points for having found something: add if
tiered_score_by_level: the points of the highest level reached: add cases
rank_table_score: points by rank: read table peers
relative_to_best: points in proportion to the best unit: read ratio cases peers at_most undefined
curve_by_quantile: the first so many units get the best grade: read table peers
discretionary_range: a person chooses the deduction within bounds: deduct if given
bonus_capped_no_double: a bonus counted once for a matter, at its best, up to a cap: add for best
bonus_by_level_fixed: fixed bonus and penalty by level of praise and blame: deduct add table
bonus_ratio_over_target: a bonus for each one over a target, not capped: add if each sum
bonus_and_penalty_symmetric: so much more or so much less: add cases
improvement_bonus: a price that hangs on how far a number fell: each table ratio times undefined
two_way_with_caps: more in one direction, less in the other, each capped: tiers at_least at_most
exemption_condition: no deduction for those who are well above the average: deduct unless each
imputation_not_applicable: who has no figure gets the mean of others: read ratio mean peers at_most undefined
aggregate_over_children_mean: the mean over the units below: deduct each for mean at_most undefined
veto_total_fail: one event fails the whole: cases
veto_grade_cap: one event bars the best grade: table cases least
veto_zero_total: one event makes the total 0: deduct each cases
false_report_heavier: a false report costs at least the normal deduction: deduct given each cases best
rescale_group: what does not apply is left out and the rest rescaled: if ratio mean times
rescale_imported_score: the score of another assessment, converted: ratio
weighted_composite_of_channels: channels weighted and added, with an adjustment: sum
weights_by_chapter: points set each year, open until then: ratio
grade_bands: the grade of the band in which the total lies: table
score_over_100: a bonus that may lift the total over 100: sum limit at_most
different_sheet_per_class: the unit's class chooses the sheet (`for`): ratio sum
delegated_rule: the rule lies elsewhere, its result is entered: given
count_of_k_in_n: at least so many of several conditions: if cases sum
count_bands_per_institution: a grade by the share of conditions met: if table ratio sum
any_of_alternatives: one of several suffices: add if
profiling_only: collected and shown, not counted (`counts: false`): add if read share_of times
status_considered_conditional: passed on condition counts as passed: add table
grade_modifier: a grade and its plus or minus: table cases sum at_least at_most
grade_bump_bonus: a grade one place up for a good result: table cases sum at_most
half_and_half: half for one thing, half for the rest: cases sum
category_dropped: a category in which all units stand at the top is left out: if read mean peers
method_change_between_years: each year has its own sheet (`year`): mean
any_flaw_red: any flaw gives the worst grade: cases
hysteresis: a lower bar for who stood above it before: cases
manual_or_attachment_only: a person types the points, within bounds: add given
piecewise_marginal_tiers: each piece of a workload at its own price: tiers
"""


@frozen
class EffectKind:
    """A kind of score effects met in real schemes: what it is, and the words that say it."""

    number: int
    name: str
    doc: str
    words: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of the file of data that shows it, without its folder."""
        return f"{self.number:02}-{self.name.replace('_', '-')}.yaml"


def _kinds() -> tuple[EffectKind, ...]:
    rows = (line.split(": ", 1) for line in _KINDS.strip().splitlines())
    parted = ((name, *rest.rsplit(": ", 1)) for name, rest in rows)
    return tuple(EffectKind(n, name, doc, tuple(w.split())) for n, (name, doc, w) in enumerate(parted, 1))


KINDS = _kinds()
"""The kinds in the order of their numbers."""
