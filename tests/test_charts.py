"""Pictures, on made-up findings of the kind `sample`: formulas, no postings, never to be read as a finding."""

from __future__ import annotations

import io
import itertools
import re

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import sample_findings
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from PIL import Image

from analysis import charts, looks
from analysis.charts import _months, _page, _readings, _saving, decomposition, evidence_ladder

VERSIONS = {"extractor": "0f1e2d", "taxonomy": "3c4b5a"}
NAMES = list(charts.pictures())
OVER_TIME = {"claim_over_time": "evidence", "controls_over_time": "category"}
DOTTED = [
    *("vendors", "flow_and_stock", "decomposition", "raw_and_corrected", "seniority_and_region", "pay"),
    *("rising_and_falling", "skills_now"),
]


@pytest.fixture(scope="module")
def plans():
    """Every picture of the same findings, planned once."""
    tables = sample_findings.tables()
    made = {name: charts._planned(name, tables, VERSIONS, "hackernews") for name in NAMES}
    assert all(isinstance(plan, charts.Planned) for plan in made.values())
    return made


def plan_of(name, **findings):
    tables = sample_findings.tables(**findings)
    return charts._planned(name, tables, VERSIONS, "hackernews")


def artists(figure, gid):
    return [artist for artist in figure.findobj() if artist.get_gid() == gid]


def shown_texts(figure):
    """Every text that is drawn, ticks included, the watermark not."""
    texts = [text for text in figure.texts if text.get_gid() != "watermark"]
    for axes in figure.axes:
        texts += [*axes.texts, axes.title, axes._left_title, axes.xaxis.label]
        for axis in (axes.xaxis, axes.yaxis):
            texts += [tick.label1 for tick in axis._update_ticks()] + [axis.get_offset_text()]
    return [text for text in texts if text.get_text().strip() and text.get_visible()]


def boxes(figure):
    with charts.styled():
        figure.draw_without_rendering()
        return [(text.get_text(), text.get_window_extent()) for text in shown_texts(figure)]


def overlaps(boxes):
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 1 and high > 1.5:
            yield one, other


