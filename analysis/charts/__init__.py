"""How every picture looks, and how it is saved: PNG, the plotted points as CSV, and alt text.

Knows the page (title, subtitle, notes, footer), the colours and the claim's band. Refuses to know what a picture
shows: each module of this folder without an underscore is one picture (see `Picture`), found by listing the folder.
Statistics are not made here; what is drawn was measured before. matplotlib is imported nowhere else.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, cast

import matplotlib.style
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis.charts._readings import of_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.patheffects import AbstractPathEffect

INK, GREY, PALE, HAIR = "#222222", "#5f5f5f", "#d5d9dd", "#ececec"
# Okabe and Ito's colours, which the colour-blind tell apart; each goes with a dash and a mark for grey scale.
BLUE, VERMILLION, GREEN, ORANGE, BLACK = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#000000"
STYLE = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same bytes on every machine
    "font.size": 9.5,
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": GREY,
    "axes.axisbelow": True,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
}
DPI = 200
WIDTH_IN, HEIGHT_IN = 10.0, 6.2
EDGE, LEFT, RIGHT = 0.022, 0.07, 0.965
CLAIM, CLAIM_LOW, CLAIM_HIGH = 75.0, 70.0, 80.0
BAND = "#f4ecd6"


@dataclass(frozen=True)
class Texts:
    """All words of a picture; `claim` is the label of the claim's band, `sample` asks for the watermark."""

    title: str
    subtitle: str
    alt: str
    notes: str
    footer: str
    claim: str
    sample: bool


@dataclass(frozen=True)
class Page:
    """A figure with its words; pictures may use what lies between `bottom` and `top` (figure fractions)."""

    figure: Figure
    bottom: float
    top: float


class Picture(Protocol):
    """What a module of this folder offers: RANK is its place among the others. No points, no picture."""

    RANK: int

    def points(self, shares: pd.DataFrame) -> pd.DataFrame: ...
    def texts(
        self, points: pd.DataFrame, verdicts: list[dict[str, Any]], versions: dict[str, str]
    ) -> Texts: ...
    def draw(self, points: pd.DataFrame, texts: Texts) -> Figure: ...


