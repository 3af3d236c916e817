"""Mutants of rules: conditions with one small fault planted, and whether the rules' own examples notice.

In: a loaded ruleset. Out: for each rule its mutants, each killed by an example, shown to be equivalent,
stillborn, or a survivor (`judge`); what is told of them (`told_mutants`).
"""

from __future__ import annotations
