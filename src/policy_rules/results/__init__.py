"""What came out: findings, the assessment of a unit or a population, comparisons, what to find out next.

In: a program, what is asked (`assessed.Asked`: facts, unit, day, year, sheet), an engine. Out: findings
(`finding`), an assessment as data (`assessed`), what can be asked of it (`assessment`), comparisons, the
ranks of a population. How they look is for `report` to say.
"""
