"""The site as its readers meet it: Chromium opens the pages from disk, without a server and without a network.

Screenshots are kept in `data/site-screenshots/` for looking; SKILLTREND_SITE names another site's folder to look at.
Without a Chromium on this machine all of this is skipped, saying so.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import conftest
import pytest
import sample_site

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]
SHOTS = Path(__file__).resolve().parent.parent / "data" / "site-screenshots"
PAGES = [
    *(
        "index.html",
        "skills.html",
        "skills/docker.html",
        "categories/cloud.html",
        "claims/cloud-three-quarters.html",
    ),
    *(
        "pictures.html",
        "pictures/vendors.html",
        "coverage.html",
        "method.html",
        "dictionary.html",
        "downloads.html",
    ),
]
LAID_OUT = {"index.html", "skills/docker.html", "pictures/vendors.html", "downloads.html"}
WIDTHS = {"phone": (360, 740, "dark"), "desktop": (1280, 900, "light")}
if CHROMIUM is None:
    conftest.tell(
        "no Chromium on this machine: the pages were not opened in a browser (apt-get install chromium)"
    )
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine (apt-get install chromium)"
)


@pytest.fixture(scope="module")
def folder():
    return Path(os.environ["SKILLTREND_SITE"]) if "SKILLTREND_SITE" in os.environ else sample_site.built()


@pytest.fixture(scope="module")
def chromium():
    """One browser for all tests, with a profile of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, folder):
    """Open a page at a width; `asked` are the addresses that it asked for, `said` what went to the console."""
    contexts = []

    def opened(path, width="desktop", **options):
        wide, high, look = WIDTHS[width]
        context = chromium.new_context(viewport={"width": wide, "height": high}, color_scheme=look, **options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.said = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((folder / path).as_uri())
        for figure in (
            page.query_selector_all("figure[data-points]") if options.get("java_script_enabled", True) else []
        ):
            figure.wait_for_selector("canvas")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_pages_open_quietly_ask_nobody_fit_the_width_and_are_accessible(visit, path, width):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(path, width)
    assert page.said == []
    assert [url for url in page.asked if not url.startswith(("file://", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width][0]
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(
        path=SHOTS / f"{path.removesuffix('.html').replace('/', '-')}-{width}.png", full_page=True
    )
    if width == "desktop" and path not in LAID_OUT:
        return  # the same elements in the same order as on the phone, in the other colours, which LAID_OUT covers
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    assert found.violations_count == 0, found.generate_report()


def test_search_finds_a_skill_by_another_spelling_from_any_page(visit):
    page = visit("coverage.html")
    page.fill("input[name=q]", "moby")
    page.keyboard.press("Enter")
    page.wait_for_url("**/skills.html?q=moby")
    assert page.input_value("#search") == "moby"
    assert page.locator("tr[data-words]:visible a").all_inner_texts() == ["Docker"]
    assert page.inner_text("#found") == "1 of 4 skills"
    page.fill("#search", "no such thing")
    assert page.locator("tr[data-words]:visible").count() == 0
    page.fill("#search", "c#")
    page.click("tr[data-words]:visible a")
    assert page.inner_text("h1") == "C#"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_chart_shows_the_numbers_of_the_month_under_the_pointer(visit, width):
    page = visit("categories/cloud.html", width)
    box = page.locator("figure canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.5)
    page.mouse.move(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.5)
    page.wait_for_selector("#tip:not([hidden])")
    text = page.inner_text("#tip")
    assert "named anywhere (E1): " in text
    assert "% [" in text
    assert "postings" in text
    tip = page.locator("#tip").bounding_box()
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= WIDTHS[width][0]
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()


def test_the_years_shown_are_chosen_by_keyboard(visit):
    page = visit("index.html")
    points = "document.querySelector('figure[data-points]').embedded.view.data('points').length"
    every = page.evaluate(points)
    page.focus("button[data-years='2']")
    page.keyboard.press("Enter")
    page.wait_for_function(f"{points} < {every}")
    assert page.get_attribute("button[data-years='2']", "aria-pressed") == "true"
    assert page.get_attribute("button[data-years='0']", "aria-pressed") == "false"


def test_a_chart_zooms_with_ctrl_and_the_wheel_and_the_page_scrolls_without(visit):
    page = visit("categories/cloud.html")
    shown = "(() => { const d = document.querySelector('figure[data-points]').embedded.view.scale('x').domain(); return d[1] - d[0]; })()"
    box = page.locator("figure canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    before = page.evaluate(shown)
    page.mouse.wheel(0, 60)
    page.wait_for_function("window.scrollY > 0")
    assert page.evaluate(shown) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function(f"{shown} < {before}")


def test_every_page_is_reached_by_keyboard_with_a_visible_focus(visit):
    page = visit("index.html")
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to the content"
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    for name in ("Skills", "Pictures", "Coverage", "Method", "Data", "q", "Find"):
        assert name in reached


def test_without_javascript_the_picture_stands_in(visit):
    page = visit("index.html", java_script_enabled=False)
    image = page.locator("noscript img, main img").first
    assert image.is_visible()
    assert page.locator("figure[data-points]").is_hidden()
    assert image.evaluate("image => image.naturalWidth") == 2000


def test_a_posting_titled_script_shows_as_text_and_does_not_run(visit):
    page = visit("claims/cloud-three-quarters.html")
    assert page.locator("td, th").filter(has_text="<script>alert('x')</script>").count() >= 1
    assert page.said == []
