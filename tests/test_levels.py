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
        ("We want engineers with experience on a modern stack (Go, Docker).", "required"),
        ("# The role\nWe are hiring two senior engineers with skills and experience in Docker.", "required"),
        # negation, links, others
        ("No Docker experience needed.", "incidental"),
        ("Docker is not required.", "incidental"),
        ("Read https://example.test/docker-story for more.", "incidental"),
        ("Our customers include Docker and others.", "incidental"),
        ("As part of a founding team that was acquired by Docker, we know the trade.", "incidental"),
    ],
)
def test_levels_of_docker(text, expected):
    assert level(text, "Docker") == expected


# Whole small ads: Terraform is required, Kubernetes preferred, Docker used, Datadog incidental (it pays for trips).
ADS = {
    "English": """\
# About us
Our parcels reach nine countries.
# What you'll do
- Ship our services with Docker
# Requirements
- Three years of Terraform
# Nice to have
- Kubernetes
# Benefits
- Trips paid by Datadog""",
    "German": """\
# Über uns
Unsere Pakete erreichen neun Länder.
# Deine Aufgaben
- Du betreibst unsere Dienste mit Docker
# Das bringst du mit
- Drei Jahre Erfahrung mit Terraform
# Von Vorteil
- Kubernetes
# Wir bieten
- Ausflüge, bezahlt von Datadog""",
    "French": """\
# Qui sommes-nous
Nos colis arrivent dans neuf pays.
# Tes missions
- Livrer nos services avec Docker
# Profil recherché
- Trois ans de Terraform
# Les plus
- Kubernetes
# Avantages
- Des sorties payées par Datadog""",
    "Spanish": """\
# Quiénes somos
Nuestros paquetes llegan a nueve países.
# Tus funciones
- Desplegar nuestros servicios con Docker
# Requisitos
- Tres años con Terraform
# Deseable
- Kubernetes
# Beneficios
- Viajes pagados por Datadog""",
    "Portuguese": """\
# Quem somos
Nossos pacotes chegam a nove países.
# Responsabilidades
- Publicar nossos serviços com Docker
# O que esperamos
- Três anos de Terraform
# Diferenciais
- Kubernetes
# Benefícios
- Passeios pagos pela Datadog""",
    "Dutch": """\
# Wie zijn wij
Onze pakjes bereiken negen landen.
# Wat ga je doen
- Onze diensten uitrollen met Docker
# Wat vragen wij
- Drie jaar Terraform
# Mooi meegenomen
- Kubernetes
# Wij bieden
- Uitstapjes, betaald door Datadog""",
    "Swedish": """\
# Om oss
Våra paket når nio länder.
# Arbetsuppgifter
- Driftsätta våra tjänster med Docker
# Kvalifikationer
- Tre år med Terraform
# Meriterande
- Kubernetes
# Vi erbjuder
- Resor som Datadog betalar""",
    "Polish": """\
# O nas
Nasze paczki docierają do dziewięciu krajów.
# Zakres obowiązków
- Wdrażanie naszych usług z Docker
# Wymagania
- Trzy lata z Terraform
# Mile widziane
- Kubernetes
# Oferujemy
- Wycieczki opłacone przez Datadog""",
}


def with_colons(ad):
    """The same ad from a source without headings."""
    return "\n".join(f"{row[2:]}:" if row.startswith("# ") else row for row in ad.split("\n"))


@pytest.mark.parametrize("form", [str, with_colons])
@pytest.mark.parametrize("language", ADS)
def test_sections_of_whole_ads(language, form):
    found = {
        name: level(form(ADS[language]), name) for name in ("Terraform", "Kubernetes", "Docker", "Datadog")
    }
    assert found == {
        "Terraform": "required",
        "Kubernetes": "preferred",
        "Docker": "used",
        "Datadog": "incidental",
    }


