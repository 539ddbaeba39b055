"""`scraper add` and `scraper retire` over real HTTP: what becomes a row, what does not, and what stays as it was."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import REPO, rows, run_scraper, scraper_here
from fake_internet import PAGE, Answer, FakeInternet

from scraper import boards, finding, workspace
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GREENHOUSE = "/v1/boards/{}/jobs?content=true&pay_transparency=true"
XML = (("Content-Type", "application/xml"),)


def jobs(*ids: int, company: str | None = "Loom & Daughters") -> Answer:
    told = [
        {
            "id": native,
            "internal_job_id": native,
            "title": "Weaver",
            "content": "&lt;p&gt;We weave.&lt;/p&gt;",
            "company_name": company,
        }
        for native in ids
    ]
    return Answer(json.dumps({"jobs": told, "meta": {"total": len(told)}}).encode())


@pytest.fixture
def fake() -> Iterator[FakeInternet]:
    with FakeInternet().running() as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path, fake: FakeInternet) -> Path:
    """A workspace with the shipped board files, whose interfaces are the fake's."""
    home = tmp_path / "workspace"
    (home / "boards").mkdir(parents=True)
    for path in (REPO / "data" / "boards").glob("*.toml"):
        text = re.sub(
            r"^spacing_s = .*$",
            lambda found: re.sub(r"[\d.]+ ", "0 ", found[0]),
            path.read_text(),
            flags=re.MULTILINE,
        )
        text = re.sub(
            r'^(api|site) = "https://[^/"]*\{(\w+)\}[^/"]*',
            rf'\1 = "{fake.url}/{{\2}}',
            text,
            flags=re.MULTILINE,
        )
        text = re.sub(r'^(api|site) = "https://[^/"]*', rf'\1 = "{fake.url}', text, flags=re.MULTILINE)
        (home / "boards" / path.name).write_text(text)
    return home


def text_of(folder: Path, source: str) -> str:
    return (folder / "boards" / f"{source}.toml").read_text(encoding="utf-8")


def test_an_address_of_a_known_system_becomes_a_row_and_nothing_else_of_the_file_changes(
    fake: FakeInternet, folder: Path
) -> None:
    fake.answers[GREENHOUSE.format("loomworks")] = jobs(1, 2, 3)
    before = text_of(folder, "greenhouse")
    ran = run_scraper("add", folder, "https://boards.greenhouse.io/loomworks/jobs/17?gh_src=x")
    assert ran.code == 0, ran.err
    assert "greenhouse: loomworks (Loom & Daughters): 3 postings" in ran.out
    added = '\n[[board]]\nslug = "loomworks"\ncompany = "Loom & Daughters"\n'
    assert text_of(folder, "greenhouse") == before + added
    assert boards.read(folder / "boards" / "greenhouse.toml").boards[-1].slug == "loomworks"
    assert [path for path in fake.paths() if path != "/robots.txt"] == [GREENHOUSE.format("loomworks")]


def test_what_the_check_brought_is_loaded_by_the_next_run(fake: FakeInternet, folder: Path) -> None:
    fake.validators = True
    fake.answers[GREENHOUSE.format("loomworks")] = jobs(1, 2)
    assert scraper_here("add", folder, "https://boards.greenhouse.io/loomworks").code == 0
    ran = scraper_here("run", folder, "--source", "greenhouse", "--board", "loomworks")
    assert ran.code == 0, ran.err
    assert rows(folder, "SELECT outcome FROM \"fetch\" WHERE kind = 'list' ORDER BY fetched_at") == [
        ("ok",),
        ("not_modified",),
    ]
    assert rows(folder, "SELECT count(*) FROM posting WHERE board = 'loomworks'") == [(2,)]


def test_a_board_that_is_known_is_said_to_be_and_nobody_is_asked(fake: FakeInternet, folder: Path) -> None:
    before = text_of(folder, "greenhouse")
    ran = scraper_here("add", folder, "https://job-boards.greenhouse.io/stripe")
    assert (ran.code, fake.log) == (0, [])
    assert "greenhouse: stripe is known already" in ran.out
    assert text_of(folder, "greenhouse") == before


