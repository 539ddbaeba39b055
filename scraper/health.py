"""What a run did and how the boards are: fetched, parsed, rejected, completeness of fields.

Knows how to count and how to say it. Knows no file and no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scraper.model import GOOD_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scraper.store import Store

_TABLES = ("posting", "posting_version", "reject")
_NAMED = 20
_FIELDS = ("company", "title", "url", "location", "country", "pay_min", "posted_at")


@dataclass(frozen=True)
class Report:
    """Requests of some archive files by outcome (the last attempt of each counts), and new rows by table."""

    outcomes: Mapping[str, int]
    bad: tuple[tuple[str, str, str, str | None], ...]
    new: Mapping[str, int]

    @property
    def requests(self) -> int:
        return sum(self.outcomes.values())


def counts(tables: Store) -> dict[str, int]:
    return {name: tables.count(name) for name in _TABLES}


def report(tables: Store, warcs: Collection[str], before: Mapping[str, int]) -> Report:
    """Sum up what some archive files brought, given the row counts before they were loaded."""
    last = tables.rows(
        "SELECT source, outcome, url, reason FROM \"fetch\" WHERE list_contains($1, warc) AND kind <> 'robots' "
        "QUALIFY row_number() OVER (PARTITION BY url, warc ORDER BY fetched_at DESC) = 1 ORDER BY fetched_at",
        list(warcs),
    )
    outcomes: dict[str, int] = {}
    for _source, outcome, _url, _reason in last:
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    after = counts(tables)
    bad = tuple(
        (source, outcome, url, reason)
        for source, outcome, url, reason in last
        if outcome not in GOOD_OUTCOMES
    )
    return Report(outcomes, bad, {name: after[name] - before[name] for name in _TABLES})


def exit_code(report: Report, *, left: int, damaged: int) -> int:
    """Exit code of the design: 0 all done, 1 done in part, 3 nothing could be done."""
    if report.requests and len(report.bad) == report.requests:
        return 3
    return 1 if report.bad or left or damaged else 0


def failures(report: Report) -> list[str]:
    """A line for each request that did not bring what it should, the first ones by name."""
    lines = [
        f"{source}: {outcome}: {url}: {reason or 'no reason told'}"
        for source, outcome, url, reason in report.bad
    ]
    more = len(lines) - _NAMED
    return lines[:_NAMED] + ([f"… and {more:,} more; `scraper status` tells all"] if more > 0 else [])


def summary(report: Report) -> str:
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(report.outcomes.items()))
    new = report.new
    return (
        f"{report.requests:,} requests ({told or 'none'}): {new['posting']:,} new postings, "
        f"{new['posting_version']:,} new versions, {new['reject']:,} new rejects"
    )


def status(tables: Store) -> list[dict[str, Any]]:
    """One object a source: boards, postings, rejects by reason, last outcomes, completeness of fields in [0, 1]."""
    completeness = ", ".join(f"round(avg(({name} IS NOT NULL)::INT), 4)" for name in _FIELDS)
    sources = tables.rows(
        f"SELECT source, count(*), count(DISTINCT board), min(month), max(month), max(last_seen_at), {completeness} "  # noqa: S608
        "FROM posting GROUP BY source ORDER BY source"
    )
    return [_source_status(tables, row) for row in sources] or _unseen(tables)


def _source_status(tables: Store, row: tuple[Any, ...]) -> dict[str, Any]:
    source, postings, boards, first, last, seen, *shares = row
    return {
        "source": source,
        "boards": boards,
        "postings": postings,
        "first_month": first and first.isoformat()[:7],
        "last_month": last and last.isoformat()[:7],
        "last_seen_at": seen.isoformat(timespec="seconds") + "Z",
        "rejects": dict(
            tables.rows(
                "SELECT reason, count(*) FROM reject WHERE source = ? GROUP BY ALL ORDER BY ALL", source
            )
        ),
        "outcomes": _outcomes(tables, source),
        "completeness": dict(zip(_FIELDS, shares, strict=True)),
    }


def _outcomes(tables: Store, source: str) -> dict[str, int]:
    """Outcomes of the last request to each address."""
    return dict(
        tables.rows(
            'SELECT outcome, count(*) FROM (SELECT outcome FROM "fetch" WHERE source = ? '
            "QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1) GROUP BY ALL ORDER BY ALL",
            source,
        )
    )


def _unseen(tables: Store) -> list[dict[str, Any]]:
    """Sources that were asked and gave nothing yet."""
    names = tables.rows('SELECT DISTINCT source FROM "fetch" ORDER BY ALL')
    return [{"source": name, "postings": 0, "outcomes": _outcomes(tables, name)} for (name,) in names]
