"""How numbers, units and names are written in reports: sensible digits, the units people use, names and not keys."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from solver.instance.instance import Instance
from solver.instance.record import Record
from solver.instance.records import Purpose
from solver.language import Language, _, marked, spoken
from solver.report.provinces import province_name

UNKNOWN = "-"
"""What stands where there is no number."""

LARGEST_ROUNDED = 1e15
"""From here on a number has no more than the 15 digits that are kept, and no decimals to round."""

ACCOUNTS: Mapping[str, str] = {
    "operating_losses": marked("Losses of plants running at a loss"),
    "overheads": marked("Overheads of firms"),
    "closure_costs": marked("Costs of closing lines"),
    "investment_costs": marked("Costs of upgrading, starting lines and integrating firms"),
    "public_outlay": marked("Public outlay"),
    "consumer_harm": marked("Consumer harm"),
    "displaced": marked("People losing a job"),
    "without_work": marked("Time without work"),
    "breaches": marked("Prices of missed soft limits"),
}
PEOPLE = ("displaced", "without_work")
"""Accounts that count people; the others are money."""

UNITS: Mapping[str, str] = {
    "mcny": marked("CNY million"),
    "munit": marked("million units"),
    "cny_per_unit": marked("CNY per unit"),
    "cny_per_month": marked("CNY a month"),
    "CNY per month": marked("CNY a month"),
    "persons": marked("persons"),
    "person_years": marked("person-years"),
    "pct": "%",
    "percent": "%",
    "mtco2": marked("Mt of CO2"),
    "points": marked("points"),
    "year": marked("year"),
    "lines": marked("lines"),
    "openings": marked("openings"),
    "classes": marked("classes"),
    "firms": marked("firms"),
    "mergers": marked("mergers"),
    "barriers": marked("barriers"),
    "removals": marked("removals"),
    "adoptions": marked("adoptions"),
    "tranches": marked("tranches"),
    "issues of vouchers": marked("issues of vouchers"),
    "transfers": marked("transfers"),
    "levies": marked("levies"),
    "rules of conduct": marked("rules of conduct"),
    "rules of conduct joint_cut_10": marked("rules of conduct"),
    "rules of conduct joint_cut_20": marked("rules of conduct"),
    "rules of conduct joint_cut_30": marked("rules of conduct"),
    "rules of conduct full_cost_offers": marked("rules of conduct"),
}
SHORTEST_NOUN = 3
"""Letters from which on a unit is a noun, such as car, and not a sign, such as kg."""

PURPOSES: Mapping[str, str] = {
    "operating_subsidy": marked("Operating subsidies"),
    "exit_compensation": marked("Exit compensation"),
    "severance": marked("Severance"),
    "income_support": marked("Income support"),
    "wage_support": marked("Wage support"),
    "retraining": marked("Retraining"),
    "upgrade_support": marked("Support of upgrading"),
    "vouchers": marked("Vouchers"),
    "barrier_removal": marked("Removal of barriers"),
}
RULES: Mapping[str, str] = {
    "unemployment": marked("Unemployment ceiling"),
    "consumer_price": marked("Consumer price ceiling"),
    "supply": marked("Supply floor"),
    "budget": marked("Budget"),
    "income_floor": marked("Income floor"),
    "participation": marked("Owners paid what is due"),
    "windfall": marked("Owners paid no more than is due"),
    "solvency": marked("Firms stay solvent"),
    "wage_floor": marked("Wage floor of the rehired"),
    "regional_output": marked("Floor of a region's output"),
    "regional_revenue": marked("Floor of a region's revenue"),
    "equity": marked("Fair share of those displaced"),
    "emissions": marked("Emissions ceiling"),
    "concentration": marked("Room for concentration"),
    "share_screen": marked("Joint share of merging firms"),
    "capacity_swap": marked("Capacity closed for what opens"),
    "standard": marked("Lines within adopted standards"),
    "lever": marked("Only levers that are allowed"),
    "lines": marked("Only lines that are there"),
    "programme": marked("Classes within their programme"),
    "merger": marked("Only mergers that can happen"),
    "decision": marked("Each decision once and within its bounds"),
}
DECISIONS = ("markets", "barriers", "standards", "vouchers", "transfers", "payers")
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "unemployment": ("regions",),
    "consumer_price": ("markets",),
    "supply": ("markets",),
    "budget": ("payers",),
    "income_floor": ("regions",),
    "participation": ("plants", "firms"),
    "windfall": ("plants",),
    "solvency": ("firms",),
    "wage_floor": ("regions",),
    "regional_output": ("regions",),
    "regional_revenue": ("regions",),
    "equity": ("regions",),
    "concentration": ("products",),
    "share_screen": ("merger_pairs",),
    "capacity_swap": ("products",),
    "standard": ("plants",),
    "lines": ("plants",),
    "programme": ("programmes",),
    "merger": ("merger_pairs",),
    "decision": DECISIONS,
    "lever": ("plants", "programmes", "regions", "merger_pairs", *DECISIONS),
}
"""Tables in which the subject of a rule is looked up; the judge names a plant that is paid, a conflict its owner."""

NAMED_AFTER_PROVINCES = ("regions", "markets")

SECTOR = marked("sector")
"""The subject of limits that are about all plants together."""


class Figure(str):
    """A number as it is written, with the number itself for those who calculate on."""

    value: float
    """In the unit that the text is in; a share in per cent is the share."""
    decimals: int
    is_percent: bool

    def __new__(cls, text: str, value: float, decimals: int, is_percent: bool = False) -> Self:
        """Return the text that carries the number."""
        figure = super().__new__(cls, text)
        figure.value, figure.decimals, figure.is_percent = value, decimals, is_percent
        return figure

    def __getnewargs__(self) -> tuple[str, float, int, bool]:  # type: ignore[override]
        """Return what a copy is made of: the text alone would be no number."""
        return str(self), self.value, self.decimals, self.is_percent


@dataclass(frozen=True)
class Scale:
    """The unit in which a table states money or quantities."""

    unit: str
    size: float
    """What one of the unit is in mcny, or in munit."""

    def __call__(self, amount: float) -> float:
        """Return an amount of mcny or munit in this unit."""
        return amount / self.size


PERCENT: Mapping[Language, str] = {"en": " %", "zh-CN": "%"}
SENTENCE_GAPS: Mapping[Language, str] = {"en": " ", "zh-CN": ""}
"""What stands between two sentences."""


MONEY: Mapping[Language, tuple[Scale, ...]] = {
    "en": (Scale("CNY bn", 1000.0), Scale("CNY million", 1.0)),
    "zh-CN": (Scale("亿元", 100.0), Scale("万元", 0.01)),
}
"""The units that money is stated in, the largest first."""


EMISSIONS: Mapping[Language, Scale] = {"en": Scale("Mt of CO2", 1.0), "zh-CN": Scale("万吨二氧化碳", 0.01)}
"""The unit that emissions are stated in; its size is in million tonnes."""

QUANTITIES: Mapping[Language, Mapping[str, Scale]] = {
    "en": {
        "g": Scale("t", 1.0),
        "kg": Scale("kt", 1.0),
        "t": Scale("Mt", 1.0),
        "l": Scale("Ml", 1.0),
        "kWh": Scale("GWh", 1.0),
        "MWh": Scale("TWh", 1.0),
        "W": Scale("MW", 1.0),
    },
    "zh-CN": {
        "g": Scale("吨", 1.0),
        "kg": Scale("万吨", 10.0),
        "t": Scale("万吨", 0.01),
        "l": Scale("万升", 0.01),
        "kWh": Scale("万千瓦时", 0.01),
        "MWh": Scale("亿千瓦时", 0.1),
        "W": Scale("万千瓦", 10.0),
    },
}
"""The units in which quantities are stated that are counted in a unit with a sign."""

MANY: Mapping[Language, Scale] = {"en": Scale("million {units}", 1.0), "zh-CN": Scale("万{units}", 0.01)}
"""The same for every other unit, such as car."""

UNITS_OF_PRODUCTS = (
    marked("g"),
    marked("kg"),
    marked("t"),
    marked("l"),
    marked("kWh"),
    marked("MWh"),
    marked("W"),
    marked("m"),
    marked("m2"),
    marked("m3"),
    marked("car"),
    marked("piece"),
    marked("module"),
)
"""Units in which the shipped instances and others count products, to be translated; what is not here is said as is."""


def money_scale(amounts_mcny: Iterable[float]) -> Scale:
    """Return the largest unit of which the largest amount fills one."""
    largest = max((abs(each) for each in amounts_mcny), default=0.0)
    scales = MONEY[spoken()]
    return next((scale for scale in scales if largest >= scale.size), scales[-1])


def decimals_for(values: Iterable[float | None]) -> int:
    """Return how many decimals show the largest of the values with some four digits, and none if all are whole."""
    known = [abs(each) for each in values if each is not None and math.isfinite(each)]
    if all(abs(each - round(each)) < 1e-9 for each in known):
        return 0
    largest = max(known)
    return next((decimals for limit, decimals in ((0.01, 5), (10, 3), (100, 2), (1000, 1)) if largest < limit), 0)


def number(value: float | None, decimals: int, *, signed: bool = False) -> str:
    """Return a number with separators between thousands, and never a zero with a minus; what is nothing is ``0``."""
    if value is None or not math.isfinite(value):
        return UNKNOWN
    if value == 0:
        return Figure("0", 0.0, decimals)
    shown = rounded(value, decimals)
    return Figure(f"{shown:{'+' if signed and shown else ''},.{decimals}f}", value, decimals)


def difference(value: float | None, less: float | None, decimals: int) -> str:
    """Return a number less another one, both as they are shown: what is told agrees with what stands beside it."""
    if value is None or less is None or not (math.isfinite(value) and math.isfinite(less)):
        return UNKNOWN
    return number(rounded(rounded(value, decimals) - rounded(less, decimals), decimals), decimals, signed=True)


def rounded(value: float, decimals: int) -> float:
    """Return a number rounded as people and spreadsheets do: halves away from zero, by its first 15 digits."""
    if abs(value) >= LARGEST_ROUNDED:
        return value
    exact = Decimal(f"{value:.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) or 0.0


def numbers(values: Iterable[float | None]) -> list[str]:
    """Return numbers that belong together, all with the decimals that the largest of them needs."""
    listed = list(values)
    decimals = decimals_for(listed)
    return [number(each, decimals) for each in listed]


def percent(share: float, decimals: int = 0) -> str:
    """Return a share between 0 and 1 in per cent."""
    return Figure(f"{number(share * 100, decimals)}{PERCENT[spoken()]}", share, decimals, is_percent=True)


def quantity_scale(instance: Instance, market: str) -> Scale:
    """Return the unit in which quantities of a market's product are stated."""
    unit = instance.products[instance.markets[market].product].unit
    many = MANY[spoken()]
    words = several(plain(unit)) if spoken() == "en" else unit_of(instance, market)
    return QUANTITIES[spoken()].get(unit) or Scale(many.unit.format(units=words), many.size)


