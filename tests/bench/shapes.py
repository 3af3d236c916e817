"""The entities that the fifty rules read, and how a value of each field is drawn."""

import datetime

ENTITIES = {
    "provincial_works": (
        "online_supervision_guideline_issued_on",
        "government_data_system_formed_on",
        "supervision_portal_on",
        "supervision_core_on",
        "supervision_hub_on",
    ),
    "cross_province_service": (
        "platform_zone_on",
        "mobile_zone_on",
        "display_on",
        "application_on",
        "search_on",
        "push_on",
        "case_query_on",
        "advice_on",
        "rating_on",
    ),
    "decision_institutions": ("provincial_rules_on",),
    "equipment_standards": ("city_on", "county_on", "township_on"),
    "supervision_platform": ("upgraded_on",),
    "data_sharing_plan": ("issued_on",),
}
TRUTHS = {"data_sharing_plan": ("covers_providers", "covers_users", "covers_managers")}


def day(draw, year):
    """A day of the year."""
    return datetime.date(year, 1, 1) + datetime.timedelta(draw.randrange(365))


def dated(draw, record):
    """A day of the year that is assessed, or sometimes of the one before."""
    return day(draw, 2025 if draw.random() < 0.9 else 2024)


def mostly(draw, record):
    """True, as a rule."""
    return draw.random() < 0.9


def seldom(draw, record):
    """False, as a rule."""
    return draw.random() < 0.15


def few(draw, record):
    """A number of faults, mostly none."""
    return draw.choice([0, 0, 0, 0, 0, 1, 2])


def among(*values):
    """One of the values, those written twice twice as often."""

    def drawn(draw, record):
        return draw.choice(values)

    return drawn


def around(name):
    """A day before, on or after another one of the record, or none."""

    def drawn(draw, record):
        if draw.random() < 0.1:
            return None
        return min(
            record[name] + datetime.timedelta(draw.choice([-9, -1, 0, 0, 1])), datetime.date(2026, 1, 1)
        )

    return drawn


def before(name):
    """A day not after another one of the record, as a rule."""

    def drawn(draw, record):
        value = record.get(name)
        if value is None or draw.random() < 0.05:
            return None
        return value - datetime.timedelta(draw.choice([9, 1, 1, 0]))

    return drawn


def ended(draw, record):
    """The end of what began in the year, at its bounds, a day after it or never."""
    began = max(v for v in record.values() if isinstance(v, datetime.date))
    ends = ((2024, 12, 31), (2025, 1, 1), (2025, 12, 31), (2026, 1, 1))
    end = draw.choice([None, None, *(datetime.date(*d) for d in ends)])
    return end if end is None else max(end, began)


def closed(draw, record):
    """A day at the close of the plan, or none."""
    return draw.choice(
        [None, datetime.date(2024, 5, 6), datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)]
    )


imposed = among("applied", "applied", "applied", "not_provided", "withheld")

