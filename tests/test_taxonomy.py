from __future__ import annotations

from pathlib import Path

import pytest

from analysis import reading
from analysis.taxonomy import ALL_CATEGORIES, CATEGORIES, MORE_CATEGORIES, ContractBroken, load

FOLDER = Path(__file__).parents[1] / "data" / "taxonomy"
TAXONOMY = load(FOLDER)
SENTENCES = [
    pytest.param(skill.name, sentence, named, id=f"{skill.name}-{'yes' if named else 'no'}-{number}")
    for skill in TAXONOMY.skills
    for named, sentences in ((True, skill.yes), (False, skill.no))
    for number, sentence in enumerate(sentences)
]

BLOCK = """\
[[skill]]
name = "Frobnicator"
aliases = ["frob"]
category = "iac"
yes = ["We use Frobnicator.", "You know frob."]
no = ["Nothing here.", "Nothing there."]
"""


def written(tmp_path, text):
    (tmp_path / "tools.toml").write_text(text, encoding="utf-8")
    return tmp_path


def names_in(text, taxonomy=TAXONOMY):
    return reading.skills_in(text, taxonomy)


def test_sentences_were_found():
    assert len(SENTENCES) >= 4 * 800


@pytest.mark.parametrize(("name", "sentence", "named"), SENTENCES)
def test_sentences_of_the_taxonomy_hold(name, sentence, named):
    assert (name in names_in(sentence)) is named


def test_every_category_has_named_tools_or_words():
    assert {category for skill in TAXONOMY.skills for category in skill.categories} == set(ALL_CATEGORIES)


def test_the_guide_has_ten_categories_and_the_tables_four_more():
    assert len(CATEGORIES) == 10
    assert MORE_CATEGORIES == ("languages", "databases", "queues", "frameworks")
    assert not set(CATEGORIES) & set(MORE_CATEGORIES)


@pytest.mark.parametrize(
    ("category", "least"), [("languages", 60), ("databases", 60), ("queues", 30), ("frameworks", 60)]
)
def test_each_further_category_has_many_skills(category, least):
    assert sum(category in skill.categories for skill in TAXONOMY.skills) >= least


def test_there_are_more_than_five_hundred_skills_in_the_guide_and_two_hundred_beyond():
    assert sum(skill.in_guide for skill in TAXONOMY.skills) > 500
    assert sum(not skill.in_guide for skill in TAXONOMY.skills) > 200


def test_a_language_lends_no_support_to_a_tool_of_the_guide():
    assert "SaltStack" not in names_in("PostgreSQL beside Salt.")
    assert "Bash" in names_in("PostgreSQL beside Bash.")


def test_ambiguous_names_say_why():
    for name in (
        "Go",
        "R",
        "C",
        "Swift",
        "Express",
        "Spring",
        "Rails",
        "Oracle",
        "Celery",
        "Kafka",
        "Chef",
        "GCP",
        "AWS",
    ):
        assert next(skill for skill in TAXONOMY.skills if skill.name == name).note


def test_tools_are_known_by_their_canonical_names():
    known = {alias.casefold() for skill in TAXONOMY.skills for alias in skill.aliases}
    for name in (
        "Kubernetes",
        "Argo CD",
        "AWS Lambda",
        "Vertex AI Search",
        "Weights & Biases",
        "Event Viewer",
    ):
        assert name.casefold() in known


def test_vendors_stand_on_cloud_things_only():
    assert all("cloud" in skill.categories for skill in TAXONOMY.skills if skill.vendor)


@pytest.mark.parametrize("service", ["EKS", "GKE", "AKS"])
def test_managed_kubernetes_counts_twice(service):
    skill = next(skill for skill in TAXONOMY.skills if skill.name == service)
    assert set(skill.categories) == {"cloud", "containers"}


def test_version_changes_with_any_file(tmp_path):
    written(tmp_path, BLOCK)
    before = load(tmp_path).version
    assert load(tmp_path).version == before
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "more.toml").write_text(
        '[[cue]]\nkind = "ask"\nside = "before"\nphrases = ["knows"]\n'
    )
    assert load(tmp_path).version != before


@pytest.mark.parametrize(
    ("change", "key", "line"),
    [
        (('category = "iac"', 'category = "iac"\ncolour = "red"'), "colour", 5),
        (('aliases = ["frob"]', 'aliases = ["frob", "frob"]'), "aliases", 3),
        (('category = "iac"', 'category = "cooking"'), "category", 4),
        (('no = ["Nothing here.", "Nothing there."]', ""), "no", 1),
        (('yes = ["We use Frobnicator.", "You know frob."]', 'yes = ["We use frob."]'), "yes", 5),
        (('aliases = ["frob"]', 'aliases = "frob"'), "aliases", 3),
        (('category = "iac"', 'category = "iac"\nnamed = "yes"'), "named", 5),
        (('category = "iac"', 'category = "iac"\nvendor = "hal"'), "vendor", 5),
        (('name = "Frobnicator"', ""), "name", 1),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(tmp_path, change, key, line):
    with pytest.raises(ContractBroken, match=rf"tools\.toml:{line}: {key}: "):
        load(written(tmp_path, BLOCK.replace(*change)))


def test_one_alias_has_one_owner(tmp_path):
    with pytest.raises(ContractBroken, match="'frob' already means 'Frobnicator'"):
        load(written(tmp_path, BLOCK + BLOCK.replace("Frobnicator", "Other")))


def test_other_tables_are_refused(tmp_path):
    with pytest.raises(ContractBroken, match="tool: unknown key"):
        load(written(tmp_path, BLOCK + '[tool]\nname = "x"\n'))


def test_broken_toml_names_its_file(tmp_path):
    with pytest.raises(ContractBroken, match=r"tools\.toml"):
        load(written(tmp_path, "[[skill]\n"))


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ContractBroken, match="no \\[\\[skill\\]\\]"):
        load(tmp_path)


def test_unknown_kinds_of_cues_are_refused(tmp_path):
    written(tmp_path, BLOCK)
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "x.toml").write_text('[[cue]]\nkind = "shout"\nphrases = ["hey"]\n')
    with pytest.raises(ContractBroken, match=r"x\.toml:2: kind: 'shout'"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AWS/GCP/Azure", ["AWS", "GCP", "Azure"]),
        ("amazon-web-services", ["AWS"]),
        ("Docker-Compose and k8s", ["Docker Compose", "Kubernetes"]),
        ("CI/CD, not twice", ["CI/CD"]),
        ("İstanbul: we use Terraform", ["Terraform"]),
        ("micro\u2011services", ["microservices"]),
        ("The cisco AIS system of the CIS", []),
        ("hire@aws.example or careers.docker.io", []),
        ("dockers and awsome", []),
        ("Kubernetes\ud800Docker", ["Kubernetes", "Docker"]),
        ("Java, JavaScript and TypeScript", ["Java", "JavaScript", "TypeScript"]),
        ("C, C++, C# and Objective-C", ["C", "C++", "C#", "Objective-C"]),
        ("ASP.NET, VB.NET and .NET", ["ASP.NET", "Visual Basic", ".NET"]),
        ("hire@acme.net, www.acme.net", []),
        ("Go/Rust/Python", ["Go", "Rust", "Python"]),
        ("Node/Express/Mongo", ["Node.js", "Express", "MongoDB"]),
    ],
)
def test_matching(text, names):
    assert names_in(text) == names
