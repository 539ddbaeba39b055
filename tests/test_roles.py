from __future__ import annotations

from pathlib import Path

import pytest

from analysis import extract
from analysis.taxonomy import load

TAXONOMY = load(Path(__file__).parents[1] / "data" / "taxonomy")
SERVER = "You build APIs in Go on PostgreSQL."


def read(title, text):
    return extract.read(title, None, text, TAXONOMY)


@pytest.mark.parametrize(
    ("title", "text", "backend"),
    [
        ("Senior Backend Engineer", "", "strict"),
        ("Software Engineer, Back-End", "", "strict"),
        ("API Engineer", "", "strict"),
        ("Server-side Developer", "", "strict"),
        ("Full Stack Developer", "", "broad"),
        ("Software Engineer", SERVER, "broad"),
        ("Software Engineer", "We are nice.", "unclear"),
        ("Java Developer (m/w/d)", "Spring und REST.", "broad"),
        ("Software Engineer, Application Security", SERVER, "broad"),
        ("DevOps Engineer", SERVER, "no"),
        ("Site Reliability Engineer", SERVER, "no"),
        ("Data Engineer", SERVER, "no"),
        ("Machine Learning Engineer", SERVER, "no"),
        ("Frontend Engineer", SERVER, "no"),
        ("iOS Developer", SERVER, "no"),
        ("Platform Engineer", SERVER, "no"),
        ("QA Engineer", SERVER, "no"),
        ("Engineering Manager", SERVER, "no"),
        ("Accountant", SERVER, "no"),
        (None, "Firm | Backend Engineer | Remote", "strict"),
        (None, "Firm | Frontend, Backend, SRE | Remote | Full-time", "strict"),
        (None, "Firm | Remote\nWe are hiring front-end and back-end engineers.", "strict"),
        (None, "Firm | Full-stack Developer | Remote", "broad"),
        (None, f"Firm | Software Engineer | Remote\n{SERVER}", "broad"),
        (None, "Firm | DevOps Engineer | Remote\nWe use Python and Postgres.", "no"),
        (None, "Firm | Product Designer | Remote\nYou will work with our backend engineers.", "no"),
        (None, "Firm | Remote\nWe are hiring across Backend, Infrastructure, and Frontend.", "strict"),
        (None, "Firm | Remote\nWe look for people for our backend and data teams.", "unclear"),
        (
            None,
            "Firm | Remote\nWe are looking for engineers for full-stack, backend and data teams.",
            "strict",
        ),
        (
            None,
            "Firm | Remote\nOpen now: Senior Analysts | Data Engineers | Back-End Engineers | Writers",
            "strict",
        ),
        (None, "Firm | Berlin\n- Software Developer (m/f/x) Backend Go\n- Accountant (m/f/x)", "strict"),
        (None, "Is anybody else tired of threads like this?", "no"),
        (None, "", "no"),
    ],
)
def test_backend(title, text, backend):
    assert read(title, text).backend == backend


@pytest.mark.parametrize(
    ("title", "text", "seniority"),
    [
        ("Senior Backend Engineer", "", "senior"),
        ("Sr. Backend Engineer", "", "senior"),
        ("Staff Backend Engineer", "", "lead"),
        ("Principal Software Engineer", "", "lead"),
        ("Senior/Staff Backend Engineer", "", "senior"),
        ("Junior Backend Developer", "", "junior"),
        ("Backend Engineer II", "", "mid"),
        ("Backend Engineer", "5+ years of experience.", "senior"),
        ("Backend Engineer", "2 years of experience.", "unclear"),
        ("Junior Backend Engineer", "The team has 10 years of experience.", "junior"),
        (None, "Firm | Senior Designer, Junior Backend Engineer | Remote", "junior"),
    ],
)
def test_seniority(title, text, seniority):
    assert read(title, text).seniority == seniority


def test_several_roles_make_a_multi_post():
    assert read(None, "Firm | Backend Engineer, iOS Engineer | Remote").unit == "multi"
    assert read(None, "Firm | Backend Engineer | Remote").unit == "single"
    assert read("Backend Engineer", "We also seek an iOS Engineer.").unit == "single"


def test_one_role_that_qualifies_is_enough():
    text = "Firm | Multiple roles | Remote\n- Product Manager\n- iOS Engineer\n- Backend Engineer"
    assert read(None, text).backend == "strict"
