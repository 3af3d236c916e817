"""Results in the forms that other programs read: tables (CSV, workbooks), SARIF 2.1.0, JUnit's XML.

In: an assessment or a population. Out: the text or the bytes of a file. A finding that is neither a pass nor
a fail is neither in any of them, and what decides nothing says so.
"""
