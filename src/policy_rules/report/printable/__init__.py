"""Reports to hand on: one HTML file that needs nothing from elsewhere, for a screen and for paper.

In: an assessment. Out: the text of a page (`assessment_page`), its charts drawn as SVG within it.
"""
