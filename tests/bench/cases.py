"""Units for the benchmarks: each as a facts file would say it, and as the hand-written code reads it."""

import datetime
import random

YEAR, AS_OF = 2025, datetime.date(2026, 1, 1)
SEARCHED = {"by": "the office", "date": "2026-01-10"}
LISTS = {
    "shutdown_orders": ("issued_on", ("is_general", "has_statutory_basis")),
    "case_files": ("decided_on", ("minutes_as_basis",)),
    "directives": ("given_on", ("sets_fine_quota", "demands_unlawful_act", "to_enforcement_officers")),
    "decisions": ("decided_on", ("contrary_to_law", "reduces_rights_or_adds_duties")),
    "lectures": ("held_on", ("is_rule_of_law",)),
}


def unit(seed, records=6):
    """A county agency with some facts missing: (facts mapping, plain dictionary)."""
    draw = random.Random(seed)
    plain = {"complete": {}}
    told = {
        "unit": {
            "id": f"u{seed}",
            "name": f"unit {seed}",
            "level": "county",
            "kind": "government",
            "holds_enforcement_power": True,
        },
        "complete": [],
    }
    total = draw.choice([10, 50, 100])
    staffing = {"posts_total": total, "posts_frontline": total * 4 // 5 - draw.choice([0, 0, 1])}
    for name in list(staffing):
        if draw.random() < 0.1:
            del staffing[name]
    told["staffing"] = staffing
    plain |= staffing
    for name, (dated, flags) in LISTS.items():
        rows = [_record(draw, n, dated, flags) for n in range(draw.randrange(records + 1))]
        plain[name] = rows
        told[name] = [{**r, dated: r[dated].isoformat()} for r in rows]
        if draw.random() < 0.7:
            plain["complete"][name] = {YEAR}
            told["complete"].append(SEARCHED | {"list": name, "for": YEAR})
    _officers(draw, told, plain, records)
    return told, plain


def _record(draw, number, dated, flags):
    record = {"id": f"r{number}", dated: datetime.date(YEAR, 1, 1) + datetime.timedelta(draw.randrange(365))}
    return record | {f: draw.random() < 0.3 for f in flags if draw.random() > 0.1}


def _officers(draw, told, plain, records):
    told["enforcement_officers"], plain["enforcement_officers"] = [], []
    for n in range(draw.randrange(records + 1)):
        trained = [
            {"held_on": datetime.date(YEAR, 3, 1 + k), "hours": draw.choice([20, 30, 40]), "content": "legal"}
            for k in range(draw.randrange(4))
        ]
        shown = [{**t, "held_on": t["held_on"].isoformat()} for t in trained]
        officer = {"id": f"o{n}", "on_duty_from": "2020-01-01", "on_duty_to": None, "training": shown}
        told["enforcement_officers"].append(officer)
        complete = {YEAR} if draw.random() < 0.7 else set()
        plain["enforcement_officers"].append({"training": trained, "complete": complete})
        if complete:
            told["complete"].append(
                SEARCHED | {"list": "enforcement_officers.training", "of": f"o{n}", "for": YEAR}
            )
    if draw.random() < 0.7:
        plain["complete"]["enforcement_officers"] = {YEAR}
        told["complete"].append(SEARCHED | {"list": "enforcement_officers", "for": YEAR})
