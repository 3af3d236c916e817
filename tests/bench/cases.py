"""Units for the benchmarks: each as a facts file would say it, and as the hand-written code reads it."""

import datetime
import random

from bench.shapes import ENTITIES, LISTS, TRUTHS, dated, day

YEAR, AS_OF = 2025, datetime.date(2026, 1, 1)
SEARCHED = {"by": "the office", "date": "2026-01-10"}
MISSING = 0.08
POWERS = (
    "holds_enforcement_power",
    "supervises_enforcement",
    "manages_government_data",
    "hosts_leading_group_office",
)
# lists of which the records of the plan's term tell of a practice: every other is whole for all its years
OF_PRACTICE = (
    "market_entry_applications",
    "foreign_investment_admissions",
    "market_measures",
    "major_decision_files",
    "ordinary_decisions",
    "case_files",
)
LEVELS = ("township", "county", "city", "province")


def unit(seed, records=6):
    """A unit with some facts missing: (facts mapping, plain dictionary), up to so many records a list."""
    draw = random.Random(seed)
    return _unit(draw, f"u{seed}", lambda: draw.randrange(records + 1))


def large_unit(seed=0, records=22):
    """A provincial government that enforces, with so many records in each list: about 500."""
    return _unit(
        random.Random(seed),
        "large",
        lambda: records,
        dict.fromkeys(POWERS, True) | {"kind": "government", "level": "province"},
    )


def _unit(draw, id_, length, told_of_it=None):
    about = told_of_it or _partly(
        draw,
        {
            "kind": draw.choice(["government", "government", "department"]),
            "level": draw.choice(LEVELS),
        }
        | {power: draw.random() < 0.8 for power in POWERS},
    )
    plain = {**about, "complete": {}}
    told = {"unit": {"id": id_, "name": f"unit {id_}", **about}, "complete": []}
    total = draw.choice([0, 10, 50, 100])
    staffing = {"posts_total": total, "posts_frontline": max(0, total * 4 // 5 - draw.choice([0, 0, 1]))}
    told["staffing"] = _partly(draw, staffing)
    plain |= told["staffing"]
    for name, dates in ENTITIES.items():
        truths = {t: draw.random() < 0.9 for t in TRUTHS.get(name, ())}
        plain[name] = _partly(draw, {d: _date_or_none(draw) for d in dates} | truths)
        told[name] = _shown(plain[name])
    for name, fields in LISTS.items():
        plain[name] = [_record(draw, n, fields) for n in range(length())]
        told[name] = [_shown(r) for r in plain[name]]
        _searched(draw, told, plain["complete"], name)
    _officers(draw, told, plain, length())
    if draw.random() < 0.1:
        plain["exceptions"] = [{"rule": draw.choice(["ip-14-s5", "ip-14-s8"])}]
        told["exceptions"] = [
            e | {"reason": "a small team", "approved_by": "the office", "date": "2025-03-01"}
            for e in plain["exceptions"]
        ]
    return told, plain


def _partly(draw, facts):
    return {name: value for name, value in facts.items() if draw.random() >= MISSING}


def _date_or_none(draw):
    if draw.random() < 0.1:
        return None
    return draw.choice([
        datetime.date(2022, 12, 31), datetime.date(2023, 1, 1), datetime.date(2023, 12, 31),
        datetime.date(2024, 1, 1), day(draw, 2021), day(draw, YEAR), datetime.date(2025, 12, 31), AS_OF,
    ])  # fmt: skip


def _record(draw, number, fields):
    """A record: fields drawn in order, each from those before it; the day that places it is never missing."""
    record = {"id": f"r{number}"}
    for name, drawn in fields.items():
        value = drawn(draw, record)
        if drawn is dated or draw.random() >= MISSING:
            record[name] = value
    return record


def _shown(facts):
    return {k: v.isoformat() if isinstance(v, datetime.date) else v for k, v in facts.items()}


def _searched(draw, told, complete, name, **of):
    if draw.random() < 0.7:
        years = list(range(2021, YEAR + 1)) if name in OF_PRACTICE and len(complete) % 2 else [YEAR]
        complete[name] = set(years)
        told["complete"].append(SEARCHED | {"list": name, "for": years} | of)


def _officers(draw, told, plain, number):
    told["enforcement_officers"], plain["enforcement_officers"] = [], []
    for n in range(number):
        trained = [
            {"held_on": datetime.date(YEAR, 3, 1 + k)}
            | _partly(
                draw,
                {"hours": draw.choice([20, 30, 40]), "content": draw.choice(["legal", "legal", "other"])},
            )
            for k in range(draw.randrange(4))
        ]
        duty = {"id": f"o{n}", "on_duty_from": datetime.date(2020, 1, 1), "on_duty_to": None}
        told["enforcement_officers"].append(_shown(duty) | {"training": [_shown(t) for t in trained]})
        complete = {}
        _searched(draw, told, complete, "enforcement_officers.training", of=f"o{n}")
        years = complete.get("enforcement_officers.training", set())
        plain["enforcement_officers"].append({**duty, "training": trained, "complete": years})
    _searched(draw, told, plain["complete"], "enforcement_officers")
