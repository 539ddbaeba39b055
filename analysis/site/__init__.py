"""The report as static pages that open from disk: verdicts, skills, claims, pictures, coverage, method, data.

Knows which pages there are and hands each its rows. Refuses to draw, to measure, and to ask the network for anything:
a page needs nothing that does not lie in the site's folder, so that the folder can be moved or served as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.names import CATEGORIES, RUNGS
from analysis.site import claims, downloads, script, skills
from analysis.site.pages import STATIC, Folder, slugs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SAMPLE = "sample"
TABLE_OF = ("cloud", "containers", "iac")


@dataclass(frozen=True)
class Material:
    """All that the pages show.

    tables: tables of findings by name, `source` as `analysis.credit` reads it, and `health`. drawn: pictures as
    `analysis.charts` leaves them. claims: claim files by id. traced: postings behind each claim. dictionary: as
    `analysis.store.described`. files: folder of tables to take away.
    """

    tables: Mapping[str, pd.DataFrame]
    source: str
    drawn: Sequence[Any] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)
    traced: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    aliases: Mapping[str, list[str]] = field(default_factory=dict)
    dictionary: Sequence[tuple[str, str, list[tuple[str, str, str | None]]]] = ()
    files: Path | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def write(root: Path, material: Material) -> Path:
    """Write the site and return its first page; files of an earlier run that were not written again are removed."""
    folder = Folder(root, _shared(material))
    folder.file("assets/site.js", script.made().encode())
    folder.file("assets/site.css", (STATIC / "site.css").read_bytes())
    pictures = [_picture(drawn, folder) for drawn in material.drawn]
    answers = claims.answers(material.tables, material.claims)
    subjects = list(skills.categories(material.tables, material.source))
    tools = list(skills.skills(material.tables, material.source, material.aliases))
    _write_subjects(folder, subjects, tools)
    _write_claims(folder, answers, material, pictures, subjects)
    _write_pictures(folder, pictures)
    _write_rest(folder, material, pictures)
    first = _write_first(folder, answers, material, pictures, subjects)
    folder.sweep()
    return first


def _shared(material: Material) -> dict[str, Any]:
    """What every page knows: versions, sources with their credit, whether it is all a sample."""
    shares = material.tables["share"]
    kinds = [str(kind) for kind in shares["kind"].unique()] if len(shares) else []
    # Postings that no share rests on are in pictures and downloads too: their sources ask for credit like the others.
    tables = (shares, material.tables.get("fact", shares))
    sources = {name for table in tables if len(table) for name in table["source"].unique()}
    known = {row["source"]: row for row in records(material.tables["source"])}
    blank = {"public": None, "credit": None, "credit_url": None, "terms": None}
    named = [known.get(name, {"source": name, "name": name, **blank}) for name in sorted(sources)]
    return {
        "sample": any(SAMPLE in kind.split("+") for kind in kinds),
        "versions": dict(material.versions),
        "sources": named,
        # A source that was asked and gave nothing has a name too.
        "source_names": {name: row["name"] for name, row in known.items()}
        | {row["source"]: row["name"] for row in named},
        "rungs": RUNGS,
    }


def _picture(drawn: Any, folder: Folder) -> dict[str, Any]:  # noqa: ANN401 - as `charts.Drawn`, which pages do not import
    """Copy a picture's files; sizes are those in the first chunk of its PNG."""
    if drawn.path is None:
        return {"name": drawn.name, "reason": drawn.reason, "title": None}
    for path in (
        drawn.path,
        drawn.dark,
        drawn.small,
        drawn.path.with_suffix(".csv"),
        drawn.path.with_suffix(".txt"),
    ):
        folder.file(f"charts/{path.name}", path.read_bytes())
    title, _, alt = drawn.path.with_suffix(".txt").read_text(encoding="utf-8").strip().partition("\n\n")
    header = drawn.path.read_bytes()[16:24]
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:])
    return {"name": drawn.name, "title": title, "alt": alt, "width": width, "height": height, "reason": ""}


def _write_subjects(folder: Folder, subjects: list[skills.Subject], tools: list[skills.Subject]) -> None:
    names = slugs([tool.name for tool in tools])
    of_category = slugs([subject.name for subject in subjects])
    paths = {tool.name: f"skills/{names[tool.name]}.html" for tool in tools}
    category_paths = {
        key: f"categories/{of_category[name]}.html" for key, name in CATEGORIES.items() if name in of_category
    }
    shared = {"paths": paths, "category_paths": category_paths, "category_names": CATEGORIES}
    by_share = sorted(tools, key=lambda tool: (-(tool.share or 0), tool.name.lower()))
    folder.page("skills.html", "skills.html", subjects=subjects, tools=by_share, **shared)
    for tool in tools:
        folder.page(paths[tool.name], "subject.html", subject=tool, **shared)
    for subject in subjects:
        folder.page(f"categories/{of_category[subject.name]}.html", "subject.html", subject=subject, **shared)