def assert_readable(figure):
    placed = boxes(figure)
    width, height = figure.bbox.width, figure.bbox.height
    outside = [
        text
        for text, box in placed
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    assert outside == []
    assert list(overlaps(placed)) == []


def test_a_picture_is_found_by_its_file():
    assert len(NAMES) == 16
    assert NAMES[0] == "claim_over_time"
    for name in NAMES:
        assert charts.picture(name).EMPTY.endswith(".")
        assert "share" in charts.picture(name).TABLES


@pytest.mark.parametrize("name", NAMES)
def test_words_stay_on_the_page_and_apart(plans, name):
    assert_readable(charts.figure(plans[name]))


@pytest.mark.parametrize(
    "name", ["claim_over_time", "categories_over_time", "evidence_ladder", "levels_by_month"]
)
@pytest.mark.parametrize(("months", "top"), [(2, 0.45), (12, 0.004), (187, 0.8)])
def test_words_stay_apart_with_few_and_many_months(name, months, top):
    plan = plan_of(name, months=months, top=top)
    assert_readable(charts.figure(plan))


@pytest.mark.parametrize("name", OVER_TIME)
def test_lines_and_ribbons_are_the_data(plans, name):
    plan, by = plans[name], OVER_TIME[name]
    figure = charts.figure(plan)
    points = _months.line_of(plan.points)
    assert points[by].nunique() > 2
    for key, rows in points.groupby(by):
        (drawn,) = artists(figure, f"line:{key}")
        np.testing.assert_allclose(drawn.get_ydata(), 100 * rows["share"])
        np.testing.assert_array_equal(drawn.get_xdata(), rows["last_month"])
        (ribbon,) = artists(figure, f"ribbon:{key}")
        corners = np.concatenate([path.vertices for path in ribbon.get_paths()])
        for end in ("low", "high"):
            ends = np.column_stack([date2num(rows["last_month"].to_numpy()), 100 * rows[end]])
            assert all(np.isclose(corners, point).all(axis=1).any() for point in ends)


def test_small_multiples_are_the_data(plans):
    plan = plans["categories_over_time"]
    panels = [axes for axes in charts.figure(plan).axes if str(axes.get_gid()).startswith("panel")]
    assert len(panels) == 10
    for axes, (_, rows) in zip(panels, plan.points.groupby("category", sort=False), strict=False):
        lines = {line.get_gid(): line.get_ydata() for line in axes.lines}
        category = plan.points["category"].unique()[panels.index(axes)]
        assert category in rows["category"].to_numpy()
        for rung in ("E1", "E2", "E4"):
            part = rows[rows["evidence"].eq(rung)]
            np.testing.assert_allclose(lines[f"line:{rung}"], 100 * part["share"])


def test_areas_by_month_are_the_data(plans):
    plan = plans["levels_by_month"]
    figure = charts.figure(plan)
    for rung, rows in _months.line_of(plan.points).groupby("evidence"):
        (line,) = artists(figure, f"line:{rung}")
        np.testing.assert_allclose(line.get_ydata(), 100 * rows["share"])


@pytest.mark.parametrize("name", DOTTED)
def test_dots_and_whiskers_are_the_data(plans, name):
    plan = plans[name]
    figure = charts.figure(plan)
    factor = 1 if name == "pay" else 100
    assert len(plan.points) > 3
    for row in plan.points.itertuples():
        gid = f"{row.group}:{row.label}:{row.series}"
        (whisker,) = artists(figure, f"whisker:{gid}")
        np.testing.assert_allclose(whisker.get_xdata(), [factor * row.low, factor * row.high])
        dots = artists(figure, f"dot:{gid}")
        assert len(dots) == (0 if np.isnan(row.value) else 1)
        for dot in dots:
            np.testing.assert_allclose(dot.get_xdata(), [factor * row.value])
            hollow = to_hex(dot.get_markerfacecolor()) == looks.LIGHT["paper"]
            assert hollow == row.thin


def test_ladder_shows_every_rung_with_its_interval(plans):
    plan = plans["evidence_ladder"]
    panels = {axes.texts[0].get_text(): axes for axes in charts.figure(plan).axes}
    assert len(plan.points) == len(panels) * 4 * 2 == 24
    for row in plan.points.itertuples():
        axes = panels[evidence_ladder.PANELS[row.category]]
        lines = {line.get_gid(): line.get_xdata() for line in axes.lines}
        np.testing.assert_allclose(lines[f"dot:{row.words}:{row.evidence}"], [100 * row.share])
        ends = [100 * row.low, 100 * row.high]
        np.testing.assert_allclose(lines[f"whisker:{row.words}:{row.evidence}"], ends)


def test_the_curve_shows_every_choice_in_order_and_marks_the_prescribed_one(plans):
    plan = plans["specification_curve"]
    figure = charts.figure(plan)
    for panel, rows in plan.points.groupby("panel"):
        drawn = [artists(figure, f"dot:{panel}:{place}")[0].get_ydata()[0] for place in rows["place"]]
        np.testing.assert_allclose(drawn, 100 * rows["share"])
        assert drawn == sorted(drawn)
        (ring,) = artists(figure, f"primary:{panel}")
        assert ring.get_ydata()[0] == pytest.approx(100 * rows.loc[rows["is_primary"], "share"].item())


def test_the_matrix_tells_each_pair_once(plans):
    plan = plans["cooccurrence"]
    figure = charts.figure(plan)
    assert len(plan.points) == 45
    for row in plan.points.itertuples():
        (lift,) = artists(figure, f"lift:{row.a}:{row.b}")
        assert lift.get_text() == f"{row.lift:.1f}"


def test_coverage_counts_what_was_read_and_crosses_missing_months():
    tables = dict(sample_findings.tables())
    gap = pd.Timestamp("2024-03-01")
    tables["fact"] = tables["fact"][tables["fact"]["month"].ne(gap)]
    plan = charts._planned("source_coverage", tables, VERSIONS, "hackernews")
    assert plan.points["postings"].sum() == len(tables["fact"])
    figure = charts.figure(plan)
    (missing,) = artists(figure, "missing")
    assert [pd.Timestamp(month) for month in missing.get_xdata()] == [gap]
    counted, backend = (container.datavalues for container in figure.axes[0].containers)
    assert sum(counted) == len(tables["fact"])
    assert sum(backend) == tables["fact"]["backend"].ne("no").sum()


def test_postings_of_before_the_first_visit_are_told_apart_and_make_no_gap():
    tables = dict(sample_findings.tables())
    facts = tables["fact"].copy()
    first, gap = pd.Timestamp("2024-06-01"), pd.Timestamp("2024-03-01")
    facts["survivor"] = facts["month"].lt(first)
    tables["fact"] = facts[facts["month"].ne(gap)]
    plan = charts._planned("source_coverage", tables, VERSIONS, "hackernews")
    early = tables["fact"]["survivor"].sum()
    assert f"({early:,}, in no share)" in plan.texts.notes
    figure = charts.figure(plan)
    assert not artists(figure, "missing")[0].get_xdata().size
    _, backend, late = (container.datavalues for container in figure.axes[0].containers)
    assert sum(late) == early
    assert sum(backend) == (tables["fact"]["backend"].ne("no") & ~tables["fact"]["survivor"]).sum()
    tables["fact"] = tables["fact"].assign(survivor=True)
    figure = charts.figure(charts._planned("source_coverage", tables, VERSIONS, "hackernews"))
    assert not artists(figure, "missing")[0].get_xdata().size, "a first visit tells of no gap"


def test_a_window_of_each_source_is_not_told_as_one():
    tables = dict(sample_findings.tables())
    for name in ("share", "share_cut"):
        rows = tables[name]
        months = {key: rows[key] - pd.DateOffset(months=3) for key in ("month", "last_month")}
        tables[name] = pd.concat([rows, rows.assign(source="other", **months)], ignore_index=True)
    plan = charts._planned("flow_and_stock", tables, VERSIONS, "hackernews")
    assert "latest twelve complete months of each source" in plan.texts.subtitle


def test_a_line_breaks_over_missing_months_and_over_unknown_shares():
    tables = dict(sample_findings.tables(40))
    gap, unknown = pd.Timestamp("2024-03-01"), pd.Timestamp("2025-02-01")
    share = tables["share"]
    share = share[~(share["span"].eq("month") & share["month"].eq(gap))].copy()
    share.loc[share["span"].eq("month") & share["month"].eq(unknown), "share"] = np.nan
    tables["share"] = share
    figure = charts.figure(charts._planned("claim_over_time", tables, VERSIONS, "hackernews"))
    (line,) = artists(figure, "line:E1")
    drawn = pd.Series(line.get_ydata(), pd.DatetimeIndex(line.get_xdata()))
    assert drawn[drawn.isna()].index.tolist() == [gap, unknown]


def test_marks_tell_few_unfinished_and_sure_months_apart(plans):
    plan = plans["claim_over_time"]
    figure = charts.figure(plan)
    rows = _months.line_of(plan.points)
    rows = rows[rows["evidence"].eq("E1")]
    thin, done = _readings.is_thin(rows), rows["complete"].astype(bool)
    for kind, part in (("filled", ~thin & done), ("hollow", thin & done), ("unfinished", ~done)):
        (marks,) = artists(figure, f"{kind}:E1")
        np.testing.assert_allclose(marks.get_ydata(), 100 * rows["share"][part])
        assert part.any()
    (hollow,) = artists(figure, "hollow:E1")
    assert to_hex(hollow.get_markerfacecolor()) == "#ffffff"


def test_an_unknown_effective_n_is_drawn_hollow():
    rows = pd.DataFrame({"n_effective": [np.nan, 300.0, 300.0], "companies": [90, 90, 20]})
    assert _readings.is_thin(rows).tolist() == [True, False, True]


@pytest.mark.parametrize("name", ["claim_over_time", "evidence_ladder", "specification_curve"])
def test_shares_run_from_0_to_100_with_the_claims_line_and_band(plans, name):
    figure = charts.figure(plans[name])
    band, line = artists(figure, "claim-band"), artists(figure, "claim-line")
    assert band
    assert line
    wide = band[0].axes.transData.inverted().transform_bbox(band[0].get_window_extent())
    ends = (wide.x0, wide.x1) if name == "evidence_ladder" else (wide.y0, wide.y1)
    assert ends == pytest.approx((70, 80))
    axes = band[0].axes
    assert (axes.get_xlim() if name == "evidence_ladder" else axes.get_ylim()) == (0, 100)


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name not in {"pay", "decomposition", "cooccurrence", "source_coverage"}],
)
def test_every_axis_of_shares_runs_from_0_to_100(plans, name):
    found = [
        axes.get_xlim() if axes.xaxis.get_major_formatter()(50).endswith("%") else axes.get_ylim()
        for axes in charts.figure(plans[name]).axes
        if str(axes.get_gid()).split(":")[0] in {"plot", "panel"}
    ]
    assert found
    assert set(found) == {(0.0, 100.0)}


