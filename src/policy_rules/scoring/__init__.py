"""From findings and measures to points, a grade and what follows: sheets as data, scores as intervals."""