@pytest.mark.parametrize(
    ("answer", "told"),
    [(Answer(b"{}", 404), "gone (HTTP 404)"), (Answer(b"<html>", headers=PAGE), "failed"), (Answer(b"{}", 403), "blocked")],
)  # fmt: skip
def test_a_board_that_does_not_answer_is_not_written(
    fake: FakeInternet, folder: Path, answer: Answer, told: str
) -> None:
    fake.answers[GREENHOUSE.format("loomworks")] = answer
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ran = scraper_here("add", folder, "https://boards.greenhouse.io/loomworks")
    assert ran.code == 3
    assert f"greenhouse: loomworks: {told}" in ran.err
    assert "nothing was written" in ran.err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_empty_board_is_written_with_no_posting(fake: FakeInternet, folder: Path) -> None:
    fake.answers[GREENHOUSE.format("loomworks")] = jobs()
    ran = scraper_here("add", folder, "boards.greenhouse.io/loomworks", "--company", 'Loom "L"  \n& Co')
    assert ran.code == 0, ran.err
    assert "0 postings" in ran.out
    assert boards.read(folder / "boards" / "greenhouse.toml").boards[-1].company == 'Loom "L" & Co'


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="https://example.test/about">About</a> <a href="https://boards.greenhouse.io/loomworks/jobs/5">A job</a></p>',
        '<iframe src="//boards.greenhouse.io/embed/job_board?for=loomworks"></iframe>',
        '<script src="https://boards.greenhouse.io/embed/job_board/js?for=loomworks"></script>',
        '<a href="https://boards.greenhouse.io/gone">x</a><a href="https://boards.greenhouse.io/loomworks">x</a>',
    ],
)
def test_a_page_that_leads_to_a_known_system_gives_its_board(
    fake: FakeInternet, folder: Path, body: str
) -> None:
    fake.answers["/careers"] = Answer(f"<html><body>{body}</body></html>".encode(), headers=PAGE)
    fake.answers[GREENHOUSE.format("loomworks")] = jobs(1)
    ran = scraper_here("add", folder, f"{fake.url}/careers")
    assert ran.code == 0, ran.err
    assert "greenhouse: loomworks (Loom & Daughters): 1 posting on" in ran.out


def test_a_page_that_is_led_elsewhere_tells_its_board_by_where(fake: FakeInternet, folder: Path) -> None:
    fake.answers["/careers"] = Answer(b"", 302, (("Location", "https://job-boards.greenhouse.io/loomworks"),))
    fake.answers[GREENHOUSE.format("loomworks")] = jobs(1)
    ran = scraper_here("add", folder, f"{fake.url}/careers")
    assert ran.code == 0, ran.err


def test_a_page_with_markup_for_search_engines_becomes_a_site_of_its_own(
    fake: FakeInternet, folder: Path
) -> None:
    markup = json.dumps({"@type": "JobPosting", "title": "Weaver", "description": "We weave."})
    body = f'<script type="application/ld+json">{markup}</script>'
    path = folder / "boards" / "jsonld.toml"
    # The site stands where the page is: the slug's host is the fake.
    path.write_text(
        re.sub(r"^(site|public) = .*$", rf'\1 = "{fake.url}"', path.read_text(), flags=re.MULTILINE)
    )
    fake.answers["/karriere/weaver"] = Answer(f"<html>{body}</html>".encode(), headers=PAGE)
    urls = "".join(f"<url><loc>{fake.url}/karriere/{name}</loc></url>" for name in ("weaver", "dyer"))
    fake.answers["/sitemap.xml"] = Answer(f"<urlset>{urls}</urlset>".encode(), headers=XML)
    fake.answers["/robots.txt"] = Answer(
        b"User-agent: *\nAllow: /\n", headers=(("Content-Type", "text/plain"),)
    )
    ran = scraper_here("add", folder, f"{fake.url}/karriere/weaver")
    assert ran.code == 0, ran.err
    assert "jsonld: 127.0.0.1/karriere: 2 postings" in ran.out


def test_a_page_that_leads_nowhere_says_what_was_tried(fake: FakeInternet, folder: Path) -> None:
    fake.answers["/careers"] = Answer(b"<html><a href='/x'>Write to us</a></html>", headers=PAGE)
    ran = scraper_here("add", folder, f"{fake.url}/careers")
    assert ran.code == 3
    assert "is of none of" in ran.err
    assert "no link to a board that is known, and no JobPosting" in ran.err
    gone = scraper_here("add", folder, f"{fake.url}/nothing-here")
    assert (gone.code, "HTTP 404" in gone.err) == (3, True)
    assert scraper_here("add", folder, "ftp://example.test/x").code == 2


def test_robots_txt_of_the_page_is_obeyed(fake: FakeInternet, folder: Path) -> None:
    fake.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /careers\n")
    fake.answers["/careers"] = Answer(b"<a href='https://boards.greenhouse.io/loomworks'>x</a>", headers=PAGE)
    ran = scraper_here("add", folder, f"{fake.url}/careers")
    assert (ran.code, "robots.txt forbids it" in ran.err) == (3, True)
    assert fake.paths() == ["/robots.txt"]


def test_a_source_that_is_off_is_named_with_its_reason_and_not_asked(
    fake: FakeInternet, folder: Path
) -> None:
    ran = scraper_here("add", folder, "https://careers.smartrecruiters.com/LoomWorks")
    assert ran.code == 3
    assert "keeps the source off" in ran.err
    assert fake.log == []


@pytest.mark.parametrize(
    ("url", "source", "slug"),
    [
        ("https://jobs.ashbyhq.com/loom%20works/1234", "ashby", "loom works"),
        ("https://jobs.lever.co/LoomWorks", "lever", "LoomWorks"),
        ("https://jobs.eu.lever.co/LoomWorks/1-2", "lever_eu", "LoomWorks"),
        ("https://LoomWorks.recruitee.com/o/weaver", "recruitee", "loomworks"),
        ("https://loomworks.jobs.personio.com/job/7?language=de", "personio", "loomworks"),
        ("https://apply.workable.com/loomworks/j/AB12/", "workable", "loomworks"),
        ("https://ats.rippling.com/en-GB/loomworks/jobs", "rippling", "loomworks"),
        ("https://loomworks.teamtailor.com/jobs", "teamtailor", "loomworks"),
    ],
)  # fmt: skip
def test_addresses_tell_source_and_board(url: str, source: str, slug: str) -> None:
    known = boards.load(workspace.shipped("boards"), discover()).values()
    assert [(board.source, board.slug) for board in finding.by_address(url, known)] == [(source, slug)]


