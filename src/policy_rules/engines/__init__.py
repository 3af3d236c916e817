"""Engines: a program and views of units come in, what each rule comes to goes out.

All answer to one protocol (`reference.protocol`) and are held to the reference: `compiled` for one unit,
`columnar` for a population in frames, `session` for facts told one by one. None knows of another.
"""
