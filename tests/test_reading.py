"""Records of an answer to postings: texts are read some at once, and nothing that was told before a failure is lost."""

from __future__ import annotations

import ast
import dataclasses
import gc
import os
import shutil
import subprocess
import sys
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from source_payloads import Source

from scraper import wire
from scraper.model import FetchFailed, Listed, Posting, Reject
from scraper.rows import understood
from scraper.sources import adapted, discover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Payload, Record, Told

REPO = Path(__file__).parent.parent
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


def test_bytes_that_are_no_text_cost_their_record_alone():
    jobs = b",".join(
        b'{"id": %d, "title": "Weaver", "content": "%s"}' % (number, text)
        for number, text in enumerate(
            (
                b"We weave.",
                b"We w\xffeave.",
                b"We \\u0026lt;b\\u0026gt;knit\\u0026lt;/b\\u0026gt;.",
                b"We \xed\xa0\x80 spin.",
            )
        )
    )
    payload = dataclasses.replace(PAYLOAD, body=b'{"jobs": [%s]}' % jobs)
    verdict, reason, (first, broken, last, half) = understood(payload, discover()["greenhouse"])
    assert (verdict, reason) == ("ok", None)
    assert (first.text, last.text) == ("We weave.", "We knit.")
    assert [(one.native_id, one.reason) for one in (broken, half)] == [("1", "malformed"), ("3", "malformed")]
    assert "0xff" in broken.detail
    assert "0xed" in half.detail


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        # As many bytes of escapes as would be too many characters.
        (b"\\u0026lt;p\\u0026gt;We weave. " * 20_000, None),
        (b"We weave. " * 40_001, "text of 400,010 characters; up to 400,000 are read"),
        (b"We w\xffeave. " * 40_001, "text of 440,011 characters; up to 400,000 are read"),
    ],
    ids=["long", "too long", "too long and broken"],
)
def test_a_text_is_as_long_as_what_it_says(text: bytes, reason: str | None):
    body = b'{"jobs": [{"id": 7, "title": "Weaver", "content": "%s"}]}' % text
    verdict, _, (record,) = understood(dataclasses.replace(PAYLOAD, body=body), discover()["greenhouse"])
    assert verdict == "ok"
    assert getattr(record, "detail", None) == reason


@pytest.mark.parametrize(("source", "field"), [("greenhouse", "content"), ("ashby", "descriptionHtml")])
def test_a_text_that_is_no_string_any_more_fails_the_answer(source: str, field: str):
    job = {"id": 7, "title": "Weaver", field: {"blocks": []}}
    if source == "ashby":
        job |= {"id": "7", "isListed": True}
    payload = Source(source, "list").payload({"jobs": [job]})
    verdict, reason, records = understood(payload, discover()[source])
    assert (verdict, records) == ("failed", [])
    assert f"expected `str | null` at {field}" in reason


# Reads a text, and tells whether the compiled reader did, whether its compiler was loaded, and what was said of it.
READS = (
    "from scraper import text; told = []; text.hurry(told.append); import sys; "
    "print(text.html_lines('<p>R&amp;D'), text._fast != [], 'numba' in sys.modules, *told)"
)
COMPILED = "R&D True True compiling the reader of texts: once a version, a quarter of a minute\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, which keeps its compiled code in a folder of its own."""
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    house = tmp_path_factory.mktemp("house")
    shutil.copytree(REPO / "scraper", house / "scraper", ignore=shutil.ignore_patterns("__pycache__"))
    assert reads(house) == COMPILED, "it is compiled the first time, and says so"
    return house


def reads(house: Path, **told: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONWARNINGS": "error", **told}
    command = [sys.executable, "-c", READS]
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def kept(house: Path) -> Path:
    (path,) = (house / "scraper" / "text" / "__pycache__").glob("reader-*")
    return path


def test_compiled_code_needs_no_compiler_from_then_on(copy: Path):
    assert reads(copy) == "R&D True False\n"


def test_damaged_compiled_code_is_not_run(copy: Path):
    path = kept(copy)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    # It asks for its compiler, and does without where that is told not to compile: the parser reads the same.
    assert reads(copy, NUMBA_DISABLE_JIT="1") == "R&D False True\n"
    path.write_bytes(whole)
    assert reads(copy) == "R&D True False\n"


def test_a_change_of_a_rule_has_it_compiled_again_and_the_old_code_goes(copy: Path):
    before = kept(copy)
    rule = copy / "scraper" / "text" / "tree.py"
    rule.write_text(rule.read_text() + "\n")
    assert reads(copy) == COMPILED
    assert not before.exists()
    assert kept(copy).exists()


def test_compiled_code_is_kept_by_all_files_that_it_is_made_of():
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from scraper.text.machine import HERE, RULES

    def used(name: str) -> set[str]:
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        direct = {
            node.module.rpartition(".")[2]
            for node in imports
            if (node.module or "").startswith("scraper.text.")
        }
        return direct | {one.name for node in imports if node.module == "scraper.text" for one in node.names}

    found, new = set[str](), {"compiled", "markup"}
    while new:
        found |= new
        new = set().union(*map(used, new)) - found
    assert {"strides", "marks", "contacts", "tree"} <= found
    assert found <= set(RULES)
