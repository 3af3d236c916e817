"""Fifty rules of the ruleset as a person would write them by hand, on plain dictionaries.

For the benchmark only: what each rule asks is said in the rule files. Outcomes are intervals on the
chain not_applicable 0, excepted 1, satisfied 2, pending 3, violated 4. A key that is not there is a
fact not known; None under a key that may be null says that there is none. Facts are of days of the
plan's term up to `as_of`; held to the engine for days after the closing day.
"""

import datetime
import math

from bench.hand_written_parts import CLOSE, both, ends_after, one_of, outcome, some_may, worst
from bench.hand_written_tables import (
    AIM_OPEN,
    AS_A_RULE,
    BY_CLOSE,
    BY_DAY,
    DURING,
    EFFORT_OPEN,
    GRADED_BESIDE,
    IN_PRINCIPLE,
    IN_USE,
    ON,
    OWED_BY_CLOSE,
    PERHAPS_ALSO,
    PERHAPS_ENOUGH,
    PRACTICE,
    PRACTICE_OF_YEAR,
    RULES,
    STANDING,
    TERM,
    TRUE_BESIDE,
    YEARLY,
)


def assess(facts, as_of, year):
    """The outcome interval of each of RULES."""
    start, end = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if as_of < start:
        raise ValueError(as_of)
    who = roles(facts)
    lists = {name: in_year(facts, name, start, min(end, as_of)) for name in (*ON, *DURING)}
    whole = {name for name, years in facts.get("complete", {}).items() if year in years}
    whole_of_term = {name for name, years in facts.get("complete", {}).items() if set(years) >= TERM}
    late, over = (4 if as_of > CLOSE else 3), (4 if as_of > end else 3)
    found = dict.fromkeys(RULES, (0, 0))
    for rule, (bound, entity, dates, due) in BY_DAY.items():
        if who[bound] is not False:
            beside, enough = TRUE_BESIDE.get(rule, ()), PERHAPS_ENOUGH.get(rule, len(dates))
            stand = by_day(facts.get(entity, {}), dates, beside, enough, due, as_of)
            if rule in EFFORT_OPEN:
                stand = (min(stand[0], 2), stand[1])
            found[rule] = bind(who[bound], (stand[0], max(stand[1], late)) if rule in AIM_OPEN else stand)
    for rule, (bound, name, field, labels, counts) in IN_USE.items():
        if who[bound] is not False:
            stand = in_use(lists[name], name in whole, field, labels, counts, as_of, late)
            found[rule] = bind(who[bound], stand)
    for table, missed in ((STANDING, 4), (BY_CLOSE, late)):
        for rule, (bound, name, counts, met) in table.items():
            if who[bound] is not False:
                lo, hi = worst(lists[name], name in whole, counts, met, missed)
                if rule in OWED_BY_CLOSE:
                    last = [(r, sure) for r, sure in lists[name] if r[ON[name]] >= CLOSE]
                    lo = min(lo, max(2, worst(last, True, counts, met, missed)[0]))
                shown_in_year = PRACTICE_OF_YEAR.get(rule)
                if shown_in_year and some_may(lists[name], name in whole, counts, shown_in_year):
                    lo = min(lo, 2)
                if shown := PRACTICE.get(rule):
                    term = in_year(facts, name, datetime.date(min(TERM), 1, 1), min(CLOSE, as_of))
                    if as_of <= max(end, CLOSE) or some_may(term, name in whole_of_term, counts, shown):
                        lo = min(lo, 2)
                if second := PERHAPS_ALSO.get(rule):
                    hi = max(hi, worst(lists[second], second in whole, counts, met, missed)[1])
                if rule in AS_A_RULE and half_may(lists[name], name in whole, AS_A_RULE[rule]):
                    lo = min(lo, 2)
                if rule in GRADED_BESIDE and facts.get("kind") in (None, "department"):
                    hi = max(hi, late)
                found[rule] = bind(who[bound], (lo, hi))
    for rule, (bound, name, least, counts) in YEARLY.items():
        if who[bound] is not False:
            found[rule] = bind(who[bound], at_least(least, lists[name], name in whole, counts, over))
    if who["agency"] is not False:
        found["ip-14-s8"] = bind(who["agency"], posts(facts, late))
    if who["agency_perhaps_leaders"] is not False:
        officers = lists["enforcement_officers"], "enforcement_officers" in whole
        stand = training(*officers, year, (start, min(end, as_of)), over)
        found["ip-38-s21"] = bind(who["agency_perhaps_leaders"], stand)
    for exception in facts.get("exceptions", ()):
        bearer = IN_PRINCIPLE.get(exception["rule"])
        if bearer and who[bearer] is not False:
            found[exception["rule"]] = bind(who[bearer], (1, 1))
    return found


def bind(applies, outcome):
    """The outcome, or not applicable where it is not known whether the rule binds the unit."""
    return outcome if applies else (0, outcome[1])


