"""Eight rules of the ruleset as a person would write them by hand, on plain dictionaries.

For the benchmark only: what each rule asks is said in the rule files. Outcomes are intervals on the
chain not_applicable 0, excepted 1, satisfied 2, pending 3, violated 4.
"""

import datetime

RULES = (
    "ip-14-s8", "ip-16-s22", "ip-16-s23", "ip-28-s12", "ip-38-s10", "ip-38-s14", "ip-38-s21", "ip-38-s28",
)  # fmt: skip
CLOSE = datetime.date(2025, 12, 31)


def assess(facts, as_of, year):
    """The outcome interval of each of RULES."""
    start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if as_of < start:
        raise ValueError(as_of)

    def records(name, dated="held_on"):
        return [r for r in facts.get(name, ()) if start <= r[dated] <= min(end, as_of)]

    def whole(name):
        return year in facts.get("complete", {}).get(name, ())

    def each(name, dated, violated, applies=None, *, bad=True):
        """A prohibition on each record: `violated` and `applies` give True, False or None."""
        lo, hi = 0, 0
        for r in records(name, dated):
            applied = True if applies is None else r.get(applies)
            broken = r.get(violated)
            if applied is False:
                continue
            least = 4 if broken is bad else 2
            most = 2 if broken is (not bad) else 4
            lo, hi = max(lo, least if applied else 0), max(hi, most)
        return (lo, hi if whole(name) else 4)

    return {
        "ip-14-s8": posts(facts, as_of),
        "ip-16-s22": each("shutdown_orders", "issued_on", "has_statutory_basis", "is_general", bad=False),
        "ip-16-s23": each("case_files", "decided_on", "minutes_as_basis"),
        "ip-28-s12": each("directives", "given_on", "sets_fine_quota"),
        "ip-38-s10": each("decisions", "decided_on", "contrary_to_law", "reduces_rights_or_adds_duties"),
        "ip-38-s14": lectures(facts, records, whole, as_of, end),
        "ip-38-s21": training(facts, as_of, year, start, end, whole),
        "ip-38-s28": each("directives", "given_on", "demands_unlawful_act", "to_enforcement_officers"),
    }


def posts(facts, as_of):
    """80 % of the posts on the front line."""
    frontline, total = facts.get("posts_frontline"), facts.get("posts_total")
    if any(e["rule"] == "ip-14-s8" for e in facts.get("exceptions", ())):
        return (1, 1)
    late = as_of > CLOSE
    if frontline is None or total is None:
        return (2, 4)
    if total == 0:
        return (2, 4)
    return (2, 2) if frontline * 5 >= total * 4 else (4, 4) if late else (3, 3)


def lectures(facts, records, whole, as_of, end):
    """Two rule-of-law lectures a year."""
    sure = sum(r.get("is_rule_of_law") is True for r in records("lectures"))
    possible = sum(r.get("is_rule_of_law") is not False for r in records("lectures"))
    if sure >= 2:
        return (2, 2)
    missed = 4 if as_of > end else 3
    return (missed, missed) if whole("lectures") and possible < 2 else (2, missed)


def training(facts, as_of, year, start, end, whole):
    """Sixty hours for each officer on duty all the year."""
    lo, hi = 0, 0
    missed = 4 if as_of > end else 3
    for o in facts.get("enforcement_officers", ()):
        hours = sum(
            t["hours"]
            for t in o.get("training", ())
            if t.get("content") in ("professional", "legal") and start <= t["held_on"] <= min(end, as_of)
        )
        enough = hours >= 60
        whole_list = year in o.get("complete", ())
        least, most = (2, 2) if enough else (missed, missed) if whole_list else (2, missed)
        lo, hi = max(lo, least), max(hi, most)
    return (lo, hi if whole("enforcement_officers") else max(hi, missed))
