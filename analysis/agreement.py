"""Gold labels and the extractor's -> how far they agree: scores by measure, and the errors by which a share is corrected.

Knows the record of the labelling guide, the measures of its score sheet, and sensitivity and specificity with Jeffreys
intervals. Refuses to know texts: it compares two files of labels, wherever they came from.

`python -m analysis.agreement GOLD.jsonl LABELS.jsonl OUT.csv` writes the errors of today's extractor. LABELS must be
fresh output of `python -m analysis label`, since the file is stamped with today's version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from scipy.stats import beta

from analysis import extract, taxonomy
from analysis.taxonomy import CATEGORIES, VENDORS
from analysis.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Record = dict[str, Any]
    Records = Mapping[str, Record]
    Pair = tuple[bool, bool]

RUNGS = {
    "E1": frozenset({"required", "preferred", "used", "incidental"}),
    "E2": frozenset({"required", "preferred", "used"}),
    "E3": frozenset({"required", "preferred"}),
    "E4": frozenset({"required"}),
}
# Of methods.md: R1 is said by a title, R2 adds what the body tells.
ROLES = {"R1": frozenset({"strict"}), "R2": frozenset({"strict", "broad"})}
ANY = "any"
_TAIL = 0.025


class Counts(NamedTuple):
    """Agreement of yes-or-no judgements: gold yes and said, said only, gold only, neither."""

    both: int
    said_only: int
    gold_only: int
    neither: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was said."""
        wrong = self.said_only + self.gold_only
        return 2 * self.both / (2 * self.both + wrong) if self.both + wrong else 1.0


def counts(pairs: Iterable[Pair]) -> Counts:
    table = [0, 0, 0, 0]
    for gold, said in pairs:
        table[2 * (not gold) + (not said)] += 1
    both, gold_only, said_only, neither = table
    return Counts(both, said_only, gold_only, neither)


def source_group(posting_id: str) -> str:
    """Short posts or long ads: hackernews, or boards for every employer's board and collection of ads."""
    return "hackernews" if posting_id.startswith("hackernews:") else "boards"


def kept_aside(posting_id: str) -> bool:
    """Whether a Hacker News posting is of the fixed third that no rule is made on."""
    digest = hashlib.sha256(posting_id.encode()).hexdigest()
    return posting_id.startswith("hackernews:") and int(digest, 16) % 3 == 0


def scores(gold: Records, said: Records, names: Mapping[str, str]) -> dict[str, float]:
    """Measure -> F1, and for `level given a mention` the part of equal levels; `names` is that of `spellings`."""
    rows = _matched(gold, said)
    out = {
        "backend": counts(_role_pairs(rows, ROLES["R2"])).f1,
        "backend strict": counts(_role_pairs(rows, ROLES["R1"])).f1,
    }
    for rung in RUNGS:
        pairs = {category: _category_pairs(rows, category, rung) for category in CATEGORIES}
        out |= {f"{rung} {category}": counts(pairs[category]).f1 for category in CATEGORIES}
        out[f"{rung} pooled"] = counts(pair for category in CATEGORIES for pair in pairs[category]).f1
    out["vendors"] = counts(
        (v in g["vendors"], v in s.get("vendors", ())) for g, s in rows for v in VENDORS
    ).f1
    out["named tools"] = counts(pair for g, s in rows for pair in _tool_pairs(g, s, names)).f1
    out["level given a mention"] = _same_levels(rows)
    return out


def _matched(gold: Records, said: Records) -> list[tuple[Record, Record]]:
    if missing := [posting_id for posting_id in gold if posting_id not in said]:
        raise KeyError(f"{len(missing)} postings have no label, the first is {missing[0]}")
    return [(record, said[posting_id]) for posting_id, record in gold.items()]


def _role_pairs(rows: Sequence[tuple[Record, Record]], kinds: frozenset[str]) -> list[Pair]:
    """Without those that a reader cannot tell either."""
    return [(g["backend"] in kinds, s["backend"] in kinds) for g, s in rows if g["backend"] != "unclear"]


def _category_pairs(rows: Sequence[tuple[Record, Record]], category: str, rung: str) -> list[Pair]:
    return [(_reaches(g, category, rung), _reaches(s, category, rung)) for g, s in rows]


def _reaches(record: Record, category: str, rung: str) -> bool:
    """Whether a posting's category, or any of the ten, stands at a rung or above."""
    which = CATEGORIES if category == ANY else (category,)
    return any(record["levels"].get(one, "absent") in RUNGS[rung] for one in which)


