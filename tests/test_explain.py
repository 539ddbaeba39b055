"""`analysis explain` as its users meet it: on a terminal, in a pipe, as a page; by id and from standard input."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_boilerplate import ABOUT, THREE, read, rows, scraped

from analysis import explain, explanation, extract, posted, taxonomy
from analysis.label import label_lines
from analysis.site import explained

REPO = Path(__file__).resolve().parent.parent
TAXONOMY = taxonomy.load(REPO / "data" / "taxonomy")
TEXT = """# About us
Our customers run AWS.
# What you will do
- Ship services to Kubernetes
# Requirements
- 5 years with Docker and k8s
- Experience with Azure; Terraform is a plus
- No Jenkins needed
# Nice to have
- EKS
# Benefits
Tea and AWS credits."""
HOSTILE = (
    'Docker <script>alert(1)</script> & "AWS" \x1b[31m\x07 \u202e \x9b2J \x00 \ud83d [bold]k8s[/bold] :tea:'
)
ODD = st.sampled_from(["AWS", "# ", "- ", "\n", "Docker", "; ", "Requirements", ":", " * ", "Nice to have: ", "k8s", "\x1b", "SRE"])  # fmt: skip


def told(text=TEXT, title="Senior Backend Engineer", company="Kettle", repeated=None, **more):
    posting = posted.Posting("x:1", title, company, text, **more)
    return explanation.explain(posting, TAXONOMY, repeated or {})


def line(text=TEXT, **more):
    return json.dumps({"id": "x:1", "title": "Senior Backend Engineer", "text": text} | more).encode()


def analysis(*words, stdin=b"", **environment):
    command = [sys.executable, "-m", "analysis", *words]
    return subprocess.run(
        command, cwd=REPO, capture_output=True, input=stdin, timeout=120, check=False, env=_without_colour() | environment
    )  # fmt: skip


def _without_colour():
    import os

    asked = {"NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"}
    return {key: value for key, value in os.environ.items() if key not in asked} | {"TERM": "xterm-256color"}


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def printed(monkeypatch):
    """What is printed of an explanation on a terminal, or in a pipe."""

    def show(shown, out, **environment):
        for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"TERM": "xterm-256color", "COLUMNS": "120", **environment}.items():
            monkeypatch.setenv(name, value)
        explain.show(shown, out)
        return out.getvalue()

    return show


class Page(HTMLParser):
    """What a browser would find: tags with attributes, and the text between them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text, self.marks = [], [], "", []
        self.feed(html)
        assert self.open == [], "tags that are not closed"
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data
        if "mark" in self.open:
            self.marks[-1] += data


def notes(shown):
    return {(n.words, n.level, n.rule) for row in shown.rows for n in row.notes}


def test_each_mention_is_told_with_its_level_and_the_rule_that_decided():
    assert notes(told()) >= {
        ("AWS", "incidental", "of the company"),
        ("Kubernetes", "used", "under duties or stack"),
        ("k8s", "required", "under requirements"),
        ("Terraform", "preferred", "softened after"),
        ("Jenkins", "incidental", "negated"),
        ("EKS", "preferred", "under preferred"),
    }


def test_a_place_of_two_categories_is_one_note():
    (note,) = (note for row in told().rows for note in row.notes if note.words == "EKS")
    assert note.categories == ("cloud", "containers")


def test_sections_stand_where_they_begin():
    opened = [row.section for row in told().rows if row.section]
    assert opened == ["company", "duties", "requirements", "preferred", "benefits"]


def test_a_section_that_begins_inside_a_line_is_told_there():
    shown = told("Join us, we use Python. Nice to have: Docker.", title=None)
    assert [(row.section, row.kind) for row in shown.rows] == [("no section", "text"), ("preferred", "more")]


def test_lines_of_another_role_are_told():
    text = "Kettle | Remote\nBackend Engineer: build services in Go\nDevOps Engineer: run Kubernetes"
    assert any("another role" in row.section for row in told(text, title=None).rows)


def test_verdicts_come_with_their_rules():
    assert told().verdicts == (
        ("backend", "strict", "a title says backend"),
        ("seniority", "senior", "a title tells the grade"),
        ("unit", "single", "a posting with a title is for one role"),
    )


