"""Pictures, on made-up shares of the kind `sample`: formulas, no postings, never to be read as a finding."""

from __future__ import annotations

import functools
import itertools
import math
import struct

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from PIL import Image

from analysis import charts
from analysis.charts import _months, _readings, categories_over_time, claim_over_time, evidence_ladder

RUNGS = {"E1": 1.0, "E2": 0.86, "E3": 0.24, "E4": 0.13}
CATEGORIES = {"cloud": 1.0, "containers": 0.7, "iac": 0.2}
WORDS = {"any": 1.0, "named": 0.8}
VERSIONS = {"extractor": "0f1e2d", "taxonomy": "3c4b5a"}
PICTURES = {
    "claim_over_time": claim_over_time,
    "evidence_ladder": evidence_ladder,
    "categories_over_time": categories_over_time,
}
VERDICT = {
    "id": "cloud-three-quarters", "source": "hackernews", "is_primary": True, "verdict": "untestable", "direction": "lower",
}  # fmt: skip


@functools.cache
def rows(months, top, n):
    """Shares of so many months to June 2026 and their twelve-month windows; even months are small."""
    calendar = pd.date_range(end="2026-06-01", periods=months, freq="MS")
    spans = [("month", month, month) for month in calendar]
    spans += [("window", last - pd.DateOffset(months=11), last) for last in calendar[11:]]
    keys = list(itertools.product(CATEGORIES, RUNGS, WORDS))
    return pd.DataFrame([row(span, key, top, n) for span in spans for key in keys])


def row(span, key, top, n):
    (kind, month, last), (category, evidence, words) = span, key
    p = top * (1 + 0.2 * math.sin(last.month)) * CATEGORIES[category] * RUNGS[evidence] * WORDS[words]
    n = n if kind == "window" or month.month % 2 else n // 5
    share, half = min(p, 1.0), 1 / math.sqrt(n)
    return {
        "span": kind, "month": month, "last_month": last, "category": category, "evidence": evidence, "words": words,
        "n": n, "k": round(share * n), "companies": n // 2, "share": share, "low": max(share - half, 0.0),
        "high": min(share + half, 1.0), "n_effective": n / 1.5, "complete": last < pd.Timestamp("2026-06-01"),
        "plain_share": float(last == pd.Timestamp("2025-11-01")),
    }  # fmt: skip


def made(months=40, *, top=0.6, n=700, kind="sample", source="hackernews"):
    return rows(months, top, n).assign(kind=kind, source=source, role_rung="R2", weight="posting")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """All pictures of the same shares, drawn once."""
    return charts.draw_all(made(), [VERDICT], tmp_path_factory.mktemp("drawn"), VERSIONS)


def figure_of(picture, shares, verdicts=()):
    points = picture.points(charts.of_source(shares))
    texts = picture.texts(points, list(verdicts), VERSIONS)
    return picture.draw(points, texts), points, texts


def artists(figure, gid):
    return [artist for artist in figure.findobj() if artist.get_gid() == gid]


def shown_texts(figure):
    """Every text that is drawn, ticks included, the watermark not."""
    texts = [text for text in figure.texts if text.get_gid() != "watermark"]
    for axes in figure.axes:
        texts += axes.texts
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
        if wide > 1 and high > 1:
            yield one, other


def test_a_picture_is_found_by_its_file():
    assert list(charts.pictures().items()) == list(PICTURES.items())


@pytest.mark.parametrize(("picture", "by", "span"), [
    (claim_over_time, "evidence", "month"), (categories_over_time, "category", "window"),
])  # fmt: skip
def test_lines_and_ribbons_are_the_data(picture, by, span):
    figure, points, _ = figure_of(picture, made())
    for line in picture.LINES:
        rows = points[points[by].eq(line.key) & points["span"].eq(span)]
        (drawn,) = artists(figure, f"line:{line.key}")
        np.testing.assert_allclose(drawn.get_ydata(), 100 * rows["share"])
        np.testing.assert_array_equal(drawn.get_xdata(), rows["last_month"])
        (ribbon,) = artists(figure, f"ribbon:{line.key}")
        corners = np.concatenate([path.vertices for path in ribbon.get_paths()])
        for end in ("low", "high"):
            ends = np.column_stack([date2num(rows["last_month"].to_numpy()), 100 * rows[end]])
            assert all(np.isclose(corners, point).all(axis=1).any() for point in ends)


def test_ladder_shows_every_rung_with_its_interval():
    figure, points, _ = figure_of(evidence_ladder, made())
    panels = {axes.texts[0].get_text(): axes for axes in figure.axes}
    assert len(points) == len(panels) * len(RUNGS) * len(WORDS) == 24
    for row in points.itertuples():
        axes = panels[evidence_ladder.PANELS[row.category]]
        lines = {line.get_gid(): line.get_xdata() for line in axes.lines}
        np.testing.assert_allclose(lines[f"dot:{row.words}:{row.evidence}"], [100 * row.share])
        np.testing.assert_allclose(
            lines[f"whisker:{row.words}:{row.evidence}"], [100 * row.low, 100 * row.high]
        )


