"""Finds the browser that the tests drive, and installs one where there is none.

Run as a program it prints the path of the browser. $CHROMIUM names one to use instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The first one has no window that nobody sees: it saves a third of a page's time."""

PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's, the better one first; an older Debian has only the other."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""How the browser is started: it talks to no host but the one under test."""


def installed() -> str | None:
    """Return the path of a browser on this machine, or None."""
    named = os.environ.get("CHROMIUM")
    found = [named, *map(shutil.which, NAMES), _playwright_browser()]
    return next((path for path in found if path and os.path.exists(path)), None)


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> None:
    """Install Debian's where that can be done, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        for package in PACKAGES:
            if subprocess.run([*command, package], check=False, env=quiet).returncode == 0:
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def main() -> None:
    if installed() is None:
        install()
    path = installed()
    if path is None:
        sys.exit("no browser: install chromium, or set CHROMIUM to the path of one")
    sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main()
