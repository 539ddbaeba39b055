"""The published findings as pandas frames, for notebooks: one function a table, columns and units as in the schema.

Knows names of tables. Refuses to measure anything: a frame is what `analysis run` published, row by row.

Every frame carries `attrs["table"]`, what the table is, and `attrs["columns"]`, what each column is and its unit.
Shares and intervals are fractions in [0, 1]; months are dates of their first day; NULL (None, nan) means "not told".
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def table(name: str, workspace: str | Path | None = None) -> pd.DataFrame:
    """A table of the findings. workspace: folder of `--workspace`; default `data`, here or one folder up.

    Raises ContractBroken where nothing was published yet, and where there is no such table, naming those that are.
    """
    from analysis import store  # noqa: PLC0415 - `import analysis` stays free of duckdb and pandas
    from analysis.workspace import Workspace  # noqa: PLC0415 - the same

    with store.reading(Workspace(_folder(workspace))) as findings:
        return findings.described_frame(name)


def _folder(workspace: str | Path | None) -> Path:
    if workspace is not None:
        return Path(workspace)
    places = (Path("data"), Path("../data"))
    return next((place for place in places if (place / "findings.duckdb").exists()), places[0])


def columns(name: str, workspace: str | Path | None = None) -> pd.DataFrame:
    """Columns of a table: `column` and `meaning`, with its unit."""
    import pandas as pd  # noqa: PLC0415 - as above

    told = table(name, workspace).attrs["columns"]
    return pd.DataFrame({"column": list(told), "meaning": list(told.values())})


facts = partial(table, "fact")
mentions = partial(table, "mention")
shares = partial(table, "share")
cuts = partial(table, "share_cut")
skill_shares = partial(table, "skill_share")
control_shares = partial(table, "control_share")
vendor_shares = partial(table, "vendor_share")
vendor_overlaps = partial(table, "vendor_overlap")
corrections = partial(table, "correction")
contrasts = partial(table, "contrast")
decompositions = partial(table, "decomposition")
splines = partial(table, "spline")
slopes = partial(table, "slope")
specifications = partial(table, "specification")
cooccurrences = partial(table, "cooccurrence")
breadths = partial(table, "breadth")
breadth_counts = partial(table, "breadth_count")
pays = partial(table, "pay")
series_breaks = partial(table, "series_break")
verdicts = partial(table, "verdict")
verdict_parts = partial(table, "verdict_part")
