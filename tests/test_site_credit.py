"""Who is to be named: read from the heads of board files, said and linked in charts and pages."""

from __future__ import annotations

import subprocess
import sys

import conftest
import pytest
from fake_internet import FakeInternet, lay_out, shipped, write
from selectolax.lexbor import LexborHTMLParser

from analysis import credit, workspace
from analysis.charts import _readings

# Sources whose terms ask to be named and linked.
ASK = {
    "himalayas": "https://himalayas.app",
    "jobicy": "https://jobicy.com",
    "remoteok": "https://remoteok.com",
    "remotive": "https://remotive.com",
    "weworkremotely": "https://weworkremotely.com",
}


def test_heads_of_board_files_tell_names_credits_and_terms(tmp_path):
    (tmp_path / "remote.toml").write_text(
        'title = "Remote Example: jobs"\ncredit = { text = "Source: Remote Example", link = "https://example.test/" }\n'
        'api = "https://example.test/api"\n[[board]]\nslug = "x"\n'
    )
    (tmp_path / "plain.toml").write_text('public = "https://example.test/item?id="\nterms = "Facts only."\n')
    rows = credit.read(tmp_path).set_index("source")
    assert rows.loc["remote", "name"] == "Remote Example"
    assert rows.loc["remote", ["credit", "credit_url"]].tolist() == [
        "Source: Remote Example",
        "https://example.test/",
    ]
    assert rows.loc["plain", "name"] == "plain"
    assert rows.loc["plain", "terms"] == "Facts only."
    assert rows["credit"].isna().tolist() == [True, False]


def test_the_shipped_sources_have_names():
    rows = credit.read(workspace.shipped("boards")).set_index("source")
    assert rows.loc["hackernews", "name"] == "Hacker News"
    assert rows["name"].notna().all()


def test_sources_whose_terms_ask_for_a_link_have_one():
    rows = credit.read(workspace.shipped("boards"))
    asked = rows[
        rows["terms"].str.contains(r"name .* as the source|\bname .* and link\b|and name it", regex=True)
    ]
    assert dict(zip(asked["source"], asked["credit_url"], strict=True)) == ASK
    for source, link in ASK.items():
        assert link.removeprefix("https://") in _readings.credit(source, {"source": rows})


def test_whoever_keeps_board_files_of_their_own_still_credits_the_bundled_sources(tmp_path):
    (tmp_path / "remotive.toml").write_text('title = "Mine"\n')
    rows = credit.read(tmp_path, workspace.shipped("boards")).set_index("source")
    assert rows.loc[["hackernews", "remotive"], "name"].tolist() == ["Hacker News", "Mine"]
    assert rows.index.is_unique


def test_no_board_files_are_no_sources(tmp_path):
    assert credit.read(tmp_path / "nowhere").empty


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Postings of the sources that ask for credit, scraped and shown by the real programs."""
    folder = tmp_path_factory.mktemp("credit")
    (folder / "history").mkdir()
    known = shipped()
    with FakeInternet().running() as fake:
        for name in ASK:
            write(folder, lay_out(fake, known[name], faults=False).source)
        ran = conftest.run_scraper("run", folder)
    assert ran.code in {0, 1}, ran.err
    command = [sys.executable, "-m", "analysis", "run", "--workspace", str(folder)]
    shown = subprocess.run(
        command, cwd=conftest.REPO, capture_output=True, text=True, timeout=300, check=False
    )
    assert shown.returncode == 0, shown.stderr
    return folder


@pytest.mark.parametrize("page", ["index.html", "coverage.html", "pictures.html"])
def test_each_page_names_and_links_the_sources_of_what_was_scraped(made, page):
    tree = LexborHTMLParser((made / "site" / page).read_bytes())
    links = {link.attributes["href"]: link.attributes.get("rel") or "" for link in tree.css("footer.site a")}
    assert set(ASK.values()) <= links.keys()
    assert not any("nofollow" in rel for rel in links.values()), "Remote OK asks for links that are followed"


def test_the_coverage_page_tells_their_terms(made):
    text = LexborHTMLParser((made / "site" / "coverage.html").read_bytes()).text()
    assert "Remote OK as the source" in text
