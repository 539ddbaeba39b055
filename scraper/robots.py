"""An answer to robots.txt -> what it lets us fetch, and how slowly (RFC 9309). The only user of Protego.

Knows the name under which we ask. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from protego import Protego

if TYPE_CHECKING:
    from scraper.model import Payload

PRODUCT = "skilltrend"
_CAP = 512 * 1024


@dataclass(frozen=True)
class Rules:
    """Rules of an origin; `told` None: it could not be asked, and silence allows nothing."""

    told: Protego | None
    delay_s: float = 0.0

    @property
    def refusal(self) -> str:
        """Why an address is not asked."""
        silent = "robots.txt could not be asked, and silence allows nothing"
        return silent if self.told is None else "robots.txt forbids it"

    def allow(self, url: str) -> bool:
        return self.told is not None and bool(self.told.can_fetch(urldefrag(url).url, PRODUCT))


def read(payload: Payload) -> Rules:
    """The rules of an answer: none where there is no such file (4xx), silence where the server had trouble."""
    if payload.status is None or payload.status >= 500 or payload.status == 429:
        return Rules(None)
    # A byte order mark would hide the first group from the parser.
    text = payload.body[:_CAP].decode("utf-8-sig", "replace") if payload.status == 200 else ""
    told = Protego.parse(text)
    return Rules(told, told.crawl_delay(PRODUCT) or 0.0)
