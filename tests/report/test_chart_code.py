"""The code and the data of charts: nothing in them can end the element that they stand in."""

from __future__ import annotations

import base64
import json
import os

import pytest

from solver.report import chart_code
from solver.report.chart_code import chart_bundle, making_bundle, script_json, specification, still_address
from solver.report.grid import Column, Grid, Row
from solver.report.picture import Picture


def picture_of(name: str, **spec: object) -> Picture:
    drawn = {
        "data": {"values": [{"name": name, "amount": 3}]},
        "mark": "bar",
        "encoding": {"x": {"field": "name"}, "y": {"field": "amount", "type": "quantitative"}},
        **spec,
    }
    table = Grid("Amounts", (Column("Name", kind="name"), Column("Amount")), (Row((name, "3")),))
    return Picture("amounts", "Amounts", "One bar of 3.", drawn, table)


def test_the_code_is_whole_and_made_once() -> None:
    assert "vegaEmbed" in chart_bundle()
    assert chart_bundle() is chart_bundle()


def test_the_code_is_made_beside_and_whatever_becomes_of_that(monkeypatch: pytest.MonkeyPatch) -> None:
    making_bundle.cache_clear()
    assert os.getpgid(making_bundle().pid) != os.getpgid(0)  # so that Ctrl-C on a terminal is not for it
    code = chart_bundle.__wrapped__()
    making_bundle.cache_clear()
    monkeypatch.setattr(chart_code, "MAKES_BUNDLE", "raise SystemExit(3)")
    assert chart_bundle.__wrapped__() == code
    making_bundle.cache_clear()


def test_names_in_data_cannot_end_the_element() -> None:
    name = "</script><!-- & <b>"
    text = script_json(picture_of(name))
    assert not {"<", ">", "&"} & set(text)
    assert json.loads(text)["data"]["values"][0]["name"] == name


def test_only_a_chart_as_wide_as_its_place_gets_a_width() -> None:
    assert specification(picture_of("a", width="container"), 900)["width"] == 900
    assert specification(picture_of("a", width=50), 900)["width"] == 50


def test_a_still_chart_is_drawn_into_its_address() -> None:
    kind, data = still_address(picture_of("<b>bold</b>")).split(",")
    assert kind == "data:image/svg+xml;base64"
    drawn = base64.b64decode(data).decode()
    assert drawn.startswith("<svg")
    assert "&lt;b&gt;bold&lt;/b&gt;" in drawn
