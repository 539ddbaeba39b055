"""Which postings count: complete months, reposts folded, the role ladder, the latest window.

Knows the columns of the table `fact`. Refuses to know the clock (a month is complete by what was read, never by
today's date), what a posting asks for, and how a share is estimated: folding must not depend on the outcome.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

ROLE_RUNGS = {"R1": ("strict",), "R2": ("strict", "broad")}
WINDOW_MONTHS = 12
# A board read four weeks into a month has seen all but its last days; February is complete at its end.
COMPLETE_AFTER = np.timedelta64(28, "D")


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive calendar months, both ends counted; `missing` are those not read to their end."""

    first: dt.date
    last: dt.date
    missing: tuple[dt.date, ...] = ()


def month_numbers(months: Any) -> Ints:  # noqa: ANN401 - dates arrive as Series, arrays or lists
    """Months counted from January 1970, shape (n,): windows become comparisons of whole numbers."""
    return np.asarray(months).astype("datetime64[M]").astype(np.int64)


def month_date(number: int) -> dt.date:
    """First day of a month counted from January 1970."""
    year, month = divmod(int(number), 12)
    return dt.date(1970 + year, month + 1, 1)


def months_complete(facts: pd.DataFrame) -> pd.Series[bool]:
    """Whether each (source, month) was read 28 days or more after it began; months without rows are not listed."""
    read = facts.groupby([facts["source"].astype("str"), "month"], observed=True)["read_at"].max()
    begun = np.asarray(read.index.get_level_values("month")).astype("datetime64[s]")
    complete = read.to_numpy().astype("datetime64[s]") >= begun + COMPLETE_AFTER
    return pd.Series(complete, index=read.index, name="complete", dtype=bool)


def latest_window(facts: pd.DataFrame, source: str) -> Window | None:
    """The twelve calendar months that end at the source's latest complete one; None where none is complete."""
    complete = months_complete(facts[facts["source"] == source])
    numbers = month_numbers(complete.index.get_level_values("month"))[complete.to_numpy()]
    if not len(numbers):
        return None
    last = int(numbers.max())
    return window(facts, source, month_date(last - WINDOW_MONTHS + 1), month_date(last))


def window(facts: pd.DataFrame, source: str, first: dt.date, last: dt.date) -> Window:
    """The months from first to last, with those that the source lacks or that were not read to their end."""
    complete = months_complete(facts[facts["source"] == source])
    numbers = month_numbers(complete.index.get_level_values("month"))[complete.to_numpy()]
    low, high = month_numbers([first, last])
    missing = sorted(set(range(low, high + 1)) - set(numbers.tolist()))
    return Window(month_date(low), month_date(high), tuple(month_date(number) for number in missing))


def backend(facts: pd.DataFrame, rung: str) -> pd.DataFrame:
    """Postings of a rung of the role ladder: R1 strict, R2 strict and broad. Unclear roles are on neither."""
    return facts[is_backend(facts, rung)]


def is_backend(facts: pd.DataFrame, rung: str) -> NDArray[np.bool_]:
    """The same as a mask, shape (n,)."""
    return np.asarray(facts["backend"].isin(ROLE_RUNGS[rung]), dtype=bool)


def ordered(facts: pd.DataFrame) -> pd.DataFrame:
    """Rows by source, month and age, whatever their order was: results never depend on it."""
    return facts.iloc[
        by_age(facts["source"], month_numbers(facts["month"]), facts["posting_id"])
    ].reset_index(drop=True)


def repeats(rows: pd.DataFrame) -> Ints:
    """Of ordered rows: place of the next older posting of the same source and duplicate group, else -1.

    A posting is the first of its group in months a..b exactly where this place lies before the first row of a.
    One pass so serves each month and each window.
    """
    groups = rows.groupby(
        [rows["source"].astype("str"), rows["duplicate_group"].astype("str")], sort=False, observed=True
    ).ngroup()
    code = groups.to_numpy()
    place = np.argsort(code, kind="stable")
    older = np.full(len(rows), -1, dtype=np.int64)
    same = code[place[1:]] == code[place[:-1]]
    older[place[1:][same]] = place[:-1][same]
    return older


def fold_month(facts: pd.DataFrame) -> pd.DataFrame:
    """One row a source, month and duplicate group: the earliest posting."""
    rows = ordered(facts)
    older, month = repeats(rows), month_numbers(rows["month"])
    first = np.asarray((older < 0) | (month[older] != month), dtype=bool)
    return rows[first]


def fold_window(facts: pd.DataFrame, first: dt.date, last: dt.date) -> pd.DataFrame:
    """One row a source and duplicate group: the earliest posting of its first month from first to last.

    What was posted before the window does not count, so that a job advertised for years is in each window once.
    """
    month = month_numbers(facts["month"])
    low, high = month_numbers([first, last])
    rows = ordered(facts[(month >= low) & (month <= high)])
    return rows[repeats(rows) < 0]


def by_age(groups: Any, times: Ints, posting_ids: pd.Series[str]) -> Ints:  # noqa: ANN401 - Series or arrays
    """Order by group, time, id; ids by length first, so that hackernews:9 is older than hackernews:10."""
    ids = posting_ids.astype("str").reset_index(drop=True)
    rank = ids.sort_values(kind="stable").index
    alphabetic = np.empty(len(ids), dtype=np.int64)
    alphabetic[rank] = pd.factorize(ids[rank])[0]
    codes = pd.factorize(np.asarray(groups, dtype=object), sort=True)[0]
    return np.lexsort((alphabetic, ids.str.len().to_numpy(), times, codes))
