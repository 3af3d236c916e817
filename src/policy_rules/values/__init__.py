"""Values: what can be known of one (`known`), exact numbers, intervals, days, calendars of working days."""
