"""From tables to an answer: the one door to the solver, refinement against the judge, and why there may be no plan."""