def quantity(instance: Instance, market: str, munit: float) -> str:
    """Return a quantity of a market's product with its unit."""
    scale = quantity_scale(instance, market)
    return _("{amount} {unit}").format(amount=numbers([scale(munit)])[0], unit=scale.unit)


def unit_of(instance: Instance, market: str) -> str:
    """Return the unit of a market's product in the language that is being spoken."""
    return _(plain(instance.products[instance.markets[market].product].unit))


def price_unit(instance: Instance, market: str) -> str:
    """Return the unit of prices of a market."""
    return _("CNY per {unit}").format(unit=unit_of(instance, market))


def emissions_scale() -> Scale:
    """Return the unit in which emissions are stated."""
    return EMISSIONS[spoken()]


def scale_of(instance: Instance, unit: str, subject: str, amounts_mcny: Iterable[float]) -> Scale:
    """Return the unit in which people read amounts that a limit holds in a unit of tables.

    Parameters
    ----------
    instance : Instance
        The facts, for the units of products.
    unit : str
        Unit of a table.
    subject : str
        What the limit is about; quantities and prices are those of a market or of a product.
    amounts_mcny : iterable of float
        The amounts, for money.
    """
    if unit == "mcny":
        return money_scale(amounts_mcny)
    if unit == "mtco2":
        return emissions_scale()
    market = next((key for key, each in instance.markets.items() if subject in (key, each.product)), None)
    if unit == "munit" and market is not None:
        return quantity_scale(instance, market)
    if unit in ("cny_per_unit", "CNY per unit") and market is not None:
        return Scale(price_unit(instance, market), 1.0)
    return Scale(unit_words(unit), 1.0)


