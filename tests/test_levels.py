from __future__ import annotations

from pathlib import Path

import pytest

from analysis import extract
from analysis.place import NAMES
from analysis.taxonomy import load

TAXONOMY = load(Path(__file__).parents[1] / "data" / "taxonomy")


def level(text, skill, title="Backend Engineer"):
    found = [m for m in extract.read(title, None, text, TAXONOMY).mentions if m.skill == skill]
    assert found, f"{skill} was not found"
    return NAMES[max(m.level for m in found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # sections, by headings, labels and list shape
        ("# Requirements\n- Docker", "required"),
        ("# What you'll bring\n- Docker and Go", "required"),
        ("# Nice to have\n- Docker", "preferred"),
        ("# Requirements\n- Go\n# Bonus points\n- Docker", "preferred"),
        ("# What you'll do\n- Ship our services with Docker", "used"),
        ("# Our stack\n- Docker", "used"),
        ("Requirements:\n- Go\n- Docker", "required"),
        ("Requirements: - Go - Docker", "required"),
        ("Nice to have: Docker, Rust", "preferred"),
        ("Stack: Go, Docker", "used"),
        ("# Requirements\n- Go\n- Containers: Docker", "required"),
        ("# Benefits\n- A Docker sticker", "incidental"),
        # other languages
        ("# Anforderungen\n- Docker", "required"),
        ("# Dein Profil\n- Erfahrung mit Docker", "required"),
        ("# Ton profil\n- Docker", "required"),
        ("# Requisitos\n- Docker", "required"),
        ("# O que esperamos\n- Docker", "required"),
        ("# Functie-eisen\n- Docker", "required"),
        ("# Kvalifikationer\n- Docker", "required"),
        ("# Wymagania\n- Docker", "required"),
        ("# Mile widziane\n- Docker", "preferred"),
        ("Docker ist von Vorteil.", "preferred"),
        ("# Aufgaben\n- Docker betreiben", "used"),
        # sentences
        ("You need experience with Docker.", "required"),
        ("Strong Docker skills are needed.", "required"),
        ("We are looking for Python/Docker engineers.", "required"),
        ("We look for a developer (Go, Docker).", "used"),
        ("We use Docker and Go.", "used"),
        ("You will deploy with Docker.", "used"),
        ("Docker is a plus.", "preferred"),
        ("Experience with Go, Rust and Docker is a plus.", "preferred"),
        ("Ideally you know Docker.", "preferred"),
        ("Bonus points for Docker.", "preferred"),
        ("Python, Docker (nice to have: Kafka)", "used"),
        ("# Requirements\n- Go, Docker (preferred)", "preferred"),
        ("# Requirements\n- Experience with one of Docker, Podman or LXC", "required"),
        # negation, links, others
        ("No Docker experience needed.", "incidental"),
        ("Docker is not required.", "incidental"),
        ("Read https://example.test/docker-story for more.", "incidental"),
        ("Our customers include Docker and others.", "incidental"),
    ],
)
def test_levels_of_docker(text, expected):
    assert level(text, "Docker") == expected


def test_a_softening_reaches_its_own_sentence_only():
    text = "You have experience with Terraform. Docker is a plus."
    assert (level(text, "Terraform"), level(text, "Docker")) == ("required", "preferred")


def test_a_softening_in_brackets_stays_there():
    text = "# Requirements\n- Experience with Docker (Ansible a plus) and Linux"
    assert (level(text, "Docker"), level(text, "Ansible")) == ("required", "preferred")


def test_words_of_every_product_need_more_than_a_preposition():
    assert level("Acme helps dentists by using AI.", "AI") == "incidental"
    assert level("You will build AI into our services.", "AI") == "used"


def test_a_demand_on_another_role_is_incidental():
    text = (
        "Firm | Multiple roles | Remote\nWe are hiring:\n"
        "- Backend Engineer: you know Docker\n- DevOps Engineer: you know Terraform"
    )
    assert level(text, "Docker", title=None) == "required"
    assert level(text, "Terraform", title=None) == "incidental"


def test_what_is_said_after_the_list_of_roles_belongs_to_all():
    text = (
        "Firm | Multiple roles | Remote\nWe are hiring:\n- Backend Engineer\n- iOS Engineer\n"
        "Our stack: Go, Docker\nWe run on Kubernetes."
    )
    assert level(text, "Docker", title=None) == "used"
    assert level(text, "Kubernetes", title=None) == "used"


def test_another_open_role_is_no_devops_of_this_one():
    text = "Firm | Backend Engineer, DevOps Engineer | Remote\nWe write Go and Postgres."
    assert level(text, "DevOps", title=None) == "incidental"
    assert level("Firm | DevOps Engineer | Remote\nWe write Go.", "DevOps", title=None) == "used"


def test_claims_about_scale_count_where_the_work_is_meant():
    words = [
        m.category for m in extract.read("Engineer", None, "Schools trust us at scale.", TAXONOMY).mentions
    ]
    assert "architecture" not in words
    assert level("You will run our services at scale.", "work at scale") == "used"
