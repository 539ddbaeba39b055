"""Which postings count: months read to their end, one vote a repost, roles, and the latest window."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cohort import (
    Window,
    backend,
    fold_month,
    fold_window,
    latest_window,
    months_complete,
    window,
)

READ = "2026-08-20"


def facts(*rows):
    """Rows of (posting id, month, duplicate group), with what else a table `fact` needs here."""
    table = pd.DataFrame(rows, columns=["posting_id", "month", "duplicate_group"]).astype(
        {"month": "datetime64[s]"}
    )
    return table.assign(source="hn", read_at=pd.Timestamp(READ), backend="strict")


def monthly(first, last, read=READ):
    months = pd.date_range(first, last, freq="MS")
    return facts(*[(f"hn:{n}", month, f"hn:{n}") for n, month in enumerate(months)]).assign(
        read_at=pd.Timestamp(read)
    )


def ids(table):
    return table["posting_id"].tolist()


@pytest.mark.parametrize(
    ("read", "complete"), [("2026-02-28T23:59:59", False), ("2026-03-01T00:00:00", True)]
)
def test_a_month_is_complete_when_read_28_days_after_it_began(read, complete):
    table = facts(("hn:1", "2026-02-01", "hn:1"), ("hn:2", "2026-02-01", "hn:2"))
    table["read_at"] = [pd.Timestamp("2026-02-03"), pd.Timestamp(read)]
    assert months_complete(table).to_dict() == {("hn", pd.Timestamp("2026-02-01")): complete}


def test_a_later_month_or_another_source_does_not_complete_a_month():
    table = facts(("hn:1", "2026-02-01", "a"), ("hn:2", "2026-03-01", "b"), ("x:1", "2026-02-01", "c"))
    table["source"] = ["hn", "hn", "x"]
    table["read_at"] = pd.to_datetime(["2026-02-03", "2026-05-01", "2026-05-01"])
    assert months_complete(table).tolist() == [False, True, True]


def test_the_latest_window_is_the_datas_and_not_the_clocks():
    assert latest_window(monthly("2012-01", "2014-03"), "hn") == Window(
        dt.date(2013, 4, 1), dt.date(2014, 3, 1)
    )


def test_the_latest_window_ends_at_the_last_complete_month():
    table = monthly("2025-01", "2026-08")  # read on 20 August: August is not over
    assert latest_window(table, "hn") == Window(dt.date(2025, 8, 1), dt.date(2026, 7, 1))


def test_a_window_says_which_months_are_missing():
    table = monthly("2025-11", "2026-07")
    table = table[table["month"] != "2026-02-01"]
    missing = [(2025, 8), (2025, 9), (2025, 10), (2026, 2)]
    assert latest_window(table, "hn").missing == tuple(dt.date(year, month, 1) for year, month in missing)
    assert len(window(table, "hn", dt.date(2024, 1, 1), dt.date(2024, 12, 1)).missing) == 12


def test_no_complete_month_gives_no_window():
    assert latest_window(monthly("2026-08", "2026-08"), "hn") is None
    assert latest_window(monthly("2026-01", "2026-07"), "lever") is None
    assert latest_window(monthly("2026-01", "2026-07").iloc[:0], "hn") is None


def test_a_month_counts_a_repost_once_and_keeps_the_oldest_id_by_number():
    table = facts(("hn:10", "2026-01-01", "g"), ("hn:9", "2026-01-01", "g"), ("hn:11", "2026-02-01", "g"))
    assert ids(fold_month(table)) == ["hn:9", "hn:11"]


def test_a_window_counts_a_repost_once_at_its_first_month_inside():
    table = facts(
        ("hn:1", "2025-01-01", "g"), ("hn:2", "2025-02-01", "g"), ("hn:3", "2025-03-01", "g"),
        ("hn:4", "2025-03-01", "other"), ("hn:5", "2025-05-01", "g"),
    )  # fmt: skip
    assert ids(fold_window(table, dt.date(2025, 2, 1), dt.date(2025, 4, 1))) == ["hn:2", "hn:4"]
    assert ids(fold_window(table, dt.date(2025, 4, 1), dt.date(2025, 6, 1))) == ["hn:5"]
    assert ids(fold_window(table, dt.date(2026, 1, 1), dt.date(2026, 6, 1))) == []


def test_groups_of_one_name_in_two_sources_are_two():
    table = facts(("a:1", "2026-01-01", "g"), ("b:1", "2026-01-01", "g")).assign(source=["a", "b"])
    assert ids(fold_month(table)) == ["a:1", "b:1"]
    assert ids(fold_window(table, dt.date(2026, 1, 1), dt.date(2026, 1, 1))) == ["a:1", "b:1"]


def test_the_role_ladder_is_nested_and_leaves_unclear_out():
    table = facts(*[(f"hn:{n}", "2026-01-01", f"{n}") for n in range(4)])
    table["backend"] = ["strict", "broad", "no", "unclear"]
    assert ids(backend(table, "R1")) == ["hn:0"]
    assert ids(backend(table, "R2")) == ["hn:0", "hn:1"]


@given(
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 6)), max_size=40), st.randoms(use_true_random=False)
)
@settings(max_examples=60, deadline=None)
def test_folding_does_not_depend_on_the_order_of_rows_or_on_categoricals(rows, random):
    months = pd.date_range("2025-01", periods=15, freq="MS")
    table = facts(*[(f"hn:{n}", months[month], f"g{group}") for n, (month, group) in enumerate(rows)])
    order = random.sample(range(len(table)), len(table))
    shuffled = table.iloc[order].astype(
        {"posting_id": "category", "source": "category", "duplicate_group": "category"}
    )
    span = dt.date(2025, 3, 1), dt.date(2026, 2, 1)
    assert ids(fold_month(shuffled)) == ids(fold_month(table))
    assert ids(fold_window(shuffled, *span)) == ids(fold_window(table, *span))
    folded, inside = fold_window(table, *span), table[table["month"].between("2025-03-01", "2026-02-01")]
    kept = dict(zip(folded["duplicate_group"], folded["month"], strict=True))
    assert len(folded) == len(kept)
    assert kept == inside.groupby("duplicate_group")["month"].min().to_dict()
