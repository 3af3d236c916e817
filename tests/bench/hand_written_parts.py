"""What the hand-written rules share: small tests of one record, each True, False or None (not known)."""

import datetime

CLOSE = datetime.date(2025, 12, 31)
MISSING = object()


def yes(name):
    """The field is true."""
    return lambda r: r.get(name)


def no(name):
    """The field is false."""

    def test(r):
        value = r.get(name)
        return None if value is None else not value

    return test


def zero(name):
    """The number is 0."""

    def test(r):
        value = r.get(name)
        return None if value is None else value == 0

    return test


def over_zero(name):
    """The number is more than 0."""

    def test(r):
        value = r.get(name)
        return None if value is None else value > 0

    return test


def one_of(name, *labels):
    """The field is one of the labels."""

    def test(r):
        value = r.get(name)
        return None if value is None else value in labels

    return test


def not_less(left, right, *, least):
    """One number reaches another, which is never under `least`."""

    def test(r):
        a, b = r.get(left), r.get(right)
        if a is not None and b is not None:
            return a >= b
        if a is not None and a < least:
            return False
        return True if b == 0 else None

    return test


def done(name, *, by=None):
    """It was done, on the day of another field or the closing day of the plan at the latest."""

    def test(r):
        value = r.get(name, MISSING)
        if value is MISSING:
            return None
        if value is None or by is None:
            return value is not None and value <= CLOSE
        return value <= r[by] if by in r else None

    return test


def undecided(record):
    """What a question of the law that nobody has decided leaves open: always None."""


def there_is(name):
    """There is such a day."""

    def test(r):
        value = r.get(name, MISSING)
        return None if value is MISSING else value is not None

    return test


def there_is_no(name):
    """There is no such day."""

    def test(r):
        value = r.get(name, MISSING)
        return None if value is MISSING else value is None

    return test


def ends_after(day):
    """It stands on the day: it has no `ended_on`, or a later one."""

    def test(r):
        value = r.get("ended_on", MISSING)
        return None if value is MISSING else value is None or value > day

    return test


def by_case(case, one, other):
    """The one test where that of the case holds, the other where it does not."""

    def test(r):
        value, a, b = case(r), one(r), other(r)
        if value is None:
            return a if a is b else None
        return a if value else b

    return test


def both(one, other):
    """Both tests hold."""

    def test(r):
        a, b = one(r), other(r)
        if a is False or b is False:
            return False
        return None if a is None or b is None else True

    return test


def either(one, other):
    """One of the tests holds."""

    def test(r):
        a = one(r)
        if a:
            return True
        b = other(r)
        if b:
            return True
        return None if a is None or b is None else False

    return test


def outcome(met, missed):
    """The interval of one outcome."""
    return (2, missed) if met is None else (2, 2) if met else (missed, missed)


def worst(records, whole, counts, met, missed):
    """The worst outcome of the records that count; one not listed may be the worst."""
    lo, hi = 0, 0 if whole else missed
    for r, there in records:
        counted = True if counts is None else counts(r)
        if counted is False:
            continue
        ok = met(r)
        if there and counted:
            lo = max(lo, missed if ok is False else 2)
        hi = max(hi, 2 if ok else missed)
    return (lo, hi)


def some_may(records, whole, counts, met):
    """A record that counts meets the test, or may."""
    known = any((counts is None or counts(r) is not False) and met(r) is not False for r, _ in records)
    return known or not whole
