"""Checks of an instance as a whole; what a single row can say for itself is declared in the records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.errors import Problem
from solver.instance import check_facts, check_markets, check_options
from solver.instance.check_provenance import figures_have_provenance, provenance_fits_figures
from solver.instance.draft import Draft

Check = Callable[[Draft], Iterator[Problem]]


def check_draft(draft: Draft) -> list[Problem]:
    """Return everything that is wrong between rows and tables, as far as they are known."""
    return [problem for check in CHECKS for problem in check(draft)]


CHECKS: tuple[Check, ...] = (
    check_facts.some_have_work,
    check_markets.markets_can_clear,
    check_markets.cap_above_reference,
    check_facts.firms_begin_solvent,
    check_facts.subsidies_have_payers,
    check_options.planned_plants_start_in_time,
    check_options.levies_are_whole,
    check_facts.duties_sum,
    check_facts.duties_cover,
    check_facts.one_programme_a_region,
    check_facts.programmes_help,
    check_markets.links_join,
    check_markets.fixed_markets_are_served_directly,
    check_markets.rationed_markets_have_points,
    check_markets.points_rise,
    check_markets.points_belong_to_rationed_markets,
    check_options.mergers_join_two_firms,
    check_options.redundant_posts_are_placed,
    check_options.upgrades_hold_together,
    check_options.standards_can_be_measured,
    check_markets.vouchers_can_shift_demand,
    check_options.transfers_join_two_budgets,
    check_facts.probabilities_sum,
    check_facts.observations_fit,
    figures_have_provenance,
    provenance_fits_figures,
)
"""All checks, in the order in which their problems are told."""
