"""A figure as bytes, and points as a table that a spreadsheet may open.

Knows PNG and CSV. Refuses to know what is shown.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.charts._page import DPI, LOOKS, Texts, styled

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

# Lines and letters need few colours; a palette makes a third of the bytes. Two levels more of packing would save a
# twelfth of them, for five times as long.
_COLOURS = 128
_PACKED = 7
_SMALL_WIDTH, _SMALL_COLOURS = 360, 40


def png(figure: Figure, texts: Texts, ending: str = "") -> bytes:
    """A PNG of few colours that says what it is."""
    with styled(LOOKS[ending]):
        figure.set_facecolor(LOOKS[ending]["paper"])
        figure.canvas.draw()
        whole = Image.fromarray(np.asarray(cast("Any", figure.canvas).buffer_rgba()), "RGBA").convert("RGB")
    facts = PngInfo()
    said = {"Title": texts.title, "Description": texts.alt, "Source": texts.footer, "Software": "skilltrend"}
    for key, value in said.items():
        facts.add_itxt(key, value)
    target = io.BytesIO()
    few = whole.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    _clear_paper(few, LOOKS[ending]["paper"])
    few.save(target, "PNG", compress_level=_PACKED, dpi=(DPI, DPI), pnginfo=facts)
    return target.getvalue()


def _clear_paper(few: Image.Image, paper: str) -> None:
    """Few colours make of white nearly white, which shows as a box on a page; the corner is nothing but paper."""
    palette = cast("list[int]", few.getpalette())
    at = 3 * cast("int", few.getpixel((0, 0)))
    palette[at : at + 3] = bytes.fromhex(paper[1:])
    few.putpalette(palette)


def small(content: bytes) -> bytes:
    """The picture for a list of pictures: one to choose by, not to read."""
    target = io.BytesIO()
    with Image.open(io.BytesIO(content)) as whole:
        height = round(whole.height * _SMALL_WIDTH / whole.width)
        little = whole.convert("RGB").resize((_SMALL_WIDTH, height), Image.Resampling.LANCZOS)
    few = little.quantize(_SMALL_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    _clear_paper(few, LOOKS[""]["paper"])
    few.save(target, "PNG", compress_level=_PACKED)
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


def write(path: Path, content: bytes) -> Path:
    """Swap the file in whole, so that an open page never shows half a picture."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)
