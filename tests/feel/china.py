"""China's calendar, by which the tables of working days are counted."""

from policy_rules.values.country_calendar import country_calendar

CHINA = country_calendar("CN", published=range(2004, 2027))
