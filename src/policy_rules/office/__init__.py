"""An office's year: the documents that a ruleset declares in `office.yaml`, made of facts on file.

In: a population, with what the ruleset declares (`ruleset.office_model`). Out: documents as values
(`document`), which put themselves out as text, as a page or as data; what nobody told is told as missing.
"""

from policy_rules.office.document import MadeDocument
from policy_rules.office.office_year import OfficeYear, office_of

__all__ = ["MadeDocument", "OfficeYear", "office_of"]