def test_a_line_breaks_over_missing_months_and_over_unknown_shares():
    shares = made()
    gap, unknown = pd.Timestamp("2024-03-01"), pd.Timestamp("2025-02-01")
    shares = shares[~(shares["span"].eq("month") & shares["month"].eq(gap))]
    shares.loc[shares["span"].eq("month") & shares["month"].eq(unknown), ["share", "low", "high"]] = np.nan
    figure, _, _ = figure_of(claim_over_time, shares)
    (line,) = artists(figure, "line:E1")
    missing = line.get_xdata()[np.isnan(line.get_ydata())]
    assert list(pd.to_datetime(missing)) == [gap, unknown]
    assert len(artists(figure, "ribbon:E1")[0].get_paths()) == 3


def test_marks_tell_few_unfinished_and_sure_months_apart():
    figure, points, texts = figure_of(claim_over_time, made())
    months = points[points["evidence"].eq("E2") & points["span"].eq("month")].set_index("month")
    sure = months.index[months["n_effective"].ge(200) & months["companies"].ge(50) & months["complete"]]
    few = months.index[~months["n_effective"].ge(200) & months["complete"]]
    assert len(sure) > 10
    assert len(few) > 10
    for gid, expected in (("filled", sure), ("hollow", few), ("unfinished", [pd.Timestamp("2026-06-01")])):
        (marks,) = artists(figure, f"{gid}:E2")
        assert list(pd.to_datetime(marks.get_xdata())) == list(expected)
    assert to_hex(artists(figure, "hollow:E2")[0].get_markerfacecolor()) == "#ffffff"
    assert "plain text only (1)" in texts.notes
    assert "not complete (1)" in texts.notes


def test_an_unknown_effective_n_is_drawn_hollow():
    figure, _, _ = figure_of(claim_over_time, made().assign(n_effective=np.nan))
    assert len(artists(figure, "filled:E1")[0].get_xdata()) == 0


@pytest.mark.parametrize("name", PICTURES)
def test_shares_run_from_0_to_100_with_the_claims_line_and_band(name):
    figure, _, _ = figure_of(PICTURES[name], made())
    (band,), (line,) = artists(figure, "claim-band"), artists(figure, "claim-line")
    axes, side = line.axes, 0 if name == "evidence_ladder" else 1
    assert (axes.get_xlim, axes.get_ylim)[side]() == (0, 100)
    assert set((line.get_xdata, line.get_ydata)[side]()) == {75}
    corners = band.get_bbox().get_points()[:, side]
    assert sorted(corners) == [70, 80]
    assert any("Three-quarters claim" in text.get_text() for text in axes.texts)


def test_the_strip_shows_n_and_companies():
    figure, points, _ = figure_of(claim_over_time, made())
    months = points[points["evidence"].eq("E1") & points["span"].eq("month")]
    (strip,) = (axes for axes in figure.axes if axes.get_gid() == "strip")
    assert [bar.get_height() for bar in strip.patches if bar.get_gid() == "postings"] == list(months["n"])
    assert list(artists(figure, "companies")[0].get_ydata()) == list(months["companies"])


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize(("months", "top"), [(2, 0.45), (12, 0.004), (187, 0.8)])
def test_words_stay_on_the_page_and_apart(name, months, top):
    figure, _, _ = figure_of(PICTURES[name], made(months, top=top, kind="history"), [VERDICT])
    found = boxes(figure)
    assert len(found) > 15
    page = figure.bbox
    for text, box in found:
        assert page.x0 <= box.x0 < box.x1 <= page.x1, text
        assert page.y0 <= box.y0 < box.y1 <= page.y1, text
    assert list(overlaps(found)) == []


def test_labels_of_equal_lines_are_nudged_apart():
    shares = made()
    shares["share"] = 0.5
    figure, _, _ = figure_of(categories_over_time, shares)
    assert list(overlaps(boxes(figure))) == []


@given(st.lists(st.floats(0, 100), max_size=6), st.floats(1, 15))
def test_spread_keeps_order_gap_and_bounds(places, gap):
    moved = _months.spread(places, gap, 5, 95)
    assert len(moved) == len(places)
    order = sorted(range(len(places)), key=places.__getitem__)
    assert all(moved[b] - moved[a] >= gap - 1e-9 for a, b in itertools.pairwise(order))
    assert all(5 - 1e-9 <= place <= 95 + 1e-9 for place in moved)


def test_spread_moves_nothing_that_has_room():
    assert _months.spread([50.0, 10.0, 90.0], 12, 5, 95) == [50.0, 10.0, 90.0]