def several(noun: str) -> str:
    """Return the plural of an English noun; signs of units, such as m2 and t, have none."""
    is_noun = noun.isascii() and noun.isalpha() and len(noun) >= SHORTEST_NOUN
    return f"{noun}s" if is_noun and not noun.endswith("s") else noun


def plain(text: str) -> str:
    """Return a text on one line, with a blank for everything that steers a terminal instead of being read."""
    return "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)


def sentence(text: str) -> str:
    """Return a text as a sentence: with a capital, and with a full stop unless it ends as a sentence does."""
    words = plain(text).strip()
    is_wide = bool(words) and unicodedata.east_asian_width(words[-1]) in "WF"
    is_ended = not words or words[-1] in ".!?" or (is_wide and unicodedata.category(words[-1]) == "Po")
    ending = "" if is_ended else "。" if is_wide else "."
    return f"{words[:1].upper()}{words[1:]}{ending}"


def paragraph(sentences: Iterable[str]) -> str:
    """Return sentences one after the other."""
    return SENTENCE_GAPS[spoken()].join(sentences)


def listed(texts: Iterable[str]) -> str:
    """Return texts as a list within a sentence."""
    return _(", ").join(texts)


def lists(texts: Iterable[str]) -> str:
    """Return lists as a list of lists."""
    return _("; ").join(texts)


def unit_words(unit: str) -> str:
    """Return the unit of a table's column in words."""
    return _(UNITS.get(unit, unit.replace("_", " ")))


def name_of(instance: Instance, table: str, key: str) -> str:
    """Return the name of a row, or its key where the instance has no such row.

    Names stay as the instance has them in all languages, but for regions and markets that are provinces.
    """
    row: Record | None = instance.table(table).get(key)
    name = plain(str(getattr(row, "name", key)))
    return province_name(name) if table in NAMED_AFTER_PROVINCES else name


def subject_name(instance: Instance, rule: str, subject: str) -> str:
    """Return the name of what a rule is about."""
    tables = SUBJECTS.get(rule, ())
    known = (name_of(instance, table, subject) for table in tables if subject in instance.table(table))
    return next(known, _(SECTOR) if subject == SECTOR else subject)


def who_pays(instance: Instance, purpose: Purpose, region: str) -> str:
    """Return the payers of a purpose in a region, with their shares where there are several."""
    shares = {payer: share for payer, share in instance.shares(purpose, region).items() if share}
    if len(shares) == 1:
        return name_of(instance, "payers", next(iter(shares)))
    return listed(f"{name_of(instance, 'payers', payer)} {percent(share)}" for payer, share in shares.items())
