"""The only writer of WARC files, and their reader: payloads in, the same payloads out, whenever.

Knows the WARC/1.1 format and nothing of what payloads mean. Each record is a gzip member of its own, written and
flushed at once, so that a killed run loses at most the record it was writing. Bodies are stored decoded.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Self
from urllib.parse import quote, unquote

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from scraper.model import ContractBroken, Payload, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from scraper.model import Validator

_REVISIT = "http://netpreserve.org/warc/1.1/revisit/{}"
_FAILURE_TYPE = "application/json"
# What JSON is full of stays readable in a header.
_PLAIN = '{}[]:,"/ '
_CHUNK = 1 << 20
# How a gzip member begins; within one these bytes stand by chance only. No byte becomes more than so many.
_MAGIC, _MOST_PACKED = b"\x1f\x8b\x08", 1_032
# Headers that describe the transport, not the body that is kept.
_TRANSPORT = frozenset(
    {"content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie"}
)


class CutOff(ContractBroken):
    """A WARC file ends in the middle of a record, or holds one that is damaged; what stands before was read."""


def stamp(moment: dt.datetime) -> str:
    """A UTC time as a file name: sorts as the time does."""
    return moment.strftime("%Y-%m-%dT%H-%M-%S.%fZ")


class Archive:
    """One new WARC file; nothing is created before the first payload is put."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: io.BufferedWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def put(self, payload: Payload, earlier: Validator | None = None) -> None:
        """Write one payload; `earlier` is the last whole answer of its address, to tell an unchanged one."""
        member = _member(payload, earlier)
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("xb")
        self._file.write(member)
        self._file.flush()


def read(path: Path) -> Iterator[Payload]:
    """The payloads of a WARC file in order. Raises CutOff after the last whole one where the file is damaged."""
    for offset, member in _members(path):
        payload = _read(path, offset, member)
        # A body may have many megabytes: it is held once while others read it.
        del member
        if payload:
            yield payload


def _read(path: Path, offset: int, member: bytes) -> Payload | None:
    """The payload of a record; None where another program wrote it."""
    record = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(member))
    ours = record.rec_headers.get_header("Skilltrend-Kind")
    if not ours or record.rec_type not in {"response", "revisit", "metadata"}:
        return None
    return _payload(path, offset, record, *_block(member, record))


def unpacked(path: Path) -> bytes:
    """Bytes of a recorded file, unpacked where it is gzip."""
    packed = path.read_bytes()
    return gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed


def recall(path: Path, offset: int, fetch_id: str) -> Payload | None:
    """One payload of a file by its place and id: what an answer "not modified" stands for."""
    for start, member in _members(path, offset):
        payload = _read(path, start, member)
        return payload if payload and payload.fetch_id == fetch_id else None
    return None


def _member(payload: Payload, earlier: Validator | None) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.1")
    kind, block = _kind(payload, earlier)
    http = None
    if kind != "metadata":
        pairs = [(key, value) for key, value in payload.headers.items() if key not in _TRANSPORT]
        http = StatusAndHeaders(f"{payload.status} -", pairs, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        payload.url,
        kind,
        payload=io.BytesIO(block),
        length=len(block),
        http_headers=http,
        warc_content_type=_FAILURE_TYPE if kind == "metadata" else "",
        warc_headers_dict=_headers(payload, kind, earlier),
    )
    writer.write_record(record)
    # Level 6, not warcio's 9: half the time for one percent of size.
    return gzip.compress(out.getvalue(), compresslevel=6, mtime=0)


def _kind(payload: Payload, earlier: Validator | None) -> tuple[str, bytes]:
    """WARC record type and block: a failure is metadata, an unchanged body a revisit without body."""
    if payload.status is None:
        return "metadata", json.dumps({"outcome": payload.outcome, "reason": payload.reason}).encode()
    if earlier and (payload.status == 304 or earlier.digest == payload.digest):
        return "revisit", b""
    return "response", payload.body


def _headers(payload: Payload, kind: str, earlier: Validator | None) -> dict[str, str]:
    own = {
        "Source": payload.source,
        "Kind": payload.kind,
        "Board": payload.board,
        "Company": payload.company,
        "Month": payload.month and payload.month.isoformat(),
        "Public": payload.public,
        "Rest": " ".join(payload.rest),
        "Native-Id": payload.native_id and quote(payload.native_id),
        "Stamp": payload.stamp and quote(payload.stamp),
        "Told": payload.told and quote(payload.told, safe=_PLAIN),
        "Page": None if payload.page == 1 else str(payload.page),
        "Truncated": None if payload.whole else "yes",
    }
    headers = {f"Skilltrend-{key}": value for key, value in own.items() if value}
    headers["WARC-Date"] = payload.fetched_at.isoformat(timespec="microseconds") + "Z"
    if payload.digest and kind != "metadata":
        headers["WARC-Payload-Digest"] = payload.digest
    if kind == "revisit" and earlier:
        profile = "server-not-modified" if payload.status == 304 else "identical-payload-digest"
        headers["WARC-Profile"] = _REVISIT.format(profile)
        headers["WARC-Refers-To"] = earlier.fetch_id
        headers["WARC-Refers-To-Date"] = earlier.fetched_at.isoformat(timespec="microseconds") + "Z"
        headers["WARC-Payload-Digest"] = earlier.digest
    return headers