@pytest.mark.parametrize(
    ("title", "text", "seniority", "rule"),
    [
        ("Backend Engineer", "You have 7 years of experience with Docker.", "senior", "five years of experience or more"),
        ("Senior Backend Engineer", "You have 7 years of experience.", "senior", "a title tells the grade"),
        ("Junior Backend Engineer", "Join us.", "junior", "a title tells the grade"),
        ("Backend Engineer", "Join us.", "unclear", "no one grade and no five years"),
    ],
)  # fmt: skip
def test_seniority_tells_whether_a_grade_or_years_decided(title, text, seniority, rule):
    verdict = told(text, title=title).verdicts[1]
    assert verdict[:2] == ("seniority", seniority)
    assert rule in verdict[2]


def test_several_roles_are_told_with_what_counts():
    shown = told("Kettle | Backend Engineer, Product Designer | Remote\nWe use Docker.", title=None)
    assert ("unit", "multi", "roles of several kinds are offered") in shown.verdicts
    assert {(words, counts) for words, _, _, counts in shown.titles} >= {("Backend Engineer", "yes"), ("Product Designer", "no")}  # fmt: skip


def test_levels_are_those_of_label():
    ((record, _),) = label_lines([line(company="Kettle")], TAXONOMY, str, str)
    shown = {name: level for name, level, _, _ in told().categories}
    assert shown == json.loads(record)["levels"]
    assert told().categories[0][2] == "Azure (required), EKS (preferred), AWS (incidental)"


def test_a_category_beyond_the_guide_is_told_where_it_is_named():
    assert [row[0] for row in told("# Requirements\n- PostgreSQL").categories][10:] == ["databases"]
    assert len(told("Join us.").categories) == 10


def test_what_run_counts_for_less_is_told_in_the_note_and_in_the_category():
    mention = next(
        m for m in extract.read("Backend Engineer", None, ABOUT, TAXONOMY).mentions if m.skill == "Terraform"
    )
    shown = told(ABOUT, title="Backend Engineer", repeated={(mention.line_hash, "company"): 4})
    (note,) = (note for row in shown.rows for note in row.notes)
    assert note.level == "used"
    assert "incidental: the company repeats this line under 4 titles" in note.counted
    assert ("iac", "used", "Terraform (used)", "incidental") in shown.categories
    assert "run counts it as incidental" in Page(explained.page(shown)).text


@given(st.one_of(st.text(max_size=200), st.lists(ODD, max_size=40).map("".join)))
@settings(max_examples=150, deadline=None)
def test_no_word_of_a_text_is_lost_or_told_twice(text):
    marks = {"heading": "# ", "item": "- ", "text": "", "more": None}
    lines = []
    for row in told(text).rows:
        words = "".join(piece for piece, _ in row.pieces)
        if marks[row.kind] is None:
            lines[-1] += words
        else:
            lines.append(marks[row.kind] + words)
    assert lines == [one for one in explanation.shown(text).split("\n") if one not in {"", "# ", "- "}]


def test_a_terminal_gets_colours_and_words(printed):
    out = printed(told(), Terminal())
    assert re.search(r"\x1b\[1;37;44mrequired", out)
    assert re.search(r"\x1b\[1;37;44mk8s", out)
    assert "rule: under requirements" in out


def test_no_colour_is_plain_text_of_the_same_words(printed):
    piped = printed(told(), io.StringIO())
    assert "\x1b" not in piped
    assert "k8s = Kubernetes: required (containers; rule: under requirements)" in piped
    assert "requirements # Requirements" in piped
    assert [one for one in piped.splitlines() if one != one.rstrip()] == []
    asked = printed(told(), Terminal(), NO_COLOR="1")
    assert asked.split() == piped.split()


def test_what_a_terminal_would_obey_never_reaches_it(printed):
    shown = told(HOSTILE, title=f"Backend {HOSTILE}", company=HOSTILE, details=(("Page", HOSTILE),))
    for out in (
        printed(shown, io.StringIO()),
        printed(shown, Terminal(), NO_COLOR="1"),
        explained.page(shown),
    ):
        assert not set(out) & set("\x00\x07\x1b\x9b\u202e\ud83d\r")
        assert "[bold]" in out
        assert ":tea:" in out


def test_the_page_is_escaped_and_stands_alone():
    shown = told(
        HOSTILE, title=f"Backend {HOSTILE}", company=HOSTILE, details=(("Page", "javascript:alert(1)"),)
    )
    html = explained.page(shown)
    page = Page(html)
    assert "<script>alert(1)</script>" in page.text
    assert not {"script", "link", "img", "iframe", "object", "a"} & {tag for tag, _ in page.tags}
    assert not re.search(r"url\(|@import|\bon\w+=", re.sub(r"&[^;]+;", "", html))
    assert [found for tag, found in page.tags if "style" in found] == []
    assert any(found.get("content", "").startswith("default-src 'none'") for tag, found in page.tags)


