"""The columnar engine: all rules on a population of units, in frames.

In: a program and many units, as views (`ColumnarEngine`, by the engines' protocol) or as frames of their
facts (`assess_frame`). Out: the results of the rules by unit, or two frames of the least and the greatest
outcomes (`FrameAssessment`).

All rules become one lazy plan of named steps on a
frame of units and a frame of each list, 64 rules at a time. Numbers are whole numbers of proven bounds,
128 bits at most; quotients are compared by cross-multiplication. Nothing wraps and nothing is rounded:
what the engine cannot carry exactly it declares (`ColumnarEngine.lacks`, `FrameAssessment.lacks`). What no
unit tells is the same for all of them: the reference answers it once, and it takes no columns.

Frames
------
`frames` maps `units` and the names of lists to frames of Polars, pandas or PyArrow, lazy or not. A
null cell is a fact that is missing. The columns of `units`, one row a unit:

- `id`: texts or whole numbers, each once.
- `constructed`: true where the unit is invented; the assessment then says so.
- `entity.attribute`, the paths of single records (`staffing.posts_total`, `unit.level`).
- `X.lo`, `X.hi`: where only an end of a number or date is known, in place of `X`.
- `X.none`: true where a fact that may be none is given as none (null says that it is missing).
- `X@2024`: the value of one year; a fact has such columns, or one for all days.
- `reported:measure@2024`: the published figure of a measure, its ends `reported:measure.lo@2024`.
- `graded:rule@2024`: the grade that an assessor gave.
- `excepted:rule`: true where a recorded exception lifts the rule, on all days; there are no others.
- `complete:list`, `complete:list@2024`: true where the list holds all records, at all times or of the
  year; anything else leaves it open.

A list's frame has one row a record: `unit` (the unit's id), `id` (once in each unit), and the
attributes by their names, with `.lo`, `.hi` and `.none` as above. Lists inside records have no frame.

Numbers are whole numbers or Decimals, a percent is a fraction (80 % is 0.8); floats are refused, NaN
among them, since they have already lost what was written. Dates are of the type Date, or midnights
without a time zone (`datetime64` of pandas), truths Boolean, labels texts (Categorical and Enum too).
Texts that no enumeration bounds are looked at only in so far as they are texts. That a list is complete
is said as of the day of assessment: a frame has no day of the search.

Frames that cannot be used raise `FactsError`, with frame, column and row (from 0) of every fault.
"""

from policy_rules.engines.columnar.engine import ColumnarEngine
from policy_rules.engines.columnar.frame_assessment import FrameAssessment, assess_frame

__all__ = ["ColumnarEngine", "FrameAssessment", "assess_frame"]