def test_the_strip_shows_n_and_companies(plans):
    plan = plans["claim_over_time"]
    figure = charts.figure(plan)
    rows = _months.line_of(plan.points).groupby("last_month")[["n", "companies"]].max()
    strip = next(axes for axes in figure.axes if axes.get_gid() == "strip")
    np.testing.assert_allclose([bar.get_height() for bar in strip.patches if bar.get_height() > 1], rows["n"])
    (line,) = artists(figure, "companies")
    np.testing.assert_allclose(line.get_ydata(), rows["companies"])


def test_breaks_are_ticks_at_the_foot(plans):
    plan = plans["claim_over_time"]
    (ticks,) = artists(charts.figure(plan), "breaks")
    assert [pd.Timestamp(month) for month in ticks.get_xdata()] == list(plan.texts.breaks)
    assert "a break" in plan.texts.notes


@given(st.lists(st.floats(0, 100), max_size=6), st.floats(1, 15))
def test_spread_keeps_order_gap_and_bounds(places, gap):
    moved = looks.spread(places, gap, 0, 100)
    order = sorted(range(len(places)), key=places.__getitem__)
    for one, other in itertools.pairwise(order):
        assert moved[other] - moved[one] >= gap - 1e-6
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in moved)


def test_spread_moves_nothing_that_has_room():
    assert looks.spread([10.0, 50.0, 90.0], 5, 0, 100) == [10.0, 50.0, 90.0]


