"""The operators of rules, each as one value, in one module a group.

In: trees of FEEL as parsed, with what names mean (`core.meanings`). Out: trees of the core, and for each
operator of the core what it means on points and on intervals, its words, its documentation, its examples,
and what generators draw for it. `table` holds them all; parser, elaborator, reference, engines, words,
documents and tests read it.
"""
