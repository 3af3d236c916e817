"""The fifty rules of the hand-written code, in tables of one form each; their words are in the rule files."""

import datetime

from bench.hand_written_parts import (
    CLOSE,
    both,
    by_case,
    done,
    either,
    no,
    not_less,
    one_of,
    over_zero,
    there_is,
    there_is_no,
    undecided,
    yes,
    zero,
)

REVIEWED_IN_TIME = both(
    done("legality_review_on", by="issued_on"),
    either(
        either(
            there_is_no("collective_decision_on"),
            done("legality_review_on", by="collective_decision_on"),
        ),
        undecided,
    ),
)

# rule: who is bound, the entity, its dates, the last day in time
BY_DAY = {
    "ip-5-s26": (
        "province_perhaps_regulators",
        "provincial_works",
        ("online_supervision_guideline_issued_on",),
        datetime.date(2022, 12, 31),
    ),
    "ip-5-s33": (
        "province_perhaps_operators",
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
    "ip-5-s32": (
        "province_perhaps_operators",
        "cross_province_service",
        ("platform_zone_on", "mobile_zone_on"),
        CLOSE,
    ),
    "ip-12-s2": ("province", "decision_institutions", ("provincial_rules_on",), CLOSE),
    "ip-14-s20": (
        "province_perhaps_agencies",
        "equipment_standards",
        ("city_on", "county_on", "township_on"),
        CLOSE,
    ),
    "ip-32-s4": (
        "province_perhaps_cities",
        "provincial_works",
        ("government_data_system_formed_on",),
        datetime.date(2023, 12, 31),
    ),
    "ip-33-s3": (
        "province_perhaps_regulators",
        "provincial_works",
        ("supervision_portal_on", "supervision_core_on", "supervision_hub_on"),
        datetime.date(2022, 12, 31),
    ),
    "ip-32-s1": ("province_perhaps_data_authority", "data_sharing_plan", ("issued_on",), CLOSE),
    "ip-36-s1": ("province_perhaps_offices", "supervision_platform", ("upgraded_on",), CLOSE),
}
# what is to be true beside the dates; how many of the dates are perhaps enough
TRUE_BESIDE = {"ip-32-s1": ("covers_providers", "covers_users", "covers_managers")}
PERHAPS_ENOUGH = {"ip-14-s20": 2}
# of which it is open whether what it is for is owed too, by the closing day; nobody grades that here
AIM_OPEN = {"ip-5-s26"}
# of which it is open whether papers on the work are enough, which are not told here
EFFORT_OPEN = {"ip-14-s20"}
# rule: who is bound, the list, the field and its labels of each of which one record is to stand, which count
IN_USE = {
    "ip-28-s14": (
        "supervisor_perhaps_agencies",
        "facilities",
        "kind",
        ("supervision_contact_points",),
        either(one_of("of_whom", "own"), undecided),
    ),
    "ip-37-s5": (
        "province_perhaps_organs",
        "institutions",
        "subject",
        ("online_rule_of_law_coordination",),
        either(one_of("kind", "own_document", "operation"), undecided),
    ),
    "ip-38-s8": (
        "above_townships_perhaps_organs",
        "institutions",
        "subject",
        ("must_know_laws",),
        both(
            one_of("kind", "own_document", "superior_document"),
            either(one_of("kind", "own_document"), undecided),
        ),
    ),
}
# rule: who is bound, the list, which of its records count, what each must be
STANDING = {
    "ip-4-s14": (
        "organ",
        "market_entry_applications",
        one_of("list_status", "forbidden", "licensed"),
        by_case(
            one_of("list_status", "forbidden"),
            one_of("result", "barred", "refused_otherwise"),
            by_case(
                one_of("result", "admitted"),
                yes("licence_conditions_met"),
                either(one_of("result", "refused_otherwise"), no("licence_conditions_met")),
            ),
        ),
    ),
    "ip-4-s15": (
        "organ",
        "market_entry_applications",
        one_of("list_status", "unlisted"),
        both(one_of("result", "admitted", "refused_otherwise"), no("unfounded_condition")),
    ),
    "ip-5-s16": (
        "organ",
        "proof_items",
        either(yes("set_by_unit"), undecided),
        one_of("basis", "law", "regulation", "state_council_decision"),
    ),
    "ip-5-s3": (
        "organ",
        "quasi_licence_items",
        either(yes("set_by_unit"), undecided),
        no("works_as_licence"),
    ),
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
        by_case(yes("field_listed"), yes("list_applied"), yes("treated_as_domestic")),
    ),
    "ip-6-s8": ("organ", "investor_conditions", no("field_listed"), no("foreign_only")),
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
        either(
            REVIEWED_IN_TIME,
            both(yes("simplified_by_rule"), undecided),
        ),
    ),
    "as-4.3.3.3-s2": (
        "organ",
        "issued_normative_documents",
        None,
        either(
            both(
                REVIEWED_IN_TIME,
                one_of("legality_result", "lawful"),
            ),
            either(
                both(
                    both(yes("simplified_by_rule"), undecided),
                    one_of("legality_result", "lawful", "not_reviewed"),
                ),
                both(no("touches_rights"), undecided),
            ),
        ),
    ),
    "ip-10-s2": (
        "organ",
        "decision_matters",
        done("decided_on"),
        both(yes("within_powers"), yes("by_procedure")),
    ),
    "ip-10-s3": ("organ", "decision_matters", done("decided_on"), yes("content_lawful")),
    "ip-10-s6": (
        "organ",
        "decision_matters",
        both(yes("is_major"), there_is("discussed_on")),
        either(
            both(done("legality_review_on", by="discussed_on"), one_of("legality_result", "lawful")),
            both(both(yes("exploratory_reform"), done("risk_report_on", by="discussed_on")), undecided),
        ),
    ),
    "ip-12-s4": (
        "organ",
        "major_decision_files",
        None,
        both(
            either(
                done("legality_review_on", by="collective_decision_on"),
                both(
                    both(
                        there_is_no("legality_review_on"),
                        one_of("reform_risk_shown", "reviewed", "unreviewed"),
                    ),
                    undecided,
                ),
            ),
            done("collective_decision_on", by="decided_on"),
        ),
    ),
    "ip-12-s7": (
        "organ",
        "major_decision_files",
        yes("touches_vital_interests"),
        either(done("risk_assessed_on", by="decided_on"), done("stability_assessed_on", by="decided_on")),
    ),
    "ip-12-s8": (
        "organ",
        "major_decision_files",
        yes("touches_vital_interests"),
        either(
            both(done("stakeholders_heard_on", by="decided_on"), done("opinions_laid_on", by="decided_on")),
            yes("withheld_by_law"),
        ),
    ),
    "ip-12-s9": (
        "organ",
        "major_decision_files",
        yes("under_stability_assessment"),
        done("stability_assessed_on", by="decided_on"),
    ),
    "ip-12-s10": (
        "organ",
        "major_decision_files",
        done("petition_report_on", by="decided_on"),
        both(
            done("petition_report_laid_on", by="decided_on"),
            either(yes("petition_report_weighed"), undecided),
        ),
    ),
    "ip-13-s4": ("organ", "decision_executions", None, one_of("conduct", "no_fault")),
    "ip-13-s8": (
        "organ",
        "decision_changes",
        yes("lawfully_made"),
        done("procedure_completed_on", by="changed_on"),
    ),
    "ip-15-s4": (
        "agency_perhaps_governments",
        "case_files",
        yes("grave_violation"),
        both(
            both(
                both(
                    one_of("very_high_fine", "applied", "not_provided"),
                    one_of("lifetime_ban", "applied", "not_provided"),
                ),
                either(one_of("punitive_damages", "applied", "not_provided"), undecided),
            ),
            undecided,
        ),
    ),
    "ip-16-s6": ("agency_perhaps_governments", "case_files", None, one_of("process_record", "whole")),
    "ip-16-s7": (
        "agency_perhaps_governments",
        "case_files",
        yes("is_major"),
        done("legal_review_on", by="decided_on"),
    ),
    "ip-16-s8": (
        "agency_perhaps_governments",
        "case_files",
        one_of("act_type", "penalty", "licence", "coercion"),
        either(zero("documents_off_form"), both(there_is("put_in_order_on"), undecided)),
    ),
    "ip-16-s22": (
        "government_perhaps_departments",
        "shutdown_orders",
        yes("is_general"),
        yes("has_statutory_basis"),
    ),
    "ip-16-s23": ("agency", "case_files", None, no("minutes_as_basis")),
    "ip-28-s12": ("quota_setter", "directives", None, no("sets_fine_quota")),
    "ip-28-s13": ("quota_setter", "appraisals", None, no("linked_to_fine_income")),
    "ip-38-s2": (
        "city_or_county_perhaps_organs",
        "adopted_budgets",
        None,
        either(
            not_less("key_work_funds", "key_work_need", least=0),
            both(over_zero("key_work_funds"), undecided),
        ),
    ),
    "ip-38-s10": ("organ", "decisions", yes("reduces_rights_or_adds_duties"), no("contrary_to_law")),
    "ip-38-s28": ("organ", "directives", yes("to_enforcement_officers"), no("demands_unlawful_act")),
}
# the same, to be done by the closing day of the plan
BY_CLOSE = {
    "ip-14-s5": (
        "county_perhaps_organs",
        "enforcement_teams",
        None,
        either(done("merged_with_bureau_on"), done("dissolved_on")),
    ),
    "ip-16-s14": (
        "agency_perhaps_governments",
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
# softened by 原则上 or 一般: a recorded exception lifts them for their bearers, before `applies` is asked
IN_PRINCIPLE = {"ip-14-s5": "of_reform", "ip-14-s8": "agency"}
# of which it is open whether a department that enforces competition law owes a part that nobody grades here
GRADED_BESIDE = {"ip-6-s14"}
# Rules that may reach the records of a second list, which is open.
PERHAPS_ALSO = {"ip-12-s10": "ordinary_decisions"}
# Rules of which it is open whether each record counts, or the practice of the year or of the plan's
# term: its years, and what shows the practice.
TERM = frozenset(range(2021, 2026))
PRACTICE = {
    "ip-4-s14": by_case(
        one_of("list_status", "forbidden"),
        one_of("result", "barred"),
        either(
            both(one_of("result", "admitted"), yes("licence_conditions_met")),
            both(one_of("result", "barred"), no("licence_conditions_met")),
        ),
    ),
    "ip-4-s15": both(one_of("result", "admitted"), no("unfounded_condition")),
    "ip-10-s2": STANDING["ip-10-s2"][3],
    "ip-6-s7": STANDING["ip-6-s7"][3],
    "ip-6-s14": STANDING["ip-6-s14"][3],
    "ip-12-s9": STANDING["ip-12-s9"][3],
    "ip-12-s10": STANDING["ip-12-s10"][3],
    "ip-16-s6": STANDING["ip-16-s6"][3],
    "ip-16-s7": STANDING["ip-16-s7"][3],
    "ip-15-s4": both(
        either(
            either(one_of("very_high_fine", "applied"), one_of("lifetime_ban", "applied")),
            one_of("punitive_damages", "applied"),
        ),
        both(
            both(
                one_of("very_high_fine", "applied", "not_provided"),
                one_of("lifetime_ban", "applied", "not_provided"),
            ),
            either(one_of("punitive_damages", "applied", "not_provided"), undecided),
        ),
    ),
}
# The same of a rule that names the year: the practice of the year alone.
PRACTICE_OF_YEAR = {"as-4.3.3.3-s2": both(REVIEWED_IN_TIME, one_of("legality_result", "lawful"))}
# Rules of 一般, of which it is open whether each record counts or half of those that are not over are enough.
AS_A_RULE = {"ip-14-s5": (done("dissolved_on"), done("merged_with_bureau_on"))}
# Rules of which it is open whether a record of before the closing day counts.
OWED_BY_CLOSE = {"ip-16-s6", "ip-16-s7"}
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
    "major_decision_files": "decided_on",
    "ordinary_decisions": "decided_on",
}
DURING = {
    "quasi_licence_items": ("asked_from", "asked_until"),
    "investor_conditions": ("in_force_from", "in_force_to"),
    "appraisals": ("in_force_from", "in_force_to"),
    "decision_matters": ("put_up_on", "decided_on"),
    "decision_executions": ("assigned_on", "completed_on"),
    "competition_inquiries": ("opened_on", "closed_on"),
    "proof_items": ("imposed_on", "abolished_on"),
    "facilities": ("set_up_on", "ended_on"),
    "institutions": ("in_force_from", "ended_on"),
    "enforcement_items": ("listed_on", "cancelled_on"),
    "enforcement_teams": ("formed_on", "dissolved_on"),
    "enforcement_officers": ("on_duty_from", "on_duty_to"),
}
