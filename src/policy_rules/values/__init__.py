"""Values: what can be known of one (`known`), exact numbers, intervals, days, calendars of working days.

In: numbers, days, labels, and what is known of them. Out: abstract values that can be combined: intervals and
sets, exact and never rounded.
"""
