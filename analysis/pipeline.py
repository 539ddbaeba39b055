"""The order of the steps of one analysis, nothing else: extract, fold, measure, judge, draw, write the site.

Where nothing changed that findings are made from, nothing is made again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from analysis import extract, publishing, report, show, store, tables, taxonomy
from analysis.progress import bar
from analysis.taxonomy import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa

    from analysis.engines.local import Read
    from analysis.workspace import Workspace

# A change of any of these may change a finding or its picture.
_CODE = ("**/*.py", "**/*.sql", "**/*.html", "**/*.js", "**/*.css")


class Voice(Protocol):
    """How a run speaks: `say` what happens, `warn` what went wrong."""

    def say(self, sentence: str) -> None: ...
    def warn(self, sentence: str) -> None: ...


class _NothingThere(Exception):  # noqa: N818 - a state, told by name
    """There are no facts to measure."""


def analyse(workspace: Workspace, voice: Voice) -> int:
    """Make findings, charts and pages from what is there. The exit code of the design."""
    known = taxonomy.load(workspace.taxonomy)
    made = _made(workspace, extract.version(known))
    with publishing.locked(workspace, voice.warn):
        if _is_current(workspace, made):
            voice.say("nothing changed since the last run: its findings, charts and pages stand")
        else:
            try:
                _renew(workspace, made, voice)
            except _NothingThere:
                voice.warn("nothing to analyse: no postings were scraped here and no facts are bundled")
                return 3
    with store.reading(workspace) as findings:
        for line in report.in_short(findings.frame("verdict")):
            voice.say(line)
    voice.say(
        f"open {(workspace.site / 'index.html').resolve()} in a browser: verdicts, skills, pictures, data"
    )
    return 0


def export(workspace: Workspace, source: str, path: Path, voice: Voice) -> int:
    """Write the facts of a source that was analysed here as the file that ships with the project."""
    with store.reading(workspace) as findings:
        rows = findings.export_facts(source, path)
    if not rows:
        raise ContractBroken(
            f"{workspace.findings}: no facts of {source!r} were read here; scrape, then `analysis run`"
        )
    voice.say(f"{path}: {rows:,} facts of {source}, {path.stat().st_size:,} bytes")
    return 0


def _made(workspace: Workspace, extractor: str) -> dict[str, str]:
    """Names and digests of what findings are made from, but for the postings."""
    claims = sorted(workspace.claims.glob("*.toml"))
    here = Path(__file__).parent
    code = sorted(path for pattern in _CODE for path in here.glob(pattern))
    labels, _origin = workspace.calibration
    return {
        "history": _digest(sorted(workspace.history.glob("*.parquet"))),
        "extractor": extractor,
        "method": _digest([*claims, *code, workspace.schema, workspace.study]),
        "labels": _digest([labels] if labels else []),
    }


def _digest(files: list[Path]) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _is_current(workspace: Workspace, made: dict[str, str]) -> bool:
    page = workspace.site / "index.html"
    if not workspace.findings.exists() or not page.exists() or not list(workspace.charts.glob("*.png")):
        return False
    with store.reading(workspace) as findings:
        return findings.made_from() == {**made, "postings": findings.postings_digest()}


def _renew(workspace: Workspace, made: dict[str, str], voice: Voice) -> None:
    """Make everything again that may have changed; raise _NothingThere, publishing nothing, where there is no fact."""
    with store.writing(workspace) as findings:
        if findings.has_postings():
            _extract(findings, workspace, made["extractor"], voice)
        bundled = sorted(workspace.history.glob("*.parquet"))
        findings.fold(_grouped(findings, bundled), bundled)
        facts = findings.facts()
        if facts.empty:
            raise _NothingThere
        _say_facts(facts, voice)
        frames, _verdicts = _measure(findings, facts, workspace)
        for name, frame in frames.items():
            findings.replace(name, frame)
        tables.write(findings, workspace.tables, frames.keys())
        # Drawn before they are published: findings that say what they were made from have their pictures.
        show.everything(workspace, findings, frames, made["extractor"], voice)
        findings.keep_made_from({**made, "postings": findings.postings_digest()})


def _extract(findings: store.Findings, workspace: Workspace, version: str, voice: Voice) -> None:
    due = findings.forget_due(version)
    if not due:
        return
    voice.say(f"reading {due:,} postings that are new or changed")
    batches = -(-due // store.BATCH_ROWS)
    with bar("reading", batches) as tick:
        for roles, mentions in _engine(findings.due(version), workspace.taxonomy):
            findings.add_read(roles, mentions)
            tick()


def _engine(batches: Iterator[pa.RecordBatch], folder: Path) -> Iterator[Read]:
    from analysis.engines import local  # noqa: PLC0415 - processes are started only where there is work

    return local.run(batches, folder)


def _grouped(findings: store.Findings, bundled: list[Path]) -> pa.Table | None:
    """Rows of table `duplicate`, and those of bundled facts; a repost of a bundled one joins its group."""
    if not findings.has_postings():
        return None
    import numpy as np  # noqa: PLC0415 - reading findings does not need it
    import pyarrow as pa  # noqa: PLC0415 - the same

    from analysis import groups  # noqa: PLC0415 - the same

    table = findings.advertised(bundled)
    signatures = np.asarray(table["sketch"].combine_chunks().flatten(), dtype=np.uint32)
    found = groups.find(table.drop_columns(["sketch", "known"]).to_pandas(), signatures.reshape(-1, 64))
    known = zip(found["duplicate_group"], table["known"].to_pylist(), strict=True)
    bundled_name = {group: name for group, name in known if name}
    found["duplicate_group"] = [bundled_name.get(group, group) for group in found["duplicate_group"]]
    return pa.Table.from_pandas(found, preserve_index=False)


def _say_facts(facts: pd.DataFrame, voice: Voice) -> None:
    counts = facts["kind"].value_counts().to_dict()
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
    first, last = facts["month"].min(), facts["month"].max()
    voice.say(f"measuring {len(facts):,} postings ({told}) of {first:%Y-%m} to {last:%Y-%m}")


def _measure(
    findings: store.Findings, facts: pd.DataFrame, workspace: Workspace
) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    # scipy and pandas are needed from here on
    from analysis import claims, labels, measure, study  # noqa: PLC0415

    given = measure.Given(
        facts=facts,
        tools=findings.tools(),
        stock=findings.stock(),
        labels=labels.read(*workspace.calibration),
        study=study.read(workspace.study),
        claims=claims.load(workspace.claims),
        taxonomy=taxonomy.load(workspace.taxonomy),
    )
    return measure.findings(given)
