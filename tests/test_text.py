"""HTML or pasted text to lines: nothing breaks it, nothing of the markup stays, contacts go, pay stays."""

from __future__ import annotations

import html.entities
import itertools
import json
import re
import struct

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.text import contacts, folded, html_lines, lines, lines_of, plain_lines, tree

_CONTACTS = st.sampled_from(
    [
        *(
            "mail me@example.test",
            "kim",
            " at ",
            " AT ",
            " @ ",
            "@",
            "[at]",
            "-at-",
            " ( @ )",
            "loom",
            ".example",
            "(.)",
        ),
        *(
            " dot ",
            "-DOT-",
            "|dot|",
            " . ",
            "io",
            "https://",
            "www.",
            "linkedin.com",
            "/in/",
            "wa.me/",
            "t.me",
            "/kim",
        ),
        *("0", "030", " / ", "12345678", "(0171) ", "Ring ", "ref ", "2025550123", "0049 30", "–"),
        "+1 (555) 010-0000",
        "555-010-0000",
        "$120 0000",
        "- • ",
        "\uf0b7 Go",
        "– ",
        "\n",
        "*x",
    ]
)
_QUICK = settings(max_examples=150, deadline=None)
_ANY = st.text(max_size=200)
_WORD = st.text(st.characters(categories=["Ll"], max_codepoint=0x17F), min_size=1, max_size=12)
_SENTENCE = st.lists(_WORD, min_size=1, max_size=6).map(" ".join)
_TAGS = [
    "p",
    "div",
    "li",
    "ul",
    "b",
    "i",
    "a",
    "h2",
    "pre",
    "code",
    "br",
    "td",
    "script",
    "title",
    "svg",
    "x-y",
]
_MARKUP = st.lists(
    st.one_of(
        _SENTENCE,
        st.sampled_from([f"<{tag}>" for tag in _TAGS] + [f"</{tag}>" for tag in _TAGS]),
        st.sampled_from(
            [
                "&amp;",
                "&#x27;",
                "&lt;b&gt;",
                "<!-- note -->",
                "\n",
                "\t",
                "• ",
                "- ",
                "<",
                "&",
                "\x00",
                "\u200b",
                "…",
            ]
        ),
    ),
    max_size=40,
).map("".join)


@_QUICK
@given(text=_ANY)
def test_any_string_gives_clean_lines(text: str) -> None:
    for made in (html_lines(text), plain_lines(text)):
        _is_clean(made)


_TAGS = st.sampled_from(
    [
        *(
            "<p> </p> <br> <br/> <li> </li> <ul> </ul> <h2> </h2> <strong> </strong> <a> </a> <div> </div> <P>".split()
        ),
        *("</EM> </span> <hr /> <table> <pre> <x> <".split()),
        *('<p style="margin: 0">', "<a href='x'>", '<span class="a b">', "<!-- -->"),
    ]
)
_WORDS = st.sampled_from(
    [
        "Go",
        " ",
        "\n",
        "&amp;",
        "&lt;b&gt;",
        "&nbsp;",
        "&hellip;",
        "&#10;",
        "&gt",
        ";",
        "•",
        "- ",
        "a\u200bb",
        "…",
    ]
)


@pytest.fixture(scope="module")
def compiled():
    """The compiled reader, beside which the tree's is right by definition."""
    pytest.importorskip("numba", reason="the extra `fast` is not installed")
    from scraper.text.reader import Reader

    reader = Reader(lambda _sentence: None)

    def read(written):
        found = reader.read(written)
        return [one and (one[0].decode("utf-8", "surrogatepass"), one[1]) for one in found]

    return read


def _slowly(text: str, *, is_markup: bool) -> str:
    return lines.finished(tree.blocks(text) if is_markup else text)


