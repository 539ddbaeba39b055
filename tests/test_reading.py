"""Records of an answer to postings: texts are read some at once, and nothing that was told before a failure is lost."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from source_payloads import Source

from scraper import wire
from scraper.model import FetchFailed, Listed, Posting, Reject
from scraper.rows import understood
from scraper.sources import adapted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Payload, Record, Told

PAYLOAD = Source("greenhouse", "list").payload({"jobs": []})


def told(payload: Payload, *, fails: bool) -> Iterator[Told]:
    for number in range(100):
        if number % 10 == 3:
            yield Listed(str(number))
        else:
            yield wire.posting(payload, str(number), "" if number % 10 == 7 else f"<p>We weave {number}.")
    if fails:
        raise FetchFailed("partial", "cut off")


def read(*, fails: bool) -> Iterator[Record]:
    module = SimpleNamespace(MEDIA_TYPES=(), requests=None, parse=lambda payload: told(payload, fails=fails))
    return adapted(module).parse(PAYLOAD)


def test_records_keep_their_order_and_each_gets_its_own_text():
    records = list(read(fails=False))
    assert [record.native_id for record in records] == [str(number) for number in range(100)]
    texts = {record.native_id: record.text for record in records if isinstance(record, Posting)}
    assert texts == {str(n): f"We weave {n}." for n in range(100) if n % 10 not in {3, 7}}
    rejects = [record for record in records if isinstance(record, Reject)]
    assert [(record.native_id, record.reason) for record in rejects] == [
        (str(n), "no text") for n in range(7, 100, 10)
    ]


def test_what_was_told_before_an_answer_was_cut_off_is_read():
    came: list[Record] = []
    with pytest.raises(FetchFailed, match="cut off"):
        came.extend(read(fails=True))
    assert came == list(read(fails=False))


def test_half_a_character_costs_its_record_alone_also_where_the_text_tells_more():
    def parse(payload: Payload) -> Iterator[Told]:
        for number, text in enumerate(("Go", "Go \ud800", "R\ud7ff")):
            yield wire.posting(
                payload, str(number), text, form="plain", tells=lambda text: {"title": text[:2]}
            )

    module = adapted(SimpleNamespace(MEDIA_TYPES=("application/json",), requests=None, parse=parse))
    _, reason, (first, half, last) = understood(PAYLOAD, module)
    assert reason is None
    assert (first.text, first.title, last.text) == ("Go", "Go", "R\ud7ff")
    assert (half.reason, half.detail) == ("malformed", "text: half a character")


def test_rows_need_no_pandas_and_whoever_needs_it_later_has_it():
    script = (
        "import sys; from scraper import packed, spare; import pyarrow as pa; pa.array([None, 'a'])\n"
        "assert 'pandas' not in sys.modules, 'Arrow has loaded pandas'\n"
        "with spare.without('pandas'):\n"
        "    try: import pandas; raise SystemExit('found within')\n"
        "    except ModuleNotFoundError as error: assert error.name == 'pandas'\n"
        "import pandas; assert len(pa.table({'a': [1]}).to_pandas()) == 1"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_answer_that_cannot_be_read_is_let_go_without_the_collector():
    """In a load it comes seldom: whatever held on to the answers that failed would add up."""
    module = adapted(
        SimpleNamespace(
            MEDIA_TYPES=("application/json",), requests=None, parse=lambda answer: told(answer, fails=True)
        )
    )
    payload = Source("greenhouse", "list").payload({"jobs": []})
    held = weakref.ref(payload)
    gc.collect()
    gc.disable()
    try:
        outcome, reason, records = understood(payload, module)
        del payload
        assert held() is None
    finally:
        gc.enable()
    assert (outcome, reason, len(records)) == ("partial", "cut off", 100)


def test_compiled_code_is_kept_by_all_files_that_it_is_made_of():
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from scraper.text.compiled import HERE, RULES

    uses = {
        path.stem for path in HERE.glob("*.py") if "from scraper.text.compiled import" in path.read_text()
    }
    assert uses
    assert uses <= set(RULES)