def test_a_web_address_is_a_link_that_tells_nobody():
    shown = told(details=(("Page", "https://board.example/1?a=b&c=d"),))
    links = [found for tag, found in Page(explained.page(shown)).tags if tag == "a"]
    assert [link["href"] for link in links] == ["https://board.example/1?a=b&c=d"]
    assert "noreferrer" in links[0]["rel"]


def test_the_page_tells_levels_in_words_and_reads_in_light_and_dark():
    html = explained.page(told())
    page = Page(html)
    assert "k8s required" in page.marks
    assert len(page.marks) == sum(len(row.notes) for row in told().rows)
    assert "k8s = Kubernetes: required (containers; rule: under requirements)" in page.text
    assert "prefers-color-scheme: dark" in html
    assert "color-scheme: light dark" in html
    assert ("html", {"lang": "en"}) in page.tags
    assert page.text.startswith("Senior Backend Engineer: how it was read")


def test_any_text_can_be_explained_from_standard_input():
    ran = analysis(
        "explain", "-", stdin=b"\n" + line("<h2>Requirements</h2><ul><li>Docker</li></ul>", format="html")
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert "Docker: required (containers; rule: under requirements)" in ran.stdout.decode()


def test_the_page_comes_on_standard_output_in_utf_8():
    ran = analysis("explain", "-", "--html", stdin=line("Tee für alle, Docker."), PYTHONIOENCODING="ascii")
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stdout.decode().startswith("<!doctype html>")
    assert "für alle" in ran.stdout.decode()


def test_a_terminal_that_lacks_a_letter_gets_another():
    ran = analysis("explain", "-", stdin=line("Tee für alle, Docker."), PYTHONIOENCODING="ascii")
    assert ran.returncode == 0, ran.stderr.decode()
    assert b"f?r alle" in ran.stdout


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "nothing to read"),
        (b"not json\n", "not JSON"),
        (b'{"text": "x"}\n', "no id"),
        (b'{"id": "a", "text": 3}\n', "text is not a string"),
    ],
)
def test_a_bad_line_is_refused_as_label_refuses_it(stdin, message):
    ran = analysis("explain", "-", stdin=stdin)
    assert ran.returncode == 2
    assert ran.stdout == b""
    assert re.match(f"error: standard input: .*{message}", ran.stderr.decode())


def test_lone_surrogates_of_a_line_are_read():
    ran = analysis(
        "explain", "-", stdin=rb'{"id": "a\ud800", "title": "Backend Engineer", "text": "Docker \ud83d"}'
    )
    assert ran.returncode == 0, ran.stderr.decode()
    assert "Docker: used" in ran.stdout.decode()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return scraped(tmp_path_factory.mktemp("explained"), rows("three", THREE, ABOUT))


def test_a_scraped_posting_is_explained_before_and_after_a_run(workspace):
    before = analysis("explain", "board:three:1", "--workspace", str(workspace.root))
    assert before.returncode == 0, before.stderr.decode()
    out = before.stdout.decode()
    for fact in (
        "board:three:1",
        "Data Engineer",
        "2024-03-10 00:00 UTC",
        "https://board.example/board:three:1",
    ):
        assert fact in out
    assert extract.version(TAXONOMY) in out
    assert "run counts it" not in out
    read(workspace)
    after = analysis("explain", "board:three:1", "--workspace", str(workspace.root))
    assert "the company repeats this line under 3 titles" in " ".join(after.stdout.decode().split())


def test_an_unknown_id_is_refused_with_what_to_do(workspace):
    ran = analysis("explain", "board:three:9", "--workspace", str(workspace.root))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert (
        "board:three:9: no such posting was scraped here (3 are, by ids like board:three:0)"
        in ran.stderr.decode()
    )


def test_without_postings_it_is_told_how_to_start(tmp_path):
    ran = analysis("explain", "board:three:1", "--workspace", str(tmp_path))
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert "start with `scraper run`" in ran.stderr.decode()


def test_a_posting_known_by_its_bundled_facts_only_is_told_so(workspace):
    from analysis import store

    with store.writing(workspace) as findings:
        findings.fold(None, [REPO / "data" / "history" / "hackernews.parquet"])
        ((known,),) = findings.rows("SELECT min(posting_id) FROM fact")
    ran = analysis("explain", known, "--workspace", str(workspace.root))
    assert ran.returncode == 2
    assert "`scraper backfill hackernews` fetches it" in ran.stderr.decode()
