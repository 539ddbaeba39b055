"""Archive files that come from another folder: a copy of one that is loaded changes nothing, an older one is put in its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import rows, scraper_here, tables
from test_life import DAY, Reading, loaded, seen, written

from scraper import archive

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = dt.datetime(2026, 1, 5, 6)  # noqa: DTZ001 - times of payloads are UTC without a zone


def week(number: int, *ids: int, text: str = "We weave.") -> Reading:
    return seen(BEGIN + number * 7 * DAY, *ids, text=text)


# 2 is away for two weeks and comes back: a copy of the first file must not fill the gap.
READINGS = [week(0, 1, 2), week(1, 1), week(2, 1), week(3, 1, 2, text="We weave by night."), week(4, 1)]


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("raw/*/*.warc.gz"))


@pytest.mark.parametrize("name", [None, "copy.warc.gz"])
def test_a_copy_of_a_file_that_is_loaded_changes_nothing(tmp_path: Path, name: str | None) -> None:
    folder = loaded(tmp_path / "workspace", READINGS)
    before, shown = tables(folder), "SELECT * FROM shown ORDER BY ALL"
    shown_before = rows(folder, shown)
    for path in files(folder):
        copy = shutil.copy(path, tmp_path / (name or path.name))
        assert scraper_here("replay", folder, str(copy)).code == 0
        assert tables(folder) == before
        assert rows(folder, shown) == shown_before, "what the next unchanged answer shows again"


def test_a_file_from_another_folder_that_is_older_than_what_is_loaded_is_put_in_its_place(
    tmp_path: Path,
) -> None:
    spans = "SELECT * FROM sighting ORDER BY ALL"
    wanted = rows(loaded(tmp_path / "all", READINGS), spans)
    folder = loaded(tmp_path / "part", READINGS)
    (tmp_path / "elsewhere").mkdir()
    away = [str(shutil.move(path, tmp_path / "elsewhere" / path.name)) for path in files(folder)[:2]]
    assert scraper_here("replay", folder).code == 0
    assert rows(folder, spans) != wanted
    ran = scraper_here("replay", folder, *away)
    assert "in their order" in ran.out
    assert rows(folder, spans) == wanted


def test_a_copy_beside_news_of_another_board_makes_no_version_of_the_old_text(tmp_path: Path) -> None:
    """The copy stands in a file with what is new, so that the part of the merge that writes versions has work to do."""
    readings = [week(0, 1), week(1, 1, text="We weave by night.")]
    mill = [
        dataclasses.replace(week(2, 9), board="mill"),
        dataclasses.replace(week(3, 9, text="We mill."), board="mill"),
    ]
    folder = loaded(tmp_path / "workspace", [*readings, mill[0]])
    versions = "SELECT native_id, v.text FROM posting_version v JOIN posting USING (posting_id) ORDER BY ALL"
    assert rows(folder, versions) == [("1", "We weave.")]
    (news,) = written(tmp_path / "news", mill[1:])
    with archive.Archive(tmp_path / news.name) as mixed:
        for payload in (*archive.read(files(folder)[0]), *archive.read(news)):
            mixed.put(payload)
    assert scraper_here("replay", folder, str(tmp_path / news.name)).code == 0
    assert rows(folder, versions) == [("1", "We weave."), ("9", "We weave.")]
    assert rows(folder, "SELECT native_id, text FROM posting ORDER BY ALL") == [
        ("1", "We weave by night."),
        ("9", "We mill."),
    ]