def _is_equal(compiled, text: str, *, is_markup: bool) -> bool | None:
    """Whether both readers give the same lines; None where the compiled one leaves it to the tree."""
    (read,) = compiled([(text, "html" if is_markup else "plain")])
    if read is None:
        return None
    return contacts.replaced(*read) == _slowly(text, is_markup=is_markup)


@_QUICK
@given(parts=st.lists(_TAGS | _WORDS, max_size=25))
def test_markup_without_doubt_is_read_as_the_parser_reads_it(compiled, parts):
    assert _is_equal(compiled, "".join(parts), is_markup=True) in {True, None}


_NESTED = st.lists(
    st.sampled_from(
        "a b <p> </p> <ul> </ul> <li> </li> <div> </div> <h2> </h2> <h3> </h3> <dl> <dt> <dd> </dd> </dl> <br> <hr> <b> </b>".split()
        + "<table> </table> <tbody> </tbody> <tr> </tr> <td> </td> <th> <col> <section> </section>".split()
    ),
    min_size=4,
    max_size=14,
)


@settings(_QUICK, max_examples=1_500)
@given(parts=_NESTED)
def test_elements_end_where_the_parser_ends_them(compiled, parts):
    """Whatever stands within an element that ends, ends with it: a later end of its own is none."""
    assert _is_equal(compiled, "".join(parts), is_markup=True) in {True, None}


def _element(tag: str, inner: list[list[str]]) -> list[str]:
    return [f"<{tag}>", *itertools.chain.from_iterable(inner), f"</{tag}>"]


_ELEMENTS = st.recursive(
    st.sampled_from(["a", "b ", "<br>", "<col>"]).map(lambda part: [part]),
    lambda inner: st.builds(
        _element,
        st.sampled_from("p ul ol li div h2 h3 dl dt dd b section table table tbody tr tr td td th".split()),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@settings(_QUICK, max_examples=1_500)
@given(elements=st.lists(_ELEMENTS, max_size=3), lost=st.sets(st.integers(0, 30), max_size=2))
def test_elements_that_lack_an_end_are_read_as_the_parser_reads_them(compiled, elements, lost):
    parts = [part for place, part in enumerate(itertools.chain.from_iterable(elements)) if place not in lost]
    assert _is_equal(compiled, "".join(parts), is_markup=True) in {True, None}


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<ul><li>a</ul>x</li>y", None),
        ("<ul><li>a<ul>b</li>c", None),
        ("<ul><li><div>a<li>b</div>c", None),
        ("<h2>a<h3>b</h3>c</h2>d", None),
        ("<div><table><tr><td>a</div>b", None),
        ("<table><tr><td>a<td>b</td>moved</td></tr></table>", None),
        ("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>e", "- a\n- b\n- c\n- d\ne"),
        ("<ul><li><p>a<p>b<li><div>c<li>d</ul>", "a\nb\nc\n- d"),
        ("<dl><dt>a<dd><p>b<dt>c</dl>d", "a\nb\nc\nd"),
        (
            "<table><colgroup><col></colgroup><tbody><tr><td>a</td> <td><p>b</p><ul><li>c</ul></td></tr>\n<tr><th>d</tr></table>e",
            None,
        ),
        (
            "<p>z<table><colgroup><col></colgroup><tbody><tr><td>a</td> <td><p>b</p><ul><li>c</ul></td></tr>\n<tr><th>d</th></table>e",
            "z\na\nb\n- c\nd\ne",
        ),
        ("<table><tr><td><table><tr><td>a</td></tr></table>b</td></tr></table>c", "a\nb\nc"),
        ("<table>moved<tr><td>a</td></tr></table>", None),
        ("<table><tr><td>a</td></tr>&nbsp;</table>", None),
        ("<table><tr><b>moved</b><td>a</td></tr></table>", None),
        ("<td>a</td>b", None),
    ],
)
def test_tables_and_items_without_an_end_leave_no_doubt_but_what_a_parser_moves(compiled, page, read):
    assert compiled([(page, "html")]) == [read and (read, 0)]
    assert _is_equal(compiled, page, is_markup=True) in {True, None}


