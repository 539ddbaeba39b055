"""Names of categories, vendors and rungs as they are said to readers.

Knows the ids of the tables and their words. Refuses to know any number.
"""

from __future__ import annotations

import re

CATEGORIES = {
    "cloud": "cloud",
    "containers": "containers",
    "iac": "infrastructure as code",
    "cicd": "CI/CD",
    "monitoring": "monitoring",
    "microservices": "microservices",
    "serverless": "serverless",
    "architecture": "architecture",
    "ai_ml": "AI and ML",
    "devops": "DevOps",
    "any": "any of the ten",
}
KINDS = {"history": "bundled history", "live": "scraped here", "sample": "SAMPLE, not real postings"}
VENDORS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud", "other": "another vendor"}
RUNGS = {
    "E1": "named anywhere (E1)",
    "E2": "used or asked for (E2)",
    "E3": "preferred or required (E3)",
    "E4": "required (E4)",
}
ROLES = {"R1": "title says backend (R1)", "R2": "backend by title or by work (R2)"}
WORDS = {"any": "with generic words", "named": "named tools only"}


def reading(joined: str) -> str:
    """`R2 E1 any posting` as words: "named anywhere (E1), with generic words, …"."""
    role, rung, words, weight = joined.split()
    said = [RUNGS.get(rung, rung), WORDS.get(words, words), ROLES.get(role, role)]
    return f"{', '.join(said)}, one vote a {weight}"


def spoken(sentence: str) -> str:
    """A sentence with the names of categories in the place of those ids that are no words."""
    return re.sub(r"\b(ai_ml|iac|cicd)\b(?!-)", lambda found: CATEGORIES[found[1]], sentence)


def category(name: str) -> str:
    return CATEGORIES.get(name, name)


def categories(joined: str) -> str:
    """`cicd+monitoring` as "CI/CD and monitoring"."""
    return listed([category(part) for part in joined.split("+")])


def kinds(joined: str) -> str:
    """`history+live` as "bundled history and scraped here"."""
    return listed([KINDS.get(part, part) for part in joined.split("+")])


def vendors(joined: str) -> str:
    """`aws+gcp` as "AWS and Google Cloud"."""
    return listed([VENDORS.get(part, part) for part in joined.split("+")])


def listed(parts: list[str]) -> str:
    """One text of several: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
