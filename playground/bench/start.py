"""Start: from the command to a healthy server, from the page's request to a working Play button."""

from __future__ import annotations

from . import browser
from .server import running
from .tables import Table, at_most, number

READY = """() => new Promise((resolve) => {
    const { bench } = window;
    const look = () => bench.ready ? resolve(bench.ready / 1000) : setTimeout(look, 10);
    look();
})"""


def start_tables(repetitions: int) -> list[Table]:
    """Measure how long it takes to start, several times, after a start that does not count."""
    table = Table("Start, in seconds", ["from … to …", "fastest", "slowest"])
    with running(compiled=True):
        pass
    seconds = []
    for _ in range(repetitions):
        with running() as server:
            seconds.append(server.seconds)
    table.add("command → healthy server", number(min(seconds)), number(max(seconds)))
    table.notes.append(at_most("command → healthy server, slowest", max(seconds), 1.5, "s"))
    absent = browser.missing()
    if absent is not None:
        table.notes.append(absent)
        return [table]
    opened = _page_seconds(repetitions)
    table.add("request → working Play button", number(min(opened)), number(max(opened)))
    table.notes.append(at_most("request → working Play, slowest", max(opened), 1.5, "s"))
    table.notes.append("Each time with an empty cache; Play works once the first frame is there.")
    return [table]


def _page_seconds(repetitions: int) -> list[float]:
    seconds = []
    with running(compiled=True) as server, browser.browser() as started:
        for repetition in range(repetitions + 1):
            with browser.page(started, server.url) as page:
                taken = float(page.evaluate(READY))
            if repetition > 0:
                seconds.append(taken)
    return seconds