@_QUICK
@given(parts=st.lists(_WORDS | _CONTACTS | _ANY.map(lambda text: text.replace("\r", "")), max_size=25))
def test_pasted_text_is_read_the_same_compiled_or_not(compiled, parts):
    assert _is_equal(compiled, "".join(parts), is_markup=False)


@_QUICK
@given(text=_ANY.map(lambda text: text.replace("\x00", "")))
def test_any_string_is_read_as_the_parser_reads_it_or_left_to_it(compiled, text):
    assert _is_equal(compiled, text, is_markup=True) in {True, None}


def test_entities_are_read_as_the_parser_reads_them(compiled):
    forms = ("a&{}b", "a&{} b", "a&{};", "a&{}<b>;</b>")
    texts = [form.format(name) for name in html.entities.html5 for form in forms]
    assert [text for text in texts if _is_equal(compiled, text, is_markup=True) is False] == []


@_QUICK
@given(
    parts=st.lists(
        _WORDS | _ANY | st.sampled_from(["&", "&amp;lt;", "&#39", "&#x27;", "&notit;"]), max_size=9
    )
)
def test_entities_are_resolved_once_compiled_or_not(compiled, parts):
    text = "".join(parts)
    (read,) = compiled([(text, "escaped")])
    assert read is None or contacts.replaced(*read) == _slowly(html.unescape(text), is_markup=True)
    (once,) = compiled([("&lt;p&gt;R&amp;amp;D &amp;amp;lt; &amp; more", "escaped")])
    assert once == ("R&D &lt; & more", 0)


def _as_json(text: str, escapes: set[int]) -> msgspec.Raw:
    """A string of JSON in which characters at some places are written with an escape, besides those that must be."""
    told = (
        json.dumps(char)[1:-1]
        if char in '"\\' or not char.isprintable()
        else "".join(
            f"\\u{unit:04x}"
            for (unit,) in struct.iter_unpack(">H", char.encode("utf-16-be", "surrogatepass"))
        )
        if place in escapes
        else char
        for place, char in enumerate(text)
    )
    return msgspec.Raw(f'"{"".join(told)}"'.encode("utf-8", "surrogatepass"))


_FORM = st.sampled_from(["html", "plain", "escaped"])


@_QUICK
@given(
    parts=st.lists(_TAGS | _WORDS | _ANY | st.sampled_from(["&lt;p&gt;", "&#39;", "&notit;", "R&D", '"\\'])),
    form=_FORM,
    escapes=st.sets(st.integers(0, 60)),
)
def test_a_string_of_json_is_read_as_what_it_says(compiled, parts, form, escapes):
    text = "".join(parts)
    (told,), (quoted,) = compiled([(text, form)]), compiled([(_as_json(text, escapes), form)])
    assert quoted in {told, None}


@pytest.mark.parametrize("form", ["html", "plain", "escaped"])
@pytest.mark.parametrize("escapes", [set(), set(range(99))], ids=["as it is", "escaped"])
@pytest.mark.parametrize(
    "text",
    [
        'Go\n\t"Rust" \\ / ',
        "für Ärztinnen – 東京 🐍𝔾",
        "a\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff b",
        "x" * 99,
        "",
    ],
)
def test_a_string_of_json_leaves_no_doubt(compiled, text, form, escapes):
    (read,) = compiled([(_as_json(text, escapes), form)])
    assert read == compiled([(text, form)])[0]
    assert read is not None


_BYTES = st.lists(
    st.sampled_from(
        [
            b"Go",
            b"\xc3\xbc",
            b"\xc1\xbf",
            b"\xe0\x9f\xbf",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
            b"\xf0\x8f\xbf\xbf",
        ]
    )
    | st.binary(min_size=1, max_size=4).map(lambda some: bytes(byte | 0x80 for byte in some)),
    max_size=9,
).map(b"".join)