# The same without sections: cue phrases alone.
@pytest.mark.parametrize(
    ("asked", "softened", "used"),
    [
        ("You need experience with Docker.", "Docker is a plus.", "We use Docker."),
        ("Du hast Erfahrung mit Docker.", "Idealerweise kennst du Docker.", "Wir nutzen Docker."),
        ("Vous avez une expérience avec Docker.", "Docker serait un plus.", "Nous utilisons Docker."),
        ("Tienes experiencia con Docker.", "Se valorará Docker.", "Usamos Docker."),
        ("Experiência com Docker.", "Docker será um diferencial.", "Nosso stack: Docker."),
        ("Je hebt ervaring met Docker.", "Docker is een pre.", "Wij gebruiken Docker."),
        ("Du har erfarenhet av Docker.", "Docker är meriterande.", "Vi använder Docker."),
        ("Doświadczenie z Docker.", "Docker będzie dodatkowym atutem.", "Używamy Docker."),
    ],
    ids=["English", "German", "French", "Spanish", "Portuguese", "Dutch", "Swedish", "Polish"],
)
def test_cue_phrases_in_eight_languages(asked, softened, used):
    assert [level(text, "Docker") for text in (asked, softened, used)] == ["required", "preferred", "used"]


@pytest.mark.parametrize(
    ("company", "text"),
    [
        ("Datadog", "Datadog is hiring in Paris. We write Go."),
        ("Docker", "Docker is hiring. You will improve Docker."),
        (None, "Datadog | Backend Engineer | Paris\nWe write Go."),
    ],
)
def test_the_employer_itself_is_no_demand(company, text):
    title = "Backend Engineer" if company else None
    skill = text.split()[0]
    levels = {m.level for m in extract.read(title, company, text, TAXONOMY).mentions if m.skill == skill}
    assert levels == {NAMES.index("incidental")}


@pytest.mark.parametrize("company", ["Google", "HashiCorp"])
def test_an_employer_that_is_no_tool_names_none(company):
    text = f"{company} is hiring. People from {company} like it here."
    assert not extract.read("Backend Engineer", company, text, TAXONOMY).mentions


def test_a_softening_reaches_its_own_sentence_only():
    text = "You have experience with Terraform. Docker is a plus."
    assert (level(text, "Terraform"), level(text, "Docker")) == ("required", "preferred")


def test_a_softening_in_brackets_stays_there():
    text = "# Requirements\n- Experience with Docker (Ansible a plus) and Linux"
    assert (level(text, "Docker"), level(text, "Ansible")) == ("required", "preferred")


def test_words_of_every_product_need_more_than_a_preposition():
    assert level("Acme helps dentists by using AI.", "AI") == "incidental"
    assert level("You will build AI into our services.", "AI") == "used"


def test_a_word_of_every_product_behind_a_product_is_no_work():
    text = (
        "You will build the booking service that powers the world's first AI for dentists, running on Docker."
    )
    assert level(text, "AI") == "incidental"
    assert level(text, "Docker") == "used"


def test_a_demand_on_another_role_is_incidental():
    text = (
        "Firm | Multiple roles | Remote\nWe are hiring:\n"
        "- Backend Engineer: you know Docker\n- DevOps Engineer: you know Terraform"
    )
    assert level(text, "Docker", title=None) == "required"
    assert level(text, "Terraform", title=None) == "incidental"


@pytest.mark.parametrize(
    "text",
    [
        # Each role is sought in a sentence of its own.
        (
            "Loom | Several roles | Remote\nLoom is looking for a DevOps engineer who knows Terraform.\n"
            "Loom is also looking for backend engineers who know Docker."
        ),
        # The titles stood in the header already.
        (
            "Loom | Backend Engineer and Site Reliability Engineer | Remote\n"
            "- Backend Engineer. You know Docker and like to weave, with us and with all who weave.\n"
            "- Site Reliability Engineer. You will see that all looms run by day and by night, wherever they "
            "stand and whoever weaves on them, and you know Terraform well."
        ),
        # A bracket says more of the title before it, also of the last one.
        "Loom | Several roles | Remote\nWe are hiring: Backend Engineer (Go, Docker), DevOps Engineer (Terraform)",
    ],
)
def test_what_is_said_of_another_role_is_no_demand_of_this_one(text: str) -> None:
    assert level(text, "Terraform", title=None) == "incidental"
    assert level(text, "Docker", title=None) in {"used", "required"}


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
