"""A record computed again: the same, or what differs first."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from policy_rules.arguments import asked_day, asked_year
from policy_rules.attributes import frozen
from policy_rules.engines.by_name import ENGINES, engine_named
from policy_rules.errors import Fault, Place, PolicyRulesError, RulesetError, no_lines, printed, shorten
from policy_rules.facts import known_by as known
from policy_rules.facts.bound import Facts
from policy_rules.facts.facts_file import FactsLike, RawFacts
from policy_rules.facts.fitting import fitting
from policy_rules.facts.plain_data import facts_data, facts_from
from policy_rules.messages import in_language
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.replay.differences import differences
from policy_rules.replay.record import (
    FORMAT,
    calendar_data,
    digest,
    keys_added,
    parameters_digest,
    result_of,
    seals_of,
    sheet_data,
    told_in,
)
from policy_rules.replay.replayed import Replay
from policy_rules.report.output_head import LABELS, labels_data
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.from_facts import assess
from policy_rules.results.population import assess_population
from policy_rules.ruleset.decisions import Decisions, decisions_again
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet
from policy_rules.version import __version__
from policy_rules.vocabulary import Vocabulary
from policy_rules.wording import OUTCOMES


def read_record(path: str | Path) -> dict[str, Any]:
    """The record of a JSON file; raises PolicyRulesError where there is none."""
    where = Place(str(path))
    try:
        data = json.loads(Path(path).read_text("utf-8"), object_pairs_hook=_each_once)
    except (OSError, UnicodeDecodeError) as error:
        told = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror).lower()
        raise PolicyRulesError(Fault(f"the record cannot be read: {told}", where)) from error
    except (ValueError, RecursionError) as error:
        raise PolicyRulesError(Fault(f"the record is not JSON: {error}", where)) from error
    if not isinstance(data, dict):
        raise PolicyRulesError(Fault("a record is keys with values", where))
    return data


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The keys with their values; of one that stands twice another reader may see the other value."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, n in Counter(key for key, _ in pairs).items() if n > 1)
        raise PolicyRulesError(Fault(f"the record cannot be read: the key `{shorten(twice)}` stands twice"))
    return found


def replay(
    record: Mapping[str, Any],
    ruleset: Ruleset | str | Path | None = None,
    facts: RawFacts | FactsLike | None = None,
) -> Replay:
    """The record computed again, with its ruleset as it is now.

    `ruleset` is a loaded one, or the folder of one, where the record's does not ship. What is computed
    are the facts in the record, by its day, year, sheet and profile; of another version of the library,
    or with a ruleset that has changed, too. `facts` are those that it was made from, where it keeps only
    a digest of them, since values in them are not told (`redact`).

    Raises:
        PolicyRulesError: the record cannot be read, or its ruleset, or its facts, are not there.
    """
    given, record = record, _with_facts(record, ruleset, facts)
    header = _Header.read(record)
    found = [*_tampered(header), *_added(record), *_broken_seals(record)]
    notes: list[str] = []
    if "seals" not in record:
        notes.append("seals: recorded before there were any, so that a changed part may go unnoticed")
    chosen, asked = _asked_again(header, ruleset, notes, found)
    found += _kept_otherwise(given["facts"], header, chosen.model)
    decided = asked[header.unit].decided(chosen.model.vocabulary)
    notes += _changed(header, chosen, chosen.model.vocabulary if decided is None else decided.vocabulary)
    mine = asked[header.unit]
    made = partial(
        Replay,
        header.unit,
        header.as_of,
        chosen.model,
        notes=tuple(notes),
        illustrative=bool(mine.profile) or _invented(mine.decisions) or _invented(mine.sheet),
        constructed=mine.facts.units[mine.unit].constructed,
    )
    found += _labelled_otherwise(record, made(), same_words=header.library == __version__)
    try:
        now = json.loads(json.dumps(result_of(_assessed(chosen, header, asked))))
    except PolicyRulesError as error:
        told = "; ".join(fault.what for fault in error.faults)
        found.append(f"the record cannot be computed any more: {told}")
        return made(tuple(found), differences_zh=_in_chinese(found))
    differing = tuple(differences(header.result, now))
    if not differing:
        found += _broken_seals(record, ("result",))
    zh = (*_in_chinese(found), *differences(header.result, now, "zh", _called(chosen.model.vocabulary)))
    return made((*found, *differing), differences_zh=zh)


def _called(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Grades and outcomes in Chinese."""
    named = (vocabulary.scale_labels.get(scale, {}) for scale in vocabulary.scales)
    outcomes = {name: zh for name, (_, zh) in OUTCOMES.items()}
    return {**outcomes, **{label: zh for labels in named for label, zh in labels.items()}}


