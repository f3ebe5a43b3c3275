"""The parts of the whole site: what is run, in which order, and how each shows that it answers."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fulian.local.state import State
from fulian.local.talk import RefusedError

PORTS_TRIED = 50


@dataclass(frozen=True)
class Part:
    """One long-running process of the site, and the question that shows it works."""

    name: str
    args: tuple[str, ...]
    answers: Callable[[], bool]
    patience: float = 10
    how: signal.Signals = signal.SIGTERM


@dataclass(frozen=True)
class Step:
    """Something done once, to its end, before the parts start; it may need the owner's rights."""

    name: str
    args: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What ``run`` starts on top of the database and the broker."""

    migrate: Step
    demo: Step
    parts: Callable[[int, State, Mapping[str, str]], list[Part]]


def free_port(wanted: int, say: Callable[[str], None]) -> int:
    """Return ``wanted``, or the next port that nobody uses, and say so."""
    for port in range(wanted, min(wanted + PORTS_TRIED, 65536)):
        with socket.socket() as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                say(f"端口 {port} 不能用（已被占用），改试 {port + 1}")
            else:
                return port
    raise RefusedError(f"从 {wanted} 起没有空闲的端口，请用 PORT= 另选一个。")


def wanted_port() -> int:
    """Return the port asked for with ``PORT``, 8000 when none was."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise RefusedError(f"PORT={text} 不是端口号，请写 1 到 65535 之间的数字。")
    return int(text)


def says_ok(address: str) -> bool:
    """Tell whether a page answers with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 - our own address
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _touched_since(folder: Path, moment: float) -> bool:
    return any(file.stat().st_mtime >= moment for file in folder.glob("schedule*"))


def site_parts(port: int, state: State, env: Mapping[str, str]) -> list[Part]:
    """Return web, worker and beat; each of them can be multiplied or moved in production."""
    python = sys.executable
    web = (python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1")
    size = ("--port", str(port), "--workers", "1", "--blocking-threads", "8")
    calm = ("-W", "ignore:You're running the worker")  # as root, on one's own machine
    celery = (python, *calm, "-m", "celery", "-q", "-A", "fulian")
    node = f"local{os.getpid()}@localhost"
    beat, begun = state.own("beat"), time.time() - 1
    return [
        Part(
            "网站",
            (*web, *size, "--log-level", "warning", "fulian.wsgi:application"),
            lambda: says_ok(f"http://127.0.0.1:{port}/healthz"),
        ),
        Part(
            "后台任务",
            (*celery, "worker", "-c", "2", "-l", "warning", "-n", node),
            lambda: says_ok(f"http://127.0.0.1:{port}/readyz"),  # the web asks it: no second Celery
            patience=30,
        ),
        Part(
            "定时器",
            (*celery, "beat", "-l", "warning", "--pidfile=", "-s", str(beat / "schedule")),
            lambda: _touched_since(beat, begun),
        ),
    ]


THE_SITE = Plan(
    migrate=Step("数据库升级", (sys.executable, "manage.py", "migrate", "-v0")),
    demo=Step("演示数据", (sys.executable, "manage.py", "demo")),
    parts=site_parts,
)
