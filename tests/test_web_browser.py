"""`khotin serve` in a real browser: searched, read and compared as a person does, on a phone too, and in the dark."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.archive_filling import Filling

ROOT = Path(__file__).parents[1]
# Without the flags on networking, Chromium asks its maker's hosts at every start.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PHONE = {"width": 360, "height": 740}
EVIL = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    own = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=own, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    archive = tmp_path_factory.mktemp("browser") / "a"
    with Filling(archive) as filling:
        long = "Ủy ban nhân dân tỉnh vừa ban hành kế hoạch. " * 30
        filling.article("1", "Bão số 9 vào Đà Nẵng", f"Bão mạnh.\n\n{long}", lede="Tin bão")
        filling.article("1", "Bão số 9 vào Đà Nẵng", f"Bão rất mạnh.\n\n{long}", lede="Tin bão")
        filling.article("2", f"Tin {EVIL}", EVIL, lede=EVIL, section=EVIL, html=EVIL)
        filling.article("3", "Trang cũ", "Nay không còn.", portal="quangnam", section="Công khai")
        filling.lose("3", portal="quangnam")
        filling.article("4", "a" * 300, "http://hue.gov.vn/" + "b" * 500, problems=[("date", "no date", "c" * 400)])
    command = [sys.executable, "-m", "crawler", "serve", "--port", "0", "--archive", str(archive)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout
        yield process.stdout.readline().split()[0].rstrip("/")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 130


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with browser.new_context(base_url=site, locale="vi-VN") as context:
        opened = context.new_page()
        said: list[str] = []
        opened.on("console", lambda message: said.append(message.text))
        yield opened
        assert said == []  # nothing was refused by the policy, nothing was missing


def test_a_person_searches_reads_and_compares(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("input[name=q]:focus")  # the browser gives it the focus some time after the page has loaded
    page.keyboard.type("da nang")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=da+nang")
    assert page.locator("ol.hits h3 mark").all_inner_texts() == ["Đà", "Nẵng"]
    page.get_by_role("link", name="Bão số 9 vào Đà Nẵng").click()
    page.wait_for_url("**/article/1")
    assert page.get_by_role("heading", level=1).inner_text() == "Bão số 9 vào Đà Nẵng"
    page.get_by_role("link", name="So với bản trước").click()
    page.wait_for_url("**/diff?*")
    assert [text.strip() for text in page.locator(".diff ins").all_inner_texts()] == ["rất"]
    page.get_by_role("link", name="English").click()
    page.get_by_text("words added").wait_for()


def test_filters_are_chosen_and_cleared(page: Page) -> None:
    page.goto("/search")
    page.get_by_label("Tỉnh, thành phố").select_option("Quảng Nam")
    page.get_by_label("Tình trạng").select_option("đã gỡ")
    page.get_by_role("button", name="Tìm").click()
    page.wait_for_url("**status=gone*")
    assert page.locator("ol.articles h3").all_inner_texts() == ["Trang cũ"]
    assert page.locator("ol.articles .badge").all_inner_texts() == ["Đã gỡ"]
    assert page.get_by_label("Tỉnh, thành phố").input_value() == "Quảng Nam"
    page.get_by_role("link", name="Bỏ bộ lọc").click()
    page.wait_for_url("**/search")
    assert page.locator("ol.articles h3").count() == 4


@pytest.mark.parametrize("path", ["/", "/search?q=tin", "/article/2", "/portal/hue", "/changes", "/problems"])
def test_nothing_of_a_portal_runs(page: Page, path: str) -> None:
    page.goto(path)
    assert page.title() != "hacked"
    assert page.locator("main img").count() == 0


PATHS = ["/", "/search?q=bao", "/search", "/article/1", "/article/4", "/article/1/diff", "/changes", "/portals"]
PATHS += ["/portal/hue", "/problems", "/runs", "/health", "/nix"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_can_be_read_in_any_light(browser: Browser, site: str, scheme: str) -> None:
    with browser.new_context(base_url=site, viewport=PHONE, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for path in PATHS:
            page.goto(path)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} scrolls sideways by {wide}"
            assert page.evaluate(CONTRAST) == [], path
            assert page.evaluate(UNNAMED) == [], path


def test_the_keyboard_reaches_everything(page: Page) -> None:
    page.goto("/article/1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    for link in ("/", "/search", "/changes", "/portals", "/health"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == link
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


# Texts whose colour stands out less than 4.5 : 1 (WCAG 2.2, AA) from what lies behind them.
CONTRAST = """() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parts(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && one.checkVisibility())
    .map(one => {
      const [a, b] = [light(parts(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), one.outerHTML.slice(0, 80)];
    })
    .filter(([ratio]) => ratio < 4.5).map(([ratio, text]) => `${ratio.toFixed(2)} ${text}`);
}"""
# Fields without a label, links and buttons without a name.
UNNAMED = """() => [
  ...[...document.querySelectorAll('input:not([type=hidden]), select')].filter(one => !one.labels.length),
  ...[...document.querySelectorAll('a, button')].filter(one => !one.textContent.trim() && !one.ariaLabel),
].map(one => one.outerHTML.slice(0, 100))"""
