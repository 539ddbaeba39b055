"""The one script file of the site: the library out of an installed package, the chart, and what pages do.

Knows vl-convert's bundle. Refuses to keep a copy of the library: it is made at build time, never committed. Its smallest
working part is vegaEmbed (898 kB): its `vega` and `vegaLite` alone are null in version 1.9. The chart is compiled here, so
that a page has only to show it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from analysis.looks import DARK, LIGHT
from analysis.site import interactive

PAGE = Path(__file__).parent / "static" / "page.js"


@cache
def made() -> str:
    """The script's text, the same for the same installed library; two seconds, once a process."""
    import vl_convert  # noqa: PLC0415 - pages are written seldom, help is shown often

    given = {"SPECIFICATION": interactive.specification(), "LIGHT": LIGHT, "DARK": DARK}
    constants = "".join(
        f"const {name} = {json.dumps(value, sort_keys=True)};\n" for name, value in given.items()
    )
    bundled: str = vl_convert.javascript_bundle(constants + PAGE.read_text(encoding="utf-8"))
    return bundled
