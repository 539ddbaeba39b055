"""Where a connection may go: to public addresses, and to what a board file names. Checked as the connection is made.

Knows addresses and sockets, no library of HTTP: it wraps whatever makes connections (with `connect_tcp`) and the streams
that come of it. A name is resolved here, once, and the checked address is the one that is connected to, so that no second
look-up can lead elsewhere. Every read and write ends at a deadline, so that a server that drips bytes holds nobody.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection, Iterable

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LEAST_S = 0.001


class AddressRefused(Exception):  # noqa: N818 - a state, told by name
    """A name leads to an address that is not public."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: not private, loopback, link-local, multicast or reserved."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved)


@dataclass
class Guard:
    """Makes connections like `inner`. `trusted` are the (host, port) that a board file names literally.

    `deadline` is a time of `time.monotonic()`, set anew for each attempt.
    """

    inner: Any
    trusted: Collection[tuple[str, int]]
    deadline: float = field(default=float("inf"))

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[tuple[int, int, int]] | None = None,
    ) -> _Stream:
        address = host if (host.lower(), port) in self.trusted else _checked(host, port)
        made = self.inner.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
        return _Stream(made, self)

    def left(self, timeout: float | None) -> float:
        """Seconds that an operation may take: what it asks for, and no more than is left."""
        left_s = max(_LEAST_S, self.deadline - time.monotonic())
        return left_s if timeout is None else min(timeout, left_s)

    def sleep(self, seconds: float) -> None:
        self.inner.sleep(seconds)


@dataclass
class _Stream:
    """A connection whose operations end at the guard's deadline."""

    inner: Any
    guard: Guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = self.inner.read(max_bytes, timeout=self.guard.left(timeout))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, timeout=self.guard.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> _Stream:
        inner = self.inner.start_tls(ssl_context, server_hostname, timeout=self.guard.left(timeout))
        return _Stream(inner, self.guard)

    def get_extra_info(self, info: str) -> object:
        told: object = self.inner.get_extra_info(info)
        return told


def _checked(host: str, port: int) -> str:
    """The first address of a host, all of which must be public. Raises AddressRefused, or what the resolver raises."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not is_public(address):
            raise AddressRefused(f"refused: {host} leads to {address}, which is no public address")
    return found[0]
