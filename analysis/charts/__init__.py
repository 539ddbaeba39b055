"""Pictures, light and dark, each with its points as CSV and its words as text.

Knows the folder: each module without an underscore is one picture (see `Picture`), found by listing. Refuses to
know what a picture shows. Statistics are not made here; what is drawn was measured before. matplotlib is imported in
this folder only.
"""

from __future__ import annotations

import importlib
import multiprocessing
import pkgutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import pandas as pd

from analysis.charts._page import LOOKS, Texts, styled
from analysis.charts._readings import main_source
from analysis.charts._saving import plotted, png, small, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from matplotlib.figure import Figure

    Tables = Mapping[str, pd.DataFrame]

# Starting processes takes a second or two, as long as these many pictures.
_FEW, _WORKERS = 4, 2


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
    """A picture as it lies on disk: `path` is its light PNG; NAME-dark.png, NAME.csv and NAME.txt stand beside it.

    Where there was nothing to draw, `path` and `texts` are None and `reason` says why.
    """

    name: str
    path: Path | None = None
    texts: Texts | None = None
    reason: str = ""

    @property
    def dark(self) -> Path | None:
        return self.path and self.path.with_name(f"{self.name}-dark.png")

    @property
    def small(self) -> Path | None:
        return self.path and self.path.with_name(f"{self.name}-small.png")


@dataclass(frozen=True)
class Planned:
    """What one picture will show, not yet drawn."""

    name: str
    points: pd.DataFrame
    texts: Texts


def pictures() -> dict[str, Picture]:
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    found = {name: picture(name) for name in names}
    return dict(sorted(found.items(), key=lambda item: (item[1].RANK, item[0])))


def picture(name: str) -> Picture:
    return cast("Picture", importlib.import_module(f"{__name__}.{name}"))


def needed() -> set[str]:
    """Tables that the pictures read."""
    return {"verdict", *(name for one in pictures().values() for name in one.TABLES)}


def main(tables: Tables) -> str:
    """The source that pictures and pages show first: the one with most months."""
    return main_source(tables["share"])


def draw_all(
    tables: Tables,
    folder: Path,
    versions: dict[str, str],
    source: str | None = None,
    tick: Callable[[], None] = lambda: None,
) -> list[Drawn]:
    """Draw each picture of one source (default: the one with most months) and say what was drawn and what not.

    tables: tables of findings by name, those of `needed` at least. A picture without points leaves no file, not even
    an old one. `tick` is called after each.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = source or main(tables)
    plans = [_planned(name, tables, versions, chosen) for name in pictures()]
    _draw([plan for plan in plans if isinstance(plan, Planned)], folder, tick)
    return [_settled(plan, folder, tick) for plan in plans]


def _planned(name: str, tables: Tables, versions: dict[str, str], source: str) -> Planned | Drawn:
    one = picture(name)
    missing = [table for table in one.TABLES if table not in tables or tables[table].empty]
    points = pd.DataFrame() if missing else one.points(tables, source)
    if points.empty:
        return Drawn(name, reason=one.EMPTY)
    return Planned(name, points, one.texts(points, tables, versions))


def _settled(plan: Planned | Drawn, folder: Path, tick: Callable[[], None]) -> Drawn:
    if isinstance(plan, Planned):
        return Drawn(plan.name, folder / f"{plan.name}.png", plan.texts)
    _forget(folder, plan.name)
    tick()
    return plan


def _draw(plans: list[Planned], folder: Path, tick: Callable[[], None]) -> None:
    """Each picture in a process of two; few of them here."""
    if len(plans) <= _FEW:
        for plan in plans:
            save(plan, folder)
            tick()
        return
    # Spawned, not forked: a fork would copy DuckDB's threads in the middle of their work.
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_WORKERS, mp_context=start) as pool:
        for done in [pool.submit(save, plan, folder) for plan in plans]:
            done.result()
            tick()


def save(plan: Planned, folder: Path) -> None:
    """Write NAME.png, NAME-dark.png, NAME-small.png, NAME.csv and NAME.txt; the same input gives the same bytes."""
    name, texts = plan.name, plan.texts
    write(folder / f"{name}.csv", plotted(plan.points).to_csv(index=False, lineterminator="\n").encode())
    write(folder / f"{name}.txt", f"{texts.title}\n\n{texts.alt}\n".encode())
    for ending in LOOKS:
        write(folder / f"{name}{ending}.png", png(figure(plan, ending), texts, ending))
    write(folder / f"{name}-small.png", small((folder / f"{name}.png").read_bytes()))


def figure(plan: Planned, ending: str = "") -> Figure:
    """The picture in one look: light, or dark where `ending` is "-dark"."""
    with styled(LOOKS[ending]):
        return picture(plan.name).draw(plan.points, plan.texts, LOOKS[ending])


def _forget(folder: Path, name: str) -> None:
    for ending in (".png", "-dark.png", "-small.png", ".csv", ".txt"):
        (folder / f"{name}{ending}").unlink(missing_ok=True)
