"""Reports: results as HTML, JSON and text; explanations; the pages of a ruleset.

In: results, rules, rulesets. Out: HTML, plain data and text, in Chinese and English; `forms` registers for
each type of result all the forms that it has.
"""
