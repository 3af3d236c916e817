"""A form as a facts file: what is told stands in it, what is asked in comments, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.documents import from_data
from policy_rules.facts.raw_trees import Tree, tree_of, tree_text
from policy_rules.filling.asked_facts import OF_UNITS, FormFact, FormList, UnitForm
from policy_rules.filling.form_words import FormWords
from policy_rules.results.fragments import BLANK
from policy_rules.vocabulary import Type
from policy_rules.wording import Language

_HEADER = ("id", "name", "parent", "place", "organ_of", "constructed")


def form_text(form: UnitForm, language: Language = "zh", department: str | None = None) -> str:
    """The form as the text of a facts file, which says no more than was told until something is filled in."""
    words = FormWords(form, language, department)
    lines = [f"# {words.say('form of')}: {words.unit_name}"]
    if department is not None:
        lines.append(f"# {words.say('department')}: {words.department_name(department)}")
    if form.left_out:
        lines.append(f"# {words.say('left out')}: {form.left_out}")
    lines += [f"# {words.say('how in a file')}", f"# {words.say('partly')}", ""]
    lines += _sources(form)
    by_entity: dict[str, list[FormFact]] = {"unit": []}
    for fact in form.values:
        by_entity.setdefault(fact.path.partition(".")[0], []).append(fact)
    for name, facts in by_entity.items():
        lines += _single(name, facts, words)
    for one in form.lists:
        lines += _list(one, form.lists, words)
    lines += _statements(form, words)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _sources(form: UnitForm) -> Iterator[str]:
    for key in ("sources", "source"):
        if key in form.tree:
            yield from (f"{key}: {tree_text(form.tree[key])}", "")


def _single(name: str, facts: list[FormFact], words: FormWords) -> Iterator[str]:
    """A single record: its keys that are told, and those that are asked as comments."""
    told: dict[str, Tree] = words.form.tree.get(name, {})
    entity = words.form.vocabulary.entities.get(name)
    live = bool(told)
    yield f"{'' if live else '# '}{name}:  # {words.either(entity.zh, entity.en) if entity else ''}"
    known = [*(_HEADER if name == "unit" else ()), "source"]
    yield from (f"  {key}: {tree_text(told[key])}" for key in known if key in told)
    for fact in facts:
        key = fact.path.partition(".")[2]
        attribute = words.form.vocabulary.entities[name].attributes[key]
        told_of = (words.column(attribute), *words.marks(attribute), words.meaning(attribute))
        about = (*told_of, words.register(fact.path), words.clauses(fact))
        yield f"  # {'; '.join(_one_line(x) for x in about if x)}"
        if key in told:
            yield f"  {key}: {tree_text(told[key])}"
        else:
            yield f"  # {key}: {_possible(attribute.type)}"
    yield ""


def _possible(type: Type) -> str:
    """What may stand there, as a facts file writes it."""
    if type.kind == "boolean":
        return "true | false"
    if type.kind == "label":
        return " | ".join(type.labels)
    return {"date": "YYYY-MM-DD"}.get(type.kind, f"{BLANK}%" if type.percent else BLANK)


def _list(one: FormList, every: Iterable[FormList], words: FormWords) -> Iterator[str]:
    """The records that are told, and how one is written; lists inside others stand in their records."""
    if one.path in OF_UNITS:
        return
    titled = (words.title(one), words.meaning(one.entity))
    about = (*titled, words.register(one.path), words.clauses(one.asked))
    yield f"# {'; '.join(_one_line(x) for x in about if x)}"
    for attribute in one.columns:
        told_of = (words.column(attribute), *words.marks(attribute), words.meaning(attribute))
        yield f"#   {attribute.name}: {'; '.join(_one_line(x) for x in told_of if x)}"
    if "." not in one.path:
        told = words.form.tree.get(one.path)
        if told is None or told:
            yield f"{'# ' if told is None else ''}{one.path}:"
        else:
            yield f"{one.path}: []"
        yield from (f"  - {tree_text(record)}" for record in told or ())
        yield f"  # - {_record(one, every)}"
    yield ""


def _record(one: FormList, every: Iterable[FormList]) -> str:
    """How a record is written, with a record of each list inside it."""
    keys = [f"id: {BLANK}", *(f"{a.name}: {_possible(a.type)}" for a in one.columns)]
    inside = (each for each in every if each.path.rpartition(".")[0] == one.path)
    keys += [f"{each.path.rpartition('.')[2]}: [{_record(each, every)}]" for each in inside]
    return f"{{{', '.join(keys)}}}"


def _statements(form: UnitForm, words: FormWords) -> Iterator[str]:
    """Statements of each kind: those that are told, then those that are asked."""
    asked = {
        "complete": [(words.label(one.asked), one.asked) for one in form.lists],
        "reported": [(words.label(fact), fact) for fact in form.figures],
        "gradings": [(words.say("graded"), fact) for fact in form.gradings],
    }
    for section in (
        "complete",
        "reported",
        "exceptions",
        "gradings",
        "entries",
        "corrections",
        "succession",
        "samples",
    ):
        told = form.tree.get(section, [])
        if told:
            yield f"{section}:"
            yield from (f"  - {tree_text(statement)}" for statement in told)
        elif asked.get(section):
            yield f"# {section}:"
        for label, fact in asked.get(section, ()):
            yield from (f"  # - {line}  # {label}" for line in _asked(section, fact))
        yield ""


def _asked(section: str, fact: FormFact) -> Iterable[str]:
    """The statements by which the fact would be told."""
    if fact.fact is None:
        return
    for statement in fact.fact.written.get(section, ()):
        node, _ = from_data(statement, "form")
        if node is not None:
            yield tree_text(tree_of(node)).replace(f'"{BLANK}"', BLANK)


def _one_line(text: str) -> str:
    return " ".join(text.split())