@_QUICK
@given(said=_BYTES)
def test_bytes_that_are_no_characters_are_told_and_never_read(compiled, said):
    raw = msgspec.Raw(b'"%s"' % said)
    try:
        text = said.decode()
    except UnicodeDecodeError:
        assert compiled([(raw, "plain")]) == [None]
        with pytest.raises(ValueError, match="utf-8"):
            lines_of([(raw, "plain")])
    else:
        assert compiled([(raw, "plain")]) == compiled([(text, "plain")])


@_QUICK
@given(written=st.lists(st.tuples(_ANY | _MARKUP, st.sampled_from(["html", "plain", "escaped"])), max_size=9))
def test_many_texts_are_read_as_each_alone(compiled, written):
    assert compiled(written) == [compiled([one])[0] for one in written]


def test_most_markup_leaves_no_doubt(compiled):
    page = '<p style="a">We use <b>Go</b>.</p><ul><li>Kafka</ul><a href="x">R&amp;D &#8211; R&D</a><BR>'
    assert compiled([(page, "html")]) == [("We use Go.\n- Kafka\nR&D – R&D", 0)]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://example.test/a/very/long/one">https://example.test/a/very/lo...</a>',
        "see <A rel=nofollow HREF = 'https:&#x2F;&#x2F;example.test&#x2F;a?b=c&amp;d'>https://example.test/a…</A>!",
        '<a title="href=\'no\'" href="https://example.test/a">https://example.test/...</a>',
        '<a href="https://other.test/">https://example.test/...</a> more',
        '<a href="https://example.test/">and so on ...</a>',
        'wait...<a href="https://example.test/">here</a>',
        '<a href="https://example.test/">https://example<b>.te...</b></a>',
        "<a>no address...</a>",
        '<a href="x">...</a>',
        '<a href="https://example.test/">https://exam...',
    ],
)
def test_a_link_cut_short_is_read_as_the_parser_reads_it(compiled, link):
    assert _is_equal(compiled, link, is_markup=True) in {True, None}


@_QUICK
@given(html=_MARKUP)
def test_any_markup_gives_clean_lines_without_a_tag(html: str) -> None:
    made = html_lines(html)
    _is_clean(made)
    if "&lt;" not in html:
        assert not re.search(r"</?(p|div|li|ul|b|i|a|h2|pre|code|br|td|script|title|svg|x-y)>", made)
    assert "note" not in made or "note" in re.sub("<!--.*?-->", "", html)


def _is_clean(made: str) -> None:
    lines = made.split("\n") if made else []
    assert all(line == " ".join(line.split()) for line in lines), "white space is folded"
    assert all(line.strip("#- ") for line in lines), "no line is empty"
    assert not re.search("[\x00-\x08\x0b-\x1f\u200b\ufeff\u00ad]", made)
    assert len(made.splitlines()) == len(lines), "one line end only"


