r"""The judge: what follows from a plan, computed exactly and from the problem statement below, not from the model.

The judge reads an instance, a mandate and a plan, and nothing else. Every number that is published is its.

**Years and states.** Years run from the first year; a move takes effect at the start of its year. The lines of a plant
with a start year are ``planned`` at the start; those of another are ``subsidised`` if the plant has any operating
subsidy (per unit or per line), otherwise ``unsubsidised``. A plan may order subsidised -> unsubsidised (withdrawal),
any open state -> closed (closing), planned -> closed before or in the start year (stopping), and subsidised or
unsubsidised -> ``upgraded:`` one of the plant's upgrades (upgrading). A line moves at most once a year. By themselves,
after the ordered moves of the year: planned lines start in their start year, in the state they would have begun in
otherwise; when two firms merge, all subsidised and unsubsidised lines of the target become ``integrated:`` that pair,
as do planned ones that start in that year or later. Subsidised lines alone get operating subsidies. Closed lines stay
closed. Open lines are those neither planned nor closed.

**Upgraded lines** sell in the market of the upgrade, with its capacity, costs, workers and intensities. In the year
of the move and the following ones, ``ramp up years`` in all, their capacity is only the ramp-up share of that, no
move of theirs can be ordered, and their losses are not netted with those of lines that have ramped up. **Integrated
lines** keep what they have, but the pair's saving lowers their cash cost (not below zero). What a line costs to close
is the plant's closure cost in all states; nothing for a planned line.

**Price.** Each year, market and scenario, a line offers its capacity at ``max(0, cash cost - unit subsidy)`` if it is
subsidised, at its cash cost if not. The price is where the merit order of the offers meets the demand curve: lines
offering below the price run full, lines offering at the price share what is left in proportion to their capacity (one
*marginal rate* for all of them), lines offering above stand idle. Demand falls strictly, so the price is unique. If
all lines with offers up to the top price cannot meet the demand there, the price is the top price, they all run full
and the rest of the demand is unserved. (Top price: the price cap, or where demand ends if that is lower.)

**Conduct.** A rule that the plan sets for a market and year changes the offers of all its lines: a joint cut of so many
per cent takes that share off the capacity that each offers, and ``full_cost_offers`` puts fixed cost per unit of
capacity on top of the cash cost before the unit subsidy is taken off. (The capacity itself, and what is charged on it,
stays.) A *rationed* market has no merit order where no rule is set: all open lines run at one rate, the price is that
of the straight line between its points of price and rate, and output is what is asked for at that price. If all of it,
at the full rate, is not enough even at the price of the full rate, all lines run full at the price at which demand is
met, or at the top price. (That price is the marginal rate's and the price column's in the tables, with the one rate.)
What a firm would gain in a year by breaking a joint cut, alone and with all the capacity of its (and of its integrated)
lines, is its *temptation*: its cash result then less its cash result now, with the market cleared anew.

**Trade.** A link is open in a year if it names no barrier, or the plan has removed it by then. Goods go along open
links until nobody gains from sending more: prices of two markets differ by no more than the cost of an open link from
one to the other, and exactly by it where goods go along it. Each market balances: output and goods that enter equal
what its consumers get and goods that leave; lines follow the merit order of their own market's price; consumers get
what they ask for at it, none above the top price, and any smaller quantity at the top price. The prices are unique up
to ties, which are settled towards the least goods moved.

**Fixed markets** have a given price and a given demand, which never answers to the price. Markets that links connect
with them are fixed too. Lines serve the demand at least total cost, their offers plus the costs of links, as far as a
unit costs no more than the price cap in the market where it is used; the rest is unserved. Lines get the average of
what the units made in their market bring: price where they are used less the cost of the link. (No link leaves a fixed
market that a link enters.) The *shadow price* is what one more unit would cost there, at most the highest cap of those
that links connect; everywhere else it is the price.

**Vouchers** add their tranches times demand per tranche to what is asked for in their market and year, at every price
up to the top price; the curve that harm and limits are measured on stays as it is.

**Loss** of the lines of a plant in one state: ``max(0, fixed cost * lines - (price - cash cost) * output)``. Never
netted across states, plants or years; subsidies do not reduce it.

**Mergers.** From the year of the merger on, the acquirer runs all lines of the target, has its cash and bears its
debts; the target is no more, and its credit ends. A firm takes part in one merger, as acquirer or as target; an
acquirer may take over as many targets as the mandate allows. The merged firm bears the acquirer's overhead while it
runs any line, and the target's, less the saving, while it runs any of the target's lines. The acquirer pays the
integration cost. Redundant posts end in the year of the merger. Of those who lose such a post, or whose integrated
line closes, the redeployed share stays with the merged firm if a plant of the acquirer's lies in the region: they are
not displaced, and get no severance.

**Cash** of a firm at the end of a year: cash before, plus for all its open lines ``(price - cash cost) * output -
fixed cost``, plus operating subsidies (``per unit * output`` and ``per line``, of subsidised lines), plus
compensation received, minus closure costs of the lines the plan closes, minus its overheads, minus its share of the
capital cost of upgrading, minus the capital cost of planned lines that start, minus integration costs, minus levies.
A firm with open lines whose cash plus credit is below zero at the end of a year is *insolvent*: all its lines close
at the end of that year, without compensation, severance or retraining; planned lines of it never start. Their closure
costs and their displaced workers are booked in that year (nobody's cash pays those closure costs), and the workers
seek work from the next year on. Moves that a plan orders for lines that are no longer there do nothing, and the plan
breaks the rule ``lines``.

**Compensation due.** For a line closed or stopped by the plan in a year: its closure cost (nothing for a planned line)
and, if the firm is private and the limit *participation* is asked for, the greater of its reservation value and what
staying is worth: the cash that the line would bring the firm in the status quo (revenue less cash and fixed cost plus
operating subsidies, less its capital cost when it starts; no overhead) from that year to the last, discounted to that
year, expected over the scenarios; nothing after the firm's insolvency. Nothing at all is due for an open line that an
adopted standard forbids, from the year on from which the standard binds. Due is what the plant's own firm would get,
whoever runs it by then.

**Labour** of a region, in each year and scenario: people *displaced* are the workers of lines that close, the workers
of upgraded lines beyond the posts for the unskilled, and redundant posts, all but the redeployed. *Posts opened* are
those of planned lines that start, and the unskilled posts of upgraded lines beyond the workers they had; *skilled
posts opened* are the skilled ones of lines upgraded in the year. *Seekers* are those without work at the end of the
year before, plus those displaced by the plan this year, plus those displaced by insolvency at the end of the year
before. *Retrained* are the lesser of places (classes * class size) and seekers. The lesser of skilled posts opened
and retrained take such a post. Of the others, those who *find work* are the lesser of ``vacancies * vacancy factor +
posts opened`` and ``re-employment share * seekers not retrained + re-employment share of the programme * retrained
others``. Who took a post found work, too. The rest are *without work* for that year.

**Money.** Paid are: operating subsidies, by the plant's subsidy payer; compensation (purpose ``exit_compensation``),
severance (average monthly wage of the region * years of service * workers displaced, for lines that the plan closes
or upgrades and for redundant posts) and income support (12 * monthly support * people without work), each by the
payers of the purpose in the plant's region in their shares; ``wage_support`` (12 * (promised wage - rehired wage, if
above zero) * those who found work) by the payers of income support; retraining (set-up cost in the year of opening,
cost per class held) by the programme's payer; the public share of upgrading (``upgrade_support``), vouchers
(``vouchers``) and removals of barriers (``barrier_removal``) by their own payers, the last two without a region. The
monthly support is what the plan promises for the region, or the statutory benefit where it promises nothing. An
industry fund levies its rate on the open capacity (in full, whatever the conduct or the ramp-up) of the lines that
make its product, in the years in which the plan raises the levy.

**Accounts**, each per year and scenario: ``operating_losses``, ``overheads`` (of firms that run lines),
``closure_costs``, ``investment_costs`` (all capital costs, public shares included, and integration costs),
``public_outlay`` (all that payers spend, industry funds apart) and ``consumer_harm`` (of home markets), in mcny and
weighted by the mandate's factors; ``displaced`` (persons) and ``without_work`` (person-years), priced by the mandate;
``breaches`` (what missed soft limits cost). The objective is their sum, discounted to the first year and expected over
the scenarios; what belongs to no year counts in the first, what belongs to no scenario in all.

**Limits.** From the first decision year on:

- ``unemployment`` (region, year, scenario): people without work <= rise ceiling * labour force;
- ``consumer_price`` (home market that is not fixed, year, scenario): price <= ceiling * reference price;
- ``supply`` (home market, year, scenario): what its consumers get >= floor * demand at the reference price;
- ``budget`` (payer, year, scenario): spent, plus transfers given, less transfers got <= operating subsidies that the
  payer pays in the first year of the status quo in the same scenario + what the mandate adds in the year; for an
  industry fund, both sides added up from the first decision year to this one, and its levies on the right;
- ``regional_output``, ``regional_revenue`` (region, year, scenario): output of the region's plants, valued at the
  reference prices of the markets they sell in, and the region's tax share of their sales (output times what lines get
  for a unit) >= floor * the same in the first year of the status quo in the same scenario;
- ``emissions`` (year, scenario): output times emissions, over all plants <= ceiling * the same in the first year of the
  status quo in the same scenario;
- ``concentration`` (product, year): sum of ``2 * share * share`` of the pairs that have merged by then, shares in per
  cent of the product's capacity that is open at the start of the first year <= room;
- ``capacity_swap`` (product, year): capacity closed by the plan since the first decision year (as before the move; not
  planned lines) >= ratio * capacity of planned lines that have started since;

and in all years:

- ``income_floor`` (region): monthly support >= the floor, for every region where anybody is without work in some year;
- ``wage_floor`` (region): the greater of promised and rehired wage >= the floor, where anybody finds work in some year;
- ``participation`` (plant, year): compensation of lines closed >= what is due;
- ``windfall`` (plant, year): compensation of lines closed <= what is due, and none for another move;
- ``equity`` (region, scenario): people displaced over all years <= ceiling * the region's share of all workers of lines
  that are open at the start * all people displaced over all years;
- ``share_screen`` (pair): the shares of its firms together, in each product that both make <= screen, if it merges;
- ``standard`` (plant, year): open lines above an adopted standard, in the years in which it binds <= 0;
- ``solvency`` (firm, year, scenario): a firm that runs lines ends the year with cash + credit >= 0.

A limit of the mandate is *hard*, *soft* or *report*: only a hard one that is missed is a violation. Where the mandate
turns them off, ``participation`` (of the closure cost) and ``income_floor`` (of the benefit) bind all the same.
``windfall``, ``standard`` and ``solvency`` always bind; ``share_screen`` has the level of ``concentration``. A soft
one that is missed costs its price for each unit by which it is missed: for ``income_floor``, ``wage_floor`` and
``participation`` the mcny paid too little (per region and year, or plant and year), for the others the difference of
the two sides.

**Rules of plans:** ``lever`` (a decision that the mandate does not allow, or before the first decision
year), ``lines`` (more lines moved than are in the state, or a move that no line can make), ``programme``
(classes beyond the most a year, before the opening or without one, or a programme opened twice), ``merger`` (a firm in
two mergers, more targets than allowed, a pair whose barrier still stands in the year, or a firm that is insolvent by
then), ``decision`` (a decision given twice, vouchers or transfers beyond the most a year, a levy of what is no industry
fund, or two rules of conduct for one market and year).

A limit or rule is broken if it is missed by more than the tolerance :data:`solver.evaluate.outcome.TOLERANCE`,
relative to the limit or to one unit, whichever is larger.
"""
