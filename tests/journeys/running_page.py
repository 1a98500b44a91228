"""A page of the application as a reader waits for it and takes from its long lists."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PATIENCE_MS = 90_000
"""How long a journey waits for what should appear: speed is measured in `bench`, and a shared machine may be slow."""
BEGIN_MS = 300
"""In which a run that was just asked for has begun."""
LIST_MS = 15_000


def settled(page: Page) -> None:
    """Wait until the page has run to its end: a run that goes on closes an open list."""
    page.wait_for_timeout(BEGIN_MS)
    expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()


def take_by_typing(page: Page, box: Locator, option: str) -> None:
    """Open a list, type an option's whole name and take it: a long list draws only the options in sight.

    The list is opened first and the name typed after, as readers do: text that is set at once, while the list opens, is
    at times lost with it.

    Raises
    ------
    AssertionError
        If the list was closed by a run of the page that came in between.
    """
    settled(page)
    box.click()
    expect(box).to_have_attribute("aria-expanded", "true", timeout=LIST_MS)
    box.press("ControlOrMeta+a")
    box.press_sequentially(option)
    expect(page.get_by_role("option")).to_have_count(1, timeout=LIST_MS)
    box.press("Enter")
