"""The interactive chart of pages and notebooks: shares by month with ribbons, zoom and tooltips.

Knows one chart, in Vega-Lite by Altair. Refuses to know pages: `history` gives a notebook a chart of a table's rows,
`specification` the same chart without data, compiled once for all pages.

Zoom: wheel with Ctrl held (so that a page still scrolls), drag to move, double-click to go back; the pages add buttons.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from analysis.looks import LIGHT, spread
from analysis.names import RUNGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt
    import pandas as pd

COLOURS = [LIGHT[name] for name in ("blue", "vermillion", "black", "green", "orange")]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 3]]
SHAPES = ["circle", "square", "triangle-up", "diamond", "cross"]
PLACES = list(range(len(COLOURS)))
HEIGHT_PX, LABEL_GAP = 320, 0.05


def history(rows: pd.DataFrame, by: str = "evidence") -> alt.LayerChart:
    """Chart of rows of `share` or a table like it. rows: one source and reading, told apart by column `by`; months or windows."""
    import altair as alt  # noqa: PLC0415 - half a second that reading findings does not need
    import pandas as pd  # noqa: PLC0415 - the same

    points = as_points(rows, by)
    told_of = [{"month": month, **told(part)} for month, part in points.groupby("month", sort=True)]
    months = strips(pd.DataFrame(told_of))
    return _chart(alt.InlineData(values=_records(points)), alt.InlineData(values=_records(months)))


def specification() -> dict[str, Any]:
    """The same chart as Vega, its data sets `points`, `months` and `claim` empty: a page fills them."""
    import altair as alt  # noqa: PLC0415 - as above
    import vl_convert  # noqa: PLC0415 - as above

    empty = {name: alt.InlineData(values=[], name=name) for name in ("points", "months", "claim")}
    chart = _chart(empty["points"], empty["months"], empty["claim"]).properties(width=640)
    chart = chart.properties(autosize=alt.AutoSizeParams(type="fit", contains="padding"))
    compiled: dict[str, Any] = vl_convert.vegalite_to_vega(chart.to_dict())
    return compiled


def as_points(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Rows as the chart reads them: month, series, order, share, low, high, n, companies, few, label, label_at."""
    import pandas as pd  # noqa: PLC0415 - as above

    shown = rows[rows["share"].notna()].sort_values([by, "last_month"], kind="stable")
    names = list(dict.fromkeys(shown[by]))
    few = ~(shown["n_effective"].ge(200) & shown["companies"].ge(50))
    made = shown.assign(
        month=shown["last_month"].dt.strftime("%Y-%m-%d"),
        series=shown[by].map(lambda name: RUNGS.get(name, name)),
        order=shown[by].map(names.index),
        few=few,
    )
    last = made.groupby("order")["share"].last()
    at = spread(list(last), LABEL_GAP, 0.0, 1.0)
    ends = made.groupby("order").cumcount(ascending=False).eq(0)
    said = [
        f"{series.partition(' (')[0]} {100 * share:.0f} %"
        for series, share in zip(made["series"], made["share"], strict=True)
    ]
    made = made.assign(label=pd.Series(said, index=made.index).where(ends))
    made = made.assign(label_at=made["order"].map(dict(enumerate(at))).where(ends))
    kept = ["month", "series", "order", "share", "low", "high", "n", "companies", "few", "label", "label_at"]
    return made[kept].reset_index(drop=True)


def told(points: pd.DataFrame) -> dict[str, str]:
    """What the tooltip of one month says, by the fields of the chart."""
    rows = points.to_dict("records")
    parts = [
        f"{row['series']}: {100 * row['share']:.0f} % [{100 * row['low']:.0f}–{100 * row['high']:.0f}]"
        for row in rows
    ]
    counts = f"{rows[0]['n']:,} postings, {rows[0]['companies']:,} companies"
    return {"shares": "; ".join(parts), "counts": counts}


def strips(months: pd.DataFrame) -> pd.DataFrame:
    """Where each month's strip starts and stops: the middle to its neighbours, as dates; `month` is one already."""
    import pandas as pd  # noqa: PLC0415 - as above

    at = pd.to_datetime(months["month"])
    gap = at.diff().fillna(at.diff().median()).fillna(pd.Timedelta(days=30)) / 2
    start = (at - gap).dt.strftime("%Y-%m-%dT%H:%M")
    return months.assign(start=start, stop=start.shift(-1).fillna((at + gap).dt.strftime("%Y-%m-%dT%H:%M")))


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(frame.to_json(orient="records"))
    return records