def test_a_workspace_without_board_files_gets_copies_of_all_and_the_shipped_ones_stay(
    fake: FakeInternet, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = folder / "boards"
    monkeypatch.setattr(
        workspace, "shipped", lambda name: shipped if name == "boards" else REPO / "data" / name
    )
    before = {path.name: path.read_bytes() for path in shipped.iterdir()}
    fake.answers[GREENHOUSE.format("loomworks")] = jobs(1)
    ran = scraper_here("add", tmp_path / "new", "https://boards.greenhouse.io/loomworks")
    assert ran.code == 0, ran.err
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == before
    own = {path.name: path.read_bytes() for path in (tmp_path / "new" / "boards").iterdir()}
    assert own.keys() == before.keys()
    assert [name for name in own if own[name] != before[name]] == ["greenhouse.toml"]


def test_a_retired_board_is_not_asked_and_all_else_of_the_file_stays(
    fake: FakeInternet, folder: Path
) -> None:
    before = text_of(folder, "greenhouse")
    today = dt.datetime.now(dt.UTC).date()
    ran = run_scraper("retire", folder, "greenhouse", "stripe", "--note", 'moved to "Ashby"')
    assert ran.code == 0, ran.err
    row = '[[board]]\nslug = "stripe"\ncompany = "Stripe"\n'
    assert before.count(row) == 1
    wanted = before.replace(row, f'{row}retired = {today}\nnote = "moved to \\"Ashby\\""\n')
    assert text_of(folder, "greenhouse") == wanted
    asked = scraper_here("run", folder, "--source", "greenhouse", "--board", "stripe")
    assert (asked.code, f"retired since {today}" in asked.err) == (2, True)
    assert fake.log == []
    again = scraper_here("retire", folder, "greenhouse", "stripe")
    assert (again.code, "already" in again.out) == (0, True)
    known = scraper_here("add", folder, "https://boards.greenhouse.io/stripe")
    assert (known.code, f"known already, retired since {today}" in known.out) == (0, True)


def test_the_last_row_of_a_file_and_one_with_a_note_and_comments_behind_it_can_be_retired(
    folder: Path,
) -> None:
    path = folder / "boards" / "greenhouse.toml"
    header = path.read_text().partition("[[board]]")[0]
    path.write_text(
        header + '[[board]]\nslug = "one"\nnote = "old"\n\n# The next\n# ones\n[[board]]\nslug = "two"'
    )
    today = dt.datetime.now(dt.UTC).date()
    assert scraper_here("retire", folder, "greenhouse", "one", "--note", "new").code == 0
    assert scraper_here("retire", folder, "greenhouse", "two").code == 0
    assert path.read_text() == header + (
        f'[[board]]\nslug = "one"\nretired = {today}\nnote = "new"\n\n# The next\n# ones\n'
        f'[[board]]\nslug = "two"\nretired = {today}'
    )


def test_rows_of_another_form_are_left_as_they_are(folder: Path) -> None:
    path = folder / "boards" / "greenhouse.toml"
    header = path.read_text().partition("[[board]]")[0]
    text = header.replace("title", 'board = [{ slug = "one" }]\ntitle', 1)
    path.write_text(text)
    ran = scraper_here("retire", folder, "greenhouse", "one")
    assert (ran.code, "by hand" in ran.err) == (2, True)
    assert path.read_text() == text
    assert sorted(path.parent.glob("*")) == sorted(path.parent.glob("*.toml")), "no scratch is left"


@pytest.mark.parametrize(
    ("source", "board", "told"),
    [("greenhouse", "strype", "near are stripe"), ("greenhous", "stripe", "near are greenhouse"), ("hackernews", "x", "known are")],
)  # fmt: skip
def test_an_unknown_board_is_told_with_those_that_are_near(
    folder: Path, source: str, board: str, told: str
) -> None:
    ran = scraper_here("retire", folder, source, board)
    assert ran.code == 2
    assert told in ran.err


def test_the_history_of_a_retired_board_stays(fake: FakeInternet, folder: Path) -> None:
    fake.answers[GREENHOUSE.format("stripe")] = jobs(1, 2)
    assert scraper_here("run", folder, "--source", "greenhouse", "--board", "stripe").code == 0
    assert scraper_here("retire", folder, "greenhouse", "stripe").code == 0
    shutil.copy(folder / "boards" / "greenhouse.toml", folder / "kept.toml")
    assert scraper_here("replay", folder).code == 0
    assert rows(folder, "SELECT count(*) FROM posting WHERE board = 'stripe'") == [(2,)]
