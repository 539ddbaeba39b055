from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.label import label_lines
from analysis.taxonomy import CATEGORIES, load

TAXONOMY = load(Path(__file__).parents[1] / "data" / "taxonomy")


def plain(text):
    return text


def html(text):
    return text.replace("<p>", "\n")


def labelled(*lines):
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [(json.loads(out), good) for out, good in label_lines(raw, TAXONOMY, html, plain)]


def test_a_line_gives_the_record_of_the_guide():
    ((record, good),) = labelled(
        {"id": "x:1", "title": "Senior Backend Engineer", "text": "# Requirements\n- EKS\n- Go"}
    )
    assert good
    assert list(record) == ["id", "unit", "backend", "levels", "vendors", "skills", "seniority"]
    assert tuple(record["levels"]) == CATEGORIES
    assert record["levels"]["cloud"] == record["levels"]["containers"] == "required"
    assert record["levels"]["iac"] == "absent"
    assert (record["vendors"], record["skills"]) == (["aws"], {"EKS": "required"})
    assert (record["backend"], record["seniority"], record["unit"]) == ("strict", "senior", "single")


def test_generic_words_are_no_skills_and_incidental_vendors_no_vendors():
    ((record, _),) = labelled(
        {"id": "x", "title": "Backend Engineer", "text": "No AWS experience needed. We run containers."}
    )
    assert record["skills"] == {"AWS": "incidental"}
    assert record["vendors"] == []
    assert record["levels"]["containers"] == "used"


def test_labels_know_the_ten_categories_of_the_guide_only():
    text = "# Requirements\n- Python, PostgreSQL, Kafka and Django\n- DynamoDB"
    ((record, _),) = labelled({"id": "x", "title": "Backend Engineer", "text": text})
    assert tuple(record["levels"]) == CATEGORIES
    assert record["skills"] == {"DynamoDB": "required"}
    assert record["levels"]["cloud"] == "required"


def test_lines_come_in_order_and_blank_ones_are_skipped():
    out = labelled({"id": "a", "text": ""}, b"", b"  \n", {"id": "b", "text": "", "colour": 3})
    assert [(record["id"], good) for record, good in out] == [("a", True), ("b", True)]


def test_the_format_chooses_the_reader():
    line = {"id": "a", "title": "Backend Engineer", "text": "<p># Requirements<p>- Docker", "format": "html"}
    ((record, _),) = labelled(line)
    assert record["levels"]["containers"] == "required"


@pytest.mark.parametrize(
    ("line", "name", "message"),
    [
        (b"{", None, "not JSON"),
        (b"[1]", None, "not a JSON object"),
        (b'"x"', None, "not a JSON object"),
        (b"\xff\xfe", None, "not JSON"),
        (b"[" * 100_000, None, ""),
        ({"text": "x"}, None, "no id"),
        ({"id": 7, "text": "x"}, None, "no id"),
        ({"id": "a"}, "a", "text is not a string"),
        ({"id": "a", "text": 3}, "a", "text is not a string"),
        ({"id": "a", "text": "x", "format": "pdf"}, "a", "unknown format 'pdf'"),
        ({"id": "a", "text": "x", "format": 3}, "a", "unknown format"),
        ({"id": "a", "text": "x", "title": 3}, "a", "title is not a string"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(line, name, message):
    (bad, failed), (_, good) = labelled(line, {"id": "b", "text": ""})
    assert (failed, good) == (False, True)
    assert bad["id"] == name
    assert bad["error"].startswith("line 1: ")
    assert message in bad["error"]


def test_lone_surrogates_are_read():
    ((record, good),) = labelled(
        rb'{"id": "a\ud800", "title": "Backend Engineer", "text": "We use Docker \ud83d here"}'
    )
    assert good
    assert record["skills"] == {"Docker": "used"}


@pytest.mark.parametrize("text", ["", "AWS and Docker. " * 60])
def test_labels_are_a_stream(text):
    taken = []

    def lines():
        for number in range(100_000):
            taken.append(number)
            yield json.dumps({"id": "a", "text": text}).encode()

    next(label_lines(lines(), TAXONOMY, html, plain))
    assert len(taken) < 6_000, "what is read ahead must not grow with the input"


def test_the_same_line_gives_the_same_bytes():
    line = json.dumps({"id": "a", "text": "AWS, GCP, Docker, k8s | Backend Engineer"}).encode()
    assert list(label_lines([line], TAXONOMY, html, plain)) == list(
        label_lines([line], TAXONOMY, html, plain)
    )