def _payload(path: Path, offset: int, record: Any, http: Any, body: bytes) -> Payload:  # noqa: ANN401 - warcio has no types
    get = record.rec_headers.get_header
    digest = get("WARC-Payload-Digest")
    if record.rec_type == "response" and digest != digest_of(body):
        raise CutOff(f"{path}: the record at byte {offset:,} is damaged (its digest differs); stopped there")
    told = json.loads(body) if record.rec_type == "metadata" else {}
    month = get("Skilltrend-Month")
    return Payload(
        source=get("Skilltrend-Source"),
        kind=get("Skilltrend-Kind"),
        url=get("WARC-Target-URI"),
        fetched_at=dt.datetime.fromisoformat(get("WARC-Date").rstrip("Z")),
        board=get("Skilltrend-Board"),
        company=get("Skilltrend-Company"),
        month=dt.date.fromisoformat(month) if month else None,
        public=get("Skilltrend-Public") or "",
        rest=tuple((get("Skilltrend-Rest") or "").split()),
        native_id=_unquoted(get("Skilltrend-Native-Id")),
        stamp=_unquoted(get("Skilltrend-Stamp")),
        told=_unquoted(get("Skilltrend-Told")),
        page=int(get("Skilltrend-Page") or 1),
        whole=not get("Skilltrend-Truncated"),
        status=int(http.get_statuscode()) if http else None,
        headers={key.lower(): value for key, value in http.headers} if http else {},
        body=b"" if record.rec_type != "response" else body,
        outcome=told.get("outcome"),
        reason=told.get("reason"),
        fetch_id=get("WARC-Record-ID"),
        digest=digest if record.rec_type != "metadata" else None,
        unchanged=record.rec_type == "revisit",
        warc=f"{path.parent.name}/{path.name}",
        offset=offset,
    )


def _unquoted(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def _block(member: bytes, record: Any) -> tuple[Any, bytes]:  # noqa: ANN401 - the same
    """(HTTP headers or None, body). warcio would parse HTTP for web addresses only, and dumps have none."""
    begin = member.index(b"\r\n\r\n") + 4
    end = begin + int(record.rec_headers.get_header("Content-Length"))
    if record.rec_type == "metadata":
        return None, member[begin:end]
    # Sliced once: a body may have many megabytes.
    behind = member.index(b"\r\n\r\n", begin) + 4
    http = StatusAndHeadersParser(["HTTP/1.1", "HTTP/1.0"]).parse(io.BytesIO(member[begin:behind]))
    return http, member[behind:end]


def _members(path: Path, offset: int = 0) -> Iterator[tuple[int, bytes]]:
    """(offset, decompressed bytes) of each gzip member; raises CutOff where the file ends inside of one."""
    with path.open("rb") as file:
        file.seek(offset)
        members = _Members(path, file, offset)
        while members.has_more():
            # Not by a name of its own: a member may have many megabytes, and is held by whoever asked for it alone.
            yield members.offset, members.decompressed()


@dataclass
class _Members:
    """A file of gzip members that is read a piece ahead of them: `offset` is the place of the next one.

    Most members are taken at once, in one call that has its room beforehand: whoever works in another thread meanwhile is
    kept waiting for each step of decompressing, and as long as its pieces are copied together.
    """

    path: Path
    file: BinaryIO
    offset: int
    ahead: bytes = b""
    at: int = 0

    def has_more(self) -> bool:
        if self.ahead.find(_MAGIC, self.at + 1) < 0:
            # No other one in sight behind it: perhaps it ends further on.
            self.ahead, self.at = self.ahead[self.at :] + self.file.read(_CHUNK), 0
        return self.at < len(self.ahead)

    def decompressed(self) -> bytes:
        begins = self.ahead.find(_MAGIC, self.at + 1)
        end = begins if begins >= 0 else len(self.ahead)
        member = _at_once(memoryview(self.ahead)[self.at : end])
        if member is None:
            return self._by_pieces()
        self.offset, self.at = self.offset + end - self.at, end
        return member

    def _by_pieces(self) -> bytes:
        """The next member, whatever its size, and whatever stands in it."""
        inflate, pieces, packed = zlib.decompressobj(wbits=31), list[bytes](), self.ahead[self.at :]
        begin = self.offset
        while not inflate.eof:
            if not packed:
                raise CutOff(f"{self.path}: the record at byte {begin:,} is cut off; all before it was read")
            try:
                pieces.append(inflate.decompress(packed))
            except zlib.error as error:
                raise CutOff(
                    f"{self.path}: the record at byte {begin:,} is no gzip member: {error}"
                ) from error
            self.offset += len(packed) - len(inflate.unused_data)
            packed = inflate.unused_data or self.file.read(_CHUNK)
        self.ahead, self.at = packed, 0
        return _joined(pieces)


def _at_once(packed: memoryview) -> bytes | None:
    """What looks like one gzip member, decompressed; None where it is anything else."""
    size = int.from_bytes(packed[-4:], "little")
    if size > _MOST_PACKED * len(packed):
        return None
    try:
        member = zlib.decompress(packed, wbits=31, bufsize=size or 1)
    except zlib.error:
        return None
    # A member ends with its size: where that is another one, something stands behind the member.
    return member if len(member) == size else None


def _joined(pieces: list[bytes]) -> bytes:
    """All pieces as one, which alone stays."""
    whole = b"".join(pieces)
    pieces.clear()
    return whole
