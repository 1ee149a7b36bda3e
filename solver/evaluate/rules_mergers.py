"""The rule ``merger``: who may merge with whom, and when."""

from __future__ import annotations

from solver.evaluate.findings import Findings, Place
from solver.evaluate.orders import Orders
from solver.instance.instance import Instance
from solver.mandate import Levers


def weigh_mergers(findings: Findings, instance: Instance, levers: Levers, orders: Orders) -> None:
    """Note mergers that cannot happen, and acquirers with too many targets."""
    for order in orders.mergers:
        place = Place(order.pair.id, order.pair.name, order.merger.year)
        if order.other_mergers:
            words = "mergers that one of its firms takes part in: {value}, possible: {limit}"
            findings.weigh("merger", place, order.other_mergers + 1, "<=", 1, "mergers", words)
        elif order.targets > levers.most_mergers_per_acquirer:
            acquirer = instance.firms[order.pair.acquirer].name
            words = f"firms taken over by {acquirer}: {{value}}, allowed: {{limit}}"
            most = levers.most_mergers_per_acquirer
            findings.weigh("merger", place, order.targets, "<=", most, "firms", words)
        if order.barrier_stands and order.pair.barrier is not None:
            barrier = instance.barriers[order.pair.barrier].name
            words = f"barriers against it, such as {barrier}: {{value}}, possible: {{limit}}"
            findings.weigh("merger", place, 1, "<=", 0, "barriers", words)
