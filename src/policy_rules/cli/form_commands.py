"""The command `form`: a form for a unit, one for each department, and what is wrong with one filled in."""

from __future__ import annotations

import argparse
import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from policy_rules.cli.arguments import USUAL_RULESET
from policy_rules.cli.options import as_of, read_facts, ruleset_of, write_bytes
from policy_rules.cli.output import BAD_INPUT
from policy_rules.cli.settings import setting
from policy_rules.documents import Mapping as Tree
from policy_rules.documents import Scalar, from_data
from policy_rules.documents.workbook import FormRead, read_form
from policy_rules.errors import FactsError, Fault, Place, PolicyRulesError, RulesetError
from policy_rules.facts.facts_file import RawFacts, RawUnit, load_facts
from policy_rules.facts.named_trees import by_names
from policy_rules.facts.raw_trees import tree_of
from policy_rules.facts.together import unit_named
from policy_rules.filling.asked_facts import UnitForm, told_id, unit_form
from policy_rules.filling.form_book import workbook
from policy_rules.filling.form_check import marked, with_others
from policy_rules.filling.form_file import form_text
from policy_rules.filling.form_words import UNNAMED, WORDS
from policy_rules.policy import Ruleset
from policy_rules.report.phrases import counted
from policy_rules.ruleset.shipped import find_ruleset
from policy_rules.whole_files import check_output

_ENDINGS = (".xlsx", ".yaml", ".yml")
_LONGEST = 60
"""Characters of a department in the name of its file."""


def _form(arguments: argparse.Namespace) -> int:
    if arguments.check:
        return _check(arguments)
    if not arguments.output:
        raise PolicyRulesError(Fault("no file to write the form to", hint="name one: `-o form.xlsx`"))
    output = Path(arguments.output)
    check_output(output, arguments.facts)
    arguments.ruleset = arguments.ruleset or USUAL_RULESET
    ruleset = ruleset_of(arguments)
    raw = _facts(arguments, ruleset)
    bound = ruleset.bind(raw)
    unit = unit_named(bound, arguments.unit)
    assessment = ruleset.assess(
        raw,
        unit,
        as_of=as_of(arguments),
        year=arguments.year,
        profile=arguments.profile,
        decisions=arguments.decisions,
        sheet=arguments.sheet,
    )
    form = unit_form(assessment, raw, arguments.most)
    for path, part, department in _parts(form, output, split=arguments.split_by is not None):
        told = _bytes(part, path, arguments.lang, department)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, told, arguments.facts)
        asked = len([f for f in (*part.values, *part.figures) if f.fact])
        asked += len([one for one in part.lists if one.asked.fact])
        print(f"{path}: {asked}")
    if form.left_out:
        print(f"{WORDS['left out'][arguments.lang == 'en']}: {form.left_out}")
    told_unknown = WORDS["asked of"][arguments.lang == "en"]
    print(told_unknown.format(assessment.counts["unknown"]))
    return 0


def _parts(form: UnitForm, output: Path, *, split: bool) -> Iterator[tuple[Path, UnitForm, str | None]]:
    """The forms to write: the whole one, or one for each department, in the folder named."""
    if not split:
        if output.suffix.lower() not in _ENDINGS:
            told = f"`{output}` is neither a workbook nor a facts file"
            raise PolicyRulesError(Fault(told, hint="name it `….xlsx` or `….yaml`"))
        yield output, form, None
        return
    taken = set[str]()
    for department in form.departments():
        name = _file_name(department, taken)
        yield output / f"{name}.xlsx", form.of_department(department), department


def _file_name(department: str, taken: set[str]) -> str:
    """The name of a department's file, and of no other: no file is written over another."""
    name = found = re.sub(r"[^\w-]+", "-", department).strip("-")[:_LONGEST] or "others"
    number = 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found.casefold())
    return found


def _bytes(form: UnitForm, path: Path, language: Any, department: str | None) -> bytes:
    if path.suffix.lower() == ".xlsx":
        return workbook(form, language, department)
    return form_text(form, language, department).encode()


def _facts(arguments: argparse.Namespace, ruleset: Ruleset) -> RawFacts:
    """The facts given, or a unit of which nothing is known, with what is set on the command line."""
    vocabulary = ruleset.model.vocabulary
    raw = read_facts(arguments.facts, ruleset) if arguments.facts else load_facts({"unit": {"id": UNNAMED}})
    if not arguments.set:
        return raw
    chosen = [u for u in raw.units if not arguments.unit or told_id(u, vocabulary) == arguments.unit]
    if len(chosen) != 1:
        told = "the facts speak of several units, and something is set of one"
        raise FactsError(Fault(told, hint="name the unit: --unit ID"))
    tree = by_names(tree_of(chosen[0].node), vocabulary)
    for name, value in map(setting, arguments.set):
        entity, dot, key = name.partition(".")
        if not dot or "." in key or not isinstance(value, Scalar):
            told = f"`{name}` is no single value of a single record"
            raise FactsError(Fault(told, hint="write --set unit.level=county"))
        for called, record in by_names({entity: {key: value}}, vocabulary).items():
            around = tree.get(called, {})
            tree[called] = {**(around if isinstance(around, dict) else {}), **record}
    node, faults = from_data(_data(tree), "facts")
    if faults or not isinstance(node, Tree):
        raise FactsError(faults)
    units = tuple(RawUnit(node, u.shared) if u is chosen[0] else u for u in raw.units)
    return RawFacts(units, raw.precedence)


def _data(tree: Any) -> Any:
    """A tree of dicts, lists and scalars as what `from_data` takes, each scalar at its place."""
    if isinstance(tree, dict):
        return {key: _data(value) for key, value in tree.items()}
    return [_data(item) for item in tree] if isinstance(tree, list) else tree


def _check(arguments: argparse.Namespace) -> int:
    """Tell what is wrong with a form, and write it beside the cells of a workbook."""
    path = Path(arguments.check)
    output = Path(arguments.output) if arguments.output else path.with_stem(f"{path.stem}-checked")
    is_book = path.suffix.lower() == ".xlsx" and path.is_file()
    form = read_form(path) if is_book else FormRead("", (), [])
    arguments.ruleset = arguments.ruleset or _made_for(path, form.ruleset) or USUAL_RULESET
    ruleset = ruleset_of(arguments)
    faults = form.faults
    try:
        if is_book:
            raw = load_facts(*[node for node in form.nodes if isinstance(node, Tree)])
        else:
            raw = read_facts([path], ruleset)
        found = ruleset.bind(raw)
    except FactsError as error:
        faults = with_others(faults, error.faults)
    if faults:
        if is_book:
            write_bytes(
                output,
                marked(path, [fault.in_language(arguments.lang) for fault in faults]),
                [arguments.check],
            )
            print(f"{output}: {len(faults)}")
        print(FactsError(faults).in_language(arguments.lang))
        return BAD_INPUT
    print(f"{path}: {counted(len(found.units), 'units', arguments.lang)}")
    return 0


def _made_for(form: Path, told: str) -> str:
    """The ruleset that a workbook was made for, "" where it tells none; raises where none is found."""
    for name in filter(None, (told, told.rpartition(" ")[0])):  # its version may stand behind its name
        with contextlib.suppress(RulesetError):
            return str(find_ruleset(name))
    if told:
        what = f"the form was made for the ruleset `{told}`, and none of that name is found"
        hint = "name it, or its folder: `policy-rules form RULESET --check FILE`"
        raise PolicyRulesError(Fault(what, Place(str(form)), hint))
    return ""


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {"form": _form}
