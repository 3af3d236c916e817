"""Fifty rules of the ruleset as a person would write them by hand, on plain dictionaries.

For the benchmark only: what each rule asks is said in the rule files. Outcomes are intervals on the
chain not_applicable 0, excepted 1, satisfied 2, pending 3, violated 4. A key that is not there is a
fact not known; None under a key that may be null says that there is none. Facts are of days up to
`as_of`; held to the engine for days after the closing day.
"""

import datetime
import math

from bench.hand_written_parts import (
    CLOSE,
    both,
    by_case,
    done,
    either,
    ends_after,
    no,
    not_less,
    one_of,
    outcome,
    over_zero,
    there_is,
    there_is_no,
    worst,
    yes,
    zero,
)

# rule: who is bound, the entity, its dates, the last day in time
BY_DAY = {
    "ip-5-s15": (
        "government",
        "approval_reform",
        ("proof_verification_on", "proof_data_shared_on", "proof_business_joint_on"),
        CLOSE,
    ),
    "ip-5-s26": (
        "province",
        "provincial_works",
        ("online_supervision_guideline_issued_on",),
        datetime.date(2022, 12, 31),
    ),
    "ip-5-s31": ("province", "cross_province_service", ("management_system_on",), CLOSE),
    "ip-5-s33": (
        "province",
        "cross_province_service",
        (
            "display_on",
            "application_on",
            "search_on",
            "push_on",
            "case_query_on",
            "advice_on",
            "rating_on",
        ),
        CLOSE,
    ),
    "ip-5-s32": ("province", "cross_province_service", ("platform_zone_on", "mobile_zone_on"), CLOSE),
    "ip-12-s2": ("province", "decision_institutions", ("provincial_rules_on",), CLOSE),
    "ip-14-s20": ("province", "equipment_standards", ("city_on", "county_on", "township_on"), CLOSE),
    "ip-32-s4": (
        "province",
        "provincial_works",
        ("government_data_system_formed_on",),
        datetime.date(2023, 12, 31),
    ),
    "ip-33-s3": (
        "province",
        "provincial_works",
        ("supervision_portal_on", "supervision_core_on", "supervision_hub_on"),
        datetime.date(2022, 12, 31),
    ),
    "ip-36-s1": ("province", "supervision_platform", ("upgraded_on",), CLOSE),
}
# rule: who is bound, the list, the field and its labels of each of which one record is to stand, which count
IN_USE = {
    "ip-29-s12": ("city", "facilities", "kind", ("city_site_platform",), None),
    "ip-33-s7": (
        "province",
        "facilities",
        "kind",
        ("enforcement_app", "enforcement_management_system", "enforcement_publicity_platform"),
        None,
    ),
    "ip-37-s5": (
        "province",
        "institutions",
        "subject",
        ("online_rule_of_law_coordination",),
        one_of("kind", "own_document", "operation"),
    ),
    "ip-38-s16": (
        "government",
        "institutions",
        "subject",
        ("law_in_initial_training", "law_in_appointment_training"),
        one_of("kind", "own_document", "superior_document"),
    ),
}
# rule: who is bound, the list, which of its records count, what each must be
STANDING = {
    "ip-4-s15": (
        "organ",
        "market_entry_applications",
        one_of("list_status", "unlisted"),
        both(one_of("result", "admitted", "refused_otherwise"), no("unfounded_condition")),
    ),
    "ip-5-s3": ("organ", "quasi_licence_items", None, no("works_as_licence")),
    "ip-6-s6": (
        "organ",
        "competition_inquiries",
        one_of("finding", "no_abuse", "abuse"),
        one_of("finding", "no_abuse"),
    ),
    "ip-6-s7": (
        "organ",
        "foreign_investment_admissions",
        None,
        by_case("field_listed", yes("list_applied"), yes("treated_as_domestic")),
    ),
    "ip-6-s8": ("organ", "investor_conditions", no("field_listed"), no("foreign_only")),
    "ip-6-s12": (
        "organ",
        "market_measures",
        both(
            yes("closely_related"),
            one_of("kind", "local_regulation", "government_rule", "normative_document"),
        ),
        both(done("enterprises_heard_on", by="issued_on"), done("associations_heard_on", by="issued_on")),
    ),
    "ip-6-s14": (
        "organ",
        "market_measures",
        yes("in_review_scope"),
        both(
            done("competition_review_on", by="issued_on"),
            one_of("competition_review_result", "no_restriction", "exception_applies"),
        ),
    ),
    "ip-9-s2": ("organ", "issued_normative_documents", None, yes("within_powers")),
    "ip-9-s6": (
        "organ",
        "issued_normative_documents",
        None,
        both(no("copies_superior"), no("paper_for_paper")),
    ),
    "ip-9-s13": (
        "organ",
        "issued_normative_documents",
        yes("touches_rights"),
        both(
            done("legality_review_on", by="issued_on"),
            either(
                there_is_no("collective_decision_on"),
                done("legality_review_on", by="collective_decision_on"),
            ),
        ),
    ),
    "as-4.3.3.3-s1": (
        "organ",
        "issued_normative_documents",
        None,
        both(both(yes("within_powers"), zero("procedure_breaches")), yes("content_in_line")),
    ),
    "as-4.3.3.3-s2": (
        "organ",
        "issued_normative_documents",
        None,
        both(done("legality_review_on", by="issued_on"), one_of("legality_result", "lawful")),
    ),
    "as-4.3.3.9-s8": (
        "government",
        "performance_schemes",
        one_of("subject_kind", "local_government", "department", "officials"),
        one_of("lawful_duty", "important"),
    ),
    "ip-10-s2": (
        "organ",
        "decision_matters",
        there_is("decided_on"),
        both(yes("within_powers"), yes("by_procedure")),
    ),
    "ip-10-s3": ("organ", "decision_matters", there_is("decided_on"), yes("content_lawful")),
    "ip-10-s6": (
        "organ",
        "decision_matters",
        both(yes("is_major"), there_is("discussed_on")),
        either(
            both(done("legality_review_on", by="discussed_on"), one_of("legality_result", "lawful")),
            both(
                both(yes("exploratory_reform"), done("risk_report_on", by="discussed_on")),
                either(done("legality_review_on", by="discussed_on"), lambda _: None),
            ),
        ),
    ),
    "ip-13-s4": ("organ", "decision_executions", None, one_of("conduct", "no_fault")),
    "ip-13-s8": (
        "organ",
        "decision_changes",
        yes("lawfully_made"),
        done("procedure_completed_on", by="changed_on"),
    ),
    "ip-16-s6": ("agency", "case_files", None, one_of("process_record", "whole")),
    "ip-16-s7": ("agency", "case_files", yes("is_major"), done("legal_review_on", by="decided_on")),
    "ip-16-s8": (
        "agency",
        "case_files",
        one_of("act_type", "penalty", "licence", "coercion"),
        zero("documents_off_form"),
    ),
    "ip-16-s9": ("agency", "case_files", None, zero("filing_defects")),
    "ip-16-s21": ("agency", "case_files", None, not_less("stages_with_explanation", "stages", least=1)),
    "ip-16-s22": ("government", "shutdown_orders", yes("is_general"), yes("has_statutory_basis")),
    "ip-16-s23": ("agency", "case_files", None, no("minutes_as_basis")),
    "ip-21-s5": (
        "agency",
        "enforcement_training_programmes",
        None,
        both(
            over_zero("mediation_hours"),
            either(no("has_examination"), over_zero("mediation_questions")),
        ),
    ),
    "ip-28-s12": ("organ", "directives", None, no("sets_fine_quota")),
    "ip-28-s13": ("organ", "appraisals", None, no("linked_to_fine_income")),
    "ip-38-s2": ("government", "adopted_budgets", None, not_less("key_work_funds", "key_work_need", least=0)),
    "ip-38-s10": ("organ", "decisions", yes("reduces_rights_or_adds_duties"), no("contrary_to_law")),
    "ip-38-s28": ("organ", "directives", yes("to_enforcement_officers"), no("demands_unlawful_act")),
}
# the same, to be done by the closing day of the plan
BY_CLOSE = {
    "ip-14-s5": (
        "county",
        "enforcement_teams",
        None,
        either(done("merged_with_bureau_on"), done("dissolved_on")),
    ),
    "ip-16-s14": (
        "agency",
        "enforcement_items",
        None,
        either(one_of("legal_basis", "law", "regulation", "rule"), done("cancelled_on")),
    ),
}
# rule: who is bound, the list, how many of its records there are to be in the year, which count
YEARLY = {
    "ip-38-s14": ("government", "lectures", 2, yes("is_rule_of_law")),
}
RULES = (*BY_DAY, *IN_USE, *STANDING, *BY_CLOSE, *YEARLY, "ip-14-s8", "ip-38-s21")
# softened by 原则上 or 一般: a recorded exception lifts them
IN_PRINCIPLE = {"ip-14-s5": "county", "ip-14-s8": "agency"}
# how the records of a list lie in time: on a day, or from one day to another
ON = {
    "shutdown_orders": "issued_on",
    "case_files": "decided_on",
    "directives": "given_on",
    "decisions": "decided_on",
    "lectures": "held_on",
    "issued_normative_documents": "issued_on",
    "market_measures": "issued_on",
    "decision_changes": "changed_on",
    "adopted_budgets": "adopted_on",
    "market_entry_applications": "answered_on",
    "foreign_investment_admissions": "decided_on",
    "enforcement_training_programmes": "issued_on",
}
DURING = {
    "quasi_licence_items": ("asked_from", "asked_until"),
    "investor_conditions": ("in_force_from", "in_force_to"),
    "appraisals": ("in_force_from", "in_force_to"),
    "decision_matters": ("put_up_on", "decided_on"),
    "decision_executions": ("assigned_on", "completed_on"),
    "competition_inquiries": ("opened_on", "closed_on"),
    "performance_schemes": ("in_force_from", "in_force_to"),
    "facilities": ("set_up_on", "ended_on"),
    "institutions": ("in_force_from", "ended_on"),
    "enforcement_items": ("listed_on", "cancelled_on"),
    "enforcement_teams": ("formed_on", "dissolved_on"),
    "enforcement_officers": ("on_duty_from", "on_duty_to"),
}


