"""The source `adzuna`: off by default, with a key, cut short."""

from __future__ import annotations

from conftest import REPO
from source_payloads import Source

from scraper import boards

SOURCE = Source("adzuna", "newest", board="gb")


def job(**told):
    return {"id": "7", "title": "Engineer", "description": "We wind clocks and…"} | told


def test_it_is_off_and_the_board_file_says_why():
    told = boards.read(REPO / "data/boards/adzuna.toml")
    assert not told.enabled
    assert "consent" in (told.reason or "")


def test_keys_come_from_the_environment_and_stand_in_no_file():
    told = boards.read(REPO / "data/boards/adzuna.toml")
    (request,) = SOURCE.requests("gb")
    assert "app_id={key1}&app_key={key2}" in request.path
    assert len(told.key_env) == 2


def test_snippets_are_marked_truncated():
    assert boards.read(REPO / "data/boards/adzuna.toml").truncated
    assert SOURCE.posting({"results": [job()]}).whole is False


def test_marks_of_the_search_are_stripped():
    found = SOURCE.posting(
        {"results": [job(title="<strong>Go</strong> Engineer", description="We <strong>wind</strong>…")]}
    )
    assert (found.title, found.text) == ("Go Engineer", "We wind…")


def test_predicted_pay_is_no_pay_told():
    pays = []
    for predicted in ("0", "1", 1, None):
        told = job(salary_min=50_000, salary_max=60_000, salary_is_predicted=predicted)
        pays.append(SOURCE.posting({"results": [told]}).pay_min)
    assert pays == [50_000, None, None, 50_000]


def test_country_and_currency_are_the_boards():
    told = job(location={"display_name": "Leeds"}, salary_min=50_000)
    found = SOURCE.posting({"results": [told]})
    assert (found.country, found.pay_currency) == ("GB", "GBP")


def test_full_pages_are_followed_up_to_a_bound():
    full = {"results": [job(id=str(number)) for number in range(50)]}
    assert [request.page for request in SOURCE.follow(full)] == [2]
    assert SOURCE.follow(full, page=10) == []
    assert SOURCE.follow({"results": [job()]}) == []