def test_files_are_the_same_bytes_whatever_the_readers_style(drawn, tmp_path):
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "savefig.dpi": 50}):
        charts.draw_all(made(), [VERDICT], tmp_path, VERSIONS)
    assert [path.name for path in drawn] == [f"{name}.png" for name in PICTURES]
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == sorted(f"{name}.{suffix}" for name in PICTURES for suffix in ("png", "csv", "txt"))
    for name in files:
        assert (tmp_path / name).read_bytes() == (drawn[0].parent / name).read_bytes()


def test_png_says_what_it_is(drawn):
    for path in drawn:
        with Image.open(path) as image:
            image.load()
            assert set(image.text) == {"Title", "Description", "Source", "Software"}
            title, alt = path.with_suffix(".txt").read_text().strip().split("\n\n")
            assert (image.text["Title"], image.text["Description"]) == (title, alt)
            assert "Hacker News" in image.text["Source"]
            assert "extractor 0f1e2d" in image.text["Source"]
            assert image.text["Software"] == "skilltrend"
        assert struct.unpack(">II", path.read_bytes()[16:24]) == (2000, 1240)


@pytest.mark.parametrize("name", PICTURES)
def test_sample_data_is_watermarked_and_carries_no_verdict(name):
    figure, _, texts = figure_of(PICTURES[name], made(), [VERDICT])
    assert [text.get_text() for text in artists(figure, "watermark")] == ["SAMPLE DATA"]
    assert "SAMPLE" in texts.footer
    assert "untestable" not in texts.alt + texts.claim
    figure, _, texts = figure_of(PICTURES[name], made(kind="history+live"), [VERDICT])
    assert not artists(figure, "watermark")
    assert texts.footer.endswith("Data: bundled history, scraped here")


def test_the_claims_verdict_stands_on_its_line():
    _, _, texts = figure_of(claim_over_time, made(kind="history"), [VERDICT])
    assert texts.claim.endswith("(untestable as worded; even the generous reading lies below)")


def test_titles_are_computed_from_the_judged_window():
    shares = made()
    window = shares["span"].eq("window") & shares["last_month"].eq("2026-05-01")  # June is not complete
    shares.loc[window & shares["evidence"].eq("E1"), ["share", "low", "high"]] = [0.44, 0.41, 0.47]
    shares.loc[window & shares["evidence"].eq("E4"), ["share", "low", "high"]] = [0.004, 0.001, 0.01]
    _, _, claim = figure_of(claim_over_time, shares)
    assert (
        claim.title
        == "On Hacker News, 44\u00a0% of backend postings name a cloud platform; 0.4\u00a0% require one"
    )
    _, _, ladder = figure_of(evidence_ladder, shares)
    assert ladder.title.endswith("0.4\u00a0% require one: no reading reaches three-quarters")
    assert "June 2025 to May 2026" in ladder.subtitle
    assert "no reading" not in figure_of(evidence_ladder, made(top=0.95))[2].title


def test_only_the_source_with_most_rows_is_drawn_unless_named():
    both = pd.concat([made(), made(20, source="board")], ignore_index=True)
    assert set(charts.of_source(both)["source"]) == {"hackernews"}
    assert set(charts.of_source(both, "board")["source"]) == {"board"}


def test_the_csv_holds_the_plotted_points(drawn):
    for name, picture in PICTURES.items():
        points = picture.points(charts.of_source(made()))
        read = pd.read_csv(drawn[0].with_name(f"{name}.csv"), parse_dates=["month", "last_month"])
        assert list(read.columns) == _readings.COLUMNS
        np.testing.assert_allclose(read["share"], points["share"], atol=1e-6)
        assert list(read["last_month"]) == list(points["last_month"])


def test_a_spreadsheet_runs_no_cell():
    cells = pd.DataFrame({"text": ["=1+1", "+1", "-1", "@x", "\tx", "plain"], "low": [-1.0, 0, 1, 2, 3, 4]})
    told = charts.plotted(cells)
    assert list(told["text"]) == ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "plain"]
    assert told["low"].iloc[0] == -1.0


def test_nothing_measured_leaves_no_picture_not_even_an_old_one(tmp_path):
    for name, suffix in itertools.product(PICTURES, ("png", "csv", "txt")):
        (tmp_path / f"{name}.{suffix}").touch()
    assert charts.draw_all(made().iloc[:0], [], tmp_path, VERSIONS) == []
    assert list(tmp_path.iterdir()) == []


def test_a_single_month_is_drawn(tmp_path):
    assert len(charts.draw_all(made(1), [], tmp_path, VERSIONS)) == 3
    assert "June 2026" in (tmp_path / "claim_over_time.txt").read_text()


def test_the_band_on_the_charts_is_that_of_the_claim_file():
    from pathlib import Path

    from analysis import charts, claims
    from analysis.charts import _readings

    known = claims.load(Path(__file__).parent.parent / "data" / "claims")
    rule = known[_readings.CLAIM_ID].rule
    drawn = (charts.CLAIM_LOW, charts.CLAIM, charts.CLAIM_HIGH)
    assert drawn == pytest.approx((100 * rule.low, 100 * rule.target, 100 * rule.high))
