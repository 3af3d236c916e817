"""Amounts, the expressions of sheets: a kind is a class in a file of its own, with the words that write it.

In: what stands in a sheet's file under a word. Out: an `Amount`, which says what it may be on the facts of a
unit (`image`), what it was made from (`looked_at`) and what can be wrong with it (`check`).
"""
