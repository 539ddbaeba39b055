"""data/claims/*.toml and facts -> verdicts, judged by `analysis.rule`.

Knows the form of a claim file and what a verdict is printed with. Refuses to know where facts come from, the clock (whether a
verdict is registered depends on the claim's date and the window's months), and any way to a verdict but the rule.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

from analysis import cohort, estimate, interval
from analysis.rule import Rule, p_at_least, p_equivalent, percent, verdict
from analysis.taxonomy import ContractBroken

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from analysis.interval import Estimate

LATEST = "latest"
FEW_EFFECTIVE = 200
_Evidence = Literal["E1", "E2", "E3", "E4"]
_Fraction = Annotated[float, Meta(ge=0, le=1)]
_WindowName = Annotated[str, Meta(pattern=rf"^({LATEST}|[12]\d{{3}})$")]


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One claim file; `id` is its name. `windows`: `latest`, which answers the claim, or a calendar year."""

    id: str
    says: str
    said_by: str
    registered: dt.date
    population: str
    category: str
    role_rung: Literal["R1", "R2"]
    words: Literal["named", "any"]
    weight: Literal["posting", "company"]
    literal: _Evidence
    generous: _Evidence
    test: Literal["equivalence"]
    target: _Fraction
    margin: _Fraction
    margins_beside: tuple[_Fraction, ...]
    min_companies: Annotated[int, Meta(ge=2)]
    min_requiring: _Fraction
    windows: Annotated[tuple[_WindowName, ...], Meta(min_length=1)]

    @property
    def rule(self) -> Rule:
        return Rule(self.target, self.margin, self.min_companies, self.min_requiring)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A row of table `verdict`; `detail` is what JSON can hold, its numbers null where the data cannot tell."""

    id: str
    source: str
    window_first: dt.date | None
    window_last: dt.date | None
    is_primary: bool
    verdict: str
    direction: str | None
    reason: str
    reading: str
    share: float | None
    low: float | None
    high: float | None
    n: int
    companies: int
    kind: str
    detail: dict[str, Any]


def load(folder: Path) -> dict[str, Claim]:
    """All claims of a folder by id. Raises ContractBroken, naming file, line and key."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}


def read(path: Path) -> Claim:
    """One claim file. Raises ContractBroken, naming file, line and key."""
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractBroken(f"{path}: {error}") from error
    key, wrong = _fault(table, path.stem)
    if wrong:
        raise ContractBroken(f"{path}:{_line(text, key)}: {key}: {wrong}")
    return msgspec.convert({"id": path.stem, **table}, Claim)