def test_files_are_the_same_bytes_whatever_the_readers_style(plans, tmp_path):
    for name in ("claim_over_time", "vendors"):
        charts.save(plans[name], tmp_path)
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        with mpl.rc_context(
            {"font.size": 20, "axes.facecolor": "pink", "savefig.dpi": 30, "lines.linewidth": 9}
        ):
            charts.save(plans[name], tmp_path)
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("ending", charts.LOOKS)
def test_png_says_what_it_is_and_stays_small(plans, ending):
    plan = plans["claim_over_time"]
    content = _saving.png(charts.figure(plan, ending), plan.texts, ending)
    assert len(content) < 150_000
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (2000, 1240)
        assert image.text["Title"] == plan.texts.title
        assert image.text["Description"] == plan.texts.alt
        assert image.text["Source"] == plan.texts.footer
        corner = image.convert("RGB").getpixel((3, 3))
    paper = charts.LOOKS[ending]["paper"]
    assert corner == tuple(bytes.fromhex(paper[1:]))


def contrast(one, other):
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [looks.LIGHT, looks.DARK], ids=["light", "dark"])
def test_words_contrast_with_the_paper(look):
    for colour in ("ink", "grey"):
        assert contrast(look[colour], look["paper"]) >= 4.5
    for colour in ("blue", "vermillion", "black"):
        assert contrast(_page.wording(look, colour), look["paper"]) >= 4.5
        assert contrast(look[colour], look["paper"]) >= 3


