"""The 31 provinces of the mainland as equal squares: where each lies on a grid, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from solver.instance.instance import Instance
from solver.language import spoken


@dataclass(frozen=True)
class Province:
    """A province, an autonomous region, or a municipality under the central government."""

    code: str
    """Letters of GB/T 2260."""
    sign: str
    """Its one-character abbreviation."""
    name: str
    chinese_name: str
    column: int
    row: int
    places: tuple[str, ...] = ()
    """Cities and counties within it that instances have as regions, as keys are written."""

    @property
    def label(self) -> str:
        """What stands in its square in the language that is spoken."""
        return self.sign if spoken() == "zh-CN" else self.code

    @property
    def full_name(self) -> str:
        """Its name in the language that is spoken."""
        return self.chinese_name if spoken() == "zh-CN" else self.name


PROVINCES = (
    Province("HL", "黑", "Heilongjiang", "黑龙江", 7, 0),
    Province("JL", "吉", "Jilin", "吉林", 7, 1),
    Province("XJ", "新", "Xinjiang", "新疆", 0, 2),
    Province("NX", "宁", "Ningxia", "宁夏", 3, 2),
    Province("NM", "蒙", "Inner Mongolia", "内蒙古", 4, 2),
    Province("BJ", "京", "Beijing", "北京", 5, 2),
    Province("TJ", "津", "Tianjin", "天津", 6, 2),
    Province("LN", "辽", "Liaoning", "辽宁", 7, 2),
    Province("QH", "青", "Qinghai", "青海", 1, 3),
    Province("GS", "甘", "Gansu", "甘肃", 2, 3),
    Province("SN", "陕", "Shaanxi", "陕西", 3, 3),
    Province("SX", "晋", "Shanxi", "山西", 4, 3),
    Province("HE", "冀", "Hebei", "河北", 5, 3, ("tangshan",)),
    Province("SD", "鲁", "Shandong", "山东", 6, 3),
    Province("XZ", "藏", "Tibet", "西藏", 1, 4),
    Province("SC", "川", "Sichuan", "四川", 2, 4),
    Province("CQ", "渝", "Chongqing", "重庆", 3, 4),
    Province("HA", "豫", "Henan", "河南", 4, 4),
    Province("AH", "皖", "Anhui", "安徽", 5, 4),
    Province("JS", "苏", "Jiangsu", "江苏", 6, 4),
    Province("SH", "沪", "Shanghai", "上海", 7, 4),
    Province("YN", "滇", "Yunnan", "云南", 2, 5),
    Province("GZ", "贵", "Guizhou", "贵州", 3, 5),
    Province("HB", "鄂", "Hubei", "湖北", 4, 5),
    Province("JX", "赣", "Jiangxi", "江西", 5, 5),
    Province("ZJ", "浙", "Zhejiang", "浙江", 6, 5, ("yiwu",)),
    Province("GX", "桂", "Guangxi", "广西", 3, 6),
    Province("HN", "湘", "Hunan", "湖南", 4, 6),
    Province("GD", "粤", "Guangdong", "广东", 5, 6, ("dongguan", "shantou", "shenzhen")),
    Province("FJ", "闽", "Fujian", "福建", 6, 6),
    Province("HI", "琼", "Hainan", "海南", 4, 7),
)

COLUMNS = 8
ROWS = 8


def provinces_of(instance: Instance) -> dict[str, Province]:
    """Return the province of each region that is one or lies in one, as its key or its name says."""
    found = {
        region: next((each for each in PROVINCES if lies_in(each, region, facts.name)), None)
        for region, facts in instance.regions.items()
    }
    return {region: province for region, province in found.items() if province is not None}


def province_name(name: str) -> str:
    """Return a name in the language that is spoken where it is that of a province, and any other as it is."""
    if spoken() == "en":
        return name
    named = by_name().get(hyphenated(name))
    return name if named is None else named.full_name


@cache
def by_name() -> Mapping[str, Province]:
    """Return the provinces by their hyphenated names."""
    return {hyphenated(each.name): each for each in PROVINCES}


def lies_in(province: Province, key: str, name: str) -> bool:
    """Return whether a region is a province or lies in it: words of its key or its name are those of the province."""
    words = [hyphenated(each) for each in (province.name, *province.places)]
    return province.chinese_name in name or any(word in hyphenated(text) for word in words for text in (key, name))


def hyphenated(text: str) -> str:
    """Return the words of a text in small letters, each between hyphens."""
    return f"-{'-'.join(''.join(each if each.isalnum() else ' ' for each in text.lower()).split())}-"
