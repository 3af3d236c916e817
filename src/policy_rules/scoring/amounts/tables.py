"""The word `table`: rows by label where its subject has labels, else by range."""

from __future__ import annotations

from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Scalar
from policy_rules.scoring.amounts.amount import Amount
from policy_rules.scoring.amounts.by_label import read_labels
from policy_rules.scoring.amounts.by_range import ByRange, read_parameter, read_rows
from policy_rules.scoring.amounts.constants_and_names import bare_beside_a_share
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.number_intervals import read_constant


def _table(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    subject, rows = node.get("table"), node.get("rows")
    if isinstance(subject, Scalar) and read_constant(subject.text) is None and not subject.null:
        found = reader.scope.value(subject, names)
        if found is None:
            return None
        if found.type.kind in ("label", "boolean"):
            return read_labels(reader, node, found, rows, names)
        if found.type.kind != "number":
            reader.faults.append(subject.fault("a table reads a number, a label or a condition"))
            return None
    x = reader.at(node, "table", names)
    if x is None or rows is None:
        return None
    if x.graded:
        reader.faults.append(node.key("table").fault("put a grade into a step, and read the step"))
        return None
    if isinstance(rows, Scalar):
        return read_parameter(reader, node, x, rows, names)
    for row in rows.entries if isinstance(rows, Mapping) else ():
        reader.faults += bare_beside_a_share(x, row[0])
    read = read_rows(reader, rows, names)
    return ByRange(of=x, rows=read, place=node.place) if read else None


TABLE = Word(
    "table",
    _table,
    doc="The amount of the row in which a number or label stands. Rows hold every possible value once.",
    takes="an amount in points, or the name of a label, a condition or an outcome",
    example='{table: rate, rows: {">= 80": 0, "[70..80)": 1, "[60..70)": 2, "< 60": 3}}',
    kind=10,
    keys=(
        WordKey(
            "rows",
            "`range: amount` or `label: amount`, or the name of a parameter that holds the rows; "
            "ranges are `>= 90`, `[80..90)`, `< 60`, `3`",
            required=True,
        ),
    ),
)
