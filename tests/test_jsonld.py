"""JSON-LD as pages have it: each malformation goes through the ladder, each variant of a property is understood."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from scraper import ladder, text, vocabulary

GOOD = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Keeper",
    "description": "<p>Keep it.</p>",
}
PLAIN = json.dumps(GOOD)

MALFORMED = {
    "cdata in line comments": f"//<![CDATA[\n{PLAIN}\n//]]>",
    "cdata in block comments": f"/*<![CDATA[*/ {PLAIN} /*]]>*/",
    "cdata alone": f"<![CDATA[{PLAIN}]]>",
    "html comment around": f"<!--\n{PLAIN}\n-->",
    "html comment closed by a line comment": f"<!--\n{PLAIN}\n//-->",
    "byte order mark": "\ufeff" + PLAIN,
    "semicolon at the end": PLAIN + ";",
    "raw line ends and tabs in a string": PLAIN.replace("Keep it.", "Keep\n\tit."),
    "other control characters in a string": PLAIN.replace("Keep it.", "Keep\x0b\x01 it."),
    "control characters between members": PLAIN.replace(", ", ",\x00\xa0 "),
    "trailing comma in an object": PLAIN.replace("}", ",\n}"),
    "trailing comma in a list": PLAIN.replace('"JobPosting"', '["JobPosting", ]'),
    "missing comma between members": PLAIN.replace('", "', '"\n "'),
    "missing comma behind a number": PLAIN.replace('"title"', '"baseSalary": 5\n "title"'),
    "missing comma behind an object": PLAIN.replace('"title"', '"identifier": {"value": "7"}\n "title"'),
    "escapes that JSON does not have": PLAIN.replace("Keep it.", r"Keep\$ \'it\'\."),
    "escaped as a whole": PLAIN.replace('"', "&quot;"),
    "two objects behind each other": json.dumps({"@type": "Organization"}) + "\n" + PLAIN,
    "two objects with a comma between": json.dumps({"@type": "Organization"}) + ",\n" + PLAIN,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_blocks_go_through_the_ladder(name):
    (node,) = ladder.job_postings(MALFORMED[name])
    assert node["title"] == "Keeper"
    assert text.folded(text.html_lines(node["description"])).replace("$", "").replace("'", "") == "Keep it."


def test_a_block_that_is_right_is_never_touched():
    odd = {"@type": "JobPosting", "title": 'A "b", ] c,}', "description": "<!-- x --> //]]> &quot; 1\n2"}
    assert ladder.job_postings(json.dumps(odd)) == [odd]


def test_repairs_leave_what_strings_say_alone():
    block = r'{"@type": "JobPosting", "description": "[1, 2, ] {a, } \"x\"  \u00e9\n\\", "skills": ["x",],}'
    (node,) = ladder.job_postings(block)
    assert node["description"] == '[1, 2, ] {a, } "x"  é\n\\'


@pytest.mark.parametrize("block", ["", "  \n ", "<!-- -->"])
def test_an_empty_block_holds_nothing(block):
    assert ladder.job_postings(block) == []


@pytest.mark.parametrize(
    "block", ['{"@type": "JobPosting", "title": "Hal', "{title: Keeper}", '"JobPosting"', "[" * 200_000]
)
def test_what_cannot_be_read_is_given_up_and_told(block):
    with pytest.raises(ladder.GivenUp, match=r"\w"):
        ladder.job_postings(block)


@pytest.mark.parametrize(
    "kind",
    [
        "JobPosting",
        ["Thing", "JobPosting"],
        "https://schema.org/JobPosting",
        "http://schema.org#JobPosting",
        "schema:JobPosting",
    ],
)
def test_type_comes_in_many_forms(kind):
    assert len(ladder.job_postings(json.dumps(GOOD | {"@type": kind}))) == 1


@pytest.mark.parametrize("kind", ["JobPostingList", "Organization", None, 7, {"@id": "JobPosting"}])
def test_other_types_are_none(kind):
    assert ladder.job_postings(json.dumps(GOOD | {"@type": kind})) == []


@pytest.mark.parametrize(
    "around",
    [
        lambda job: [job],
        lambda job: {"@graph": [{"@type": "Organization"}, job]},
        lambda job: {"@type": "WebPage", "mainEntity": job},
        lambda job: {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": job}]},
        lambda job: {"@graph": [{"mainEntity": [{"x": {"y": job}}]}]},
    ],
)
def test_job_postings_are_found_wherever_they_stand(around):
    assert [node["title"] for node in ladder.job_postings(json.dumps(around(GOOD)))] == ["Keeper"]


def test_several_postings_come_in_the_order_of_the_page():
    block = json.dumps({"@graph": [GOOD | {"title": name} for name in ("a", "b", "c")]})
    assert [node["title"] for node in ladder.job_postings(block)] == ["a", "b", "c"]


def test_scripts_are_found_whatever_the_case_and_parameters_of_their_type():
    page = (
        '<script type="APPLICATION/LD+JSON; charset=utf-8">{"a": 1}</script><script>var x = 1</script>'
        '<script type=\'application/json\'>{}</script><body><script type=application/ld+json>{"b": "</p>"}</script>'
    )
    assert text.scripts(page, "application/ld+json") == ['{"a": 1}', '{"b": "</p>"}']


def read(**told):
    return vocabulary.fields(GOOD | told)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("FULL_TIME", "full_time"),
        (["FULL_TIME"], "full_time"),
        ("FULL_TIME, FULL_TIME", "full_time"),
        ("Full-time", "full_time"),
        ("PART_TIME", "part_time"),
        ("CONTRACTOR", "contract"),
        ("TEMPORARY", "temporary"),
        ("PER_DIEM", "temporary"),
        ("INTERN", "intern"),
        ("VOLUNTEER", "other"),
        ("OTHER", "other"),
        (["FULL_TIME", "PART_TIME"], None),
        ("gerne mehr", None),
        (None, None),
    ],
)
def test_employment_type_variants(told, kind):
    assert read(employmentType=told)["employment_type"] == kind


@pytest.mark.parametrize(
    "told", ["Tide", {"@type": "Organization", "name": "Tide"}, [{"name": "Tide"}, {"name": "Other"}]]
)
def test_hiring_organization_is_an_object_a_text_or_a_list(told):
    assert read(hiringOrganization=told)["company"] == "Tide"


def address(**told):
    return {"@type": "Place", "address": {"@type": "PostalAddress"} | told}


@pytest.mark.parametrize(
    ("told", "places"),
    [
        (address(addressLocality="Porto", addressCountry="PT"), [("Porto", "PT")]),
        (
            address(addressLocality="Porto", addressRegion="Norte", addressCountry="PT"),
            [("Porto, Norte", "PT")],
        ),
        (
            address(addressLocality="Porto", addressCountry={"@type": "Country", "name": "Portugal"}),
            [("Porto", "PT")],
        ),
        (
            address(addressLocality="Porto", addressCountry={"name": ["Portugal", "Portugal"]}),
            [("Porto", "PT")],
        ),
        (address(addressCountry="Portugal"), [("Portugal", "PT")]),
        (
            [address(addressLocality="Porto"), address(addressLocality="Oslo")],
            [("Porto", "PT"), ("Oslo", "NO")],
        ),
        ("Porto", [("Porto", "PT")]),
        ({"@type": "Place", "address": "Porto, Portugal"}, [("Porto, Portugal", "PT")]),
        ({"@type": "Place", "name": "Porto"}, [("Porto", "PT")]),
        (
            {"@type": "Place", "name": "Oslo"}
            | {"address": address(addressLocality="Porto", addressCountry="NO")["address"]},
            [("Oslo", "NO")],
        ),
        ({"@type": "Place"}, []),
        (None, []),
    ],
)
def test_job_location_variants(told, places):
    found = read(jobLocation=told).get("locations", ())
    assert [(place.name, place.country) for place in found] == places


def test_telecommute_is_remote_with_the_places_where_applicants_live():
    found = read(
        jobLocationType="TELECOMMUTE",
        applicantLocationRequirements=[
            {"@type": "Country", "name": "PT"},
            {"@type": "State", "name": "Bavaria"},
        ],
    )
    assert found["workplace"] == "remote"
    assert [(place.name, place.country) for place in found["locations"]] == [("PT", "PT"), ("Bavaria", "DE")]


@pytest.mark.parametrize(
    ("told", "native"),
    [
        ({"name": "Tide", "value": "T-7"}, "T-7"),
        ("T-7", "T-7"),
        (7, "7"),
        ([{"value": 7}], "7"),
        ({"name": "Tide"}, None),
    ],
)
def test_identifier_is_an_object_a_text_or_a_number(told, native):
    assert vocabulary.identifier(GOOD | {"identifier": told}) == native


def amount(**value):
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": {"@type": "QuantitativeValue"} | value}


@pytest.mark.parametrize(
    ("told", "pay"),
    [
        (amount(minValue=60000, maxValue=75000, unitText="YEAR"), (60_000, 75_000, "EUR", "year")),
        (amount(value=4000, unitText="MONTH"), (4_000, 4_000, "EUR", "month")),
        (amount(value="60000-75000", unitText="YEAR"), (60_000, 75_000, "EUR", "year")),
        (amount(minValue="60,000", maxValue="75.000", unitText="YEAR"), (60_000, 75_000, "EUR", "year")),
        (
            amount(minValue="60 000.00", maxValue="1,234,567.50", unitText="YEAR"),
            (60_000, 1_234_567.5, "EUR", "year"),
        ),
        (amount(minValue=0, maxValue=0, unitText="YEAR"), None),
        ({"currency": "EUR", "value": 50, "unitText": "HOUR"}, (50, 50, "EUR", "hour")),
        ({"currency": "EUR", "minValue": 50, "maxValue": 60, "unitText": "DAY"}, (50, 60, "EUR", "day")),
        ({"value": {"value": 50, "currency": "EUR", "unitText": "WEEK"}}, (50, 50, "EUR", "week")),
        (70000, (70_000, 70_000, "SEK", None)),
        ("70000-90000", (70_000, 90_000, "SEK", None)),
        ("70000", (70_000, 70_000, "SEK", None)),
        ([amount(value=4000, unitText="MONTH")], (4_000, 4_000, "EUR", "month")),
        ("€60k - €70k", (60_000, 70_000, "EUR", "year")),
        ("competitive", None),
        (None, None),
    ],
)
def test_base_salary_variants(told, pay):
    found = read(baseSalary=told, salaryCurrency="SEK")
    keys = ("pay_min", "pay_max", "pay_currency", "pay_period")
    assert tuple(found.get(key) for key in keys) == (pay or (None,) * 4)


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ("2026-02-03", dt.datetime(2026, 2, 3)),  # noqa: DTZ001 - UTC, as all times of records
        ("2026-02-03T10:00:00+02:00", dt.datetime(2026, 2, 3, 8)),  # noqa: DTZ001
        ("2026-02-03T10:00:00", dt.datetime(2026, 2, 3, 10)),  # noqa: DTZ001
        ("2026-02-03T10:00:00.000Z", dt.datetime(2026, 2, 3, 10)),  # noqa: DTZ001
        ("2026/02/03", dt.datetime(2026, 2, 3)),  # noqa: DTZ001
        ("03.02.2026", dt.datetime(2026, 2, 3)),  # noqa: DTZ001
        ("3.2.2026", dt.datetime(2026, 2, 3)),  # noqa: DTZ001
        ("Tue, 03 Feb 2026 10:00:00 +0000", dt.datetime(2026, 2, 3, 10)),  # noqa: DTZ001
        (1_770_112_800, dt.datetime(2026, 2, 3, 10)),  # noqa: DTZ001
        ("1770112800000", dt.datetime(2026, 2, 3, 10)),  # noqa: DTZ001
        ("2026-13-45", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_date_posted_variants(told, time):
    assert read(datePosted=told)["posted_at"] == time


def described(**told):
    return text.html_lines(vocabulary.description(GOOD | told))


@pytest.mark.parametrize(
    "told",
    [
        "<p>C &amp; Go</p>",
        "&lt;p&gt;C &amp;amp; Go&lt;/p&gt;",
        "&amp;lt;p&amp;gt;C &amp;amp;amp; Go&amp;lt;/p&amp;gt;",
        "C & Go",
    ],
)
def test_description_escaped_once_or_twice_more_is_unescaped(told):
    assert described(description=told) == "C & Go"


def test_plain_descriptions_keep_their_lines():
    assert (
        described(description="Keep it.\n- Rope\n- Less than < 5 lamps")
        == "Keep it.\n- Rope\n- Less than < 5 lamps"
    )


def test_parts_that_stand_apart_join_the_text_and_repetitions_do_not():
    found = described(responsibilities="<ul><li>Light it</li></ul>", qualifications="Keep it.", skills="Rope")
    assert found == "Keep it.\n# Responsibilities\n- Light it\n# Skills\nRope"


@pytest.mark.parametrize("told", ["Go, Rust", ["Go, Rust"], [{"@type": "DefinedTerm", "name": "Go, Rust"}]])
def test_skills_are_a_text_a_list_or_terms(told):
    assert described(skills=told) == "Keep it.\n# Skills\nGo, Rust"


def test_entities_in_titles_are_resolved():
    assert read(title="Keeper &amp;amp; Cook &#8211; nights")["title"] == "Keeper & Cook – nights"


def test_a_day_is_valid_until_it_ends():
    assert vocabulary.valid_until({"validThrough": "2026-11-25"}) == dt.datetime(2026, 11, 26)  # noqa: DTZ001 - UTC
    assert vocabulary.valid_until({"validThrough": "2026-11-25T09:00Z"}) == dt.datetime(2026, 11, 25, 9)  # noqa: DTZ001
    assert vocabulary.valid_until({}) is None