LISTS = {
    "shutdown_orders": {"issued_on": dated, "is_general": mostly, "has_statutory_basis": mostly},
    "case_files": {
        "decided_on": dated,
        "is_major": seldom,
        "legal_review_on": around("decided_on"),
        "act_type": among("penalty", "licence", "coercion", "payment", "other"),
        "documents_off_form": few,
        "put_in_order_on": around("decided_on"),
        "process_record": among("whole", "whole", "whole", "partial", "none"),
        "grave_violation": seldom,
        "very_high_fine": imposed,
        "lifetime_ban": imposed,
        "punitive_damages": imposed,
        "minutes_as_basis": seldom,
    },
    "directives": {
        "given_on": dated,
        "sets_fine_quota": seldom,
        "demands_unlawful_act": seldom,
        "to_enforcement_officers": mostly,
    },
    "decisions": {"decided_on": dated, "contrary_to_law": seldom, "reduces_rights_or_adds_duties": mostly},
    "lectures": {"held_on": dated, "is_rule_of_law": among(True, False, False)},
    "issued_normative_documents": {
        "issued_on": dated,
        "within_powers": mostly,
        "simplified_by_rule": seldom,
        "copies_superior": seldom,
        "paper_for_paper": seldom,
        "touches_rights": mostly,
        "legality_review_on": around("issued_on"),
        "collective_decision_on": around("issued_on"),
        "legality_result": among("lawful", "lawful", "lawful", "lawful", "unlawful", "not_reviewed"),
    },
    "quasi_licence_items": {
        "asked_from": dated,
        "asked_until": ended,
        "set_by_unit": mostly,
        "works_as_licence": seldom,
    },
    "appraisals": {"in_force_from": dated, "in_force_to": ended, "linked_to_fine_income": seldom},
    "investor_conditions": {
        "in_force_from": dated,
        "in_force_to": ended,
        "field_listed": seldom,
        "foreign_only": seldom,
    },
    "decision_matters": {
        "put_up_on": dated,
        "decided_on": ended,
        "within_powers": mostly,
        "by_procedure": mostly,
        "content_lawful": mostly,
        "is_major": seldom,
        "exploratory_reform": seldom,
        "risk_report_on": around("put_up_on"),
        "legality_review_on": around("put_up_on"),
        "discussed_on": around("put_up_on"),
        "legality_result": among("lawful", "lawful", "lawful", "lawful", "unlawful", "not_reviewed"),
    },
    "decision_executions": {
        "assigned_on": dated,
        "completed_on": ended,
        "conduct": among("no_fault", "no_fault", "no_fault", "refused", "dragged"),
    },
    "decision_changes": {
        "changed_on": dated,
        "lawfully_made": mostly,
        "procedure_completed_on": around("changed_on"),
    },
    "adopted_budgets": {
        "adopted_on": dated,
        "key_work_need": among(0, 500_000, 800_000),
        "key_work_funds": among(499_999, 500_000, 800_000, 800_000),
    },
    "market_measures": {
        "issued_on": dated,
        "in_review_scope": mostly,
        "competition_review_on": around("issued_on"),
        "competition_review_result": among(
            "no_restriction", "no_restriction", "exception_applies", "restricts"
        ),
    },
    "enforcement_teams": {"formed_on": dated, "merged_with_bureau_on": closed, "dissolved_on": ended},
    "market_entry_applications": {
        "answered_on": dated,
        "list_status": among("unlisted", "unlisted", "licensed", "licensed", "forbidden"),
        "result": among("admitted", "admitted", "admitted", "admitted", "refused_otherwise", "barred"),
        "unfounded_condition": seldom,
        "licence_conditions_met": mostly,
    },
    "competition_inquiries": {
        "opened_on": dated,
        "closed_on": ended,
        "finding": among("no_abuse", "no_abuse", "no_abuse", "still_open", "abuse"),
    },
    "foreign_investment_admissions": {
        "decided_on": dated,
        "field_listed": mostly,
        "list_applied": mostly,
        "treated_as_domestic": mostly,
    },
    "enforcement_items": {
        "listed_on": dated,
        "cancelled_on": ended,
        "legal_basis": among("law", "regulation", "rule", "rule", "other", "none"),
    },
    "major_decision_files": {
        "decided_on": dated,
        "collective_decision_on": around("decided_on"),
        "legality_review_on": before("collective_decision_on"),
        "reform_risk_shown": among("none", "none", "none", "none", "reviewed", "unreviewed"),
        "touches_vital_interests": mostly,
        "risk_assessed_on": before("decided_on"),
        "stakeholders_heard_on": before("decided_on"),
        "opinions_laid_on": before("decided_on"),
        "withheld_by_law": seldom,
        "under_stability_assessment": seldom,
        "stability_assessed_on": around("decided_on"),
        "petition_report_on": around("decided_on"),
        "petition_report_laid_on": before("decided_on"),
        "petition_report_weighed": mostly,
    },
    "proof_items": {
        "imposed_on": dated,
        "abolished_on": ended,
        "set_by_unit": mostly,
        "basis": among("law", "law", "regulation", "state_council_decision", "rule"),
    },
    "facilities": {
        "set_up_on": dated,
        "ended_on": ended,
        "kind": among("supervision_contact_points", "supervision_contact_points", "enforcement_app"),
        "of_whom": among("own", "own", "wider"),
    },
    "institutions": {
        "in_force_from": dated,
        "ended_on": ended,
        "subject": among("must_know_laws", "online_rule_of_law_coordination"),
        "kind": among("own_document", "superior_document", "operation"),
    },
    "ordinary_decisions": {
        "decided_on": dated,
        "petition_report_on": around("decided_on"),
        "petition_report_laid_on": before("decided_on"),
        "petition_report_weighed": mostly,
    },
}