def roles(facts):
    """Whether the unit is one that a rule binds: True, False or None, also where the words leave it open."""
    kind, level, agency = facts.get("kind"), facts.get("level"), facts.get("holds_enforcement_power")
    government = None if kind is None else kind == "government"
    organ = None if kind is None else kind in ("government", "department")
    # whether the plan speaks to a central unit is open
    spoken_to = True if kind not in (None, "central_unit") else None
    surely_sets_quotas = organ or (agency and spoken_to)
    who = {
        "government": government,
        "organ": organ,
        "agency": all_of(agency, spoken_to),
        "quota_setter": True if surely_sets_quotas else None if None in (organ, agency) or agency else False,
        "government_perhaps_departments": perhaps(government, organ),
    }
    for name in ("province", "city", "county"):
        who[name] = all_of(government, None if level is None else level == name)
    of_county = None if level is None else level == "county"
    # whether a city has districts is told of none
    of_city = False if level not in (None, "city") else None
    who["county_perhaps_organs"] = perhaps(who["county"], all_of(any_of(of_county, of_city), organ))
    # whether a department is the office for posts is told of none
    office_for_posts = None if kind in (None, "department") else False
    body_of_reform = any_of(government, agency, facts.get("supervises_enforcement"), office_for_posts)
    who["of_reform"] = all_of(body_of_reform, spoken_to)
    provincial = None if level is None else level == "province"
    above = all_of(government, None if level is None else level != "township")
    who["agency_perhaps_governments"] = perhaps(all_of(agency, spoken_to), above)
    leader = any_of(government, agency, facts.get("supervises_enforcement"))
    who["agency_perhaps_leaders"] = perhaps(all_of(agency, spoken_to), leader)
    who["above_townships_perhaps_organs"] = perhaps(above, organ)
    who["province_perhaps_organs"] = perhaps(who["province"], organ)
    place = None if level is None else level in ("city", "county")
    who["city_or_county_perhaps_organs"] = perhaps(all_of(government, place), organ)
    enforces_or_governs = any_of(government, agency)
    supervises = facts.get("supervises_enforcement")
    above_townships = all_of(supervises, None if level is None else level != "township")
    sure = all_of(above_townships, spoken_to)
    who["supervisor_perhaps_agencies"] = perhaps(sure, any_of(supervises, enforces_or_governs))
    who["province_perhaps_agencies"] = perhaps(who["province"], all_of(provincial, agency))
    in_charge = None if government is None else not government and facts.get("manages_government_data")
    who["province_perhaps_data_authority"] = perhaps(who["province"], all_of(provincial, in_charge))
    of_city_or_province = None if level is None else level in ("city", "province")
    who["province_perhaps_cities"] = perhaps(
        who["province"], all_of(of_city_or_province, any_of(government, in_charge))
    )
    runs_platform = any_of(facts.get("operates_service_hall"), in_charge)
    who["province_perhaps_operators"] = perhaps(who["province"], all_of(provincial, runs_platform))
    regulates, zone = facts.get("regulates"), facts.get("manages_functional_zone")
    regulator = {
        "department": any_of(regulates, agency, facts.get("manages_government_data")),
        "street_office": any_of(regulates, agency),
        "central_unit": any_of(regulates, agency),
        "other": any_of(all_of(zone, regulates), agency),
        None: None,
    }.get(kind, False)
    who["province_perhaps_regulators"] = perhaps(who["province"], all_of(provincial, regulator))
    offices = facts.get("hosts_leading_group_office"), facts.get("organises_assessment")
    office = True if True in offices else None if None in offices else False
    who["province_perhaps_offices"] = all_of(government, office) or perhaps(who["province"], office)
    return who


def all_of(one, other):
    """Both."""
    return False if False in (one, other) else None if None in (one, other) else True


def any_of(*ones):
    """One at least."""
    return True if True in ones else None if None in ones else False


def perhaps(sure, other):
    """Who is surely meant, and perhaps another: the words do not say."""
    return True if sure else False if sure is False and other is False else None


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


def by_day(entity, dates, beside, enough, due, as_of):
    """The dates are there and in time (or as many as are perhaps enough), and what is beside them is true."""
    missed, sure, possible = (4 if as_of > due else 3), 0, 0
    for name in dates:
        if name not in entity:
            possible += 1
        elif entity[name] is not None and entity[name] <= due:
            sure += 1
            possible += 1
    truths = [entity.get(name) for name in beside]
    if possible < enough or False in truths:
        return (missed, missed)
    return (2, missed) if sure < len(dates) or None in truths else (2, 2)


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


def half_may(records, whole, tests):
    """Of those that are not over, half or more may be so: of an unknown list, any number."""
    over, met = tests
    standing = [(over(r), met(r)) for r, _ in records]
    most = sum(ended is not True and so is not False for ended, so in standing)
    return not whole or most * 2 >= sum(ended is False for ended, _ in standing)


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