def _same_levels(rows: Sequence[tuple[Record, Record]]) -> float:
    same = [
        g["levels"][category] == s["levels"].get(category, "absent")
        for g, s in rows
        for category in CATEGORIES
        if g["levels"][category] != "absent"
    ]
    return sum(same) / len(same) if same else 1.0


def _tool_pairs(gold: Record, said: Record, names: Mapping[str, str]) -> list[Pair]:
    """Tools that a reader named, and of those said only the ones whose spelling is agreed."""
    want = {names.get(_folded(name), _folded(name)) for name in gold["skills"]}
    named = (_folded(name) for name, level in said.get("skills", {}).items() if level != "absent")
    got = {names.get(name, name) for name in named}
    return [(tool in want, tool in got) for tool in want | (got & set(names.values()))]


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "").replace("-", "")


def spellings(table: str) -> dict[str, str]:
    """The text of `names.tsv` -> folded spelling to folded canonical name."""
    out: dict[str, str] = {}
    for row in table.splitlines()[1:]:
        name, _, variants = row.partition("\t")
        for spelling in (name, *filter(None, variants.split(" | "))):
            out[_folded(spelling)] = _folded(name)
    return out


def measure(gold: Records, said: Records) -> pd.DataFrame:
    """Errors of the extractor: a row a source group, role, category and rung, each with 95 % Jeffreys intervals.

    `role` is `any` where only the category is judged, R1 or R2 where the judgement is "backend so far and category";
    the rows of the role alone have the category `backend` and no rung. Roles leave out gold's `unclear`.
    """
    groups: dict[str, list[tuple[Record, Record]]] = {}
    for posting_id, row in zip(gold, _matched(gold, said), strict=True):
        groups.setdefault(source_group(posting_id), []).append(row)
    return pd.DataFrame([row for source, rows in sorted(groups.items()) for row in _errors(source, rows)])


def _errors(source: str, rows: Sequence[tuple[Record, Record]]) -> list[dict[str, object]]:
    sure = [row for row in rows if row[0]["backend"] != "unclear"]
    out = [_row(source, role, "backend", "", _role_pairs(rows, kinds)) for role, kinds in ROLES.items()]
    for category, rung in product((*CATEGORIES, ANY), RUNGS):
        out.append(_row(source, "any", category, rung, _category_pairs(rows, category, rung)))
        for role, kinds in ROLES.items():
            pairs = zip(_role_pairs(sure, kinds), _category_pairs(sure, category, rung), strict=True)
            both = [(r[0] and c[0], r[1] and c[1]) for r, c in pairs]
            out.append(_row(source, role, category, rung, both))
    return out


def _row(source: str, role: str, category: str, rung: str, pairs: Sequence[Pair]) -> dict[str, object]:
    found = counts(pairs)
    positives, negatives = found.both + found.gold_only, found.said_only + found.neither
    return {
        "source": source,
        "role": role,
        "category": category,
        "rung": rung,
        "positives": positives,
        "true_positives": found.both,
        "negatives": negatives,
        "false_positives": found.said_only,
        **_with_interval("sensitivity", found.both, positives),
        **_with_interval("specificity", found.neither, negatives),
    }


def _with_interval(name: str, k: int, n: int) -> dict[str, float | None]:
    low, high = jeffreys(k, n)
    return {name: k / n if n else None, f"{name}_low": low, f"{name}_high": high}


def jeffreys(k: int, n: int) -> tuple[float | None, float | None]:
    """95 % interval of k out of n; the end is 0 or 1 where k is, and nothing is known of none (Brown et al. 2001)."""
    if not n:
        return None, None
    low = float(beta.ppf(_TAIL, k + 0.5, n - k + 0.5)) if k else 0.0
    high = float(beta.ppf(1 - _TAIL, k + 0.5, n - k + 0.5)) if k < n else 1.0
    return low, high


def read_labels(path: Path) -> dict[str, Record]:
    """JSON lines of labels by posting id, in the order of the file."""
    rows = map(json.loads, filter(str.strip, path.read_text(encoding="utf-8").splitlines()))
    return {row["id"]: row for row in rows}


def write_errors(gold: Path, said: Path, out: Path) -> None:
    """Measure two files of labels and stamp the errors with the version of today's extractor."""
    errors = measure(read_labels(gold), read_labels(said))
    errors["extractor_version"] = extract.version(taxonomy.load(Workspace(Path("data")).taxonomy))
    errors.to_csv(out, index=False, float_format="%.4f", lineterminator="\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("Usage: python -m analysis.agreement GOLD.jsonl LABELS.jsonl OUT.csv")
    write_errors(*map(Path, sys.argv[1:]))
