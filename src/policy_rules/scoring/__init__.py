"""From findings and facts to points, a grade, a rank and what follows: sheets as data, scores as intervals.

In: the sheets of a ruleset (`sheets`), the view of a unit, the findings of its rules, what persons put on
file. Out: a `Score` for one unit (`score_unit`) or for many (`score_population`), its ledger with the
reasons of each line, and the consequences.
"""
