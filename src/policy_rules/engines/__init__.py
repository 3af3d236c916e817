"""Engines, which evaluate programs: one unit, a population, facts told one by one.

In: a program and views of units, frames or facts. Out: what each rule comes to; what an engine cannot carry
it declines.

All answer to one protocol (`reference.protocol`) and are held to the reference: `compiled` for one unit,
`columnar` for a population in frames, `session` for facts told one by one. None knows of another.
"""
