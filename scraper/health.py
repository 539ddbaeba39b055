"""What a run did and how the boards are: fetched, parsed, rejected, completeness of fields, what needs a look.

Knows how to count and how to say it. Knows no network.

`scraper status --json` prints a list of objects, one a source, with stable keys:

* `source`; `postings` and `open` (those not closed); `boards` that have postings; `first_month` and `last_month` (where the
  source files by month); `last_seen_at`; `rejects` by reason; `outcomes` of the last request to each address (robots.txt aside);
  `completeness`: share in [0, 1] of postings that have each field;
* `enabled`, and `reason_off` where it is not;
* `by_board`: a list of objects, one a board that was asked, has postings or stands in the board file: `board` (null: the
  source itself), `company` and `retired` as in the board file, `outcome` (null: never asked) and `reason` of its last answer (`partial`
  also where not all pages came), `asked_at`, `read_at` (last complete reading), `listed` and `stated` (records on the last
  reading, and as declared), `postings`, `open`, `zero_where_there_was_more`, `changed_at` and `days_unchanged` (last posting
  that came, went or changed, and days from it to the last answer), `last_seen_at`, `completeness`.

Times are UTC, as in `2026-11-25T06:00:00Z`; null is "not told".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.model import GOOD_OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scraper.model import Board, Source
    from scraper.store import Store

_TABLES = ("posting", "posting_version", "reject")
_NAMED = 20
_FIELDS = (
    "group_key company title url location country workplace employment_type department pay_min pay_max pay_currency "
    "pay_period posted_at updated_at language"
).split()
_PLAIN = (
    "board outcome reason asked_at read_at listed stated postings open zero_where_there_was_more changed_at "
    "days_unchanged last_seen_at"
).split()
_NEVER: Mapping[str, Any] = dict.fromkeys(_PLAIN) | {
    "postings": 0,
    "open": 0,
    "zero_where_there_was_more": False,
    "completeness": {},
}
# A board that stands still for so long is worth a look: most change within a week.
STALE_DAYS = 60


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


def status(tables: Store, known: Mapping[str, Source]) -> list[dict[str, Any]]:
    """One object a source of the tables or of the board files (`known`); see the module's text."""
    asked = tables.rows('SELECT source FROM "fetch" UNION SELECT source FROM posting')
    found = _by_board(tables)
    return [
        {
            **_source_status(tables, name),
            "enabled": known[name].enabled if name in known else None,
            "reason_off": known[name].reason if name in known else None,
            "by_board": _with_rows(found.get(name, []), known[name].boards if name in known else ()),
        }
        for name in sorted({name for (name,) in asked} | known.keys())
    ]


def _with_rows(found: list[dict[str, Any]], rows: tuple[Board, ...]) -> list[dict[str, Any]]:
    """Boards of the tables with what their rows of the board file say, and behind them those that were never asked."""
    row_of = {row.slug: row for row in rows}
    never: list[dict[str, Any]] = [
        {**_NEVER, "board": slug} for slug in row_of.keys() - {board["board"] for board in found}
    ]
    out = []
    for board in [*found, *sorted(never, key=lambda board: str(board["board"]))]:
        row = row_of.get(board["board"])
        retired = row.retired.isoformat() if row and row.retired else None
        told = {"board": board["board"], "company": row and row.company, "retired": retired}
        out.append({**told, **board})
    return out


def needs_a_look(board: Mapping[str, Any]) -> str | None:
    """Why somebody should look at a board; None where all is well."""
    if board["retired"]:
        return None
    if board["outcome"] not in {*GOOD_OUTCOMES, None}:
        return f"{board['outcome']}: {board['reason'] or 'not all of its list came'}"
    if board["zero_where_there_was_more"]:
        return f"lists nothing, and has {board['open']:,} open postings from before"
    if (board["days_unchanged"] or 0) >= STALE_DAYS and board["open"]:
        return f"did not change for {board['days_unchanged']:,} days"
    return None


def lines(told: Collection[Mapping[str, Any]]) -> list[str]:
    """The status in words: a paragraph a source, with the boards that need a look."""
    out: list[str] = []
    for source in told:
        if not (source["postings"] or source["outcomes"]):
            why = f"off: {source['reason_off']}" if source["reason_off"] else "not asked yet"
            out.append(f"{source['source']}: {why} ({len(source['by_board']):,} boards)")
            continue
        out.append(source["source"])
        plain = {key: value for key, value in source.items() if key not in {"source", "enabled", "by_board"}}
        shown = {key: _plain(value) for key, value in plain.items() if value is not None}
        out += [f"  {key.replace('_', ' '):14} {value}" for key, value in shown.items() if value]
        looks = [(board["board"] or "the source", needs_a_look(board)) for board in source["by_board"]]
        bad = [f"    {board}: {why}" for board, why in looks if why]
        out += [f"  {len(bad):,} of {len(looks):,} boards need a look:", *bad] if bad else []
        never = sum(board["asked_at"] is None and not board["retired"] for board in source["by_board"])
        out += [f"  {never:,} boards were not asked yet"] if never else []
    return out


