"""What follows from the status quo for the limits of every plan: what there is today, and what owners are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from solver.evaluate.books import Course
from solver.instance.instance import Instance
from solver.mandate import Mandate


class Today:
    """The first year of the status quo.

    Parameters
    ----------
    instance : Instance
        The facts.
    courses : iterable of Course
        The courses of the status quo.
    """

    def __init__(self, instance: Instance, courses: Iterable[Course]) -> None:
        self.subsidies_mcny: dict[tuple[str, str], float] = defaultdict(float)
        """Payer and scenario to operating subsidies."""
        self.sales_mcny: dict[tuple[str, str], float] = {}
        """Region and scenario to what its plants get for their output."""
        self.output_value_mcny: dict[tuple[str, str], float] = {}
        """Region and scenario to the output of its plants at reference prices."""
        self.emissions_mtco2: dict[str, float] = defaultdict(float)
        """Scenario to the emissions of all plants."""
        first_year = instance.years[0]
        for course in courses:
            for payment in course.payments:
                if payment.year == first_year and payment.purpose == "operating_subsidy":
                    self.subsidies_mcny[payment.payer, course.scenario] += payment.spent_mcny
            for region in course.regions:
                if region.year == first_year:
                    self.sales_mcny[region.region, course.scenario] = region.sales_mcny
                    self.output_value_mcny[region.region, course.scenario] = region.output_value_mcny
            for plant in course.plants:
                if plant.year == first_year:
                    self.emissions_mtco2[course.scenario] += plant.emissions_mtco2


def due_mcny_per_line(instance: Instance, mandate: Mandate, courses: Iterable[Course]) -> dict[tuple[str, int], float]:
    """Return plant and year to the compensation due for a line, from the courses of the status quo."""
    yearly: dict[tuple[str, int], float] = defaultdict(float)
    for course in courses:
        probability = instance.probability(course.scenario)
        for row in course.plants:
            cash = row.cash_result_mcny / row.lines
            plant = instance.plants[row.plant]
            if row.year == plant.start_year:
                cash -= plant.capital_cost_mcny_per_line or 0.0
            yearly[row.plant, row.year] += probability * cash
    onward = 1 / (1 + instance.header.discount_rate_pct / 100)
    asked = mandate.limits.participation.level != "off"
    due: dict[tuple[str, int], float] = {}
    for plant in instance.plants.values():
        private = instance.firms[plant.firm].ownership == "private"
        staying = 0.0
        for year in reversed(instance.years):
            # After an insolvency there are no rows and nothing is added: staying is worth nothing from there on.
            staying = yearly.get((plant.id, year), 0.0) + onward * staying
            worth = max(plant.reservation_value_mcny_per_line, staying) if private and asked else 0.0
            planned = plant.start_year is not None and year <= plant.start_year
            due[plant.id, year] = worth + (0.0 if planned else plant.closure_cost_mcny_per_line)
    return due
