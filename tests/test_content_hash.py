"""The hash by which a text is known again: the same for every rendering of it, another for every other text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import rows
from scraper.text import encoded, html_lines, plain_lines

RENDERED = [
    html_lines("<p>We weave  by\u00a0day.</p><p>Write to kim@loom.example\t now.</p>"),
    html_lines("We weave by day.<br>\n Write to kim&#64;loom.example now."),
    plain_lines(" We weave by day.\r\nWrite to  kim@loom.example now. \n"),
    plain_lines("We weave by day. Write to kim@loom.example now."),
]


def content_hash(text: str) -> str:
    return rows.content_hash(encoded(text))


@pytest.mark.parametrize("rendered", RENDERED)
def test_renderings_of_one_text_have_one_hash(rendered: str) -> None:
    assert content_hash(rendered) == content_hash(RENDERED[0])
    assert content_hash(rendered) != content_hash(rendered.replace("day", "night"))


@given(st.text(alphabet="a \t\n\r\u00a0\u2003\u200b-•#@.[]0("))
def test_white_space_makes_no_other_text(text: str) -> None:
    """Which holds since lines come out folded: the hash folds nothing but their ends."""
    lines = plain_lines(text)
    assert content_hash(lines) == content_hash(" ".join(lines.split()))
