"""The facts of an instance: one record per table row, units in the column names.

Quantities are in million units of the product (``munit``; with the unit kg, a million kg is a kt), prices in CNY per
unit, money in million CNY (``mcny``), people in persons. A quantity times a price is therefore in ``mcny``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from solver.instance.options import Barrier, Link, MergerPair, PriceRate, Standard, Transfer, Upgrade, Voucher
from solver.instance.record import Key, Name, NotNegative, Positive, Prose, Record, Share, Year

Purpose = Literal["exit_compensation", "severance", "income_support"]
Basis = Literal["measured", "reported", "derived", "estimate", "assumption"]
Clearing = Literal["competitive", "rationed", "fixed"]
Measure = Literal["price_cny_per_unit", "operating_rate_pct", "output_munit", "firm_loss_mcny"]


class Header(BaseModel):
    """``instance.toml``: what the instance is, and over which years it runs."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True)

    format: Literal[1] = Field(description="version of the file format")
    id: Key = Field(description="short name, used in file names")
    title: Name = Field(description="title of the reports")
    currency: Literal["CNY"] = Field(description="currency of all money")
    price_year: Year = Field(description="year whose prices the money is stated in")
    first_year: Year = Field(description="first year that is computed")
    years: int = Field(ge=1, le=50, description="number of years that are computed")
    discount_rate_pct: float = Field(ge=0, le=50, description="yearly rate at which later amounts count less")


class Region(Record):
    """A labour market."""

    table: ClassVar[str] = "regions"

    id: Key = Field(description="key of the region")
    name: Name = Field(description="name in reports")
    labour_force_persons: Positive = Field(description="people with or seeking work; base of the unemployment rate")
    unemployed_persons: NotNegative = Field(description="people without work before the first year")
    average_wage_cny_per_month: Positive = Field(description="average wage; base of severance and of the income floor")
    unemployment_benefit_cny_per_month: NotNegative = Field(description="statutory benefit while without work")
    reemployment_pct: Share = Field(description="share of those seeking who find work within a year, not retrained")
    vacancies_persons_per_year: NotNegative = Field(
        description="most people from the sector who can be hired in a year"
    )
    rehired_wage_cny_per_month: NotNegative | None = Field(
        default=None, description="what people earn who find work again; blank: the average wage"
    )
    tax_pct_of_sales: Share | None = Field(
        default=None, description="share of the sector's sales that the region gets as revenue; blank: none"
    )

    @property
    def wage_when_rehired_cny_per_month(self) -> float:
        """What people earn who find work again: as stated, or the average wage."""
        stated = self.rehired_wage_cny_per_month
        return self.average_wage_cny_per_month if stated is None else stated


class Product(Record):
    """What is made."""

    table: ClassVar[str] = "products"
    stated: ClassVar[bool] = False

    id: Key = Field(description="key of the product")
    name: Name = Field(description="name in reports")
    unit: Name = Field(description="unit that prices are stated per; quantities are in millions of it")


class Market(Record):
    """Where a product is sold, with a falling straight demand line through one reference point; or a fixed demand."""

    table: ClassVar[str] = "markets"

    id: Key = Field(description="key of the market")
    name: Name = Field(description="name in reports")
    product: Key = Field(description="key of the product that is sold")
    demand_munit: NotNegative = Field(description="demand of the first year at the reference price")
    demand_growth_pct_per_year: float = Field(gt=-100, le=100, description="yearly growth of that demand")
    reference_price_cny_per_unit: NotNegative = Field(description="price at which the demand is stated")
    price_cap_cny_per_unit: Positive = Field(description="highest price anybody pays; there demand may go unserved")
    demand_elasticity: Annotated[float, Field(lt=0, ge=-20)] | None = Field(
        default=None, description="price elasticity of demand at the reference point; blank in a fixed market only"
    )
    clearing: Clearing | None = Field(
        default=None,
        description="how the price is found; competitive: merit order; rationed: all lines run at one rate, with a"
        " price from price_rates; fixed: the reference price, whoever serves it at least cost; blank: competitive",
    )
    location: Literal["home", "abroad"] | None = Field(
        default=None, description="abroad: neither harm to consumers nor their limits count; blank: home"
    )

    @property
    def is_fixed(self) -> bool:
        """Whether price and demand are given, and lines that can reach the market serve it at least cost."""
        return self.clearing == "fixed"

    @property
    def is_rationed(self) -> bool:
        """Whether all open lines run at one rate, as in a price war that nobody stops."""
        return self.clearing == "rationed"

    @property
    def is_abroad(self) -> bool:
        """Whether its consumers live elsewhere."""
        return self.location == "abroad"


