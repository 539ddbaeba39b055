"""The page of a picture: colours light and dark, title, subtitle, notes, footer, and the share axis.

Knows fonts, widths and the claim's band. Refuses to know what is drawn between the words.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MultipleLocator

from analysis.looks import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.patheffects import AbstractPathEffect

LOOKS = {"": LIGHT, "-dark": DARK}
FONT = "DejaVu Sans"  # ships with matplotlib: the same bytes on every machine
DPI = 200
WIDTH_IN, HEIGHT_IN = 10.0, 6.2
EDGE, LEFT, RIGHT = 0.022, 0.07, 0.965
CLAIM, CLAIM_LOW, CLAIM_HIGH = 75.0, 70.0, 80.0


@dataclass(frozen=True)
class Texts:
    """All words of a picture.

    `claim` is the label of the claim's band, `sample` asks for the watermark, `breaks` are the months of registered
    and logged breaks.
    """

    title: str
    subtitle: str
    alt: str
    notes: str
    footer: str
    claim: str = ""
    sample: bool = False
    breaks: tuple[pd.Timestamp, ...] = ()


@dataclass(frozen=True)
class Page:
    """A figure with its words; pictures may use what lies between `bottom` and `top` (figure fractions)."""

    figure: Figure
    look: Mapping[str, str]
    bottom: float
    top: float

    @property
    def height_in(self) -> float:
        return float(self.figure.get_figheight())


@contextmanager
def styled(look: Mapping[str, str] = LIGHT) -> Iterator[None]:
    """Everything is drawn under this style alone, whatever the reader's own matplotlibrc says."""
    with matplotlib.style.context(["default", _style(look)]):
        yield


def _style(look: Mapping[str, str]) -> dict[str, Any]:
    return {
        "font.family": FONT,
        "font.size": 9.5,
        "figure.facecolor": look["paper"],
        "axes.facecolor": look["paper"],
        "text.color": look["ink"],
        "axes.edgecolor": look["grey"],
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.labelcolor": look["grey"],
        "axes.axisbelow": True,
        "xtick.color": look["grey"],
        "ytick.color": look["grey"],
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    }


def page(texts: Texts, look: Mapping[str, str], height_in: float = HEIGHT_IN) -> Page:
    """A page with the words set; long ones are folded, and the room between them is what is left."""
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI)
    FigureCanvasAgg(figure)
    grey = look["grey"]
    head = 0.2 / height_in
    top = _block(figure, fold(texts.title, 14.5, "bold"), y=1 - head, size=14.5, weight="bold")
    top = _block(figure, fold(texts.subtitle, 9.5), y=top - 0.09 / height_in, size=9.5, color=grey)
    low = _block(figure, fold(texts.footer, 7.5), y=0.12 / height_in, size=7.5, color=grey, va="bottom")
    low = _block(figure, fold(texts.notes, 7.5), y=low + 0.05 / height_in, size=7.5, color=grey, va="bottom")
    if texts.sample:
        look_of: dict[str, Any] = {
            "fontsize": 64,
            "color": "#c0392b",
            "alpha": 0.16,
            "rotation": 24,
            "zorder": 9,
        }
        figure.text(
            0.47, 0.5, "SAMPLE DATA", ha="center", va="center", weight="bold", gid="watermark", **look_of
        )
    return Page(figure, look, bottom=low, top=top)


def share_axis(axes: Axes, axis: Axis, look: Mapping[str, str], step: int = 20) -> None:
    """Shares run from 0 to 100 %, always: a cut axis makes a mountain of a molehill."""
    (axes.set_xlim if axis is axes.xaxis else axes.set_ylim)(0, 100)
    axis.set_major_locator(MultipleLocator(step))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f}\u00a0%"))
    axis.grid(visible=True, color=look["hair"], linewidth=0.8)
    axis.set_tick_params(length=0)


def halo(colour: str) -> list[AbstractPathEffect]:
    """Keeps words readable where a line runs behind them."""
    return [withStroke(linewidth=2.5, foreground=colour)]


def wording(look: Mapping[str, str], colour: str) -> str:
    """A colour as words may have it: away from the paper until its contrast is 4.5 and more."""
    towards = 0 if look["paper"] == LIGHT["paper"] else 255
    parts = (int(look[colour][at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * 0.75 + towards * 0.25):02x}" for part in parts)


def fold(
    text: str, size: float, weight: str = "normal", width_in: float = WIDTH_IN * (1 - 2 * EDGE)
) -> list[str]:
    """As few lines as the width allows, of nearly one length: no last word stands alone."""
    lines = _filled(text, size, weight, width_in)
    even = sum(text_in(line, size, weight) for line in lines) / len(lines)
    tried = (_filled(text, size, weight, even * slack) for slack in (1.02, 1.08, 1.15, 1.25))
    fit = (folded for folded in tried if len(folded) == len(lines))
    return next((folded for folded in fit if _widest(folded, size, weight) <= width_in), lines)


def text_in(text: str, size: float, weight: str = "normal") -> float:
    """Width of a text in inches, measured in the font itself, since letters differ in width."""
    words = text.split(" ")
    gaps = (len(words) - 1) * _word_in(" ", size, weight)
    return sum(_word_in(word, size, weight) for word in words) + gaps


def _widest(lines: list[str], size: float, weight: str) -> float:
    return max(text_in(line, size, weight) for line in lines)


def _filled(text: str, size: float, weight: str, width_in: float) -> list[str]:
    """Lines no wider than asked."""
    lines: list[list[str]] = [[]]
    for word in text.split(" "):
        if lines[-1] and text_in(" ".join([*lines[-1], word]), size, weight) > width_in:
            lines.append([])
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


@cache
def _word_in(word: str, size: float, weight: str) -> float:
    font = FontProperties(family=FONT, weight=weight, size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(word, font, ismath=False)
    return float(width) / 72


def _block(figure: Figure, lines: list[str], *, y: float, size: float, **look: Any) -> float:  # noqa: ANN401
    """Set lines at `y` and return where the block ends on the other side."""
    look = {"va": "top", "linespacing": 1.25, "fontsize": size, **look}
    figure.text(EDGE, y, "\n".join(lines), **look)
    height = len(lines) * size * 1.3 / 72 / figure.get_figheight()
    return y - height if look["va"] == "top" else y + height
