"""How quantities and issues are called, the same on every page and in every view."""

import pytest

from rdgraph.export.labels import issue_label, quantity_label


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "label"),
    [
        ("100", "", "条", "100条"),
        ("100", "余", "条", "100余条"),
        ("100", "以上", "条", "100条以上"),
        ("100", "近", "条", "近100条"),
        ("2.50", "约", "公里", "约2.5公里"),
        ("100.0", "左右", "件", "100件左右"),
    ],
)
def test_a_quantity_is_written_as_prose_writes_it(value, qualifier, unit, label):
    assert quantity_label(value, qualifier, unit) == label


@pytest.mark.parametrize(
    ("total", "number", "year", "label"),
    [
        ("710", "4", "2025", "人大信息总第710期"),
        ("", "4", "2025", "人大信息2025年第4期"),
        ("", "4", "", "人大信息第4期"),
        ("", "", "2025", "人大信息"),
    ],
)
def test_issues_of_one_series_are_told_apart(total, number, year, label):
    assert issue_label("人大信息", total, number, year) == label