class Firm(Record):
    """Who owns plants."""

    table: ClassVar[str] = "firms"

    id: Key = Field(description="key of the firm")
    name: Name = Field(description="name in reports")
    ownership: Literal["private", "state"] = Field(description="a state-owned firm may be ordered to close lines")
    cash_mcny: float = Field(description="cash at the start of the first year")
    credit_mcny: NotNegative = Field(description="how far cash may fall below zero before the firm is insolvent")
    overhead_mcny_per_year: NotNegative = Field(description="cost of the firm in each year in which it runs a line")


class Plant(Record):
    """A site: a number of identical lines."""

    table: ClassVar[str] = "plants"

    id: Key = Field(description="key of the plant")
    name: Name = Field(description="name in reports")
    firm: Key = Field(description="key of the owner")
    region: Key = Field(description="key of the region whose labour market it draws on")
    market: Key = Field(description="key of the market it sells in")
    lines: int = Field(ge=1, le=1000, description="number of identical lines at the start")
    capacity_munit_per_line: Positive = Field(description="most a line can make in a year")
    cash_cost_cny_per_unit: NotNegative = Field(description="cash cost of a unit made, before any subsidy")
    fixed_cost_mcny_per_line: NotNegative = Field(description="yearly cost of an open line whatever it makes")
    workers_per_line: NotNegative = Field(description="people who lose their job when a line closes")
    service_years: NotNegative = Field(description="average years of service; severance is a month's wage for each")
    closure_cost_mcny_per_line: NotNegative = Field(description="one-time cost of dismantling and cleaning up a line")
    reservation_value_mcny_per_line: NotNegative = Field(
        description="least a private owner takes for a line, whatever staying is worth"
    )
    subsidy_cny_per_unit: NotNegative = Field(description="operating subsidy per unit made")
    subsidy_mcny_per_line: NotNegative = Field(description="yearly operating subsidy of an open line, made or not")
    subsidy_payer: Key | None = Field(default=None, description="payer of both; blank where there is no subsidy")
    start_year: Year | None = Field(
        default=None, description="year in which planned lines start to run unless stopped; blank: they run already"
    )
    capital_cost_mcny_per_line: NotNegative | None = Field(
        default=None, description="what the owner still has to spend on a planned line when it starts; blank: nothing"
    )
    energy_kgce_per_unit: NotNegative | None = Field(default=None, description="energy that a unit made takes")
    emissions_tco2_per_unit: NotNegative | None = Field(default=None, description="emissions of a unit made")

    @property
    def is_subsidised(self) -> bool:
        """Whether its lines get an operating subsidy when they start."""
        return self.subsidy_cny_per_unit > 0 or self.subsidy_mcny_per_line > 0


class Payer(Record):
    """A purse: a central or local budget, an insurance, a fund; or an industry fund that firms who stay feed."""

    table: ClassVar[str] = "payers"

    id: Key = Field(description="key of the payer")
    name: Name = Field(description="name in reports")
    levy_product: Key | None = Field(
        default=None, description="key of the product whose makers feed the fund; blank: no industry fund"
    )
    levy_mcny_per_munit: Positive | None = Field(
        default=None, description="levy on open capacity in a year in which it is raised; blank: no industry fund"
    )

    @property
    def is_industry_fund(self) -> bool:
        """Whether firms feed it."""
        return self.levy_product is not None