@pytest.mark.parametrize("name", NAMES)
def test_lines_differ_without_colour(name):
    lines = getattr(charts.picture(name), "LINES", getattr(charts.picture(name), "SERIES", []))
    assert len({(line.dash, line.mark) for line in lines}) == len(lines)


@pytest.mark.parametrize("name", NAMES)
def test_sample_data_is_watermarked_and_carries_no_verdict(plans, name):
    plan = plans[name]
    assert plan.texts.sample
    assert artists(charts.figure(plan), "watermark")
    assert "untestable" not in plan.texts.claim


def test_the_claims_verdict_stands_on_its_line():
    plan = plan_of("claim_over_time", kind="history")
    assert plan.texts.claim.endswith("(untestable as worded; even the generous reading lies below)")
    assert not plan.texts.sample


@pytest.mark.parametrize("name", NAMES)
def test_words_name_the_source_the_window_and_the_numbers(plans, name):
    texts = plans[name].texts
    assert texts.footer.startswith("Source: Hacker News · Window: ")
    assert "extractor 0f1e2d" in texts.footer
    assert len(texts.alt) > 80
    assert re.search(r"\d", texts.alt)
    assert "nan" not in f"{texts.title} {texts.subtitle} {texts.alt} {texts.footer}".lower().split()


def test_the_footer_says_the_credit_that_a_source_asks_for():
    tables = dict(sample_findings.tables())
    tables["source"] = tables["source"].assign(
        credit="jobs by Example", credit_url="https://example.test/jobs"
    )
    plan = charts._planned("claim_over_time", tables, VERSIONS, "hackernews")
    assert plan.texts.footer.startswith("Source: Hacker News (jobs by Example, example.test) · ")


def test_the_footer_tells_plain_text_and_that_errors_are_not_corrected(plans):
    tables = dict(sample_findings.tables())
    tables["share"] = tables["share"].assign(plain_share=0.257)
    texts = charts._planned("vendors", tables, VERSIONS, "hackernews").texts
    assert "26\u00a0% of the postings were read as plain text only" in texts.footer
    assert texts.footer.endswith("The detector's errors are not corrected")
    assert "plain text only" not in plans["vendors"].texts.footer
    assert "not corrected" not in plans["raw_and_corrected"].texts.footer


def test_the_corrected_share_tells_the_backend_postings_that_it_is_of():
    tables = dict(sample_findings.tables())
    # Postings of any role, as the real table has them: more than the share is of.
    tables["correction"] = tables["correction"].assign(n=987_654, companies=876_543)
    share = _readings.latest_window(
        _readings.of_reading(tables["share"], category="cloud", evidence="E1", words="any")
    )
    told = charts._planned("raw_and_corrected", tables, VERSIONS, "hackernews").texts.subtitle
    assert f"({share['n'].iloc[0]:,} postings, {share['companies'].iloc[0]:,} companies)" in told


def test_titles_are_computed_from_the_judged_window(plans):
    rows = _readings.latest_window(plans["claim_over_time"].points).set_index("evidence")["share"]
    assert f"{100 * rows['E1']:.0f}\u00a0% of backend postings name" in plans["claim_over_time"].texts.title


def test_only_the_source_with_most_months_is_drawn_unless_named():
    tables = dict(sample_findings.tables(30))
    other = sample_findings.tables(14)["share"].assign(source="another")
    tables["share"] = pd.concat([tables["share"], other])
    assert charts.main(tables) == "hackernews"
    plan = charts._planned("claim_over_time", tables, VERSIONS, "another")
    assert set(plan.points["source"]) == {"another"}


def test_files_hold_the_plotted_points_the_words_and_both_looks(plans, tmp_path):
    charts.save(plans["vendors"], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "vendors-dark.png", "vendors-small.png", "vendors.csv", "vendors.png", "vendors.txt",
    ]  # fmt: skip
    read = pd.read_csv(tmp_path / "vendors.csv")
    np.testing.assert_allclose(read["value"], plans["vendors"].points["value"], atol=1e-6)
    assert (tmp_path / "vendors.txt").read_text().startswith(plans["vendors"].texts.title)