@_QUICK
@given(sentences=st.lists(_SENTENCE, min_size=1, max_size=6))
def test_lines_of_plain_words_stay_as_they_are(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert plain_lines(text) == text
    assert plain_lines(plain_lines(text)) == text
    assert html_lines("<p>".join(sentences)) == text
    assert html_lines("".join(f"<p>{sentence}</p>\n" for sentence in sentences)) == text
    assert html_lines("<br>".join(sentences)) == text


@_QUICK
@given(sentence=_SENTENCE)
def test_lists_and_headings_keep_their_marks(sentence: str) -> None:
    assert html_lines(f"<ul><li>{sentence}</li><li>{sentence}") == f"- {sentence}\n- {sentence}"
    for level in "123456":
        assert html_lines(f"<h{level}> {sentence} </h{level}>after") == f"# {sentence}\nafter"
    for bullet in ("• ", "- ", "* ", "– ", "·", "✓ "):
        assert plain_lines(f"{bullet}{sentence}") == f"- {sentence}"
        assert html_lines(f"<li>{bullet}{sentence}") == f"- {sentence}", "a bullet in a list item is one mark"


@_QUICK
@given(html=_MARKUP)
def test_the_result_read_as_plain_text_keeps_its_words(html: str) -> None:
    made = html_lines(html)
    words = re.findall(r"\w+", made)
    assert re.findall(r"\w+", plain_lines(made)) == words


def test_preformatted_text_keeps_its_line_ends_and_running_text_does_not() -> None:
    assert html_lines("<pre><code>plan(stops)\n  ride(plan)\n</code></pre>") == "plan(stops)\nride(plan)"
    assert html_lines("Stack: Python,\nPostgreSQL,\n hope") == "Stack: Python, PostgreSQL, hope"


def test_entities_are_read_once() -> None:
    assert html_lines("R&amp;D &lt;b&gt; &#x27;a&#x2F;b&#x27; &amp;amp;") == "R&D <b> 'a/b' &amp;"


def test_what_a_browser_hides_is_not_text() -> None:
    html = "<title>t</title><script>var a</script><style>b{}</style><!-- c --><p>Shown<template>d</template>"
    assert html_lines(html) == "Shown"


def test_a_link_cut_short_gives_its_address_and_another_its_text() -> None:
    cut = '<a href="https://loom.example/a/long/way">https://loom.example/a/lo...</a>'
    assert html_lines(f"See {cut} now") == "See https://loom.example/a/long/way now"
    assert html_lines('<a href="https://loom.example/a">our page</a>') == "our page"
    assert html_lines('<a href="https://other.example/">and so on...</a>') == "and so on..."


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "<b>" * 10_000 + "deep",
        "<ul><li>" * 10_000 + "deep",
        "<i><a>" * 3_000 + "deep",
    ],
    ids=["div", "unclosed b", "lists", "misnested"],
)
def test_markup_nested_ten_thousand_deep_ends(html: str) -> None:
    assert html_lines(html).endswith("deep")