def pictures() -> dict[str, Picture]:
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    found = {name: cast("Picture", importlib.import_module(f"{__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].RANK, item[0])))


def draw_all(
    shares: pd.DataFrame,
    verdicts: list[dict[str, Any]],
    folder: Path,
    versions: dict[str, str],
    source: str | None = None,
) -> list[Path]:
    """Draw each picture of one source (default: the one with most rows) and return the PNG files.

    `shares` and `verdicts` have the columns of the tables `share` and `verdict`. NAME.csv (the plotted points) and
    NAME.txt (title and alt text) stand beside NAME.png. A picture without points leaves no file, not even an old one.
    """
    rows = of_source(shares, source)
    drawn = []
    for name, picture in pictures().items():
        points = picture.points(rows)
        if points.empty:
            _forget(folder, name)
            continue
        texts = picture.texts(points, verdicts, versions)
        drawn.append(save(folder, name, picture.draw(points, texts), points, texts))
    return drawn


@contextmanager
def styled() -> Iterator[None]:
    """Everything is drawn under this style alone, whatever the reader's own matplotlibrc says."""
    with matplotlib.style.context(["default", STYLE]):
        yield


def page(texts: Texts) -> Page:
    """A white page with the words set; long ones are folded, and the room between them is what is left."""
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
    FigureCanvasAgg(figure)
    top = _block(figure, _fold(texts.title, 14.5, "bold"), y=0.968, size=14.5, weight="bold", color=INK)
    top = _block(figure, _fold(texts.subtitle, 9.5), y=top - 0.014, size=9.5, color=GREY)
    low = _block(figure, _fold(texts.footer, 7.5), y=0.02, size=7.5, color=GREY, va="bottom")
    low = _block(figure, _fold(texts.notes, 7.5), y=low + 0.008, size=7.5, color=GREY, va="bottom")
    if texts.sample:
        look: dict[str, Any] = {
            "fontsize": 64,
            "color": "#c0392b",
            "alpha": 0.16,
            "rotation": 24,
            "zorder": 9,
        }
        figure.text(
            0.47, 0.5, "SAMPLE DATA", ha="center", va="center", weight="bold", gid="watermark", **look
        )
    return Page(figure, bottom=low, top=top)


def share_axis(axes: Axes, axis: Axis) -> None:
    """Shares run from 0 to 100 %, always: a cut axis makes a mountain of a molehill."""
    (axes.set_xlim if axis is axes.xaxis else axes.set_ylim)(0, 100)
    axis.set_major_locator(MultipleLocator(20 if axis is axes.yaxis else 50))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}\u00a0%"))
    axis.grid(visible=True, color=HAIR, linewidth=0.8)
    axis.set_tick_params(length=0)


def halo(colour: str = "white") -> list[AbstractPathEffect]:
    """Keeps words readable where a line runs behind them."""
    return [withStroke(linewidth=2.5, foreground=colour)]


def darker(colour: str) -> str:
    """Two of the colours are too light for words (contrast under 4.5 on white); a quarter of black mends it."""
    return "#" + "".join(f"{int(int(colour[at : at + 2], 16) * 0.75):02x}" for at in (1, 3, 5))


def save(folder: Path, name: str, figure: Figure, points: pd.DataFrame, texts: Texts) -> Path:
    """Write NAME.png, NAME.csv and NAME.txt; the same input gives the same bytes. Returns the PNG's path."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.csv", plotted(points).to_csv(index=False, lineterminator="\n").encode())
    _write(folder / f"{name}.txt", f"{texts.title}\n\n{texts.alt}\n".encode())
    return _write(folder / f"{name}.png", png(figure, texts))


def png(figure: Figure, texts: Texts) -> bytes:
    # Software is fixed: matplotlib would write its own version into it.
    facts = {"Title": texts.title, "Description": texts.alt, "Source": texts.footer, "Software": "skilltrend"}
    target = io.BytesIO()
    with styled():
        figure.savefig(target, format="png", dpi=DPI, metadata=facts, facecolor="white")
    return target.getvalue()


def plotted(points: pd.DataFrame) -> pd.DataFrame:
    """Points as they go into the CSV: days as dates, and no text cell that a spreadsheet would run."""
    return pd.DataFrame({name: _cells(points[name]) for name in points})


def _cells(column: pd.Series[Any]) -> pd.Series[Any]:
    types = pd.api.types
    if types.is_datetime64_any_dtype(column):
        return pd.to_datetime(column).dt.strftime("%Y-%m-%d")
    if types.is_bool_dtype(column) or types.is_numeric_dtype(column):
        return column.round(6) if types.is_float_dtype(column) else column
    return column.map(_neutral)


def _neutral(cell: object) -> object:
    return f"'{cell}" if str(cell).startswith(tuple("=+-@\t\r")) else cell


def _fold(text: str, size: float, weight: str = "normal") -> list[str]:
    """As few lines as the page's width allows, of nearly one length: no last word stands alone."""
    lines = _filled(text, size, weight, WIDTH_IN * (1 - 2 * EDGE))
    even = sum(_width_in(line, size, weight) for line in lines) / len(lines)
    tried = (_filled(text, size, weight, even * slack) for slack in (1.02, 1.08, 1.15, 1.25))
    return next((folded for folded in tried if len(folded) == len(lines)), lines)


def _filled(text: str, size: float, weight: str, width_in: float) -> list[str]:
    """Lines no wider than asked, measured in the font itself, since letters differ in width."""
    lines: list[list[str]] = [[]]
    for word in text.split(" "):
        if lines[-1] and _width_in(" ".join([*lines[-1], word]), size, weight) > width_in:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


def _width_in(text: str, size: float, weight: str) -> float:
    words = text.split(" ")
    return sum(_word_in(word, size, weight) for word in words) + (len(words) - 1) * _word_in(
        " ", size, weight
    )


@cache
def _word_in(word: str, size: float, weight: str) -> float:
    font = FontProperties(family=str(STYLE["font.family"]), weight=weight, size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(word, font, ismath=False)
    return float(width) / 72


def _block(figure: Figure, lines: list[str], *, y: float, size: float, **look: Any) -> float:  # noqa: ANN401
    """Set lines at `y` and return where the block ends on the other side."""
    look = {"va": "top", "linespacing": 1.25, "fontsize": size, **look}
    figure.text(EDGE, y, "\n".join(lines), **look)
    height = len(lines) * size * 1.3 / 72 / HEIGHT_IN
    return y - height if look["va"] == "top" else y + height


def _write(path: Path, content: bytes) -> Path:
    """Swap the file in whole, so that an open page never shows half a picture."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)


def _forget(folder: Path, name: str) -> None:
    for suffix in ("png", "csv", "txt"):
        (folder / f"{name}.{suffix}").unlink(missing_ok=True)