def _line(text: str, key: str) -> int:
    """Line on which a key stands; 1, the head of the file, where it stands nowhere."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if re.match(rf"\s*\[*\"?{re.escape(key)}\b", line)), 1)


def _fault(table: dict[str, Any], name: str) -> tuple[str, str]:
    """(key, what is wrong) of a claim file; two empty texts where nothing is."""
    if "id" in table:
        return "id", "unknown key: the file's name is the id"
    try:
        claim = msgspec.convert({"id": name, **table}, Claim)
    except msgspec.ValidationError as error:
        key = re.search(r"field `(\w+)`|`\$\.(\w+)", str(error))
        return (key[1] or key[2]) if key else name, str(error)
    return _fault_of_meaning(claim)


def _fault_of_meaning(claim: Claim) -> tuple[str, str]:
    """What the types cannot say; a band that leaves 0 to 1 would test one side only, and not say so."""
    if claim.category not in estimate.CATEGORIES:
        return "category", f"{claim.category!r} is none of {', '.join(estimate.CATEGORIES)}"
    if LATEST not in claim.windows:
        return "windows", f"{LATEST!r} is missing, which answers the claim"
    beside = [("margins_beside", margin) for margin in claim.margins_beside]
    for key, margin in [("margin", claim.margin), *beside]:
        if not 0 < claim.target - margin < claim.target + margin < 1:
            return key, f"{claim.target} ± {margin} is no band inside 0 to 1"
    return "", ""


def row(of: Verdict) -> dict[str, Any]:
    """A verdict by the columns of table `verdict`; `detail` still a dict."""
    return {field.name: getattr(of, field.name) for field in fields(of)}


def judge(claim: Claim, facts: pd.DataFrame) -> list[Verdict]:
    """Verdicts of a claim, one a source and window of its file; one that says so where there are no facts.

    facts: table `fact`. Posting weight, reading, folding and windows as the claim file and `methods.md` say.
    """
    sources = sorted(facts["source"].astype("str").unique()) if len(facts) else []
    if not sources:
        return [_silent(claim, "none", None, "history", primary=True)]
    by_source = [(source, facts[facts["source"] == source]) for source in sources]
    return [_judged(claim, source, rows, name) for source, rows in by_source for name in claim.windows]


def _judged(claim: Claim, source: str, facts: pd.DataFrame, name: str) -> Verdict:
    window = _window(facts, source, name)
    rows = facts if window is None else _inside(facts, window)
    silent = _silent(claim, source, window, _kind(rows), primary=name == LATEST)
    if window is None or silent.kind == "sample":
        return silent
    return _measured(claim, window, cohort.fold_window(rows, window.first, window.last), silent)


def _window(facts: pd.DataFrame, source: str, name: str) -> cohort.Window | None:
    if name == LATEST:
        return cohort.latest_window(facts, source)
    return cohort.window(facts, source, dt.date(int(name), 1, 1), dt.date(int(name), 12, 1))


def _inside(facts: pd.DataFrame, window: cohort.Window) -> pd.DataFrame:
    month = cohort.month_numbers(facts["month"])
    first, last = cohort.month_numbers([window.first, window.last])
    inside = np.asarray((month >= first) & (month <= last), dtype=bool)
    return facts[inside]


def _kind(rows: pd.DataFrame) -> str:
    """`sample` taints all; `live` where any row was scraped here; else `history`."""
    kinds = set(rows["kind"].astype("str"))
    return next((kind for kind in ("sample", "live") if kind in kinds), "history")


def _silent(claim: Claim, source: str, window: cohort.Window | None, kind: str, *, primary: bool) -> Verdict:
    """What is said where nothing may be measured."""
    outcome, reason = "not enough data", "Nothing was read to the end of a month."
    if kind == "sample":
        outcome, reason = "untestable", "Sample data never carries a verdict."
    first, last = (window.first, window.last) if window else (None, None)
    blank = dict.fromkeys(("direction", "share", "low", "high"))
    return Verdict(
        id=claim.id, source=source, window_first=first, window_last=last, is_primary=primary, verdict=outcome,
        reason=reason, reading=_name(claim, claim.literal), n=0, companies=0, kind=kind, detail={"marks": [reason]},
        **blank,
    )  # fmt: skip


def _name(claim: Claim, evidence: str) -> str:
    return f"{claim.role_rung} {evidence} {claim.words} {claim.weight}"


def _measured(claim: Claim, window: cohort.Window, folded: pd.DataFrame, silent: Verdict) -> Verdict:
    of = _readings(folded, claim.category)
    literal, generous = of[_name(claim, claim.literal)], of[_name(claim, claim.generous)]
    requiring = _readings(folded, estimate.ANY)[_name(claim, "E4")]
    outcome, direction, reason = verdict(literal, generous, requiring, claim.rule)
    by_generous = outcome == "untestable" or (outcome, direction) == ("contradicted", "lower")
    reading = _name(claim, claim.generous if by_generous else claim.literal)
    shown, counted = of[reading], cohort.backend(folded, claim.role_rung)
    marks = _marks(window, counted, shown)
    detail = {
        **_origin(claim, window, counted),
        "marks": marks,
        "literal": _tested(claim, literal),
        "generous": _tested(claim, generous),
        "requiring": asdict(requiring),
        "readings": {name: asdict(reading) for name, reading in of.items()},
        "unclear": _unclear(claim, folded),
        "design_effect": shown.design_effect,
        "n_effective": shown.n_effective,
    }
    return replace(
        silent, verdict=outcome, direction=direction, reason=" ".join([reason, *marks]), reading=reading, detail=detail,
        share=shown.share, low=shown.low, high=shown.high, n=shown.n, companies=shown.companies,
    )  # fmt: skip


def _origin(claim: Claim, window: cohort.Window, counted: pd.DataFrame) -> dict[str, Any]:
    """Where the numbers come from; every month must begin after registration for a verdict to be registered."""
    kinds = counted["kind"].astype("str").value_counts()
    return {
        "status": "registered" if window.first > claim.registered else "retrospective",
        "registered_on": claim.registered.isoformat(),
        "months_missing": [month.isoformat() for month in window.missing],
        "extractor_versions": sorted(set(counted["extractor_version"].astype("str"))),
        "kinds": {str(kind): int(count) for kind, count in kinds.items()},
        "labels": 0,
        "corrected": False,
    }


def _readings(folded: pd.DataFrame, category: str, *extra_roles: str) -> dict[str, Estimate]:
    """Estimates of a category by the name of the reading, over both ladders, words and weights."""
    at = (*estimate.CATEGORIES, estimate.ANY).index(category)
    of = {}
    for rung, roles in cohort.ROLE_RUNGS.items():
        part = folded[folded["backend"].isin([*roles, *extra_roles])]
        level, company = estimate.levels(part)[:, at], part["cluster"].to_numpy(dtype=object)
        for evidence, (place, words), weight in product(
            estimate.EVIDENCE_RUNGS, enumerate(estimate.WORDS), interval.WEIGHTS
        ):
            asked = level[:, place] >= estimate.EVIDENCE_RUNGS[evidence]
            of[f"{rung} {evidence} {words} {weight}"] = interval.share(asked, company, weight=weight)
    return of


def _tested(claim: Claim, of: Estimate) -> dict[str, Any]:
    """The estimate with its one-sided and equivalence tests, at the claim's margin and those shown beside it."""
    rule = claim.rule
    margins = sorted({rule.margin, *claim.margins_beside})
    equivalence = [{"margin": margin, "p": p_equivalent(of, rule.target, margin)} for margin in margins]
    at_least = {"threshold": rule.low, "p": p_at_least(of, rule.low)}
    return {**asdict(of), "at_least": at_least, "equivalence": equivalence}


def _unclear(claim: Claim, folded: pd.DataFrame) -> dict[str, Any]:
    """Shares with unclear roles counted as backend: the other way of counting them."""
    of = _readings(folded, claim.category, "unclear")
    counted = {evidence: of[_name(claim, evidence)].share for evidence in (claim.literal, claim.generous)}
    return {"postings": int((folded["backend"] == "unclear").sum()), "share_if_counted": counted}


def _marks(window: cohort.Window, counted: pd.DataFrame, shown: Estimate) -> list[str]:
    """What a reader must be told beside the number."""
    marks = []
    if window.missing:
        listed = ", ".join(f"{month:%Y-%m}" for month in window.missing)
        marks.append(f"Months missing or not read to their end: {listed}.")
    if shown.n_effective is None or shown.n_effective < FEW_EFFECTIVE:
        marks.append(f"Effective n is under {FEW_EFFECTIVE}.")
    plain = float((counted["format"] == "plain").mean()) if len(counted) else 0.0
    if plain:
        marks.append(f"{percent(plain)} % of the postings are known only as plain text.")
    return marks