@pytest.mark.parametrize(
    "unit",
    [
        *("a@", "a.", "+1 ", "123-", "<p>", "&", "<", "- ", "(", "…", "\\n", "x "),
        *("a dot ", "(at ", "a at b.c.", "dot(at)", "-at-", "_dot_", "a at b ", "a@b-c.", "a@_dot_b"),
        *("0 1", "012-", "01 ", "t.me/", "www.", " at a.1"),
    ],
)
def test_a_megabyte_of_anything_ends(unit: str) -> None:
    for read in (html_lines, plain_lines):
        assert len(read(unit * (1_000_000 // len(unit)))) <= 2_000_000


ADDRESSES = [
    *("jobs@example.test", "first.last+hn@sub.mill.example.org", "A_B-c@example.co"),
    *(
        "kim (at) loom (dot) example",
        "kim[at]loom.example",
        "kim {at } loom.example",
        "kim <at> loom.example",
    ),
    *(
        "kim.k at loom dot co dot example",
        "Kim AT loom DOT example",
        "kim AT loom.example",
        "kim at loom [.] example",
    ),
    *(
        "kim[@]loom[.]example",
        "kim @ loom dot example",
        "kim ((at)) loom.example",
        "kim[at]mail[dot]loom[dot]example",
    ),
    *(
        "kim@loom dot example",
        "kim@loom (dot) example",
        "kim[dot]k@loom[dot]example",
        "kim.k [at] loom.example",
    ),
    *(
        "kim -at- loom -dot- example",
        "kim-at-loom-dot-example",
        "kim _at_ loom.example",
        "kim |at| loom |DOT| example",
    ),
    *(
        "kim 'at' loom.example",
        "kim /at/ loom /dot/ example",
        "kim - at - loom.example",
        "kim (at) loom .com",
    ),
]


@pytest.mark.parametrize("contact", ADDRESSES)
def test_addresses_of_people_are_taken_out(contact: str) -> None:
    assert plain_lines(f"Write to {contact}, please.") == "Write to [email], please."
    assert (
        html_lines(f'Write to <a href="mailto:{contact}">{html.escape(contact)}</a>, please.')
        == "Write to [email], please."
    )


TOLD_BEFORE = [
    ("Email me at kim at loom.example.", "Email me at [email]."),
    ("Contact: jobs @ loom.example", "Contact: [email]"),
    ("Send a note to kim.k at loom.example or kay at loom.example", "Send a note to [email] or [email]"),
    ("Questions to Kim (kim at loom.example)", "Questions to Kim ([email])"),
    ("Ask away! kim at loom.example", "Ask away! [email]"),
    ("Mail me directly at kim at loom . com", "Mail me directly at [email]"),
    ("Write to kay dot k at loom.example", "Write to [email]"),
    (
        "mailto:kim@loom.example or [mail](mailto://kim-at-loom.example)",
        "mailto:[email] or [mail](mailto://[email])",
    ),
]


@pytest.mark.parametrize(("told", "kept"), TOLD_BEFORE)
def test_a_bare_at_is_an_address_where_a_word_before_it_tells(told: str, kept: str) -> None:
    assert plain_lines(told) == html_lines(f"<p>{told}") == kept


PAGES = [
    *(
        "https://www.linkedin.com/in/kim-k-1a2b/",
        "linkedin.com/in/kim",
        "http://ca.linkedin.com/pub/kim/56/1/5",
    ),
    *(
        "https://www.LinkedIn.com/in/kim?trk=a&b=c",
        "https://www.xing.com/profile/Kim_K",
        "https://wa.me/46701234567",
    ),
    *("https://calendly.com/kim-loom/30min", "https://cal.com/kim/intro", "https://savvycal.com/kim/b4e"),
    *(
        "https://meetings.hubspot.com/kim-k/talk",
        "https://t.me/kimk",
        "https://about.me/kimk",
        "https://keybase.io/kim",
    ),
]


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_persons_are_taken_out(page: str) -> None:
    assert plain_lines(f"Ask me ({page}), or [here]({page}).") == "Ask me ([profile]), or [here]([profile])."
    assert html_lines(f'See <a href="{page}">{page}</a>. Or apply.') == "See [profile]. Or apply."


NUMBERS = [
    *(
        "+31 30 123 4567",
        "+1 (415) 555-0123",
        "(415) 555-0123",
        "415.555.0123",
        "415-555-0123",
        "+44 20 7946 0123",
    ),
    *("(415)555-0123", "415- 555-0123", "+49 (0) 30 12345678", "+49 30/12345678"),
    *(
        "070-123 45 67",
        "08-123 456 78",
        "030 / 12345678",
        "0171 1234567",
        "0171/12 34 567",
        "(0171) 1234567",
    ),
    *(
        "020 7946 0958",
        "0433145120",
        "07700900123",
        "077 009 00 123",
        "0049 30 12345678",
        "01 23 45 67 89",
        "030–12345678",
    ),
    *("4155550123",),
    # As few digits, and as many signs between two of them, as one may have.
    *("+47221234", "+49 - 30 - 123456"),
]


@pytest.mark.parametrize("number", NUMBERS)
def test_telephone_numbers_are_taken_out(number: str) -> None:
    assert plain_lines(f"Call {number} now") == "Call [phone] now"
    assert html_lines(f"<p>Telefon: {number}.") == "Telefon: [phone]."


@pytest.mark.parametrize(
    "text",
    [
        "$120,000 - $150,000",
        "Engineer @ loom.example, or at loom.example",
        "we (a) use node.js and (b) dotnet at scale",
        "120.000-150.000 EUR",
        "€80k–€95k",
        "USD 120000-150000",
        "£60,000 to £80,000",
        "2019-2026",
        "since 2014, 2015 2016",
        "on 2026-11-23 at 15:00",
        "10,000,000 users",
        "version 3.11.2",
        "ISO 27001 and SOC 2",
        "AS 65000, 10.0.0.1",
        "@handle and C++",
        "user@localhost",
        "120 000 - 150 000 SEK",
        "raised €250 000 2019",
        "part K123-456-7890",
        # Numbers that are no telephone's.
        "Req ID:01015158, salary 080 000 - 100 000",
        "requisition 0101515812, ref. no. 0123 456 789, Kennziffer 012345678",
        "ISBN 0692897399, arXiv 0711.1234, job 2025550123",
        "Posted 07/24/2020, closes 08/09/2026, 02/01/2026 11:59",
        "from 01-02-2026 09:00, 01 02 2026 080 000",
        "From 09:00 to 18:00, 9-5, 0.5 to 1.0 FTE, 0900 - 1800",
        "https://papers.example/dp/0692897399?id=0123456789",
        "2 000 000 000 rows and 4155550123 of them",
        # Employers, places and sentences behind an at.
        "Head of Tech @ loom.example",
        "Analyst at loom.example",
        "Role: Designer at loom.example | Lead at loom.example",
        "We work at loom.example and in teams, founded at mill.example",
        "Apply directly at loom.example/jobs, find us at www.loom.example",
        "Learn more at loom.example. You can find me at loom.example",
        "Be good at dot plots and graphs. We meet at (at) noon.",
        "https://loom.example/senior-engineer-at-mill.example",
        "See www.stay-at-home.example and work-at-loom.example",
        "WE ARE AT LOOM.EXAMPLE",
        # Pages of employers.
        "https://www.linkedin.com/company/loom and https://www.linkedin.com/jobs/view/3731520676",
        "https://www.xing.com/jobs/hamburg-weaver-29921900, https://t.me/joinchat/Ab1",
        "https://calendly.com/jobs, https://calendly.com and https://medical.example/careers",
        "https://www.typical.com/in/kim, https://lift.me/in and https://keybase.io/jobs",
    ],
)
def test_pay_years_versions_and_employers_are_no_contacts(text: str) -> None:
    assert plain_lines(text) == text
    assert html_lines(text) == text


@pytest.mark.parametrize(
    "line",
    [f"Write to {contact}, please." for contact in (*ADDRESSES, *PAGES)]
    + [f"Call {number} now" for number in NUMBERS]
    + [told for told, _ in TOLD_BEFORE],
)
def test_the_compiled_reader_overlooks_no_contact(compiled, line):
    assert _is_equal(compiled, line, is_markup=False)
    assert _is_equal(compiled, f"<p>{html.escape(line)}</p>", is_markup=True)
    # Wherever in a stride it stands, and across the end of one.
    texts = [f"{'a' * before} {line}" for before in range(140)]
    assert [text for text in texts if not _is_equal(compiled, text, is_markup=False)] == []


@_QUICK
@given(parts=st.lists(_CONTACTS | _WORDS, max_size=12), glue=st.sampled_from(["", " "]))
def test_hints_never_hide_a_contact(parts, glue):
    told, every = glue.join(parts), 2 * contacts.PAGE - 1
    assert contacts.without_contacts(told) == contacts.replaced(told, every)


@_QUICK
@given(
    low=st.integers(20, 999),
    high=st.integers(20, 999),
    unit=st.sampled_from(["k", ",000", "000", ".000", " 000"]),
)
def test_no_pay_is_taken_for_a_telephone_number(low: int, high: int, unit: str) -> None:
    for mark in ("$", "€", "", "USD "):
        text = f"pays {mark}{low}{unit} - {mark}{high}{unit} a year"
        assert plain_lines(text) == text


def test_folding_makes_one_line_of_words() -> None:
    assert folded("  a\n\tb\u00a0 c ") == "a b c"
