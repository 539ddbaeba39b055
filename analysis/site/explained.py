"""An explanation as one HTML page that needs nothing beside itself: no scripts, no pictures, no network.

Knows the template's names, nothing of how a posting is read. Every value is escaped; an address becomes a link only
where it is one of the web.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.site.pages import TEMPLATES, is_address

if TYPE_CHECKING:
    from analysis.explanation import Explanation


def page(explanation: Explanation) -> str:
    """The whole page, to be written as UTF-8."""
    rooms = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rooms.tests["address"] = is_address
    return rooms.get_template("explained.html").render(told=explanation)


def frame(explanation: Explanation, height_px: int = 640) -> str:
    """The page inside a frame, for a notebook: its style and the notebook's leave each other alone."""
    words = f'title="{escape(explanation.heading)}" srcdoc="{escape(page(explanation))}"'
    return f'<div><iframe {words} width="100%" height="{height_px}"></iframe></div>'
