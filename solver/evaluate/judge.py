"""The judge: an instance, a mandate and a plan in, the outcome out."""

from __future__ import annotations

from solver.evaluate.accounts import account_rows, sum_by_account
from solver.evaluate.bench import Bench
from solver.evaluate.books import Course
from solver.evaluate.limits import weigh_all
from solver.evaluate.orders import Orders, read_orders
from solver.evaluate.outcome import Outcome
from solver.evaluate.rows import Tables
from solver.evaluate.simulation import Run
from solver.evaluate.today import Today, due_mcny_per_line
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
        orders = read_orders(self._world, status_quo(instance))
        courses = self._run(orders)
        self._today = Today(instance, courses)
        self._due = due_mcny_per_line(instance, mandate, courses)
        self._bench = Bench(
            self._world,
            mandate,
            self.due_mcny_per_line,
            self.budget_mcny,
            self.today_sales_mcny,
            self.today_output_value_mcny,
            self.today_emissions_mtco2,
        )
        self.status_quo = self._conclude(orders, courses)
        """Outcome of the plan without decisions."""

    def evaluate(self, plan: Plan) -> Outcome:
        """Return what follows from a plan.

        Raises
        ------
        PlanError
            If the plan is for another instance, or names what the instance does not have.
        """
        orders = read_orders(self._world, plan)
        return self._conclude(orders, self._run(orders))

    def due_mcny_per_line(self, plant: str, year: int) -> float:
        """Return the compensation due for a line of a plant that the plan closes or stops at the start of a year.

        What an adopted standard takes away from it depends on the plan, and is not taken off here.
        """
        return self._due[plant, year]

    def today_mcny(self, payer: str, scenario: str) -> float:
        """Return the operating subsidies that a payer pays in the first year of the status quo."""
        return self._today.subsidies_mcny.get((payer, scenario), 0.0)

    def today_sales_mcny(self, region: str, scenario: str) -> float:
        """Return what a region's plants get for their output in the first year of the status quo."""
        return self._today.sales_mcny[region, scenario]

    def today_output_value_mcny(self, region: str, scenario: str) -> float:
        """Return the output of a region's plants at reference prices in the first year of the status quo."""
        return self._today.output_value_mcny[region, scenario]

    def today_emissions_mtco2(self, scenario: str) -> float:
        """Return the emissions of all plants in the first year of the status quo."""
        return self._today.emissions_mtco2.get(scenario, 0.0)

    def share_pct(self, firm: str, product: str) -> float:
        """Return a firm's share of a product's capacity that is open at the start, in per cent."""
        return self._world.shares_pct.get((firm, product), 0.0)

    def budget_mcny(self, payer: str, year: int, scenario: str) -> float:
        """Return the most that a payer may spend in a year of a scenario.

        For an industry fund it is what it may spend from the first decision year to this one, its levies apart.
        """
        years = [year]
        if self.instance.payers[payer].is_industry_fund:
            years = list(range(self.mandate.levers.first_decision_year, year + 1))
        return sum(self.today_mcny(payer, scenario) + self.mandate.added_mcny(payer, each) for each in years)

    def _run(self, orders: Orders) -> list[Course]:
        return [Run(self._world, orders, scenario).finish() for scenario in self.instance.futures]

    def _conclude(self, orders: Orders, courses: list[Course]) -> Outcome:
        findings = weigh_all(self._bench, orders, courses)
        rows = list(account_rows(self.instance, self.mandate, courses, findings.breaches))
        accounts = sum_by_account(rows)
        tables = Tables(
            {
                "accounts": rows,
                "markets": [row for course in courses for row in course.markets],
                "shipments": [row for course in courses for row in course.shipments],
                # Every firm's gain takes clearing the market anew, which only a reader of the table needs.
                "temptations": lambda: [
                    row for course in courses for cartel in course.cartels for row in cartel.temptations()
                ],
                "plants": [row for course in courses for row in course.plants],
                "firms": [row for course in courses for row in course.firms],
                "regions": [row for course in courses for row in course.regions],
                "payments": [row for course in courses for row in course.payments],
                "limits": findings.rows,
                "breaches": findings.breaches,
            }
        )
        return Outcome(
            plan=orders.plan,
            objective_mcny=sum(accounts.values()),
            accounts=accounts,
            tables=tables,
            violations=tuple(findings.violations),
        )