def _chart(
    points: alt.InlineData, months: alt.InlineData, claim: alt.InlineData | None = None
) -> alt.LayerChart:
    import altair as alt  # noqa: PLC0415 - as above

    under = alt.selection_point(
        name="under", on="pointerover", clear="pointerout", fields=["month"], empty=False
    )
    layers = [*(_claim(claim) if claim is not None else []), *_lines(points), *_hover(months, under)]
    zoom = alt.selection_interval(
        name="zoom",
        bind="scales",
        encodings=["x"],
        zoom="wheel![event.ctrlKey]",
        translate="[pointerdown, window:pointerup] > window:pointermove!",
    )
    layers[-1] = layers[-1].add_params(zoom)
    chart = alt.layer(*layers).properties(width="container", height=HEIGHT_PX, background="transparent")
    axes = {
        "domain": False,
        "gridColor": LIGHT["hair"],
        "labelColor": LIGHT["grey"],
        "tickColor": LIGHT["grey"],
    }
    return cast("alt.LayerChart", chart.configure_view(stroke=None).configure_axis(**axes, labelFontSize=12))


def _x() -> alt.X:
    import altair as alt  # noqa: PLC0415 - as above

    axis = alt.Axis(
        title=None,
        grid=False,
        labelOverlap="greedy",
        labelSeparation=8,
        tickCount={"interval": "year", "step": 1},
        format="%Y",
    )
    return alt.X("month:T", axis=axis)


def _y(field: str = "share:Q") -> alt.Y:
    import altair as alt  # noqa: PLC0415 - as above

    return alt.Y(field, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title=None, tickCount=6))


def _lines(points: alt.InlineData) -> Sequence[alt.Chart]:
    import altair as alt  # noqa: PLC0415 - as above

    base = alt.Chart(points)
    colour = alt.Color("order:O", scale=alt.Scale(domain=PLACES, range=COLOURS), legend=None)
    dash = alt.StrokeDash("order:O", scale=alt.Scale(domain=PLACES, range=DASHES), legend=None)
    shape = alt.Shape("order:O", scale=alt.Scale(domain=PLACES, range=SHAPES), legend=None)
    hollow = alt.condition("datum.few", alt.value(LIGHT["paper"]), colour)
    return [
        base.mark_area(opacity=0.16, clip=True).encode(x=_x(), y=_y("low:Q"), y2="high:Q", color=colour),
        base.mark_line(strokeWidth=1.4, clip=True).encode(x=_x(), y=_y(), color=colour, strokeDash=dash),
        base.mark_point(size=16, strokeWidth=1, clip=True).encode(
            x=_x(), y=_y(), color=colour, shape=shape, fill=hollow
        ),
        base.mark_text(align="left", dx=8, fontSize=12, fontWeight="bold", clip=False)
        .encode(x=alt.value("width"), y=_y("label_at:Q"), text="label:N", color=colour)
        .transform_filter("isValid(datum.label)"),
    ]


def _hover(months: alt.InlineData, under: alt.Parameter) -> Sequence[alt.Chart]:
    """An unseen strip a month, from the middle to its neighbours, that tells its numbers wherever it is touched."""
    import altair as alt  # noqa: PLC0415 - as above

    tips = [alt.Tooltip("month:T", format="%B %Y"), alt.Tooltip("shares:N"), alt.Tooltip("counts:N")]
    seen = alt.condition(under, alt.value(0.12), alt.value(0))
    strip = alt.Chart(months).mark_rect(color=LIGHT["grey"], clip=True)
    return [strip.encode(x=alt.X("start:T"), x2="stop:T", opacity=seen, tooltip=tips).add_params(under)]


def _claim(claim: alt.InlineData) -> Sequence[alt.Chart]:
    import altair as alt  # noqa: PLC0415 - as above

    base = alt.Chart(claim)
    return [
        base.mark_rect(color=LIGHT["band"]).encode(y=_y("low:Q"), y2="high:Q"),
        base.mark_rule(color=LIGHT["ink"], strokeDash=[6, 3]).encode(y=_y("at:Q")),
        base.mark_text(align="left", baseline="bottom", dx=6, dy=-3, fontSize=12, color=LIGHT["ink"])
        .encode(x=alt.value(0), y=_y("at:Q"), text="label:N"),
    ]  # fmt: skip
