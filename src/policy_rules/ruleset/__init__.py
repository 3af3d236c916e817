"""Rulesets: the model, the files it is read from, and the schemas for editors.

In: the files of a folder, as trees. Out: the model of a ruleset (`model`): rules, clauses, vocabulary,
parameters, the trees of sheets; expressions are text still. Or all faults of all files.
"""
