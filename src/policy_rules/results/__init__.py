"""What came out: findings, the assessment of a unit or a population, comparisons, what to find out next."""
