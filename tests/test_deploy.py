"""The files that run it every day: they parse, their commands are there, and exit codes lead where the design says."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
DEPLOY = REPO / "deploy"
WORKFLOWS = REPO / ".github" / "workflows"
HOME = "/srv/skilltrend"
RUN, ANALYSE = ["scraper", "run"], ["analysis", "run"]


class _Keys(configparser.RawConfigParser):
    """Unit files name a key more than once: the values stand behind each other."""

    def __init__(self) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",), dict_type=_Several)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


class _Several(dict):
    def __setitem__(self, key, value):
        if isinstance(value, list) and isinstance(self.get(key), list):
            value = self[key] + value
        super().__setitem__(key, value)


def unit(name: str) -> configparser.RawConfigParser:
    parser = _Keys()
    parser.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return parser


def commands(name: str) -> list[list[str]]:
    return [shlex.split(line) for line in unit(name)["Service"]["ExecStart"].split("\n")]


def test_the_service_runs_both_commands_in_turn_and_they_exist():
    found = commands("skilltrend.service")
    assert [words[1:4] for words in found] == [["-m", *RUN], ["-m", *ANALYSE]]
    for words in found:
        assert words[0] == f"{HOME}/.venv/bin/python"
        shown = subprocess.run(
            [sys.executable, *words[1:4], "--help"], cwd=REPO, capture_output=True, text=True, check=True
        )
        for option in (word for word in words[4:] if word.startswith("--")):
            assert option in shown.stdout


def test_the_service_goes_on_after_0_and_1_and_alerts_after_2_and_3():
    service = unit("skilltrend.service")
    assert service["Service"]["Type"] == "oneshot", (
        "only then several commands run in turn, and a failure ends them"
    )
    assert service["Service"]["SuccessExitStatus"] == "1"
    alert = service["Unit"]["OnFailure"]
    assert (DEPLOY / alert).is_file()
    assert Path(commands(alert)[0][0]).is_absolute()
    assert service["Service"]["ReadWritePaths"] == service["Service"]["WorkingDirectory"] == HOME
    assert "SKILLTREND_CONTACT=" in service["Service"]["Environment"]


def test_the_timer_starts_the_service_of_its_name_every_day():
    timer = unit("skilltrend.timer")
    assert re.fullmatch(r"\*-\*-\* \d\d:\d\d:00 UTC", timer["Timer"]["OnCalendar"])
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("name", ["skilltrend.service", "skilltrend.timer", "skilltrend-alert.service"])
def test_systemd_takes_the_units(name, tmp_path):
    for path in DEPLOY.glob("skilltrend*.*"):
        # The one thing that is not here is the checkout in its place.
        text = path.read_text().replace(f"{HOME}/.venv/bin/python", sys.executable)
        (tmp_path / path.name).write_text(text.replace("/usr/bin/logger", "/bin/true"))
    ran = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )  # fmt: skip
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "skilltrend" in line]) == (0, [])


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose python notes what it is asked and ends as it is told."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(DEPLOY / "daily.sh", tmp_path / "deploy" / "daily.sh")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> asked\nexit "$(cat "$2")"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return tmp_path


DAYS = [  # codes of scraper and analysis, the day's own, whether the analysis runs, whether somebody is told
    (0, 0, 0, True, False),
    (1, 0, 1, True, False),
    (0, 1, 1, True, False),
    (2, 0, 2, False, True),
    (3, 0, 3, False, True),
    (0, 2, 2, True, True),
    (1, 3, 3, True, True),
]


def ends(checkout, scraper, analysis):
    (checkout / "scraper").write_text(str(scraper))
    (checkout / "analysis").write_text(str(analysis))


@pytest.mark.parametrize("day", DAYS)
def test_the_day_goes_on_after_0_and_1_and_ends_at_2_and_3(checkout, day):
    scraper, analysis, code, analysed, told = day
    ends(checkout, scraper, analysis)
    ran = subprocess.run(
        [str(checkout / "deploy" / "daily.sh")],
        cwd="/", capture_output=True, text=True, check=False, env={"PATH": os.environ["PATH"], "BUDGET_S": "60"},
    )  # fmt: skip
    asked = (checkout / "asked").read_text().splitlines()
    wanted = ["-m scraper run --budget 60 --workspace data", "-m analysis run --workspace data"]
    assert asked == wanted[: 2 if analysed else 1]
    assert ran.returncode == code
    assert ("ended with exit code" in ran.stderr) == told


@pytest.mark.parametrize("day", DAYS)
def test_cron_mails_after_2_and_3_alone(checkout, day):
    scraper, analysis, _, analysed, told = day
    ends(checkout, scraper, analysis)
    (line,) = re.findall(
        r"^17 5 \* \* \* (.*)$", (DEPLOY / "skilltrend.cron").read_text(), flags=re.MULTILINE
    )
    ran = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd="/", capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "CHECKOUT": str(checkout)},
    )  # fmt: skip
    assert bool(ran.stdout + ran.stderr) == told, "cron mails what a job prints"
    assert (checkout / "asked").read_text().count("\n") == 1 + analysed


def test_cron_names_what_it_needs():
    told = (DEPLOY / "skilltrend.cron").read_text()
    names = re.findall(r"^(\w+)=", told, flags=re.MULTILINE)
    assert names == ["MAILTO", "SKILLTREND_CONTACT", "CHECKOUT"]


@pytest.mark.parametrize(("code", "passes"), [(0, True), (1, True), (2, False), (3, False)])
def test_the_workflow_fails_after_2_and_3_alone(checkout, code, passes):
    ends(checkout, code, 0)
    (step,) = re.findall(
        r"- run: (deploy/daily\.sh.*)$", (WORKFLOWS / "scrape.yml").read_text(), flags=re.MULTILINE
    )
    ran = subprocess.run(["bash", "-e", "-c", step], cwd=checkout, capture_output=True, check=False)
    assert (ran.returncode == 0) == passes


def test_the_canary_checks_daily_and_blocks_nothing():
    told = (WORKFLOWS / "canary.yml").read_text()
    assert "continue-on-error: true" in told
    assert re.search(r'- cron: "\d+ \d+ \* \* \*"', told)
    assert "-m scraper check" in told
    assert not re.search(r"^on:.*(push|pull_request)", told, flags=re.MULTILINE | re.DOTALL)


def test_each_way_is_explained_in_about_ten_lines():
    parts = re.split(r"^## ", (DEPLOY / "README.md").read_text(), flags=re.MULTILINE)[1:]
    assert len(parts) == 4
    for part in parts:
        assert 7 <= len(part.strip().splitlines()) - 2 <= 12, part[:40]
        for name in re.findall(
            r"`([\w./-]+\.(?:service|timer|cron|sh|yml)|Containerfile)`", part.splitlines()[0]
        ):
            assert (DEPLOY / name).is_file() or (REPO / name).is_file()


def test_the_container_copies_what_is_there_and_runs_the_day():
    told = (DEPLOY / "Containerfile").read_text()
    for sources in re.findall(r"^COPY (.*) \S+$", told, flags=re.MULTILINE):
        assert all((REPO / name).exists() for name in sources.split())
    assert 'ENTRYPOINT ["deploy/daily.sh"]' in told
    assert os.access(DEPLOY / "daily.sh", os.X_OK)
