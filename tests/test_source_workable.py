"""The source `workable` over real HTTP: a `Retry-After` of a day stops the source, and a page in the place of JSON is no list."""

from __future__ import annotations

import http.server
import json
import re
import threading

import pytest
from conftest import REPO, rows, scraper_here

PAGE = "text/html"
JSON = "application/json"


class Fake(http.server.ThreadingHTTPServer):
    """Accounts by name: (status, content type, body, more headers)."""

    def __init__(self, accounts):
        self.accounts, self.asked = accounts, []
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        account = self.path.partition("?")[0].rpartition("/")[2]
        if account != "robots.txt":
            self.server.asked.append(account)
        status, media_type, body, headers = self.server.accounts.get(account, (404, JSON, b"{}", {}))
        self.send_response(status)
        for name, value in ({"Content-Type": media_type, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Tests are quiet."""


@pytest.fixture
def run(tmp_path):
    """Runs the source, its shipped board file with these accounts in the place of its own; then (how it ended, who was asked)."""
    fakes = []

    def started(accounts):
        fake = Fake(accounts)
        threading.Thread(target=fake.serve_forever, daemon=True).start()
        fakes.append(fake)
        write_boards(tmp_path, fake, accounts)

        def again():
            fake.asked.clear()
            return scraper_here("run", tmp_path), list(fake.asked)

        return again

    yield started
    for fake in fakes:
        fake.shutdown()
        fake.server_close()


def write_boards(folder, fake, accounts):
    header = (REPO / "data/boards/workable.toml").read_text(encoding="utf-8").partition("[[board]]")[0]
    header, told = re.subn(r'(?m)^api = ".*"$', f'api = "http://127.0.0.1:{fake.server_port}"', header)
    header, spaced = re.subn(r"(?m)^spacing_s = .*$", "spacing_s = { api = 0 }", header)
    assert (told, spaced) == (1, 1), "the shipped board file has another form"
    boards = "".join(f'\n[[board]]\nslug = "{account}"\n' for account in accounts)
    (folder / "boards").mkdir()
    (folder / "boards" / "workable.toml").write_text(header + boards, encoding="utf-8")


def account(*codes):
    jobs = [{"shortcode": code, "title": "Weaver", "description": "<p>We weave.</p>"} for code in codes]
    return 200, JSON, json.dumps({"name": "Exemplar Looms", "jobs": jobs}).encode(), {}


def test_retry_after_of_a_day_stops_the_source_for_this_run_and_the_next(run, tmp_path):
    again = run(
        {"first": account("A"), "second": (429, JSON, b"{}", {"Retry-After": "83276"}), "third": account("B")}
    )
    ran, asked = again()
    assert asked == ["first", "second"]
    assert ran.code == 1, "what came before is landed"
    assert "workable" in ran.err
    assert rows(tmp_path, "SELECT posting_id FROM posting") == [("workable:first:A",)]
    _, asked = again()
    assert asked == [], "an hour later the source is still closed"
    assert rows(tmp_path, "SELECT count(*) FROM posting WHERE closed_at IS NOT NULL") == [(0,)]


def test_page_with_status_200_is_an_account_that_failed_and_never_one_that_is_empty(run, tmp_path):
    page = (200, PAGE, b"<!doctype html><title>Not found</title>", {})
    run({"known": account("A"), "unknown": page, "idle": account()})()
    told = "SELECT board, outcome FROM \"fetch\" WHERE kind = 'list' ORDER BY ALL"
    assert rows(tmp_path, told) == [("idle", "empty"), ("known", "ok"), ("unknown", "failed")]
