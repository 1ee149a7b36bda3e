r"""The judge: what follows from a plan, computed exactly and from the problem statement below, not from the model.

The judge reads an instance, a mandate and a plan, and nothing else. Every number that is published is its.

**Years and states.** Years run from the first year; a move takes effect at the start of its year. The lines of a
plant are ``subsidised`` at the start if the plant has any operating subsidy (per unit or per line), otherwise
``unsubsidised``. Allowed moves are subsidised -> unsubsidised (withdrawal), subsidised -> closed and unsubsidised ->
closed (closing). Closed lines stay closed.

**Price.** Each year, market and scenario, a line offers its capacity at ``max(0, cash cost - unit subsidy)`` if it is
subsidised, at its cash cost if not. The price is where the merit order of the offers meets the demand curve: lines
offering below the price run full, lines offering at the price share what is left in proportion to their capacity (one
*marginal rate* for all of them), lines offering above stand idle. Demand falls strictly, so the price is unique. If
all lines with offers up to the top price cannot meet the demand there, the price is the top price, they all run full
and the rest of the demand is unserved. (Top price: the price cap, or where demand ends if that is lower.)

**Loss** of the lines of a plant in one state: ``max(0, fixed cost * lines - (price - cash cost) * output)``. Never
netted across states, plants or years; subsidies do not reduce it.

**Cash** of a firm at the end of a year: cash before, plus for all its open lines ``(price - cash cost) * output -
fixed cost``, plus operating subsidies (``per unit * output`` and ``per line``, of subsidised lines), plus
compensation received, minus closure costs of the lines the plan closes, minus the overhead if it runs any line in
that year. A firm with open lines whose cash plus credit is below zero at the end of a year is *insolvent*: all its
lines close at the end of that year, without compensation, severance or retraining. Their closure costs and their
displaced workers are booked in that year (nobody's cash pays those closure costs), and the workers seek work from the
next year on. Moves that a plan orders for lines that are no longer there do nothing, and the plan breaks the rule
``lines``.

**Compensation due.** For a line closed by the plan in a year: its closure cost and, if the firm is private and the
limit *participation* is hard, the greater of its reservation value and what staying is worth: the cash that the line
would bring the firm in the status quo (revenue less cash and fixed cost plus operating subsidies; no overhead) from
that year to the last, discounted to that year, expected over the scenarios; nothing after the firm's insolvency.

**Labour** of a region, in each year and scenario: people *displaced* are the workers of lines that close. *Seekers*
are those without work at the end of the year before, plus those displaced by the plan this year, plus those displaced
by insolvency at the end of the year before. *Retrained* are the lesser of places (classes * class size) and seekers.
Those who *find work* are the lesser of ``vacancies * vacancy factor`` and ``re-employment share * seekers not
retrained + re-employment share of the programme * retrained``. The rest are *without work* for that year.

**Money.** Paid are: operating subsidies, by the plant's subsidy payer; compensation (purpose ``exit_compensation``),
severance (average monthly wage of the region * years of service * workers, for lines that the plan closes) and income
support (12 * monthly support * people without work), each by the payers of the purpose in the plant's region in their
shares; retraining (set-up cost in the year of opening, cost per class held) by the programme's payer. The monthly
support is what the plan promises for the region, or the statutory benefit where it promises nothing.

**Accounts**, each per year and scenario: ``operating_losses``, ``overheads`` (of firms that run lines),
``closure_costs``, ``public_outlay`` (all that payers spend) and ``consumer_harm``, in mcny and weighted by the
mandate's factors; ``displaced`` (persons) and ``without_work`` (person-years), priced by the mandate. The objective
is their sum, discounted to the first year and expected over the scenarios.

**Limits.** From the first decision year on:

- ``unemployment`` (region, year, scenario): people without work <= rise ceiling * labour force;
- ``consumer_price`` (market, year, scenario): price <= ceiling * reference price;
- ``supply`` (market, year, scenario): output >= floor * demand at the reference price;
- ``budget`` (payer, year, scenario): spent <= operating subsidies that the payer pays in the first year of the status
  quo in the same scenario + what the mandate adds in the year;

and in all years:

- ``income_floor`` (region): monthly support >= the floor, for every region where anybody is without work in some year;
- ``participation`` (plant, year): compensation of lines closed >= what is due;
- ``windfall`` (plant, year): compensation of lines closed <= what is due, and none for a withdrawal;
- ``solvency`` (firm, year, scenario): a firm that runs lines ends the year with cash + credit >= 0.

**Rules of plans:** ``lever`` (a move, programme or compensation that the mandate does not allow, or before the first
decision year), ``lines`` (more lines moved than are in the state, or a move that no line can make), ``programme``
(classes beyond the most a year, before the opening or without one, or a programme opened twice).

A limit or rule is broken if it is missed by more than the tolerance :data:`solver.evaluate.outcome.TOLERANCE`,
relative to the limit or to one unit, whichever is larger.
"""