class Duty(Record):
    """Which payer bears which share of a purpose in a region."""

    table: ClassVar[str] = "duties"
    key: ClassVar[tuple[str, ...]] = ("purpose", "region", "payer")

    purpose: Purpose = Field(description="what is paid for")
    region: Key | None = Field(default=None, description="key of the region; blank for every region without own rows")
    payer: Key = Field(description="key of the payer")
    share_pct: Share = Field(description="share it bears; the shares of a purpose in a region sum to 100")


class Programme(Record):
    """Retraining that can be set up in a region, at most one a region."""

    table: ClassVar[str] = "programmes"
    required: ClassVar[bool] = False

    id: Key = Field(description="key of the programme")
    name: Name = Field(description="name in reports")
    region: Key = Field(description="key of the region it serves")
    payer: Key = Field(description="key of the payer")
    setup_cost_mcny: NotNegative = Field(description="one-time cost in the year it opens")
    class_size_persons: int = Field(ge=1, le=100000, description="places in a class")
    cost_mcny_per_class: NotNegative = Field(description="cost of a class, full or not")
    max_classes_per_year: int = Field(ge=1, le=100000, description="most classes in a year")
    reemployment_pct: Share = Field(description="share of the retrained who find work within the year")


class Scenario(Record):
    """One future of demand and of the labour market; without the file there is one, in which both factors are 1."""

    table: ClassVar[str] = "scenarios"
    required: ClassVar[bool] = False

    id: Key = Field(description="key of the scenario")
    name: Name = Field(description="name in reports")
    probability_pct: Annotated[float, Field(gt=0, le=100)] = Field(description="probability; all sum to 100")
    demand_factor: Positive = Field(description="multiplies the demand of every market and year")
    vacancy_factor: NotNegative = Field(description="multiplies the vacancies of every region")


class Observation(Record):
    """Something that was observed, to hold the computed status quo against."""

    table: ClassVar[str] = "observations"
    required: ClassVar[bool] = False

    id: Key = Field(description="key of the observation")
    measure: Measure = Field(description="what was observed; the unit is in its name")
    subject: Key = Field(description="key of the market, or of the firm for a firm's loss")
    year: Year = Field(description="computed year that it is held against")
    low: float = Field(description="lower end of what was observed")
    high: float = Field(description="upper end of what was observed")
    period: Name = Field(description="when it was observed, in words")


class Source(Record):
    """Where figures come from."""

    table: ClassVar[str] = "sources"
    stated: ClassVar[bool] = False

    id: Key = Field(description="key of the source")
    publisher: Name = Field(description="who published it")
    title: Annotated[str, Field(min_length=1, max_length=400)] = Field(description="title, and date where known")
    url: Annotated[str, Field(min_length=1)] = Field(description="address; - where there is none")
    licence: Name = Field(description="terms of use, or what was taken (facts)")


class Provenance(Record):
    """What a figure rests on; the most exact row that fits a figure holds (row and column, row, column, table)."""

    table: ClassVar[str] = "provenance"
    key: ClassVar[tuple[str, ...]] = ("of_table", "of_row", "of_column")
    stated: ClassVar[bool] = False

    of_table: Name = Field(description="table of the figure, or instance for instance.toml")
    of_row: Name = Field(description="key of the row; * for every row")
    of_column: Name = Field(description="column; * for every figure of the row")
    basis: Basis = Field(description="how well it is known")
    source: Key = Field(description="key of the source")
    reasoning: Prose = Field(description="how the figure was got from the source, or why it is assumed")


RECORDS: tuple[type[Record], ...] = (
    Region,
    Product,
    Market,
    Firm,
    Plant,
    Payer,
    Duty,
    Programme,
    Barrier,
    Link,
    PriceRate,
    MergerPair,
    Upgrade,
    Standard,
    Voucher,
    Transfer,
    Scenario,
    Observation,
    Source,
    Provenance,
)
"""Every table of an instance, in the order in which they are read and documented."""
