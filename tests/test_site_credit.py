"""Who is to be named: read from the heads of board files, said in charts and pages."""

from __future__ import annotations

from analysis import credit
from analysis.workspace import shipped


def test_heads_of_board_files_tell_names_credits_and_terms(tmp_path):
    (tmp_path / "remote.toml").write_text(
        'title = "Remote Example: jobs"\ncredit = "Source: Remote Example"\ncredit_url = "https://example.test/"\n'
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
    rows = credit.read(shipped("boards")).set_index("source")
    assert rows.loc["hackernews", "name"] == "Hacker News"
    assert rows["name"].notna().all()


def test_no_board_files_are_no_sources(tmp_path):
    assert credit.read(tmp_path / "nowhere").empty
