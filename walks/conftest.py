"""A whole running site of its own, and a browser that notices what a person would mind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "walks" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FONT = "/usr/share/fonts/opentype/noto"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
    "user_agent": "Mozilla/5.0 (Linux; Android 12) Mobile MicroMessenger/8.0.40",
}
DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
BEGIN = 300  # seconds a site may take to begin where others use the machine as well
SIZES: dict[str, dict[str, Any]] = {"phone": PHONE, "desk": DESK}
OURS = ("DATABASE_", "REDIS_", "FULIAN_", "PG", "PORT")
# Names and signs that are no English left over.
ALLOWED = {
    "fulian", "demo", "civic", "platform", "OAuth", "OpenAPI", "API", "REST", "Ctrl", "esc",
    "Windows", "Edge", "Chrome", "Linux", "http", "https", "claim", "Excel", "Word", "xlsx",
    "CSV", "JSON", "PDF", "JPG", "PNG",
}  # fmt: skip


class Site:
    """`make run` in a folder of its own, until the walk is over."""

    def __init__(self, state: Path, demo: bool) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.env = env | {
            "FULIAN_STATE": str(state),
            "FULIAN_DEMO": "1" if demo else "0",
            "PORT": str(port),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fulian.local", "run"],
            cwd=ROOT, env=self.env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.said: list[str] = []
        self.up = threading.Event()
        self.address = ""
        threading.Thread(target=self._listen, daemon=True).start()
        if not self.up.wait(BEGIN) or not self.address:
            self.process.terminate()
            raise AssertionError("\n".join(self.said))

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if found := re.search(r"打开 (http://127\.0\.0\.1:\d+)/", line):
                self.address = found[1]
                self.up.set()
        self.up.set()

    def manage(self, *words: str) -> str:
        """Run a management command beside the running site; return what it said."""
        command = [sys.executable, "-m", "fulian.local", "--keep", "--"]
        command += [sys.executable, "manage.py", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(60) == 0, "\n".join(self.said[-20:])
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless browser; says what to install where it is missing."""
    if not Path(CHROMIUM).exists() or not Path(FONT).exists():
        pytest.exit("请先安装浏览器和中文字体：apt install chromium fonts-noto-cjk", returncode=1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the demo county."""
    site = Site(tmp_path_factory.mktemp("demo"), demo=True)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as an office begins: nothing in it."""
    site = Site(tmp_path_factory.mktemp("empty"), demo=False)
    yield site
    site.stop()


READ = """() => {
  const said = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const inside = walk.currentNode.parentElement;
    const hidden = inside.closest('.material-symbols-outlined, script, style, noscript');
    if (!hidden && inside.checkVisibility()) said.push(walk.currentNode.data);
  }
  return said.join(' ');
}"""  # icons are words of a font, not words


BARE = """() => [...document.querySelectorAll('input, select, textarea')].filter(field =>
  field.checkVisibility() && !['checkbox', 'radio', 'file', 'hidden', 'submit'].includes(field.type)
  && field.name !== 'q'
  && getComputedStyle(field).borderBottomWidth === '0px'
  && !field.closest('.select2-container') && !field.matches('.select2-hidden-accessible')
).map(field => field.name)"""


class Walker:
    """One person's browser. ``look`` takes a picture and asserts what a person would mind."""

    def __init__(self, chromium: Browser, site: Site, size: str) -> None:
        self.site, self.size = site, size
        self.context: BrowserContext = chromium.new_context(
            base_url=site.address, locale="zh-CN", timezone_id="Asia/Shanghai", **SIZES[size]
        )
        self.page: Page = self.context.new_page()
        self.minded: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.minded.append(f"script: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.minded.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, "data:")):
            self.minded.append(f"asked another host: {request.url}")

    def sign_in(self, phone: str, password: str = "fulian-demo") -> None:  # noqa: S107 -- the demo's
        """Sign in at the login page."""
        self.page.goto("/login/")
        self.page.fill("[name=phone]", phone)
        self.page.fill("[name=password]", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _read(self) -> str:
        """Return what the page says; an address is no English."""
        said = self.page.evaluate(READ)
        said = re.sub(r"(https?://)?[\w.-]+(\.[a-z]{2,}|:\d+)(/[\w./?=&%-]*)?", " ", said)
        return re.sub(r"[\w<>:-]+/[\w<>:/-]*", " ", said)  # what somebody was refused

    def look(self, name: str) -> None:
        """Keep a picture; nothing may be English, too wide, without outline, or in the console."""
        PICTURES.mkdir(exist_ok=True)
        self.page.evaluate("document.fonts.ready")  # the page itself is loaded: goto and click wait
        self.page.screenshot(path=PICTURES / f"{name}-{self.size}.png", full_page=True)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 1, f"{name}: {wide}px wider than the screen"
        words = set(re.findall(r"(?<![0-9a-f])[A-Za-z]{3,}(?![0-9a-f])", self._read())) - ALLOWED
        assert not words, f"{name}: English left over: {sorted(words)[:8]}"
        bare = self.page.evaluate(BARE)
        assert not bare, f"{name}: fields nobody sees: {bare}"
        assert not self.minded, f"{name}: {self.minded[:3]}"
