"""The documentation of the HTTP interface."""

from __future__ import annotations

from helpers.server import Server
from playwright.sync_api import expect

from browser.conftest import NewPage
from browser.watch import Watch


def test_the_documentation_shows_every_operation_and_asks_nobody_else(
    new_page: NewPage, watch: Watch, server: Server
) -> None:
    page = new_page()
    page.goto(f"{server.url}/docs")
    operations = page.locator(".opblock")
    expect(operations.first).to_be_visible()
    paths = page.request.get(f"{server.url}/openapi.json").json()["paths"]
    methods = ("get", "put", "post", "patch", "delete")
    expect(operations).to_have_count(sum(m in methods for path in paths.values() for m in path))
    create = operations.filter(has=page.get_by_text("/api/sessions", exact=True)).filter(
        has=page.locator(".opblock-summary-method", has_text="POST")
    )
    create.locator(".opblock-summary-control").first.click()
    expect(create.locator(".opblock-body")).to_be_visible()
    expect(create.locator(".opblock-body")).to_contain_text("201")
    assert watch.hosts() == {f"127.0.0.1:{server.port}"}