def test_vendors_that_nobody_requires_stand_at_nought_with_their_interval():
    tables = dict(sample_findings.tables())
    sets = tables["vendor_overlap"]
    never = sets["vendors"].eq("gcp") & sets["evidence"].eq("E4")
    assert never.any()
    nought = sets.assign(
        k=sets["k"].where(~never, 0),
        share=sets["share"].where(~never, 0.0),
        low=sets["low"].where(~never, 0.0),
    )
    plan = charts._planned("vendors", {**tables, "vendor_overlap": nought}, VERSIONS, "hackernews")
    alone = plan.points[plan.points["label"].eq("Google Cloud alone")].set_index("series")
    assert set(alone.index) == {"E1", "E2", "E4"}
    assert alone.loc["E4", "value"] == 0
    assert alone.loc["E4", "high"] > 0


def test_a_spreadsheet_runs_no_cell():
    frame = pd.DataFrame({"text": ["=1+1", "+x", "-x", "@x", "plain"], "number": [-1.0, 2.0, 3.0, 4.0, 5.0]})
    assert _saving.plotted(frame)["text"].tolist() == ["'=1+1", "'+x", "'-x", "'@x", "plain"]
    assert _saving.plotted(frame)["number"].tolist() == [-1.0, 2.0, 3.0, 4.0, 5.0]


def test_an_empty_table_leaves_no_picture_not_even_an_old_one_and_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(charts, "pictures", lambda: dict.fromkeys(["pay", "claim_over_time"]))
    tables = dict(sample_findings.tables(14))
    ticks = []
    drawn = charts.draw_all(tables, tmp_path, VERSIONS, tick=lambda: ticks.append(1))
    assert [one.path.name for one in drawn] == ["pay.png", "claim_over_time.png"]
    tables["pay"] = tables["pay"].iloc[:0]
    again = charts.draw_all(tables, tmp_path, VERSIONS, tick=lambda: ticks.append(1))
    assert again[0].reason == charts.picture("pay").EMPTY
    assert not list(tmp_path.glob("pay*"))
    assert len(ticks) == 4


@pytest.mark.parametrize("name", ["flow_and_stock"])
def test_a_source_without_a_stock_says_so(name):
    tables = dict(sample_findings.tables())
    tables["share_cut"] = tables["share_cut"][tables["share_cut"]["value"].ne("stock")]
    plan = charts._planned(name, tables, VERSIONS, "hackernews")
    assert "no stock to show" in plan.texts.subtitle


def test_the_band_on_the_charts_is_that_of_the_claim_file():
    from analysis import claims
    from analysis.workspace import shipped

    part = claims.load(shipped("claims"))["cloud-three-quarters"].parts[0]
    assert pytest.approx(
        (100 * part.target, 100 * (part.target - part.margin), 100 * (part.target + part.margin))
    ) == (_page.CLAIM, _page.CLAIM_LOW, _page.CLAIM_HIGH)


BASELINES = ["claim_over_time", "evidence_ladder", "categories_over_time", "vendors", "specification_curve"]


@pytest.mark.mpl_image_compare(
    baseline_dir="baseline", tolerance=4, savefig_kwargs={"dpi": 45}, style="default", backend="agg"
)
@pytest.mark.parametrize("name", BASELINES)
def test_main_pictures_look_as_they_did(plans, name):
    return charts.figure(plans[name])


@pytest.mark.parametrize(
    ("whole", "said"), [(0.0002, "did not move: −1.0 points"), (-0.021, "moved by −2.1 points: −1.0")]
)
def test_the_title_of_what_moved_tells_no_move_of_nought(whole, said):
    values = {"total": whole, "within": -0.01, "mix": whole + 0.01}
    points = pd.DataFrame({"category": "cloud", "series": list(values), "value": list(values.values())})
    assert f"naming a cloud {said} within kinds of jobs" in decomposition._title(points)
