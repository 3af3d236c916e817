"""A ruleset as a static site: pages of clauses, kinds of units, sheets, facts; a search; one language a page.

In: a ruleset with its program. Out: the files of the site, by their names.
"""

from policy_rules.report.pages.site import pages, write_pages, write_questions

__all__ = ["pages", "write_pages", "write_questions"]
