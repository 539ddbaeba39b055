"""Templates to files: every value escaped, every file swapped in whole, no file left of an earlier run.

Knows jinja2 and the folder of the site. Refuses to know what a page says. The only user of jinja2 beside `explained`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis import names

if TYPE_CHECKING:
    import datetime as dt

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {
        "percent": percent,
        "interval": interval,
        "month": month,
        "count": count,
        "points": points,
    }
    made.filters |= {"slug": slug, "ratio": ratio, "tied": tied, "reading": names.reading}
    made.filters |= {"categories": names.categories, "kinds": names.kinds}
    made.tests["address"] = is_address
    return made


@dataclass
class Folder:
    """The site's folder while it is written; what was not written this time is removed by `sweep`."""

    root: Path
    shared: dict[str, Any]
    rooms: Environment = field(default_factory=environment)
    written: set[Path] = field(default_factory=set)

    def page(self, path: str, template: str, **values: Any) -> Path:  # noqa: ANN401 - whatever the template names
        """Render a template. In it `root` leads from the page to the site's folder, `here` is the page's path."""
        up = "../" * path.count("/")
        html = self.rooms.get_template(template).render(**self.shared, **values, root=up, here=path)
        return self.file(path, html.encode())

    def file(self, path: str, content: bytes) -> Path:
        """Write a file in whole, so that an open browser never reloads half of one."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        part.write_bytes(content)
        self.written.add(target)
        return part.replace(target)

    def sweep(self) -> None:
        for path in sorted(self.root.rglob("*"), reverse=True):
            if path.is_file() and path not in self.written:
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)


def percent(share: float | None) -> str:
    """`44 %`, with a decimal under one percent; `unknown` where there is none."""
    if share is None or math.isnan(share):
        return "unknown"
    return f"{100 * share:.1f}\u00a0%" if 0 < share < 0.01 else f"{100 * share:.0f}\u00a0%"


def interval(row: dict[str, Any]) -> str:
    low, high = row["low"], row["high"]
    if unknown(low) or unknown(high):
        return "no interval"
    places = 1 if high < 0.01 else 0
    return f"{100 * low:.{places}f} to {100 * high:.{places}f}\u00a0%"


def points(change: float | None) -> str:
    """A difference of shares: `+3.1 points`."""
    return "unknown" if change is None or math.isnan(change) else f"{100 * change:+.1f}".replace("-", "−")


def tied(sentence: str) -> str:
    """A sentence in words, whose numbers stay on one line with their percent sign."""
    return names.spoken(sentence).replace(" %", "\u00a0%")


def ratio(value: float | None) -> str:
    return "unknown" if value is None or math.isnan(value) else f"{value:.2f}"


def count(number: float) -> str:
    return f"{number:,.0f}"


def month(day: dt.date | None) -> str:
    # A frame writes "no month" as a value that differs from itself.
    return "no month" if day is None or day != day else f"{day:%B %Y}"  # noqa: PLR0124


def slug(name: str) -> str:
    """A name as a file name: C# is c-sharp, C++ is c-plus-plus, Node.js is node-js."""
    spelt = (
        name.lower()
        .replace("#", " sharp")
        .replace("+", " plus ")
        .replace(".", " dot " if name.startswith(".") else " ")
    )
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-") or "unnamed"


def slugs(names: list[str]) -> dict[str, str]:
    """File names of all names; two that would have one get a number."""
    made: dict[str, str] = {}
    for name in names:
        base, number = slug(name), 1
        while (found := base if number == 1 else f"{base}-{number}") in made.values():
            number += 1
        made[name] = found
    return made


def is_address(value: object) -> bool:
    """Tell a web address from all else that a browser would follow or run ("javascript:…")."""
    text = str(value)
    return text.startswith(("https://", "http://")) and not set(text) & set(" \t\n\"'<>")