def assess(facts, as_of, year):
    """The outcome interval of each of RULES."""
    start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if as_of < start:
        raise ValueError(as_of)
    who = roles(facts)
    lists = {name: in_year(facts, name, start, min(end, as_of)) for name in (*ON, *DURING)}
    whole = {name for name, years in facts.get("complete", {}).items() if year in years}
    late, over = (4 if as_of > CLOSE else 3), (4 if as_of > end else 3)
    found = dict.fromkeys(RULES, (0, 0))
    for rule, (bound, entity, dates, due) in BY_DAY.items():
        if who[bound] is not False:
            found[rule] = bind(who[bound], by_day(facts.get(entity, {}), dates, due, as_of))
    for rule, (bound, name, field, labels, counts) in IN_USE.items():
        if who[bound] is not False:
            stand = in_use(lists[name], name in whole, field, labels, counts, as_of, late)
            found[rule] = bind(who[bound], stand)
    for table, missed in ((STANDING, 4), (BY_CLOSE, late)):
        for rule, (bound, name, counts, met) in table.items():
            if who[bound] is not False:
                found[rule] = bind(who[bound], worst(lists[name], name in whole, counts, met, missed))
    for rule, (bound, name, least, counts) in YEARLY.items():
        if who[bound] is not False:
            found[rule] = bind(who[bound], at_least(least, lists[name], name in whole, counts, over))
    if who["agency"] is not False:
        found["ip-14-s8"] = bind(who["agency"], posts(facts, late))
        officers = lists["enforcement_officers"], "enforcement_officers" in whole
        found["ip-38-s21"] = bind(who["agency"], training(*officers, year, (start, min(end, as_of)), over))
    for exception in facts.get("exceptions", ()):
        bearer = IN_PRINCIPLE.get(exception["rule"])
        if bearer and who[bearer] is not False:
            found[exception["rule"]] = bind(who[bearer], (1, 1))
    return found


