"""The judge: an instance, a mandate and a plan in, the outcome out."""

from __future__ import annotations

from collections import defaultdict

from solver.evaluate.accounts import account_rows, sum_by_account
from solver.evaluate.limits import Bench, weigh_all
from solver.evaluate.orders import Orders, read_orders
from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import Tables
from solver.evaluate.simulation import Course, Run
from solver.evaluate.world import World
from solver.instance.instance import Instance
from solver.mandate import Mandate
from solver.plan import Plan, status_quo


class Judge:
    """Judges plans for one instance under one mandate; the status quo is computed once.

    Parameters
    ----------
    instance : Instance
        The facts.
    mandate : Mandate
        The wishes.
    """

    def __init__(self, instance: Instance, mandate: Mandate) -> None:
        self.instance = instance
        self.mandate = mandate
        self._world = World(instance)
        orders = read_orders(instance, status_quo(instance))
        courses = self._run(orders)
        self._today = self._first_subsidies(courses)
        self._due = self._compensation_due(courses)
        self._bench = Bench(self._world, mandate, self.due_mcny_per_line, self.budget_mcny)
        self.status_quo = self._conclude(orders, courses)
        """Outcome of the plan without decisions."""

    def evaluate(self, plan: Plan) -> Outcome:
        """Return what follows from a plan.

        Raises
        ------
        PlanError
            If the plan is for another instance, or names what the instance does not have.
        """
        orders = read_orders(self.instance, plan)
        return self._conclude(orders, self._run(orders))

    def due_mcny_per_line(self, plant: str, year: int) -> float:
        """Return the compensation due for a line of a plant that the plan closes at the start of a year."""
        return self._due[plant, year]

    def today_mcny(self, payer: str, scenario: str) -> float:
        """Return the operating subsidies that a payer pays in the first year of the status quo."""
        return self._today.get((payer, scenario), 0.0)

    def budget_mcny(self, payer: str, year: int, scenario: str) -> float:
        """Return the most that a payer may spend in a year of a scenario."""
        return self.today_mcny(payer, scenario) + self.mandate.added_mcny(payer, year)

    def _run(self, orders: Orders) -> list[Course]:
        return [Run(self._world, orders, scenario).finish() for scenario in self.instance.futures]

    def _conclude(self, orders: Orders, courses: list[Course]) -> Outcome:
        findings = weigh_all(self._bench, orders, courses)
        rows = list(account_rows(self.instance, self.mandate, courses))
        accounts = sum_by_account(rows)
        tables = Tables(
            {
                "accounts": rows,
                "markets": [row for course in courses for row in course.markets],
                "plants": [row for course in courses for row in course.plants],
                "firms": [row for course in courses for row in course.firms],
                "regions": [row for course in courses for row in course.regions],
                "payments": [row for course in courses for row in course.payments],
                "limits": findings.rows,
            }
        )
        return Outcome(
            plan=orders.plan,
            objective_mcny=sum(accounts.values()),
            accounts=accounts,
            tables=tables,
            violations=tuple(findings.violations),
        )

    def _first_subsidies(self, courses: list[Course]) -> dict[tuple[str, str], float]:
        first_year = self.instance.years[0]
        today: dict[tuple[str, str], float] = defaultdict(float)
        for course in courses:
            for row in course.payments:
                if row.year == first_year and row.purpose == "operating_subsidy":
                    today[row.payer, row.scenario] += row.spent_mcny
        return dict(today)

    def _compensation_due(self, courses: list[Course]) -> dict[tuple[str, int], float]:
        """Return plant and year to the compensation due for a line, from the courses of the status quo."""
        yearly: dict[tuple[str, int], float] = defaultdict(float)
        for course in courses:
            for row in course.plants:
                expected = self.instance.probability(row.scenario) * row.cash_result_mcny / row.lines
                yearly[row.plant, row.year] += expected
        onward = 1 / (1 + self.instance.header.discount_rate_pct / 100)
        asked = self.mandate.limits.participation.level == "hard"
        due: dict[tuple[str, int], float] = {}
        for plant in self.instance.plants.values():
            private = self.instance.firms[plant.firm].ownership == "private"
            staying = 0.0
            for year in reversed(self.instance.years):
                # After an insolvency there are no rows and nothing is added: staying is worth nothing from there on.
                staying = yearly.get((plant.id, year), 0.0) + onward * staying
                worth = max(plant.reservation_value_mcny_per_line, staying) if private and asked else 0.0
                due[plant.id, year] = plant.closure_cost_mcny_per_line + worth
        return due
