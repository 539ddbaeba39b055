"""Names of categories, vendors and rungs as they are said to readers.

Knows the ids of the tables and their words. Refuses to know any number.
"""

from __future__ import annotations

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
VENDORS = {"aws": "AWS", "azure": "Azure", "gcp": "Google Cloud", "other": "another vendor"}
RUNGS = {
    "E1": "named anywhere (E1)",
    "E2": "used or asked for (E2)",
    "E3": "preferred or required (E3)",
    "E4": "required (E4)",
}


def category(name: str) -> str:
    return CATEGORIES.get(name, name)


def vendors(joined: str) -> str:
    """`aws+gcp` as "AWS and Google Cloud"."""
    return listed([VENDORS.get(part, part) for part in joined.split("+")])


def listed(parts: list[str]) -> str:
    """One text of several: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
