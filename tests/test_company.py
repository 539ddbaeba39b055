"""One company is one, however and wherever its name is written; two companies stay two."""

from __future__ import annotations

import pytest

from analysis.company import fold

SAME = {
    "acme": [
        "Acme", "ACME", "acme", "Acme, Inc.", "Acme Inc", "Acme Incorporated", "Acme LLC", "Acme Ltd.", "Acme Limited",
        "Acme GmbH", "Acme GmbH & Co. KG", "Acme S.A.", "Acme B.V", "Acme B. V.", "Acme BV", "Acme AG", "Acme Pty Ltd",
        "Acme Pvt. Ltd.", "Acme Limited Liability Company", "Acmé", "acme.com", "Acme.io", "Acme.co.uk", "Acme.com Inc",
        "https://www.acme.com/jobs", "www.acme.com", "Acme (YC S21)", "Acme YC W16", "Acme, YC S24", "Acme [remote]",
        "The Acme Company", "The Acme", "Acme | Berlin", "Acme - payments for everyone", "Acme – payments",
        "Acme, formerly Initech", "Acme fka Initech", "Acme dba Widgets", "  Acme  ", "Ａｃｍｅ",
    ],
    "johnsonandjohnson": ["Johnson & Johnson", "Johnson and Johnson", "JOHNSON & JOHNSON, INC."],
    "capmint": ["Cap-Mint", "cap.mint", "Cap Mint", "CapMint"],
    "chrobinson": ["C.H. Robinson", "C. H. Robinson", "CH Robinson"],
    "zurich": ["Zürich AG", "Zurich"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "spelling"), [(name, one) for name, all_ in SAME.items() for one in all_])
def test_spellings_of_one_name_are_one(name, spelling):
    assert fold(spelling) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Labs"), ("Google", "Alphabet"), ("Elastic", "Elastic Path"), ("Raise.me", "Raise.dev"),
        ("F5", "F6"), ("3D Robotics", "Robotics"), ("A.I. Labs", "Labs"), ("Y Combinator", "Combinator"),
        ("株式会社アクメ", "株式会社カメ"),
    ],
)  # fmt: skip
def test_two_names_stay_two(one, other):
    assert fold(one) != fold(other)
    assert fold(one)
    assert fold(other)


def test_a_name_that_is_a_legal_form_is_kept_and_no_name_is_empty():
    assert [fold(name) for name in ("SAS", "Co", "Company", "SE")] == ["sas", "co", "company", "se"]
    assert [fold(name) for name in (None, "", "   ", "[redacted]", "—")] == [""] * 5


def test_a_name_is_its_own_fold():
    for spellings in SAME.values():
        for one in spellings:
            assert fold(fold(one)) == fold(one)
