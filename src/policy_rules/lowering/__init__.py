"""From rules as written to programs: names resolved, types checked, derived forms lowered to the core.

In: the rules of a ruleset, as read. Out: a program, for each rule a tree of the core whose root is the
unit's finding, or what is wrong with each expression.
"""
