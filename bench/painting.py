"""How soon a phone on a slow line shows the first words of a public page: throttled chromium."""

from __future__ import annotations

import statistics
import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections

from bench.measure import Line

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SPEED = 400_000 / 8  # bytes a second
LATENCY = 400  # ms, there and back
MOST = 20_000  # bytes a cold browser fetches
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780}, "is_mobile": True, "device_scale_factor": 2,
}  # fmt: skip
FIRST = """() => new Promise(done => {
  const look = () => performance.getEntriesByName('first-contentful-paint')[0];
  const ask = () => look() ? done(look().startTime) : setTimeout(ask, 20);
  ask();
})"""


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: Any) -> None:
        """Be silent."""


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each connection, so that no request waits for another."""

    daemon_threads = True


def painted(code: str, rounds: int, goal: float) -> Line:
    """Paint the page of ``code`` cold, ``rounds`` times; skip in plain words without a browser."""
    said: dict[str, Any] = {
        "name": "public.paint",
        "unit": "s",
        "goal": f"<= {goal:g} s, {MOST} bytes in all",
    }
    if not Path(CHROMIUM).exists() or not rounds:
        why = "没有浏览器，没有测：先安装 chromium（apt install chromium fonts-noto-cjk）"
        return Line(**said, answers_equal=True, within=True, rounds=0, more={"skipped": why})
    application = get_wsgi_application()

    def closing(environ: Any, start: Any) -> Any:
        try:
            return application(environ, start)
        finally:
            connections.close_all()

    server = make_server("127.0.0.1", 0, closing, Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        paints, sizes, words = _paint(f"http://127.0.0.1:{server.server_port}/o/{code}/", rounds)
    finally:
        server.shutdown()
        server.server_close()
    ours = statistics.median(paints)
    return Line(
        **said, answers_equal="妇联干部是谁" in words,
        within=ours <= goal and max(sizes) <= MOST, ours=ours, rounds=rounds,
        more={"bytes": max(sizes), "slowest": round(max(paints), 3),
              "ours_is": "first contentful paint of a cold browser, 400 kbit/s and 400 ms"},
    )  # fmt: skip


def _paint(address: str, rounds: int) -> tuple[list[float], list[int], str]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- development only

    paints, sizes, words = list[float](), list[int](), ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(rounds):
            context = browser.new_context(**PHONE)
            page = context.new_page()
            line = context.new_cdp_session(page)
            fetched: list[int] = []
            line.on(
                "Network.loadingFinished", lambda e, f=fetched: f.append(e["encodedDataLength"])
            )
            line.send("Network.enable")
            line.send("Network.emulateNetworkConditions", {
                "offline": False, "latency": LATENCY, "downloadThroughput": SPEED,
                "uploadThroughput": SPEED,
            })  # fmt: skip
            page.goto(address, wait_until="networkidle")
            paints.append(page.evaluate(FIRST) / 1000)
            sizes.append(int(sum(fetched)))
            words = page.inner_text("main")
            context.close()
        browser.close()
    return paints, sizes, words


def _size(event: Any) -> float:
    return float(event["encodedDataLength"])
