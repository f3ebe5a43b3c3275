"""Ten thousand women sign up at once to an activity with 500 places: by the service, by HTTP.

Before any time is told, the answers are looked at: each number given once, the first 500 in, all
others waiting with 1, 2, 3 … in the order of their numbers, and as many lines as answers.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from django.db import connection
from django.utils import timezone

from bench import ground
from bench.crew import at_once, crew, start_together
from bench.measure import Line, Watch, percentile
from fulian.scoping import scope
from homes import services
from homes.models import Activity, SignUp
from homes.queries.signups import code_of
from homes.services import Plan
from orgs import services as orgs
from orgs.models import County, Level, Org
from orgs.queries.divisions import proposal_for

CODE = "430424"
WOMEN, PLACES = 10_000, 500
IN = re.compile(r"您是第 (\d+) 个报名的")
WAITS = re.compile(r"您排在候补第 (\d+) 位")
BEGIN = 60  # seconds the site may take to begin

Told = tuple[int, int, float]  # her number (0: not told), her place on the waiting list, seconds


@dataclass(frozen=True, slots=True)
class Job:
    """What one process does: so many women from a number on, in so many threads."""

    county: int
    activity: int
    first: int
    women: int
    threads: int


def lines(
    women: int = WOMEN, places: int = PLACES, processes: int = 6, threads: int = 4,
    by_http: int = 1_000, http_places: int = 50,
) -> Iterator[Line]:  # fmt: skip
    """Sign up ``women`` through the service, then ``by_http`` through a running site."""
    with ground.owner() as plain:
        ground.empty(plain)
        one = _opened(places)
        with crew(processes) as pool:
            share = women // processes + 1
            jobs = [
                Job(_county(one), one.pk, n * share, max(0, min(share, women - n * share)), threads)
                for n in range(processes)
            ]
            with Watch() as whole:
                told = [told for part in at_once(pool, _sign_up, jobs) for told in part]
        yield _line("signup.service", one, told, women, places, whole.seconds, {
            "processes": processes, "threads": threads,
        })  # fmt: skip
        ground.empty(plain)
        one = _opened(http_places)
        with _site() as port, Watch() as whole:
            told = _by_http(port, one, by_http)
        yield _line("signup.http", one, told, by_http, http_places, whole.seconds, {
            "web": "granian, 2 processes of 8 threads", "threads": 16,
        })  # fmt: skip
        ground.empty(plain)


def _line(
    name: str, one: Activity, told: Sequence[Told], women: int, places: int, seconds: float,
    more: dict[str, object],
) -> Line:  # fmt: skip
    took = [each[2] for each in told]
    return Line(
        name=name, unit="s", goal=f"exactly {places} in, the rest waiting in order, nobody lost",
        answers_equal=_is_right(one, told, women, places), within=True, ours=seconds,
        rounds=1, more={
            "women": women, "places": places, "in": sum(not waits for _, waits, _ in told),
            "waiting": sum(waits > 0 for _, waits, _ in told),
            "a_second": round(women / seconds), "p50_ms": round(percentile(took, 0.5) * 1000, 1),
            "p99_ms": round(percentile(took, 0.99) * 1000, 1), **more,
        },
    )  # fmt: skip


def _is_right(one: Activity, told: Sequence[Told], women: int, places: int) -> bool:
    """Say whether everybody was told what is so, and the table agrees."""
    with scope(_county(one)):
        now = Activity.rows.get(pk=one.pk)
        tickets = list(
            SignUp.rows.filter(activity=one).order_by("ticket").values_list("ticket", flat=True)
        )
    numbers = list(range(1, women + 1))
    waiting = sorted(waits for _, waits, _ in told if waits)
    known = sorted((ticket, waits) for ticket, waits, _ in told if ticket)
    in_order = all(waits == max(0, ticket - places) for ticket, waits in known)
    return (
        tickets == numbers
        and (now.tickets, now.live) == (women, women)
        and len(told) == women
        and waiting == list(range(1, women - places + 1))
        and in_order
    )


def _county(one: Activity) -> int:
    return cast(int, one.county_id)


def _sign_up(job: Job) -> list[Told]:
    start_together()
    step = job.threads
    parts = [range(job.first + n, job.first + job.women, step) for n in range(step)]
    with ThreadPoolExecutor(step) as pool:
        return [told for part in pool.map(lambda each: _sign(job, each), parts) for told in part]


def _sign(job: Job, numbers: range) -> list[Told]:
    found: list[Told] = []
    one = Activity(pk=job.activity, county_id=job.county)
    at = timezone.now()
    try:
        for n in numbers:
            began = time.perf_counter()
            name, tail = _called(n)
            with scope(job.county):
                signed = services.sign_up(activity=one, name=name, tail=tail, at=at)
            found.append((signed.ticket, signed.waits, time.perf_counter() - began))
    finally:
        connection.close()
    return found


def _called(n: int) -> tuple[str, str]:
    """Return a name and four digits nobody else has."""
    return "王" + chr(0x4E00 + n // 10_000) + chr(0x4E00 + n % 10_000), f"{n % 10_000:04d}"


def _opened(places: int) -> Activity:
    """Open a county, and in its first village an activity with so many places."""
    now = timezone.now()
    county = County.objects.create(code=CODE, name="测试县", opened_at=now)
    with scope(county.pk):
        orgs.plant_tree(proposal_for(CODE).units, on=ground.ON)
        village = Org.rows.filter(level=Level.VILLAGE).order_by("lft")[0]
        plan = Plan(title="插花技艺培训", starts_at=now + timedelta(days=30))
        one = services.plan_activity(org=village, plan=plan, by=None, at=now)
        return services.open_activity(activity=one, by=None, at=now, capacity=places)


@contextmanager
def _site() -> Iterator[int]:
    """Run the site on the benchmark's database; give its port."""
    name = str(connection.settings_dict["NAME"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    urls = {key: _on(os.environ[key], name)
            for key in ("DATABASE_URL", "DATABASE_OWNER_URL") if key in os.environ}  # fmt: skip
    more = {"FULIAN_PROXIES": "1", "FULIAN_HOSTS": "127.0.0.1", "FULIAN_LOG_LEVEL": "ERROR"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port",
        str(port), "--workers", "2", "--blocking-threads", "8", "--log-level", "error",
        "fulian.wsgi:application",
    ]  # fmt: skip
    site = subprocess.Popen(command, env=os.environ | urls | more)
    try:
        _wait_for(port)
        yield port
    finally:
        site.terminate()
        site.wait(30)


def _on(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _wait_for(port: int) -> None:
    until = time.monotonic() + BEGIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("the site did not begin")


def _by_http(port: int, one: Activity, women: int) -> list[Told]:
    path, threads = f"/hd/{code_of(one)}/", 16
    parts = [range(n, women, threads) for n in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        found = pool.map(lambda each: _send(port, path, each), parts)
        return [told for part in found for told in part]


def _send(port: int, path: str, numbers: range) -> list[Told]:
    """Send the form of each; they come from different addresses through one gateway."""
    found: list[Told] = []
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for n in numbers:
        name, tail = _called(n)
        began = time.perf_counter()
        body = urlencode({"name": name, "tail": tail}, quote_via=quote)
        line.request("POST", path, body, {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
        })  # fmt: skip
        page = line.getresponse().read().decode()
        is_in, waits = IN.search(page), WAITS.search(page)
        told = (int(is_in[1]) if is_in else 0, int(waits[1]) if waits else 0)
        found.append((*told, time.perf_counter() - began))
    line.close()
    return found