def _in_chinese(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(in_language(told, "zh") for told in found)


def assessment_again(
    record: Mapping[str, Any],
    ruleset: Ruleset | str | Path | None = None,
    facts: RawFacts | FactsLike | None = None,
) -> Assessment:
    """The assessment of a record, computed again with its ruleset as it is now; arguments as of `replay`.

    What came out then is in the record, and `replay` says whether it is still the same.

    Raises:
        PolicyRulesError: the record cannot be read or computed, or was changed after it was made.
    """
    record = _with_facts(record, ruleset, facts)
    header = _Header.read(record)
    lacking = [*_tampered(header), *_added(record), *_broken_seals(record)]
    chosen, asked = _asked_again(header, ruleset, [], lacking)
    if lacking:
        raise PolicyRulesError([Fault(told, hint="`replay` tells all that differs") for told in lacking])
    return _assessed(chosen, header, asked)


def _asked_again(
    header: _Header, ruleset: Ruleset | str | Path | None, notes: list[str], found: list[str]
) -> tuple[Ruleset, Mapping[str, Asked]]:
    """The ruleset, and what is asked of each unit; `notes` and what is `found` to differ grow."""
    chosen = _profiled(ruleset_again(header.ruleset[0], ruleset), header, notes)
    bound = header.facts
    if chosen.model.digest != header.ruleset[1]:
        bound, lost = fitting(bound, chosen.model.vocabulary)
        if lost:
            notes.append(f"left out, since declared otherwise now: {', '.join(lost)}")
    wanted = {**header.among, header.unit: header.sheet[0] if header.sheet is not None else ""}
    lacking = sorted({name for name in wanted.values() if name and name not in chosen.sheets})
    found += [f"sheet: recorded {name}, and there is none of that name now" for name in lacking]
    taken = None if header.decisions is None else decisions_again(chosen.model, header.decisions)
    engine = engine_named(header.engine if header.engine in ENGINES else "reference")
    asked = {
        unit: Asked(
            *(bound, unit, header.as_of, header.year, engine, header.profile),
            chosen.sheets.get(name) if name else None,
            header.known_by,
            taken,
        )
        for unit, name in wanted.items()
    }
    return chosen, asked


def _invented(what: Decisions | Sheet | None) -> bool:
    return what is not None and what.illustrative


def _assessed(ruleset: Ruleset, header: _Header, asked: Mapping[str, Asked]) -> Assessment:
    """The unit assessed alone, or among the units that the record names."""
    if not header.among:
        return assess(Assessment, ruleset.model, ruleset.program, asked[header.unit])
    several = assess_population(ruleset.model, ruleset.program, tuple(asked.values()))
    return several.assessment(header.unit)


@frozen
class _Header:
    """What a record says, checked as far as it is needed; names come with their digests."""

    library: str
    ruleset: tuple[str, str]
    sheet: tuple[str, str | None] | None
    calendar: tuple[str, str]
    profile: str
    parameters: str
    facts: Facts
    facts_digest: tuple[str, str]
    unit: str
    among: Mapping[str, str]
    as_of: datetime.date
    year: int | None
    known_by: datetime.date | None
    engine: str
    result: Any
    decisions: tuple[tuple[str, str], ...] | None

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> _Header:
        """The header; raises PolicyRulesError where something is missing or of another form."""
        if not isinstance(record, Mapping):
            raise PolicyRulesError(Fault("a record is keys with values"))
        form = record.get("format", record.get("form"))  # as it was called before outputs had one
        if form != FORMAT:
            reads = f"this library ({__version__}) reads {FORMAT}"
            told = f"the record is of the form `{printed(form)}`, and {reads}"
            raise PolicyRulesError(Fault(told, hint="replay it with the library that its `library` names"))
        try:
            facts, sheet, parameters = record["facts"], record["sheet"], record["parameters"]
            data = facts["data"]
            read = cls(
                str(record["library"]),
                (str(record["ruleset"]["name"]), str(record["ruleset"]["digest"])),
                None if sheet is None else (str(sheet["name"]), sheet["digest"]),
                _calendar(record.get("calendar")),  # of none where it was recorded before there were any
                str(parameters["profile"] or ""),
                str(parameters["digest"]),
                facts_from(data),
                (str(facts["digest"]), digest(data)),
                str(record["unit"]),
                {str(unit): str(sheet) for unit, sheet in record["among"].items()},
                asked_day(record["as_of"], "as_of"),
                asked_year(record["year"]),
                None if record["known_by"] is None else asked_day(record["known_by"], "known_by"),
                str(record["engine"]),
                record["result"],
                _written(record.get("decisions")),  # none where it was recorded before there were any
            )
        except KeyError as error:
            raise PolicyRulesError(Fault(f"the record lacks `{error.args[0]}`")) from error
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            told = "one of its parts is of another form than a record has"
            hint = "it was changed after it was made: ask whoever made it for the record again"
            raise PolicyRulesError(Fault(f"the record cannot be read: {told}", hint=hint)) from error
        for unit in (read.unit, *read.among):
            if unit not in read.facts.units:
                raise PolicyRulesError(Fault(f"the facts of the record do not speak of `{unit}`"))
        return read


def _tampered(header: _Header) -> Iterator[str]:
    recorded, now = header.facts_digest
    if recorded != now:
        told = "the facts in the record are not those that it was made from"
        yield f"facts: recorded digest {recorded[:12]}, now {now[:12]}: {told}"


def _added(record: Mapping[str, Any]) -> Iterator[str]:
    """Keys that somebody put into the record; sealed anew they would pass for its own."""
    for part, key in keys_added(record):
        where, why = f"`{part}`" if part else "the record", "the record was changed after it was made"
        yield f"{where}: recorded `{shorten(key)}`, which no record has: {why}"


def _kept_otherwise(held: Mapping[str, Any], header: _Header, model: RulesetModel) -> Iterator[str]:
    """What is said not to be told of the facts, which have no seal, and is not what is not told."""
    if model.digest == header.ruleset[1]:
        now = sorted(told_in(header.facts) & model.vocabulary.redacted)
        if held.get("withheld", []) != now:
            was, told = (", ".join(map(str, names or ())) or "none" for names in (held.get("withheld"), now))
            yield f"facts: recorded as not told: {was}, now {told}"


def _labelled_otherwise(record: Mapping[str, Any], now: Replay, *, same_words: bool) -> Iterator[str]:
    """The labels that the record does not bear though they hold, or bears though they do not."""
    held = labels_data(illustrative=now.illustrative, constructed=now.constructed)
    for key in LABELS:
        was, told = record.get(key), held.get(key)
        if (was is None) != (told is None) or (same_words and was != told):
            yield f"{key}: recorded {_label(was)}, now {_label(told)}"


def _label(told: object) -> str:
    return "without this label" if told is None else f"“{told}”"


def _broken_seals(record: Mapping[str, Any], keys: Iterable[str] | None = None) -> Iterator[str]:
    """The parts of a record (all but its result, where no `keys` are given) that are not as it was made."""
    if "seals" not in record:  # recorded before there were any
        return
    seals = record["seals"] if isinstance(record["seals"], Mapping) else {}
    now = seals_of(record)
    for key in sorted({*seals, *now} - {"result"}) if keys is None else keys:
        if seals.get(key) != now.get(key):
            was = f"digest {str(seals[key])[:12]}" if key in seals else "not there"
            told = f"digest {now[key][:12]}" if key in now else "gone"
            yield f"{key}: recorded {was}, now {told}: the record was changed after it was made"


def _with_facts(
    record: Mapping[str, Any], ruleset: Ruleset | str | Path | None, facts: RawFacts | FactsLike | None
) -> Mapping[str, Any]:
    """The record with the facts that are given, where it keeps a digest of them only."""
    held = record.get("facts") if isinstance(record, Mapping) else None
    withheld = held.get("withheld") if isinstance(held, Mapping) else None
    if not isinstance(held, Mapping) or not withheld or held.get("data") is not None:
        if facts is not None:
            told = "facts are given, and the record keeps those that it was made from"
            raise PolicyRulesError(Fault(told, hint="leave them out"))
        return record
    if facts is None:
        names = ", ".join(f"`{name}`" for name in withheld)
        told = f"the record keeps no facts but their digest, since values of {names} are not told"
        hint = "give the facts that it was made from: `replay RECORD --facts FILE`, `replay(record, facts=…)`"
        raise PolicyRulesError(Fault(told, hint=hint))
    chosen = ruleset_again(str(record["ruleset"]["name"]), ruleset)
    with no_lines(when=bool(chosen.model.vocabulary.redacted)):
        bound = chosen.bind(facts)
    if record.get("known_by") is not None:
        day = asked_day(record["known_by"], "known_by")
        bound = known.known_by(bound, day, chosen.model.vocabulary)
    return {**record, "facts": {"digest": held["digest"], "data": facts_data(bound)}}


def ruleset_again(name: str, given: Ruleset | str | Path | None = None) -> Ruleset:
    """The ruleset of a record: the one that is given, else the one of its name."""
    if isinstance(given, Ruleset):
        return given
    try:
        return load_ruleset(name if given is None else given)
    except RulesetError as error:
        if given is not None or error.faults[0].place.file:
            raise
        told = f"the record is of the ruleset `{name}`, and none of that name ships"
        raise RulesetError(Fault(told, hint="say where it is: the folder of the ruleset")) from error


def _profiled(ruleset: Ruleset, header: _Header, notes: list[str]) -> Ruleset:
    """The ruleset with the profile of the record, where it still has it."""
    if not header.profile:
        return ruleset
    try:
        return ruleset.with_profile(header.profile)
    except RulesetError:
        notes.append(f"profile: recorded {header.profile}, and the ruleset has none of that name now")
        return ruleset


def _changed(header: _Header, ruleset: Ruleset, vocabulary: Vocabulary) -> Iterator[str]:
    """What is not as it was when the record was made."""
    model = ruleset.model
    if header.library != __version__:
        yield f"library: recorded {header.library}, now {__version__}"
    if header.ruleset[0] != model.name:
        yield f"ruleset: recorded {header.ruleset[0]}, now {model.name}"
    if header.ruleset[1] != model.digest:
        yield _digests("ruleset", header.ruleset[1], model.digest)
    sheet = ruleset.sheets.get(header.sheet[0]) if header.sheet else None
    if header.sheet and sheet is not None:
        now = sheet_data(model, sheet)["digest"]
        if now != header.sheet[1]:
            yield _digests("sheet", header.sheet[1], now)
    calendars = (header.calendar, _calendar(calendar_data(model.vocabulary.calendar)))
    if calendars[0][1] != calendars[1][1]:
        told = (f"{name}, digest {digest[:12]}" if digest else name for name, digest in calendars)
        yield f"calendar: changed since ({'; now '.join(told)})"
    now = parameters_digest(vocabulary)
    if now != header.parameters:
        yield _digests("parameters", header.parameters, now)
    if header.engine not in ENGINES:
        yield f"engine: recorded {header.engine}, now reference"


def _calendar(data: Any) -> tuple[str, str]:
    """What a calendar is and was made from, and the digest of its days."""
    return ("none", "") if data is None else (f"{data['name']} of {data['source']}", str(data["digest"]))


def _written(data: Any) -> tuple[tuple[str, str], ...] | None:
    """The files of decisions that a record holds."""
    return None if data is None else tuple((str(name), str(text)) for name, text in data["written"])


def _digests(name: str, recorded: object, now: object) -> str:
    return f"{name}: changed since (digest {str(recorded)[:12]}, now {str(now)[:12]})"
