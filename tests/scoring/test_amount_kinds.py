"""Every kind of amounts and every word is whole, and what an amount rests on is all that it looks at.

The law of what is looked at is held to on the sheets of `kinds`, in each of their cases.
"""

import importlib
import pkgutil
import random

import pytest
from attrs import fields, frozen

from policy_rules.core.nodes import Node
from policy_rules.scoring import amounts as package
from policy_rules.scoring.amounts.amount import Amount, Amounts, Membership, amounts_in
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.scoring.amounts.reader import Ending, Word, WordKey
from policy_rules.scoring.score_unit import Scoring
from policy_rules.testing.choices import Seeded
from policy_rules.values.known import T
from scoring import random_populations
from scoring.random_sheets import random_sheet
from scoring.test_kinds import KINDS, LEFT_OPEN, loaded, read
from scoring.world import view_of

MODULES = [
    importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)
]


def declared(sort):
    """Everything of a sort that the package's modules hold."""
    return {id(v): v for m in MODULES for v in vars(m).values() if isinstance(v, sort)}.values()


def all_kinds():
    return {v for v in declared(type) if issubclass(v, Amount) and v is not Amount}


# -- nothing is lacking ------------------------------------------------------------------------------


def test_a_kind_that_lacks_a_part_is_an_error_at_import():
    with pytest.raises(TypeError, match="`Half` lacks looked_at"):

        @frozen(eq=False, kw_only=True)
        class Half(Amount):
            of: Amount

            def image(self, run, scope):
                return run.value(self.of, scope)


@pytest.mark.parametrize("lacking", ["read", "doc", "takes", "example", "kind"])
def test_a_word_that_lacks_a_part_is_an_error_at_import(lacking):
    word = LANGUAGE.words["ratio"]
    parts = {each.name: getattr(word, each.name) for each in fields(Word) if each.name != lacking}
    with pytest.raises(TypeError, match=lacking):
        Word(**parts)


def test_every_word_of_the_files_is_in_the_language():
    assert {word.name: word for word in declared(Word)} == LANGUAGE.words
    listed = [ending for m in MODULES for v in vars(m).values() if isinstance(v, tuple) for ending in v]
    assert {e.name: e for e in listed if isinstance(e, Ending)} == LANGUAGE.endings


def test_every_word_and_key_says_what_it_is():
    words = LANGUAGE.words.values()
    told = [(w.name, text) for w in words for text in (w.doc, w.takes, w.example, *(k.doc for k in w.keys))]
    told += [(e.name, e.doc) for e in LANGUAGE.endings.values()]
    assert [name for name, text in told if not text.strip()] == []
    assert all(isinstance(key, WordKey) for word in words for key in word.keys)
    for word in words:
        assert set(word.values) <= {word.name, *(key.name for key in word.keys)}


def test_every_kind_stands_in_a_sheet_of_the_kinds(cases):
    roots = {root for _, sheet, _ in cases for root in sheet.amounts()}
    assert {type(amount) for root in roots for amount in amounts_in(root)} == all_kinds()


def test_every_amount_knows_where_it_was_written(cases):
    for _, sheet, _ in cases:
        places = [amount.place for root in sheet.amounts() for amount in amounts_in(root)]
        assert all(place.file == "sheet.yaml" and place.line for place in places)


def test_every_word_is_drawn():
    """By the generator of sheets; what is read of other units by that of populations."""
    drawn = {key for seed in range(40) for key in keys_in(random_sheet(Seeded(seed)))}
    assert {*LANGUAGE.words, *LANGUAGE.endings} - drawn == {"peers"}
    assert "peers" in random_populations.words(random.Random(0))


def keys_in(data):
    """The keys of a file's data, wherever they stand."""
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from keys_in(inner)
    yield from data if isinstance(data, dict) else ()


# -- what an amount rests on is what it looked at -----------------------------------------------------


class Recording(Amounts):
    """Holds each kind to its word: what its image asks for is among what it says that it looked at."""

    def __init__(self, reference, scale, entries, population):
        super().__init__(reference, scale, entries, population)
        self.asked, self.images = {}, 0

    def image(self, amount, scope):
        before, self.asked = self.asked, {}
        found = super().image(amount, scope)
        asked, self.asked = self.asked, {}
        looks = [
            (t, s) for t, s in amount.looked_at(self, scope) if isinstance(t, Amount | Node | Membership)
        ]
        looked = {(thing, at(inner)) for thing, inner in looks}
        missed = [(key[0], inner) for key, inner in asked.items() if key not in looked]
        assert not [thing for thing, inner in missed if not self.left_out(amount, thing, inner)]
        things = {thing.source if isinstance(thing, Membership) else thing for thing, _ in looks}
        assert things <= {*amount.below, *amount.trees}
        self.asked, self.images = before, self.images + 1
        return found

    def left_out(self, amount, thing, scope):
        """Whether a thing belongs to a part that is left out, its condition being false."""
        parts = getattr(amount, "parts", ()) or [p for p in [getattr(amount, "part", None)] if p]
        return any(thing in (p.of, p.weight) and self.truth(p.condition, scope).hi < T for p in parts)

    def value(self, amount, scope):
        self.asked[amount, at(scope)] = scope
        before, self.asked = self.asked, {}  # `undefined` is asked for on the way, for every kind
        found = super().value(amount, scope)
        self.asked = before
        return found

    def read(self, node, scope):
        self.asked[node, at(scope)] = scope
        return super().read(node, scope)


def at(scope):
    """The records that variables stand for, by their paths."""
    return tuple(sorted((name, record.path) for name, record in scope.items()))


def recorded(scoring):
    """A run of a sheet, and how many images were held to what they looked at."""
    old = scoring.amounts
    scoring.read_with(Recording(old.reference, old.scale, old.entries, old.population))
    scoring.explained()
    return scoring.amounts.images


@pytest.fixture(scope="module")
def cases():
    return list(cases_of_kinds())


def cases_of_kinds():
    """Each case of a kind that is about one unit: its ruleset, its data, its sheet and its facts."""
    for path in (*KINDS, LEFT_OPEN):
        written, made, data = read(path)
        for case in data["cases"]:
            for sheet in written.values():
                found = loaded(sheet, made, data, case.get("set", {}))
                units = case.get("population") or {"u": case["given"]}
                yield made, found, next(iter(units.values()))


def test_images_ask_for_nothing_but_what_they_look_at(cases):
    images = sum(recorded(Scoring(s, view_of(made, given), {})) for made, s, given in cases)
    assert images > 1000
