"""Facts: files, binding to a vocabulary, the view as of a day.

In: facts files or data of Python (`facts_file`), the vocabulary and the rules of a ruleset. Out: facts
bound to them, or all faults (`bind`); what was known by a day (`known_by`); what is known of a unit as of a
day: the view (`view`).
"""
