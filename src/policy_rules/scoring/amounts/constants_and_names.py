"""What a text writes: a number, a grade of the scale, or a name that is read; and the word `read`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar
from policy_rules.errors import ExpressionError, Fault, Place, near_miss
from policy_rules.feel.nodes import Call, Name, Path
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look
from policy_rules.scoring.amounts.reader import AmountReader, Word
from policy_rules.scoring.number_intervals import read_constant
from policy_rules.scoring.points import Amounted, Grade, read_value
from policy_rules.values.exact import plain
from policy_rules.values.intervals import whole
from policy_rules.values.known import Num


@frozen(eq=False, kw_only=True)
class Constant(Amount):
    """A number, or a grade of the sheet's scale."""

    value: Amounted

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """What is written."""
        return self.value

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """Nothing."""
        return ()

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return not isinstance(self.value, Num)

    @property
    def whole(self) -> bool:
        """Whether it is a whole number."""
        return isinstance(self.value, Num) and Fraction(self.value.lo).denominator == 1


@frozen(eq=False, kw_only=True)
class Named(Amount):
    """A parameter, measure, attribute, item or earlier step."""

    node: core.Node

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """What the name holds."""
        return read_value(run.read(self.node, scope), run.scale)

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """What the name stands for."""
        return ((self.node, scope),)

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return self.node.type.kind == "label"

    @property
    def whole(self) -> bool:
        """Whether it is declared as a whole number."""
        return self.node.type.places == 0


def number(value: Fraction | int, place: Place = Place()) -> Constant:  # noqa: B008 (immutable)
    """A constant in points."""
    exact = whole(Fraction(value))
    return Constant(value=Num(exact, exact), place=place)


def beyond_a_share(of: Amount, ends: Iterable[Fraction | None], what: str, place: Place) -> Iterator[Fault]:
    """A number that a share can't reach, where per cent may have been meant."""
    if not isinstance(of, Named) or not of.node.type.percent:
        return
    top = of.node.type.high
    for end in ends:
        if end is not None and top is not None and 1 <= top < end <= 100 * top:
            told = f"a share is read here, which goes up to {plain(top * 100)}%, and {what} lies beyond"
            hint = f"60% is written `60%`, and `60` is 6000%: is `{plain(end)}%` meant?"
            yield Fault(told, place, hint)


def bare_beside_a_share(of: Amount | None, written: Node | None, *, step: bool = False) -> Iterator[Fault]:
    """A number without a sign beside a share, where no top of the share tells it from per cent."""
    if not isinstance(of, Named) or not of.node.type.percent or not isinstance(written, Scalar):
        return
    if of.node.type.high is not None and not step:
        return
    for end in written.text.split(".."):
        bare = None if "%" in end else read_constant(found := end.strip(" []()<>="))
        if bare is not None and bare > 1:
            told = f"a share is read here, and `{found}` is {plain(bare * 100)}%"
            yield written.fault(told, f"write `{found}%` or `{plain(bare * 100)}%`, as is meant")


# -- reading -----------------------------------------------------------------------------------------


def read_text(reader: AmountReader, node: Scalar, names: Names) -> Amount | None:
    """The amount that a text writes."""
    scope = reader.scope
    if node.null:
        reader.faults.append(node.fault("an amount is needed here, not null"))
        return None
    if (fixed := read_constant(node.text)) is not None:
        return number(fixed, node.place)
    if node.text in scope.scale:
        if node.text in scope.steps:
            told = f"`{node.text}` is a grade of the scale and a name of the sheet"
            reader.faults.append(node.fault(told, "rename the item or step"))
            return None
        return Constant(value=Grade(frozenset((scope.scale.index(node.text),))), place=node.place)
    return _named(reader, node, names)


def _named(reader: AmountReader, node: Scalar, names: Names) -> Amount | None:
    found = reader.scope.value(node, names) if _plain(reader, node) else None
    if found is None:
        return None
    grade = found.type.kind == "label" and set(found.type.labels) <= set(reader.scope.scale)
    if grade or found.type.kind == "number":
        return Named(node=found, place=node.place)
    told = f"`{node.text}` is neither a number nor a grade of the scale"
    hint = "say what it is worth: `{table: …, rows: {…}}` or `{cases: [[condition, points]], else: 0}`"
    reader.faults.append(node.fault(told, hint))
    return None


def _plain(reader: AmountReader, node: Scalar) -> bool:
    """Whether the text only names what it reads."""
    scale = reader.scope.scale
    try:
        tree = reader.scope.model.trees.parse(node.text, place=node.begin)
    except ExpressionError as error:
        if scale and (hint := near_miss(node.text, scale)):
            reader.faults.append(node.fault(f"`{node.text}` is no grade of the scale", hint))
        else:
            reader.faults += error.faults
        return False
    call = isinstance(tree, Call) and tree.function in (Name("outcome"), Name("prior"))
    if call or isinstance(tree, Name | Path):
        return True
    told = f"`{node.text}` is a formula, and an amount names what it reads"
    reader.faults.append(node.fault(told, "use the words of amounts, or declare a measure or a step"))
    return False


def _read(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    return reader.at(node, "read", names)


READ = Word(
    "read",
    _read,
    doc="What a name holds. It gives an amount a place for the words that it may end with.",
    takes="an amount",
    example="{read: own, undefined: mean}",
    kind=32,
)
