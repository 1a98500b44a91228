"""Two people at one server, each with a study and a file of their own: neither meets anything of the other's."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from layers.study_template import template_zip
from tests.journeys.running_page import settled
from ui.text import Text

pytestmark = pytest.mark.journey

TEXT = Text("zh")
FIRST, SECOND = "甲处", "乙处"
PAGES = ("map", "clustering", "sites", "data", "layers")
RENAMED = "南沙国际人工智能价值创新园"
ENDED = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "1"}
"""A session that is left ends at once instead of after two minutes."""


def own_study(mark: str) -> bytes:
    """Return the template with one park called by the mark."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template_zip())) as known, zipfile.ZipFile(made, "w") as packed:
        for name in known.namelist():
            content = known.read(name)
            assert name != "parks.geojson" or RENAMED in content.decode()
            packed.writestr(name, content.replace(RENAMED.encode(), f"{mark}智谷".encode()))
    return made.getvalue()


def own_table(mark: str) -> bytes:
    places = ((113.35, 23.12), (113.42, 23.02), (113.27, 23.18))
    rows = [f"{mark}地块{number},{lon},{lat},{number * 3}" for number, (lon, lat) in enumerate(places, start=1)]
    return "\n".join(["名称,经度,纬度,面积", *rows]).encode()


def open_page(page: Page, name: str) -> None:
    page.get_by_role("link", name=TEXT(f"app.page_{name}"), exact=True).click()
    settled(page)


def choose(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).or_(page.get_by_text(words, exact=True)).first.click()
    settled(page)


def give(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    settled(page)


def bring(page: Page, mark: str, address: str) -> None:
    """Open a study of one's own, and compare the places of a file."""
    page.goto(f"{address}/?lang=zh&page=data")
    choose(page, TEXT("data_page.part_study"))
    give(page, f"{mark}.zip", own_study(mark))
    expect(page.locator("body")).to_contain_text(f"{mark}.zip")
    expect(page.locator("body")).to_contain_text(TEXT("data_page.missing_title"))
    choose(page, TEXT("data_page.part_file"))
    give(page, f"{mark}.csv", own_table(mark))
    expect(page.locator(".yt-lead").first).to_contain_text(f"{mark}.csv")
    choose(page, TEXT("data_page.use_alternatives"))
    page.get_by_role("button", name=TEXT("data_page.use_alternatives_button", n=3), exact=True).click()
    expect(page.locator("body")).to_contain_text(TEXT("data_page.used_alternatives"))


def downloaded(page: Page) -> str:
    open_page(page, "data")
    choose(page, TEXT("data_page.use_download"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TEXT("data_page.download"), exact=True).click()
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    return " ".join(one["properties"]["名称"] for one in json.loads(content)["features"])


def seen(page: Page) -> str:
    """Return all that the pages show, and what a download holds."""
    shown = [downloaded(page)]
    for name in PAGES:
        open_page(page, name)
        if name == "map":
            expect(page.locator(".map .label").first).to_be_visible()
        if name == "sites":
            expect(page.locator("body")).to_contain_text("地块1")
        shown.append(page.content())
    return " ".join(shown)


def folders(temporary: Path) -> int:
    """Return how many studies lie unpacked on the server."""
    return len([one for one in temporary.glob("yuantu-*") if (one / "plan.toml").is_file()])


@pytest.fixture
def other(browser: Browser, traffic: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", accept_downloads=True)
    traffic.listen(context)
    yield context
    context.close()


def test_neither_of_two_sessions_meets_anything_of_the_other(
    page: Page,
    other: BrowserContext,
    serve: Callable[..., str],
    traffic: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    temporary = tmp_path_factory.mktemp("server")
    address = serve("app.py", environment={**ENDED, "TMPDIR": str(temporary)})
    beside = other.new_page()
    bring(page, FIRST, address)
    bring(beside, SECOND, address)
    assert folders(temporary) == 2
    for one, own, others in ((page, FIRST, SECOND), (beside, SECOND, FIRST)):
        shown = seen(one)
        assert f"{own}智谷" in shown
        assert f"{own}地块1" in shown
        assert others not in shown

    beside.close()
    shown = seen(page)
    assert f"{FIRST}智谷" in shown
    assert SECOND not in shown

    open_page(page, "data")
    traffic.allow("_stcore")  # asked for below the page's own path first
    traffic.allow("404 (Not Found)")
    page.reload()
    settled(page)
    for name in PAGES:
        open_page(page, name)
        assert f"{FIRST}智谷" not in page.content(), "a page that is loaded anew begins a new session"
        assert SECOND not in page.content()
    expect_no_folder(page, temporary)


def expect_no_folder(page: Page, temporary: Path) -> None:
    for _ in range(100):
        if not folders(temporary):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"{folders(temporary)} studies are left on the server")
