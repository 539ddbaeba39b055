"""data/claims/*.toml -> Claim: what was registered, before it was measured.

Knows the form of a claim file and refuses what it does not know, with file, line and key. Refuses to know facts: how a
claim is judged stands in `analysis.judge` and `analysis.rule`.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from analysis import study
from analysis.rule import Rule
from analysis.study import Month  # noqa: TC001 - the same
from analysis.taxonomy import CATEGORIES, ContractBroken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATEST = "latest"
ANY = "any"
_Evidence = Literal["E1", "E2", "E3", "E4"]
_Fraction = Annotated[float, Meta(ge=0, le=1)]
_Years = Annotated[int, Meta(ge=1)]
_WindowName = Annotated[str, Meta(pattern=rf"^({LATEST}|[12]\d{{3}})$")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="test", kw_only=True):
    """One test of a claim. `decides` false: printed beside, decides nothing."""

    decides: bool = True


class Equivalence(Part, frozen=True, tag="equivalence"):
    """The share is target, give or take the margin: read literally, and as generously as can be."""

    measure: str
    literal: _Evidence
    generous: _Evidence
    target: _Fraction
    margin: Annotated[float, Meta(gt=0, le=1)]
    margins_beside: tuple[_Fraction, ...] = ()


class Threshold(Part, frozen=True, tag="threshold"):
    """The share exceeds a line. measure: a category, or several joined by + that a posting must all have."""

    measure: str
    literal: _Evidence
    generous: _Evidence
    line: _Fraction


class Contrast(Part, frozen=True, tag="contrast"):
    """The share grew: the window against the one so many years before."""

    measure: str
    evidence: _Evidence
    years: _Years
    years_beside: tuple[_Years, ...] = ()


class Break(Part, frozen=True, tag="break"):
    """The share grew more than the placebo's over the twelve months on either side of a registered month."""

    measure: str
    evidence: _Evidence
    month: Month
    placebo: str
    what: str


class Association(Part, frozen=True, tag="association"):
    """Postings with `given` have `measure` more often than those without."""

    measure: str
    evidence: _Evidence
    given: str
    given_evidence: _Evidence


class Breadth(Part, frozen=True, tag="breadth"):
    """The number of DevOps categories a tool named grew (study.toml says which)."""

    evidence: _Evidence
    years: _Years
    years_beside: tuple[_Years, ...] = ()


class Pay(Part, frozen=True, tag="pay"):
    """Stated pay is higher with the category: same seniority, country and month, the commonest currency."""

    measure: str
    evidence: Literal["E1", "E2", "E4"]


class Described(Part, frozen=True, tag="described"):
    """A share that is printed and tested against nothing. evidence `preferred`: asked for as a plus, and no more."""

    measure: str
    evidence: Literal["E1", "E2", "E3", "E4", "preferred"]


class Untestable(Part, frozen=True, tag="untestable"):
    """What no field of ours tells."""

    what: str
    why: str


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published number: its value as printed, the period, and who published it when."""

    value: str
    period: str
    source: str


class Published(Part, frozen=True, tag="published"):
    """Somebody else's figures, quoted as facts: our postings cannot test them."""

    what: str
    figures: Annotated[tuple[Figure, ...], Meta(min_length=1)]


Test = (
    Equivalence
    | Threshold
    | Contrast
    | Break
    | Association
    | Breadth
    | Pay
    | Described
    | Untestable
    | Published
)


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"parts": "part"}):
    """One claim file; `id` is its name. `windows`: `latest`, which answers the claim, or a calendar year.

    mix: weight of each cell of seniority and region, at which contrasts are held. pool: weights of sources for pooling.
    """

    id: str
    says: str
    said_by: str
    registered: dt.date
    estimand: str
    cohort: str
    not_told: Annotated[tuple[str, ...], Meta(min_length=1)]
    role_rung: Literal["R1", "R2"]
    words: Literal["named", "any"]
    weight: Literal["posting", "company"]
    min_companies: Annotated[int, Meta(ge=2)]
    min_requiring: _Fraction
    windows: Annotated[tuple[_WindowName, ...], Meta(min_length=1)]
    mix: Annotated[dict[str, Annotated[float, Meta(gt=0)]], Meta(min_length=1)]
    parts: Annotated[tuple[Test, ...], Meta(min_length=1)]
    pool: dict[str, Annotated[float, Meta(gt=0)]] = {}

    @property
    def rule(self) -> Rule:
        """The numbers of its first test of equivalence; of a line at one half where it has none."""
        part = next((one for one in self.parts if isinstance(one, Equivalence)), None)
        return self.limits(part.target, part.margin) if part else self.limits(0.5, 0)

    def limits(self, target: float, margin: float) -> Rule:
        return Rule(target, margin, self.min_companies, self.min_requiring)


def load(folder: Path) -> dict[str, Claim]:
    """All claims of a folder by id. Raises ContractBroken, naming file, line and key."""
    return {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}


def read(path: Path) -> Claim:
    """One claim file. Raises ContractBroken, naming file, line and key."""
    text = path.read_text(encoding="utf-8")
    table = study.parsed(path, text)
    if "id" in table:
        raise ContractBroken(
            f"{path}:{study.line_of(text, 'id')}: id: unknown key: the file's name is the id"
        )
    for cell, weight in _mix(table):
        if cell.count(" / ") != 1 or isinstance(weight, bool) or not isinstance(weight, int | float):
            what = "a cell is written `seniority / region`, with its weight"
            raise ContractBroken(f"{path}:{study.line_of(text, cell)}: {cell}: {what}")
    claim = study.converted(path, text, {"id": path.stem, **table}, Claim)
    for key, wrong in _faults(claim):
        raise ContractBroken(f"{path}:{study.line_of(text, key)}: {key}: {wrong}")
    return claim


def _mix(table: dict[str, Any]) -> list[tuple[str, Any]]:
    mix = table.get("mix")
    return list(mix.items()) if isinstance(mix, dict) else []


def _faults(claim: Claim) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) that the types cannot say."""
    for part in claim.parts:
        for key in ("measure", "given"):
            for category in getattr(part, key, ANY).split("+"):
                if category not in {*CATEGORIES, ANY}:
                    yield key, f"{category!r} is none of {', '.join(CATEGORIES)}"
    if LATEST not in claim.windows:
        yield "windows", f"{LATEST!r} is missing, which answers the claim"
    if not any(part.decides for part in claim.parts):
        yield "decides", "no part decides"


def as_table(claim: Claim) -> dict[str, Any]:
    """The claim as plain data, as it goes into a verdict's detail."""
    told: dict[str, Any] = msgspec.to_builtins(claim)
    return told
