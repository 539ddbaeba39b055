from __future__ import annotations

import pickle
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import extract
from analysis.letters import fold
from analysis.taxonomy import load

FOLDER = Path(__file__).parents[1] / "data" / "taxonomy"
TAXONOMY = load(FOLDER)
ALIASES = {skill.name: {fold(alias) for alias in skill.aliases} for skill in TAXONOMY.skills}
WORDS = st.sampled_from(
    ["Kubernetes", "AWS", "# Requirements", "- ", "\n", "a plus", "we use", "(", ")", "Backend Engineer", "İ", "\ud800",
     "\x00", "\u202e", "🙂", "CI/CD", "you will", "nice to have:", "no", "https://", "Docker", ". ", "|", "experience with"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))
COLUMNS = ("posting_id", "title", "company", "text", "content_hash")


def plain(alias):
    """An alias without what the matcher ignores: hyphens, blanks and the -s of a plural."""
    return fold(alias).replace("-", "").replace(" ", "").removesuffix("s")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_can_be_read_and_offsets_lie_in_it(text):
    reading = extract.read(None, None, text, TAXONOMY)
    assert reading.backend in {"strict", "broad", "no", "unclear"}
    assert reading.seniority in {"junior", "mid", "senior", "lead", "unclear"}
    assert reading.unit in {"single", "multi"}
    for mention in reading.mentions:
        assert 0 <= mention.start < mention.stop <= len(text)
        assert 1 <= mention.level <= 4
        spelled = plain(text[mention.start : mention.stop])
        assert spelled in {plain(alias) for alias in ALIASES[mention.skill]}


@given(st.text(max_size=80), TEXTS)
@settings(max_examples=100, deadline=None)
def test_any_title_can_be_read(title, text):
    for mention in extract.read(title, title, text, TAXONOMY).mentions:
        assert (mention.start == -1) == (mention.stop == -1)


def test_a_mention_for_each_category():
    mentions = extract.read("Backend Engineer", None, "We run on EKS.", TAXONOMY).mentions
    assert {(m.skill, m.category, m.vendor) for m in mentions} == {
        ("EKS", "cloud", "aws"),
        ("EKS", "containers", None),
    }
    assert {(m.start, m.stop) for m in mentions} == {(10, 13)}


def test_a_tool_in_the_title_stands_nowhere_in_the_text():
    (mention,) = extract.read("Backend Engineer (Terraform)", None, "Join us.", TAXONOMY).mentions
    assert (mention.skill, mention.start, mention.stop, mention.level) == ("Terraform", -1, -1, 2)


def test_equal_lines_have_equal_hashes_whatever_their_blanks():
    one = extract.read("Engineer", None, "We use  Docker here.", TAXONOMY).mentions[0]
    other = extract.read("Engineer", None, "Intro.\nwe use Docker here. ", TAXONOMY).mentions[0]
    assert one.line_hash == other.line_hash
    assert one.line_hash != extract.read("Engineer", None, "We use Docker.", TAXONOMY).mentions[0].line_hash


def test_the_employer_is_no_demand():
    reading = extract.read(
        "Backend Engineer", "Datadog", "Datadog is hiring. Experience with Datadog.", TAXONOMY
    )
    assert {m.level for m in reading.mentions if m.skill == "Datadog"} == {1}


def test_an_application_for_work_has_no_mentions():
    text = "SEEKING WORK | Remote\nI am a backend developer, AWS and Docker. Résumé/CV: on request"
    reading = extract.read(None, None, text, TAXONOMY)
    assert (reading.backend, reading.mentions) == ("no", ())


def took_s(text: str) -> float:
    started = time.process_time()
    extract.read(None, None, text, TAXONOMY)
    return time.process_time() - started


@pytest.mark.parametrize(
    "unit",
    ["AWS, Kubernetes (a plus). ", "- Backend Engineer: experience with Docker\n", "a", "İ", "# Requirements\n", "(", "senior ",
     "Backend, ", "AWS (", "https://aws.amazon.com/docker ", "no ", "SRE / "],
)  # fmt: skip
def test_time_grows_with_the_text_only(unit):
    small, large = unit * (20_000 // len(unit)), unit * (160_000 // len(unit))
    seconds = [min(took_s(text) for _ in range(3)) for text in (small, large)]
    assert seconds[1] < 8 * 5 * max(seconds[0], 0.01)


def batch(rows):
    import pyarrow as pa

    return pa.RecordBatch.from_pydict({name: [row[n] for row in rows] for n, name in enumerate(COLUMNS)}, schema=pa.schema(
        [(name, pa.string()) for name in COLUMNS]
    ))  # fmt: skip


ROWS = [
    ("x:1", "Backend Engineer", "Firm", "We use Docker.", "h1"),
    ("x:2", None, None, "", "h2"),
    ("x:3", None, "Firm", "Firm | SRE | Remote\nKubernetes 🙂 everywhere", "h3"),
]


def test_batches_have_the_columns_of_the_contract():
    duckdb = pytest.importorskip("duckdb")
    schema = (FOLDER.parent / "schema" / "findings.sql").read_text(encoding="utf-8")
    connection = duckdb.connect()
    connection.execute(schema)
    for table, rows in zip(("role", "mention"), extract.extract(batch(ROWS), TAXONOMY), strict=True):
        held = connection.table(table)
        assert rows.schema.names == held.columns
        connection.register("made", rows)
        connection.execute(
            "INSERT INTO role SELECT * FROM made"
            if table == "role"
            else "INSERT INTO mention SELECT * FROM made"
        )
        assert held.count("*").fetchall() == [(rows.num_rows,)]
        connection.unregister("made")
    connection.close()


def test_one_role_a_posting_with_a_sketch_of_64():
    roles, mentions = extract.extract(batch(ROWS[:2]), TAXONOMY)
    assert roles.column("posting_id").to_pylist() == ["x:1", "x:2"]
    assert [len(s) for s in roles.column("sketch").to_pylist()] == [64, 64]
    assert set(roles.column("extractor_version").to_pylist()) == {extract.version(TAXONOMY)}
    assert mentions.column("skill").to_pylist() == ["Docker"]


def test_an_empty_batch_gives_empty_tables():
    roles, mentions = extract.extract(batch([]), TAXONOMY)
    assert (roles.num_rows, mentions.num_rows) == (0, 0)


def test_near_copies_have_near_sketches():
    text = " ".join(f"word{n} is said in sentence {n}" for n in range(60))
    one, copy, other = (extract.sketch.sketch(t) for t in (text, text + " and one more", text[::-1]))
    assert sum(a == b for a, b in zip(one, copy, strict=True)) > 50
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 10


def test_work_can_be_sent_to_other_processes():
    assert pickle.loads(pickle.dumps(extract.extract)) is extract.extract  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(TAXONOMY)) == TAXONOMY  # noqa: S301 - the same


def test_the_version_follows_the_taxonomy(tmp_path):
    (tmp_path / "a.toml").write_text(
        '[[skill]]\nname = "Frob"\ncategory = "iac"\nyes = ["Frob.", "A frob."]\nno = ["x", "y"]\n',
        encoding="utf-8",
    )
    assert extract.version(load(tmp_path)) != extract.version(TAXONOMY)


def test_importing_starts_no_heavy_library():
    code = "import sys, analysis.label, analysis.extract; print({'pandas', 'pyarrow', 'duckdb', 'selectolax'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=FOLDER.parents[1]
    )
    assert done.stdout.strip() == "set()"