def bind(applies, outcome):
    """The outcome, or not applicable where it is not known whether the rule binds the unit."""
    return outcome if applies else (0, outcome[1])


def roles(facts):
    """Whether the unit is a government, a department too, an agency that enforces: True, False or None."""
    kind, level = facts.get("kind"), facts.get("level")
    government = None if kind is None else kind == "government"
    who = {
        "government": government,
        "organ": None if kind is None else kind in ("government", "department"),
        "agency": facts.get("holds_enforcement_power"),
    }
    for name in ("province", "city", "county"):
        here = None if level is None else level == name
        who[name] = False if False in (government, here) else None if None in (government, here) else True
    return who


def in_year(facts, name, start, end):
    """The records of a list that lie in the year, each with True, or None where it may lie in it."""
    records = facts.get(name, ())
    if name in ON:
        dated = ON[name]
        return [(r, True) for r in records if start <= r[dated] <= end]
    begins, ends = DURING[name]
    found: list[tuple[dict, bool | None]] = []
    for r in records:
        if r[begins] > end:
            continue
        if ends not in r:
            found.append((r, None))
        elif r[ends] is None or r[ends] >= start:
            found.append((r, True))
    return found


def by_day(entity, dates, due, as_of):
    """All of the dates are there and in time."""
    missed, unknown = (4 if as_of > due else 3), False
    for name in dates:
        if name not in entity:
            unknown = True
        elif entity[name] is None or entity[name] > due:
            return (missed, missed)
    return (2, missed) if unknown else (2, 2)


