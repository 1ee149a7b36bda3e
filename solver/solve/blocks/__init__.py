r"""Blocks: bounds and plans for markets so large that the whole relaxation cannot be solved.

Decisions and prices meet in few places: what lines make and lose in a year hangs on the year's price, and prices hang
on how many lines there are. With multipliers :math:`\alpha` (what a line in a state and year is to pay for its market)
and :math:`\mu` (what a unit of demand is worth) the two sides fall apart:

.. math:: \min_{\mathrm{plans}} \Bigl( \mathrm{decisions} + \sum \alpha n \Bigr) +
          \sum_{m,t} \min_p \Bigl( \mathrm{harm}(p) + \mu D(p) + \sum_i \min_{0 \le n \le N_i}
          \bigl( \mathrm{loss}_i(p) - \mu q_i(p) - \alpha_i \bigr) n \Bigr)

Whatever the multipliers, that is no more than what any plan costs. The second side is a function of one price for each
market and year, in steps and straight lines, whose least value is found by sorting (``years``); it knows every price
exactly, so there are no brackets. The first side falls apart into firms, each a shortest way of its plants' lines
through their states (``paths``), once the rows that join firms have prices as well: pools of people, budgets, gates.

Multipliers come from the model at given prices (``at_prices``), a linear problem in which markets are mere rows. What a
line would have to be paid more before it did otherwise is then added to, or taken from, its multiplier
(``lagrangian``), which makes the bound hold far from these prices as well (``search``).

Where lines are whole, both values are too low. The first side with whole lines is a problem of its own (``alone``), to
which several sets of multipliers at once say what markets are worth at one price for all of them (``charges``,
``envelope``), so that it pays for too much and for too little (``whole_lines``). All prices are bounded together at
first, and then low and high ones apart, which says more (``parts``, ``bounding``). Plans come from the model at given
prices with whole lines: first most plants are held where the continuous solution has put them, and then where the best
plan has, but for a few of those that the continuous solution leaves in doubt (``looking``, ``neighbourhoods``,
``nearby``).

Sources: Geoffrion, Lagrangean relaxation for integer programming (Mathematical Programming Study 2, 1974) for bound and
multipliers; Kolmogorov, Convergent tree-reweighted message passing (IEEE PAMI 28, 2006) for moving margins between
multipliers; Shaw, Using constraint programming and local search methods to solve vehicle routing problems (CP 1998) for
neighbourhoods; Rothberg, An evolutionary algorithm for polishing mixed integer programming solutions (INFORMS Journal
on Computing 19, 2007) for bringing two plans together.
"""
