"""Addresses: slugs that become hosts and path segments, requests that become addresses, origins that are compared.

Knows how addresses are written, and refuses a slug that would reach another host. Knows no source and no network.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.model import Request

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_LABEL = re.compile(_LABEL)
# A whole host: at least two labels, the last one with a letter, so that no address in numbers passes.
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?=[^.]*[A-Za-z])[A-Za-z0-9-]{{2,63}}")
_HOLE = re.compile(r"\{(slug|[1-9])\}")
_MAILBOX = re.compile(r"[^\s/?#=&:]@|%40", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


def without_mailbox(address: str) -> str:
    """The address up to the query or fragment that names a mailbox; nothing where its host or path names one."""
    if "@" not in address and "%40" not in address:
        return address
    for sign in ("#", "?"):
        before, _, behind = address.partition(sign)
        address = before if _MAILBOX.search(behind) else address
    return "" if _MAILBOX.search(address) else address


def segment(text: str) -> str:
    """A text as one segment of a path: everything but letters, digits and -._~ is percent-encoded."""
    return quote(text, safe="")


def filled(template: str, slug: str | None) -> str:
    """An address with `{slug}` filled in, or `{1}`, `{2}`, … for the parts of a slug that has slashes.

    In the host a part must be a host label (or the whole host, where the template has nothing else there); in the path
    it is percent-encoded. Raises ValueError.
    """
    if not _HOLE.search(template):
        return template
    if slug is None:
        raise ValueError(f"{template} needs a board's slug, and there is none")
    scheme, _, rest = template.partition("://")
    host, slash, path = rest.partition("/")
    whole = _HOLE.fullmatch(host) is not None
    host = _HOLE.sub(lambda hole: _as_host(_part(slug, hole[1]), whole=whole), host)
    return f"{scheme}://{host}{slash}{_HOLE.sub(lambda hole: segment(_part(slug, hole[1])), path)}"


def _part(slug: str, hole: str) -> str:
    parts = [slug] if hole == "slug" else slug.split("/")
    number = 0 if hole == "slug" else int(hole) - 1
    if number >= len(parts) or not parts[number]:
        raise ValueError(f"slug {slug!r} has no part {number + 1} (parts stand between slashes)")
    return parts[number]


def _as_host(part: str, *, whole: bool) -> str:
    fits = _HOST.fullmatch(part) and len(part) < 254 if whole else _HOST_LABEL.fullmatch(part)
    if fits:
        return part
    raise ValueError(f"slug {part!r} cannot be part of a host name (letters, digits and hyphens)")


def slug_in(url: str, templates: Iterable[str]) -> str | None:
    """The slug that an address has where one of the templates has `{slug}`; None where none fits."""
    bare = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.IGNORECASE)
    for template in templates:
        if found := re.match(_pattern(template), bare):
            return unquote(found["slug"])
    return None


def _pattern(template: str) -> str:
    bare = re.sub(r"^https?://(?:www\.)?", "", template)
    before, _, behind = bare.partition("{slug}")
    if "/" not in before:
        return rf"(?i:(?!www\.){re.escape(before)})(?P<slug>{_LABEL})(?i:{re.escape(behind)})(?![\w.-])"
    host, _, path = before.partition("/")
    return rf"(?i:{re.escape(host)})/{re.escape(path)}(?P<slug>[^/?#&\s]+)"


def url_of(endpoint: str, public_slug: str | None, request: Request) -> str:
    """The address of a request: its endpoint with the slug filled in, and its path.

    A path that is a whole address must be of the endpoint's own origin. The body of a POST becomes a fragment, which is
    never sent: it tells two requests to one address apart. Raises ValueError.
    """
    base = filled(endpoint, public_slug)
    url = request.path if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", request.path) else base + request.path
    if origin(url) != origin(base):
        raise ValueError(f"{request.path} is not of the origin of {base}")
    body = (
        "" if request.json is None else "#" + json.dumps(request.json, sort_keys=True, separators=(",", ":"))
    )
    return url + body


def origin(url: str) -> tuple[str, str, int]:
    """(scheme, host, port) of a web address. Raises ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise ValueError(f"{url} is no plain http or https address")
    return parts.scheme, parts.hostname.lower(), parts.port or _PORTS[parts.scheme]


def same_site(url: str, target: str) -> bool:
    """Whether a redirect stays at home: the same host, with or without www, never from https to http."""
    try:
        (scheme, host, port), (scheme_to, host_to, port_to) = origin(url), origin(target)
    except ValueError:
        return False
    if host.removeprefix("www.") != host_to.removeprefix("www."):
        return False
    return (scheme, port) == (scheme_to, port_to) or (scheme, port, scheme_to, port_to) == (
        "http",
        80,
        "https",
        443,
    )


def has_hole(template: str) -> bool:
    """Whether an address has a place for a slug."""
    return bool(_HOLE.search(template))
