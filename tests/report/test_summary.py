"""The headline, how good the answer is, and the tables of the terminal."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from builders import build_instance, build_mandate
from report_case import closing_plan, make_conflict, make_instance, make_result
from rich.console import Console

from solver.evaluate.outcome import ACCOUNTS
from solver.language import speaking
from solver.report import wording
from solver.report.calibration import calibration_grid
from solver.report.decisions import decision_grids
from solver.report.grid import Grid, to_rich
from solver.report.limits import limits_grid
from solver.report.summary import (
    gap_words,
    headline,
    headline_facts,
    headline_grid,
    quality_sentence,
    reason_sentence,
    status_sentence,
)


def shown(grid: Grid) -> str:
    screen = StringIO()
    Console(file=screen, width=300).print(to_rich(grid, 300))
    return screen.getvalue()


def test_every_account_has_a_label() -> None:
    assert tuple(wording.ACCOUNTS) == ACCOUNTS


def test_the_headline_compares_both_sides() -> None:
    instance = make_instance()
    result = make_result(instance)
    rows = {each.label: each for each in headline(instance, result.status_quo, result.plan)}
    expected = {
        "Objective: all accounts, weighted and discounted": (30, 129.6),
        wording.ACCOUNTS["operating_losses"]: (30, 0),
        wording.ACCOUNTS["overheads"]: (0, 0),
        wording.ACCOUNTS["closure_costs"]: (0, 7),
        wording.ACCOUNTS["public_outlay"]: (0, 12.6),
        wording.ACCOUNTS["consumer_harm"]: (0, 95),
        wording.ACCOUNTS["displaced"]: (0, 100),
        wording.ACCOUNTS["without_work"]: (0, 50),
        # 50 people of 10,000.
        "Largest rise of unemployment in a region": (0, 0.5),
        "Firms that become insolvent": (0, 0),
        "Open lines in 2025": (10, 9),
        "Price in 2025": (10, 11),
        "Capacity in 2025": (110, 90),
        "Operating rate in 2025": (100 / 1.1, 100),
    }
    assert {label: (row.status_quo, row.plan) for label, row in rows.items()} == {
        label: pytest.approx(sides) for label, sides in expected.items()
    }
    assert rows["Capacity in 2025"].unit == "kt"
    assert rows[wording.ACCOUNTS["consumer_harm"]].cells[1:] == ("CNY million", "0", "95", "+95")


def test_the_headline_discounts_the_objective_and_nothing_else() -> None:
    # Two years at a loss of 30: 60 in all, 30 + 30 / 1.25 = 54 discounted.
    instance = make_instance(header={"years": 2, "discount_rate_pct": 25})
    rows = headline(instance, make_conflict(instance).status_quo, None)
    assert rows[0].status_quo == pytest.approx(54)
    assert rows[1].status_quo == pytest.approx(60)
    assert rows[1].plan is None
    assert rows[1].cells[-1] == "-"


def test_where_there_are_many_markets_capacity_is_told_by_product() -> None:
    # In each of four markets 10 of 10 are made, but in the last one a line of 40 has nothing to do at a cost of 100:
    # 40 of 80.
    plants = [{"id": f"plant-{key}", "market": key} for key in "abcd"]
    idle = {"id": "idle", "market": "d", "capacity_munit_per_line": 40, "cash_cost_cny_per_unit": 100}
    instance = build_instance(markets=[{"id": key} for key in "abcd"], plants=[*plants, idle])
    rows = headline(instance, make_conflict(instance).status_quo, None)
    told = {row.label: row.status_quo for row in rows if " in 2025" in row.label and "lines" not in row.label}
    assert told == {
        **{f"{key}: price in 2025": pytest.approx(19) for key in "abcd"},
        "product: capacity in 2025": 80,
        "product: operating rate in 2025": 50,
    }


def test_large_money_is_in_billions() -> None:
    case = make_instance(firms=[{"id": "good"}, {"id": "bad", "cash_mcny": 5000}])
    poor = case.plants["poor"].model_copy(update={"fixed_cost_mcny_per_line": 2500.0})
    instance = case.with_tables(plants={**case.plants, "poor": poor})
    row = headline(instance, make_conflict(instance).status_quo, None)[0]
    assert (row.unit, row.status_quo) == ("CNY bn", pytest.approx(2.5))


def test_insolvencies_are_counted_by_their_probability() -> None:
    # Bad has 10 in cash and loses 30 in either scenario; Good earns 90 * 5 = 450 in one and nothing in the other.
    firms = [{"id": "good"}, {"id": "bad", "cash_mcny": 10}]
    scenarios = [{"id": "a", "probability_pct": 60}, {"id": "b", "probability_pct": 40, "demand_factor": 0.5}]
    instance = make_instance(firms=firms, scenarios=scenarios)
    rows = {each.label: each for each in headline(instance, make_conflict(instance).status_quo, None)}
    assert rows["Firms that become insolvent"].status_quo == pytest.approx(1)


def test_the_answer_says_how_good_it_is() -> None:
    result = make_result(make_instance())
    # The bound is 129.6 * 0.99.
    assert quality_sentence(result) == (
        "The plan keeps all limits. Its objective is 129.6 CNY million;"
        " no plan that keeps them is below 128.3 CNY million."
    )
    assert "is not known" in quality_sentence(replace(result, status="stopped_with_plan", bound_mcny=None))
    assert quality_sentence(make_conflict(make_instance())) == "It is proven that no plan keeps all limits."
    unknown = replace(result, status="stopped_without_plan", plan=None)
    assert "not known whether there is one" in quality_sentence(unknown)


def test_the_headline_says_the_certified_gap_in_words() -> None:
    result = make_result(make_instance())
    certified = "it is certified that no plan that keeps all limits is better"
    assert status_sentence(result) == f"Plan found: {certified} by more than 1.0 % of the objective."
    assert result.plan is not None
    met = replace(result, bound_mcny=result.plan.objective_mcny)
    assert status_sentence(met) == f"Plan found: {certified}."
    stopped = replace(result, status="stopped_with_plan")
    assert status_sentence(stopped) == (
        "Plan found, but solving stopped before it was certified to the gap that was asked for:"
        f" {certified} by more than 1.0 % of the objective."
    )
    assert status_sentence(replace(stopped, bound_mcny=None)).endswith("the gap that was asked for.")
    assert status_sentence(make_conflict(make_instance())) == "No plan keeps all limits."


def test_the_reason_is_said_where_the_answer_does_not_say_it() -> None:
    result = make_result(make_instance())
    assert reason_sentence(result) == ""
    assert reason_sentence(replace(result, status="stopped_with_plan", reason="the time is up")) == "The time is up."
    for reason in ("it is proven that no plan keeps all limits", "no plan keeps all limits"):
        assert reason_sentence(replace(make_conflict(make_instance()), reason=reason)) == ""


def test_what_the_solver_itself_says_stands_beside_the_reason() -> None:
    stopped = replace(make_result(make_instance()), status="stopped_with_plan", reason="the process of HiGHS died")
    assert reason_sentence(stopped) == "The process of HiGHS died."
    told = replace(stopped, detail="killed by signal 9")
    assert reason_sentence(told) == "The process of HiGHS died (killed by signal 9)."
    with speaking("zh-CN"):
        assert "HiGHS" in reason_sentence(told)
        assert "killed by signal 9" in reason_sentence(told)
        assert "died" not in reason_sentence(told)


def test_programs_are_told_the_headline_in_their_units_whatever_is_spoken() -> None:
    instance = make_instance()
    result = make_result(instance)
    facts = headline_facts(instance, result.status_quo, result.plan)
    with speaking("zh-CN"):
        assert headline_facts(instance, result.status_quo, result.plan) == facts
        shown = {each.measure.key: each for each in headline(instance, result.status_quo, result.plan)}
    told = {each["measure"]: each for each in facts}
    assert told["objective"]["plan"] == pytest.approx(129.6)
    assert (told["capacity"]["unit"], told["capacity"]["subject"]) == ("munit", "market")
    assert told["capacity"]["status_quo"] == pytest.approx(110)
    # 129.6 million yuan are 1.296 of 100 million, and 110 million kg are 11 of 10 million.
    assert (shown["objective"].unit, shown["objective"].plan) == ("亿元", pytest.approx(1.296))
    assert (shown["capacity"].unit, shown["capacity"].status_quo) == ("万吨", pytest.approx(11))


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0.0, "0 %"),
        (0.0008, "0.080 %"),
        (0.00081234, "0.082 %"),
        (0.032, "3.2 %"),
        (0.5, "50 %"),
        (1.234, "124 %"),
        (1e-12, "0.0001 %"),
    ],
)
def test_a_gap_is_never_said_to_be_smaller_than_it_is(gap: float, words: str) -> None:
    assert gap_words(gap) == words


def test_tables_of_the_terminal_show_names_and_figures() -> None:
    firms = [{"id": "good", "name": "[bold]Good[/bold] [red]"}, {"id": "bad", "name": "Bad \x1b[31mLtd."}]
    observed = {"id": "seen", "measure": "firm_loss_mcny", "subject": "bad", "year": 2025, "low": 1, "high": 2}
    instance = make_instance(firms=firms, observations=[{**observed, "period": "2025"}])
    mandate = build_mandate(limits={"unemployment": {"rise_ceiling_percentage_points": 0.4}})
    result = make_result(instance, mandate)
    assert result.plan is not None
    assert "129.6" in shown(headline_grid(instance, result.status_quo, result.plan))
    assert "broken, by up to 10" in shown(limits_grid(instance, result.status_quo, result.plan, tight=True))
    moves = decision_grids(instance, result.plan.plan)[1]
    assert "Bad  [31mLtd." in shown(moves)
    assert "above by 28" in shown(calibration_grid(instance, result.status_quo, periods=False))


def test_a_name_with_markup_is_shown_as_it_is() -> None:
    instance = make_instance(firms=[{"id": "good"}, {"id": "bad", "name": "[bold]Bad[/bold] [/red]"}])
    result = make_result(instance, plan=closing_plan())
    assert result.plan is not None
    assert "[bold]Bad[/bold] [/red]" in shown(decision_grids(instance, result.plan.plan)[1])


def test_emissions_are_in_the_unit_of_the_language() -> None:
    # 100 million units at 1 t each are 100 million t, and 10,000 times 10,000 t.
    instance = build_instance(plants=[{"lines": 10, "emissions_tco2_per_unit": 1}])
    status_quo = make_conflict(instance).status_quo

    def told() -> tuple[str, ...]:
        (row,) = (row for row in headline(instance, status_quo, None) if row.measure.key == "emissions")
        return row.cells[1:3]

    assert told() == ("Mt of CO2", "100")
    with speaking("zh-CN"):
        assert told() == ("万吨二氧化碳", "10,000")