def board_lines(told: Collection[Mapping[str, Any]]) -> list[str]:
    """A line a board that was asked or has postings: how it answered, what it lists and has, and how complete that is."""
    return [
        _board_line(source["source"], board)
        for source in told
        for board in source["by_board"]
        if board["asked_at"] or board["postings"]
    ]


def _board_line(source: str, board: Mapping[str, Any]) -> str:
    days = board["days_unchanged"]
    parts = (
        f"{source} {board['board'] or '(the source)'}: {board['outcome'] or 'never asked'}",
        f"last asked {board['asked_at'] or 'never'}",
        "lists an unknown number" if board["listed"] is None else f"lists {board['listed']:,}",
        f"{board['open']:,} open of {board['postings']:,}",
        "nothing, where there was more" if board["zero_where_there_was_more"] else "",
        "" if days is None else f"unchanged for {days:,} days",
        ", ".join(
            f"{field} {share:.0%}" for field, share in board["completeness"].items() if share is not None
        ),
    )
    return "; ".join(part for part in parts if part)


def _plain(value: object) -> str:
    if not isinstance(value, dict):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return ", ".join(f"{key} {part}" for key, part in value.items() if part is not None)


def zeros(tables: Store, warcs: Collection[str]) -> list[str]:
    """A line for each board that listed nothing in some archive files, and something before."""
    sql = (
        "SELECT source, board, max(listed) FROM reading GROUP BY ALL HAVING arg_max(listed, ended_at) = 0 "
        "AND arg_max(complete, ended_at) AND max(listed) > 0 AND list_contains($1, arg_max(warc, ended_at)) ORDER BY ALL"
    )
    return [
        f"{source}: {board or 'the source'} lists nothing, where there were up to {most:,}"
        for source, board, most in tables.rows(sql, list(warcs))
    ]


def _by_board(tables: Store) -> dict[str, list[dict[str, Any]]]:
    """Boards of each source."""
    shares = ", ".join(f"round(avg(({name} IS NOT NULL)::INT), 4) AS {name}" for name in _FIELDS)
    sql = (Path(__file__).parent / "status.sql").read_text(encoding="utf-8").replace("{completeness}", shares)
    out: dict[str, list[dict[str, Any]]] = {}
    for source, *row in tables.rows(sql):
        told = {name: _told(value) for name, value in zip(_PLAIN, row, strict=False)}
        shares_of = dict(zip(_FIELDS, row[len(_PLAIN) :], strict=True))
        out.setdefault(source, []).append({**told, "completeness": shares_of})
    return out


def _told(value: object) -> object:
    return value.isoformat(timespec="seconds") + "Z" if isinstance(value, dt.datetime) else value


def _source_status(tables: Store, source: str) -> dict[str, Any]:
    shares = ", ".join(f"round(avg(({name} IS NOT NULL)::INT), 4)" for name in _FIELDS)
    ((postings, still, boards, first, last, seen, *completeness),) = tables.rows(
        "SELECT count(*), count(*) FILTER (closed_at IS NULL), count(DISTINCT board), min(month), max(month), "  # noqa: S608
        f"max(last_seen_at), {shares} FROM posting WHERE source = ?",
        source,
    )
    return {
        "source": source,
        "postings": postings,
        "open": still,
        "boards": boards,
        "first_month": first and first.isoformat()[:7],
        "last_month": last and last.isoformat()[:7],
        "last_seen_at": _told(seen),
        "rejects": _counts(
            tables, "SELECT reason, count(*) FROM reject WHERE source = ? GROUP BY ALL", source
        ),
        "outcomes": _counts(
            tables,
            "SELECT outcome, count(*) FROM (SELECT outcome FROM \"fetch\" WHERE source = ? AND kind <> 'robots' "
            "QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1) GROUP BY ALL",
            source,
        ),
        "completeness": dict(zip(_FIELDS, completeness, strict=True)),
    }


def _counts(tables: Store, sql: str, source: str) -> dict[str, int]:
    return dict(tables.rows(f"{sql} ORDER BY ALL", source))
