"""Pictures, light and dark, and how they are saved: PNG, the plotted points as CSV, and alt text.

Knows the folder: each module without an underscore is one picture (see `Picture`), found by listing. Refuses to
know what a picture shows. Statistics are not made here; what is drawn was measured before. matplotlib is imported in
this folder only.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

import pandas as pd
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.charts._page import DPI, LOOKS, Texts, styled
from analysis.charts._readings import main_source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    Tables = Mapping[str, pd.DataFrame]

# Lines and letters need few colours; a palette makes a third of the bytes.
_COLOURS = 128


class Picture(Protocol):
    """What a module of this folder offers.

    RANK is its place among the others, TABLES are the tables of findings that it reads, EMPTY says why there may be
    no points. No points, no picture.
    """

    RANK: int
    TABLES: tuple[str, ...]
    EMPTY: str

    def points(self, tables: Tables, source: str) -> pd.DataFrame: ...
    def texts(self, points: pd.DataFrame, tables: Tables, versions: dict[str, str]) -> Texts: ...
    def draw(self, points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure: ...


@dataclass(frozen=True)
class Drawn:
    """A picture as it lies on disk: `path` is its light PNG, `dark` the dark one; NAME.csv and NAME.txt stand beside.

    Where there was nothing to draw, `path` and `dark` are None and `reason` says why.
    """

    name: str
    path: Path | None = None
    dark: Path | None = None
    texts: Texts | None = None
    reason: str = ""


def pictures() -> dict[str, Picture]:
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    found = {name: cast("Picture", importlib.import_module(f"{__name__}.{name}")) for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].RANK, item[0])))


def needed() -> set[str]:
    """Tables that the pictures read."""
    return {"verdict", *(name for picture in pictures().values() for name in picture.TABLES)}


def draw_all(
    tables: Tables, folder: Path, versions: dict[str, str], source: str | None = None
) -> list[Drawn]:
    """Draw each picture of one source (default: the one with most months) and say what was drawn and what not.

    tables: tables of findings by name, those of `needed` at least. A picture without points leaves no file, not even
    an old one.
    """
    chosen = source or main_source(tables["share"])
    return [_drawn(name, picture, tables, folder, versions, chosen) for name, picture in pictures().items()]


def _drawn(  # noqa: PLR0913 - what a picture is made of
    name: str, picture: Picture, tables: Tables, folder: Path, versions: dict[str, str], source: str
) -> Drawn:
    missing = [table for table in picture.TABLES if table not in tables or tables[table].empty]
    points = pd.DataFrame() if missing else picture.points(tables, source)
    if points.empty:
        _forget(folder, name)
        return Drawn(name, reason=picture.EMPTY)
    texts = picture.texts(points, tables, versions)
    return save(
        folder, name, {ending: figure(picture, points, texts, ending) for ending in LOOKS}, points, texts
    )


def figure(picture: Picture, points: pd.DataFrame, texts: Texts, ending: str = "") -> Figure:
    """The picture in one look: light, or dark where `ending` is "-dark"."""
    with styled(LOOKS[ending]):
        return picture.draw(points, texts, LOOKS[ending])


def save(folder: Path, name: str, figures: dict[str, Figure], points: pd.DataFrame, texts: Texts) -> Drawn:
    """Write NAME.png, NAME-dark.png, NAME.csv and NAME.txt; the same input gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.csv", plotted(points).to_csv(index=False, lineterminator="\n").encode())
    _write(folder / f"{name}.txt", f"{texts.title}\n\n{texts.alt}\n".encode())
    light, dark = (
        _write(folder / f"{name}{ending}.png", png(figures[ending], texts, ending)) for ending in LOOKS
    )
    return Drawn(name, light, dark, texts)


def png(figure: Figure, texts: Texts, ending: str = "") -> bytes:
    """A PNG of few colours that says what it is."""
    with styled(LOOKS[ending]):
        figure.set_facecolor(LOOKS[ending]["paper"])
        figure.canvas.draw()
        whole = Image.fromarray(_pixels(figure), "RGBA").convert("RGB")
    facts = PngInfo()
    said = {"Title": texts.title, "Description": texts.alt, "Source": texts.footer, "Software": "skilltrend"}
    for key, value in said.items():
        facts.add_itxt(key, value)
    target = io.BytesIO()
    few = whole.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(target, "PNG", optimize=True, dpi=(DPI, DPI), pnginfo=facts)
    return target.getvalue()


def _pixels(figure: Figure) -> Any:  # noqa: ANN401 - matplotlib's stubs know no buffer of a canvas
    import numpy as np  # noqa: PLC0415 - one name of it

    return np.asarray(cast("Any", figure.canvas).buffer_rgba())


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


def _write(path: Path, content: bytes) -> Path:
    """Swap the file in whole, so that an open page never shows half a picture."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)


def _forget(folder: Path, name: str) -> None:
    for ending in (".png", "-dark.png", ".csv", ".txt"):
        (folder / f"{name}{ending}").unlink(missing_ok=True)
