"""The files of sheets, read and checked.

In: a sheet's file as a tree with places, and the ruleset. Out: a `Sheet`, every name resolved and every word
read, or all that is wrong with it; and remarks that do not stop it.
"""
