"""Charts are well-formed, hold no inline style, and say in words what they draw."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from guildhall.kernel import Money
from guildhall.web.charts import Series, bar, line, meter, stacked_bar

SVG = "{http://www.w3.org/2000/svg}"


def texts_of(svg: str) -> list[str]:
    return [one.text for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def three_charts():
    parts = [Series("Recruitment", [Money(100), Money(200)]), Series("R & D", [Money(300), None])]
    return [
        bar([("Northfield <main>", 30), ("Eastmoor", 0)], headline="One used most", measure="Uses"),
        stacked_bar(["April", "May"], parts, headline="It grew", measure="Cost"),
        line(["April", "May"], parts, headline="It fell", measure="Cost", forecast_from=1),
    ]


def test_each_is_well_formed_named_and_free_of_inline_style():
    for chart in three_charts():
        root = ElementTree.fromstring(chart.svg)

        assert root.get("role") == "img"
        assert root.find(f"{SVG}title").text == chart.headline
        assert [one.tag for one in root.iter() if one.get("style") or one.get("onclick")] == []


def test_a_bar_has_its_label_above_and_its_value_at_its_end():
    chart = bar([("Northfield", 1204), ("Eastmoor", 602)], headline="h", measure="m")

    assert texts_of(chart.svg) == ["Northfield", "1,204", "Eastmoor", "602"]
    assert [one.get("width") for one in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect")] == ["72.00%", "36.00%"]


def test_the_table_below_holds_the_same_figures_and_says_what_is_not_known():
    _, stacked, _ = three_charts()

    assert list(stacked.table.rows) == [("April", "£1", "£3", "£4"), ("May", "£2", None, "£2")]


def test_a_forecast_is_dashed_and_a_gap_is_not_drawn():
    _, _, drawn = three_charts()

    strokes = [one for one in ElementTree.fromstring(drawn.svg).iter(f"{SVG}line") if one.get("stroke-width") == "3"]

    assert [(one.get("class"), one.get("stroke-dasharray")) for one in strokes] == [("chart-line-1", "6 5")]


def test_nothing_to_draw_is_still_a_chart():
    assert texts_of(bar([], headline="h", measure="m").svg) == []
    assert texts_of(line([], [Series("a", [])], headline="h", measure="m").svg) == ["0", "0.5", "1"]


def test_a_chart_of_five_series_is_refused():
    with pytest.raises(ValueError, match="1 to 4 series"):
        line(["April"], [Series(str(n), [n]) for n in range(5)], headline="h", measure="m")


def test_a_meter_never_passes_its_end():
    assert 'width="100.00%"' in meter(12, 4, words="12 of 4")
    assert 'width="0.00%"' in meter(0, 0, words="0 of 0")