def _write_claims(
    folder: Folder,
    answers: list[dict[str, Any]],
    material: Material,
    pictures: list[dict[str, Any]],
    subjects: list[skills.Subject],
) -> None:
    cloud = _chart_of(subjects)
    for answer in answers:
        rows = material.traced.get(answer["id"], pd.DataFrame())
        if len(rows):
            text = rows.to_csv(index=False, lineterminator="\n")
            folder.file(f"downloads/trace-{answer['id']}.csv", downloads.neutralised(text).encode())
        first = answer["id"] == claims.FIRST
        folder.page(
            f"claims/{answer['id']}.html", "claim.html", answer=answer, traced=records(rows.head(claims.MOST_TRACED)),
            traced_in_all=len(rows), chart=cloud if first else None, picture=_named(pictures, "claim_over_time") if first else None,
        )  # fmt: skip


def _write_pictures(folder: Folder, pictures: list[dict[str, Any]]) -> None:
    drawn = [picture for picture in pictures if picture["title"]]
    folder.page("pictures.html", "pictures.html", pictures=pictures)
    for place, picture in enumerate(drawn):
        before, after = (
            drawn[place - 1] if place else None,
            drawn[place + 1] if place + 1 < len(drawn) else None,
        )
        folder.page(
            f"pictures/{picture['name']}.html", "picture.html", picture=picture, before=before, after=after
        )


def _write_rest(folder: Folder, material: Material, pictures: list[dict[str, Any]]) -> None:
    health = material.tables.get("health", pd.DataFrame())
    folder.page(
        "coverage.html", "coverage.html", coverage=_coverage(material), health=records(health),
        breaks=records(material.tables.get("series_break", pd.DataFrame())), picture=_named(pictures, "source_coverage"),
    )  # fmt: skip
    folder.page(
        "method.html", "method.html", breaks=records(material.tables.get("series_break", pd.DataFrame()))
    )
    folder.page("dictionary.html", "dictionary.html", dictionary=material.dictionary)
    folder.page(
        "downloads.html", "downloads.html", files=downloads.copied(material.files, folder), pictures=pictures
    )


def _write_first(
    folder: Folder,
    answers: list[dict[str, Any]],
    material: Material,
    pictures: list[dict[str, Any]],
    subjects: list[skills.Subject],
) -> Path:
    return folder.page(
        "index.html", "index.html", answers=answers, numbers=_numbers(answers, material.tables["share"]),
        chart=_chart_of(subjects), picture=_named(pictures, "claim_over_time"), pictures=pictures,
    )  # fmt: skip


def _chart_of(subjects: list[skills.Subject]) -> dict[str, Any] | None:
    return next((subject.chart for subject in subjects if subject.name == CATEGORIES["cloud"]), None)


def _named(pictures: list[dict[str, Any]], name: str) -> dict[str, Any] | None:
    return next((picture for picture in pictures if picture["name"] == name and picture["title"]), None)


def _numbers(
    answers: list[dict[str, Any]], shares: pd.DataFrame
) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(category, rung, [with generic words, named tools only]) of the window and source that were judged first."""
    if not answers:
        return []
    verdict = answers[0]
    rows = shares[shares["source"].eq(verdict["source"]) & shares["span"].eq("window")]
    rows = rows[rows["role_rung"].eq("R2") & rows["weight"].eq("posting")]
    for column, key in (("month", "window_first"), ("last_month", "window_last")):
        rows = rows[rows[column].astype("str").str[:10].eq(str(verdict[key])[:10])]
    of = {(row["category"], row["evidence"], row["words"]): row for row in records(rows)}
    pairs = {
        (name, rung): [of.get((name, rung, words)) for words in ("any", "named")]
        for name in TABLE_OF
        for rung in RUNGS
    }
    return [
        (CATEGORIES[name], RUNGS[rung], [row for row in pair if row])
        for (name, rung), pair in pairs.items()
        if all(pair)
    ]


def _coverage(material: Material) -> list[dict[str, Any]]:
    """One row a source: postings, backend ones, months, first and last, when last read."""
    facts = material.tables.get("fact")
    if facts is None or facts.empty:
        return []
    marked = facts.assign(
        is_backend=facts["backend"].isin(["strict", "broad"]), is_plain=facts["format"].eq("plain")
    )
    rows = marked.groupby("source", sort=True).agg(
        postings=("posting_id", "size"), backend=("is_backend", "sum"), plain=("is_plain", "mean"), late=("survivor", "sum"),
        months=("month", "nunique"), first=("month", "min"), last=("month", "max"), read_at=("read_at", "max"),
    )  # fmt: skip
    return records(rows.reset_index())


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, None where a frame has no value."""
    return [{str(key): _known(cell) for key, cell in row.items()} for row in rows.to_dict("records")]


def _known(cell: Any) -> Any:  # noqa: ANN401 - any cell of a frame
    return None if not isinstance(cell, list | dict) and pd.isna(cell) else cell
