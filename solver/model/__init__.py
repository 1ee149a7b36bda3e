"""The mathematics, generic in the levers' tables: a relaxation of the exact problem, one file per family of equations.

Wherever a price enters a cost or a limit it is the edge of the price bracket that favours the planner, and lines that
run in part may share their market's output in the way that favours the planner. So no plan that the judge accepts is
worth less here than there, and the solver's bound on the model bounds the judged objective of every plan.
"""
