"""Synthetic instances of any size, drawn from the statistics of real ones; the same seed gives the same instance.

What is drawn, and from what (steel and coal: Global Energy Monitor, trackers of September 2025 and April 2024;
provinces: official statistics of 2023 and 2024; the rest is assumed):

- capacity of a plant: lognormal, median 2.3 munit, standard deviation of the logarithm 0.83, as for the 315 steel
  plants (and, around a median of 1.2, the 1,788 coal mines);
- workers per munit: straight lines through the quantiles of the steel plants;
- plants of a firm: those of one of the 226 parents of the steel plants, until all plants have
  an owner; 13 % of firms are state-owned;
- region of a plant: the ``r``-th region has a weight of ``r ** -0.75``, close to the shares of the 28 steel provinces;
- labour force: the sector's workers in the region over a lognormal share of median 1 %, standard deviation of the
  logarithm 0.85 (that of provinces' employment); people without work: quartiles of the provinces; average wage:
  lognormal, median 7,500 CNY, 0.17; benefit: 26 % of it;
- planned plants: 6 in 100, as steel capacity under construction to that in operation;
- reference price of a product: lognormal, median 3,500 CNY, 0.3; cash cost of a plant: normal around 88 % of it, 7 %;
- demand: 78.1 % of the capacity that runs, falling by 1.4 % a year, with elasticity -0.3;
- 15 % of plants get 2 % of the price as operating subsidy from their region;
- the rest in proportion to capacity, valued at the reference price: fixed cost 6 %, closure 2 %, reservation value 5 %,
  capital still to be spent on planned lines 50 %, and of the firm's: overhead 1 %, credit 25 %, cash lognormal, median
  10 %, 0.5;
- service: uniform from 4 to 16 years; 55 % of seekers find work, 70 % of the retrained; vacancies 0.2 % of the labour
  force; a class of 50 costs 0.28 mcny (5,600 CNY a head, the most that the plan of 2016 had for it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, fsum
from typing import TypeVar, get_args

from solver.instance.draws import Draws, rounded
from solver.instance.generate_sources import PROVENANCE, SOURCES
from solver.instance.instance import Instance
from solver.instance.record import Record
from solver.instance.records import Duty, Firm, Header, Market, Payer, Plant, Product, Programme, Purpose, Region

R = TypeVar("R", bound=Record)

WORKERS_PER_MUNIT = (
    (0.0, 50.0),
    (0.1, 149.0),
    (0.25, 564.0),
    (0.5, 1000.0),
    (0.75, 1461.0),
    (0.9, 1964.0),
    (1.0, 2500.0),
)
"""Share of the steel plants to workers per munit that so many have at most; the two ends are assumed."""

UNEMPLOYED_PCT = ((0.0, 1.5), (0.25, 4.3), (0.5, 5.6), (0.75, 9.2), (1.0, 17.6))
"""Share of the provinces to per cent without work that so many have at most."""

PARENT_SIZES = (1,) * 184 + (2,) * 26 + (3,) * 5 + (4,) * 6 + (5,) * 2 + (6, 11, 13)
"""Plants of each of the 226 first-named parents of the steel plants."""

FIRST_YEAR = 2025


@dataclass(frozen=True)
class Size:
    """How large a synthetic instance is.

    Parameters
    ----------
    plants : int
        Number of plants, at least that of the products.
    products : int
        Number of products, each with a market of its own.
    regions : int
        Number of regions.
    years : int
        Number of years.
    lines : int
        Number of lines of each plant.
    """

    plants: int
    products: int = 1
    regions: int = 10
    years: int = 5
    lines: int = 1


def generate_instance(key: str, size: Size, seed: int) -> Instance:
    """Return a synthetic instance.

    Parameters
    ----------
    key : str
        Its key.
    size : Size
        How large it is.
    seed : int
        Another seed gives another instance of that size.

    Raises
    ------
    ValueError
        If there are fewer plants than products.
    """
    if size.plants < size.products:
        raise ValueError("every product needs a plant that makes it")
    draws = Draws(seed)
    prices = {name: rounded(draws.lognormal(3500, 0.3)) for name in _names("market", size.products)}
    plants = _plants(draws, size, prices)
    regions = _regions(draws, size, plants)
    return Instance(
        header=Header(
            format=1,
            id=key,
            title=f"Synthetic industry of {size.plants} plants, seed {seed}",
            currency="CNY",
            price_year=FIRST_YEAR,
            first_year=FIRST_YEAR,
            years=size.years,
            discount_rate_pct=4,
        ),
        regions=_by_key(regions),
        products=_by_key(Product(id=name, name=_title(name), unit="t") for name in _names("product", size.products)),
        markets=_by_key(_market(name, price, plants) for name, price in prices.items()),
        firms=_by_key(_firms(draws, plants, prices)),
        plants=_by_key(plants),
        payers=_by_key(_payers(regions)),
        duties=_by_key(_duties(regions)),
        programmes=_by_key(_programme(region) for region in regions),
        sources=SOURCES,
        provenance=PROVENANCE,
    )


def _plants(draws: Draws, size: Size, prices: dict[str, float]) -> list[Plant]:
    owners = _owners(draws, size.plants)
    regions = _names("region", size.regions)
    weights = list(accumulate(rank**-0.75 for rank in range(1, size.regions + 1)))
    markets = list(prices)
    plants = []
    for number, name in enumerate(_names("plant", size.plants)):
        # The first plants see to it that every product is made by one that runs.
        market = markets[number] if number < len(markets) else markets[draws.position(range(1, len(markets) + 1))]
        start_year = None
        if number >= len(markets) and size.years > 1 and draws.chance(0.06):
            start_year = FIRST_YEAR + 1 + draws.position(range(1, size.years))
        region = regions[draws.position(weights)]
        plants.append(_plant(draws, name, owners[number], region, market, prices[market], start_year, size.lines))
    return plants


def _plant(
    draws: Draws, name: str, firm: str, region: str, market: str, price: float, start_year: int | None, lines: int
) -> Plant:
    capacity = rounded(draws.lognormal(2.3, 0.83) / lines)
    value = capacity * price
    subsidised = draws.chance(0.15)
    return Plant(
        id=name,
        name=_title(name),
        firm=firm,
        region=region,
        market=market,
        lines=lines,
        capacity_munit_per_line=capacity,
        cash_cost_cny_per_unit=rounded(draws.normal(0.88, 0.07) * price),
        fixed_cost_mcny_per_line=rounded(0.06 * value),
        workers_per_line=round(draws.of_quantiles(WORKERS_PER_MUNIT) * capacity),
        service_years=rounded(4 + 12 * draws.uniform(), 2),
        closure_cost_mcny_per_line=rounded(0.02 * value),
        reservation_value_mcny_per_line=rounded(0.05 * value),
        subsidy_cny_per_unit=rounded(0.02 * price) if subsidised else 0,
        subsidy_mcny_per_line=0,
        subsidy_payer=_budget(region) if subsidised else None,
        start_year=start_year,
        capital_cost_mcny_per_line=None if start_year is None else rounded(0.5 * value),
    )


def _owners(draws: Draws, plants: int) -> list[str]:
    """Return the owner of each plant: firms of drawn sizes, one after the other."""
    owners: list[int] = []
    while len(owners) < plants:
        firm = owners[-1] + 1 if owners else 0
        owners += [firm] * PARENT_SIZES[draws.position(range(1, len(PARENT_SIZES) + 1))]
    names = _names("firm", owners[plants - 1] + 1)
    return [names[firm] for firm in owners[:plants]]


def _regions(draws: Draws, size: Size, plants: Sequence[Plant]) -> list[Region]:
    workers = dict.fromkeys(_names("region", size.regions), 0.0)
    for plant in plants:
        workers[plant.region] += plant.lines * plant.workers_per_line
    regions = []
    for name, persons in workers.items():
        sector_share = draws.lognormal(0.01, 0.85)
        # A region without any of the plants is an average province.
        labour_force = ceil(rounded(persons / sector_share)) if persons else 4_400_000
        wage = rounded(draws.lognormal(7500, 0.17))
        regions.append(
            Region(
                id=name,
                name=_title(name),
                labour_force_persons=labour_force,
                unemployed_persons=int(labour_force * draws.of_quantiles(UNEMPLOYED_PCT) / 100),
                average_wage_cny_per_month=wage,
                unemployment_benefit_cny_per_month=rounded(0.26 * wage),
                reemployment_pct=55,
                vacancies_persons_per_year=ceil(0.002 * labour_force),
            )
        )
    return regions


def _market(name: str, price: float, plants: Iterable[Plant]) -> Market:
    running = fsum(
        plant.lines * plant.capacity_munit_per_line
        for plant in plants
        if plant.market == name and plant.start_year is None
    )
    return Market(
        id=name,
        name=_title(name),
        product=name.replace("market", "product"),
        demand_munit=rounded(0.781 * running),
        demand_growth_pct_per_year=-1.4,
        reference_price_cny_per_unit=price,
        price_cap_cny_per_unit=2 * price,
        demand_elasticity=-0.3,
    )


def _firms(draws: Draws, plants: Iterable[Plant], prices: dict[str, float]) -> list[Firm]:
    values: dict[str, float] = {}
    for plant in plants:
        value = plant.lines * plant.capacity_munit_per_line * prices[plant.market]
        values[plant.firm] = values.get(plant.firm, 0.0) + value
    return [
        Firm(
            id=name,
            name=_title(name),
            ownership="state" if draws.chance(0.13) else "private",
            cash_mcny=rounded(draws.lognormal(0.1, 0.5) * value),
            credit_mcny=rounded(0.25 * value),
            overhead_mcny_per_year=rounded(0.01 * value),
        )
        for name, value in values.items()
    ]


def _payers(regions: Iterable[Region]) -> list[Payer]:
    payers = [Payer(id="central", name="Central budget"), Payer(id="insurance", name="Unemployment insurance")]
    return payers + [Payer(id=_budget(region.id), name=f"Budget of {region.name}") for region in regions]


def _duties(regions: Iterable[Region]) -> list[Duty]:
    """Return who pays: the centre for exits, the insurance for income, both budgets half of severance."""
    payers = {"exit_compensation": "central", "income_support": "insurance"}
    purposes: tuple[Purpose, ...] = get_args(Purpose)
    duties = [Duty(purpose=each, payer=payers[each], share_pct=100) for each in purposes if each in payers]
    for region in regions:
        for payer in ("central", _budget(region.id)):
            duties.append(Duty(purpose="severance", region=region.id, payer=payer, share_pct=50))
    return duties


def _programme(region: Region) -> Programme:
    return Programme(
        id=f"school-{region.id}",
        name=f"Retraining in {region.name}",
        region=region.id,
        payer="central",
        setup_cost_mcny=5,
        class_size_persons=50,
        cost_mcny_per_class=0.28,
        # Places for a fifth as many people as the vacancies.
        max_classes_per_year=min(100_000, ceil(region.vacancies_persons_per_year / 5 / 50)),
        reemployment_pct=70,
    )


def _names(kind: str, count: int) -> list[str]:
    """Return keys that sort in their order."""
    width = len(str(count))
    return [f"{kind}-{number:0{width}}" for number in range(1, count + 1)]


def _title(key: str) -> str:
    return key.replace("-", " ").capitalize()


def _budget(region: str) -> str:
    return f"budget-{region}"


def _by_key(rows: Iterable[R]) -> dict[str, R]:
    return {row.row_key: row for row in rows}
