"""The worked example of design/effects.md, 5: a scheme with its parameters open, or set."""

VOCABULARY = {
    "unit.holds_power": {"type": "boolean", "zh": "p", "en": "p"},
    "plan_made": {"type": "boolean"},
    "answered": {"type": "integer", "range": "[0..15]"},
    "satisfied": {"type": "integer", "range": "[0..100]"},
    "grave": {"type": "boolean"},
    "override": {"type": "boolean"},
    "files": {"zh": "f", "en": "f"},
    "files.grave": {"type": "boolean", "zh": "g", "en": "g"},
    "awards": {"zh": "a", "en": "a"},
    "awards.matter": {"type": "text", "zh": "m", "en": "m"},
    "circulars": {"zh": "c", "en": "c"},
    "circulars.at_home": {"type": "boolean", "zh": "h", "en": "h"},
}
SHEET = """
sheet: worked-example
year: 2024
scale: [fail, pass, good, excellent]
parameters:
  P1_daily: {range: 1..98%s}
  P1_on_site: {range: 1..98%s}
  P1_satisfaction: {range: 1..98%s}
  P8_rescale: {one_of: [before adjustment, after adjustment]%s}
  P9_clamp: {one_of: [both ends, floor only]%s}
  P10_bonus: {range: 0..null%s}
  P10_deduction: {range: 0..null%s}
  P14_cutoffs: {%s}
items:
  - id: d1
    points: 10
    component: daily
    reads: [plan_made]
    start: full
    effects: [{deduct: 2, unless: plan_made}]
  - id: d2
    points: 10
    component: daily
    start: full
    effects: [{deduct: {for: c in files, sum: {cases: [[c.grave, 3]], else: 1}}, group: files}]
    groups: {files: {at_most: 6}}
  - id: d3
    points: 5
    component: daily
    applies: unit.holds_power
    start: full
  - id: s1
    points: 15
    component: on_site
    reads: [answered]
    start: zero
    effects: [{add: answered}]
  - id: v1
    points: 10
    component: satisfaction
    reads: [satisfied]
    start: zero
    effects: [{add: {ratio: satisfied, to: 100, points: 10}}]
steps:
  daily: {share_of: daily}
  on_site: {share_of: on_site}
  satisfaction: {share_of: satisfaction}
  composite:
    mean:
      - {of: daily, weight: P1_daily}
      - {of: on_site, weight: P1_on_site}
      - {of: satisfaction, weight: P1_satisfaction}
    times: 100
  bonus: {for: b in awards, per: b.matter, best: P10_bonus, at_most: 5}
  deduction: {for: c in circulars, sum: P10_deduction, at_most: deduction_cap}
  adjustment: {sum: [bonus, {of: deduction, weight: -1}]}
  applicable: {possible_of: [daily, on_site, satisfaction]}
  total:
    cases: [['P8_rescale = "before adjustment"', {sum: [composite, adjustment]}]]
    else: {sum: [composite, {ratio: adjustment, to: applicable, points: 100}]}
  clamped:
    cases:
      - ['P9_clamp = "both ends"', {limit: total, at_least: 0, at_most: 100}]
      - ['P9_clamp = "floor only"', {limit: total, at_least: 0}]
    else: total
  grade: {table: clamped, rows: P14_cutoffs}
  barred: {least: [grade, {cases: [[grave, good]], else: excellent}]}
"""
OPEN = ("",) * 8
CUTOFFS = 'value: {">= 90": excellent, "[80..90)": good, "[60..80)": pass, "< 60": fail}'
PROFILE = (
    ", value: 50",
    ", value: 30",
    ", value: 20",
    ", value: before adjustment",
    ", value: both ends",
    ", value: 2",
    ", value: 3",
    CUTOFFS,
)
GIVEN = {
    "plan_made": True,
    "files": [{"grave": True}, {}],
    "answered": 12,
    "satisfied": 85,
    "awards": [{"matter": "one"}],
    "circulars": [{"at_home": True}],
    "grave": True,
}