def in_use(records, whole, field, labels, counts, as_of, missed):
    """For each of the labels a record that counts stands on the closing day; one not listed may."""
    lo, hi = 2, 2
    for label in labels:
        test = both(one_of(field, label), ends_after(min(as_of, CLOSE)))
        tests = [test(r) if counts is None else both(test, counts)(r) for r, _ in records]
        if True in tests:
            continue
        hi = missed
        if whole and None not in tests:
            lo = missed
    return (lo, hi)


def posts(facts, missed):
    """80 % of the posts on the front line, where there are posts."""
    frontline, total = facts.get("posts_frontline"), facts.get("posts_total")
    if not total:
        return (0, missed if total is None else 0)
    if frontline is None:
        return (2, missed)
    return outcome(frontline * 5 >= total * 4, missed)


def at_least(least, records, whole, counts, missed):
    """So many of the records count."""
    sure = possible = 0
    for r, _ in records:
        counted = counts(r)
        sure += counted is True
        possible += counted is not False
    if sure >= least:
        return (2, 2)
    return (missed, missed) if whole and possible < least else (2, missed)


def training(officers, whole, year, period, missed):
    """Sixty hours for each officer on duty all the year; whether political hours are owed too is open."""
    start, end = period
    lo, hi = 0, 0 if whole else missed
    for officer, _ in officers:
        least: float = 0
        most: float = 0
        beside: set[str] = set()
        for t in officer.get("training", ()):
            content, hours = t.get("content"), t.get("hours")
            if not start <= t["held_on"] <= end:
                continue
            if content in ("political", "party_spirit"):
                beside.add(content)
            if content not in (None, "professional", "legal"):
                continue
            most += math.inf if hours is None else hours
            if content is not None and hours is not None:
                least += hours
        if year not in officer.get("complete", ()):
            most = math.inf
        lo = max(lo, missed if most < 60 else 2)
        hi = max(hi, 2 if least >= 60 and len(beside) == 2 else missed)
    return (lo, hi)
