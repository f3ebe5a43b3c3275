"""A chair's phone pages in a county that writes 9,000 lines of the log a day."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import committees, ground
from bench.handover import PLANNED_AT, START
from bench.measure import Line, Watch
from duties import services
from duties.models import DutyLogEntry, DutyPost
from fulian.scoping import scope
from members.models import Appointment, Office
from orgs.models import AccessGrant, County, Org, User
from orgs.views.sessions import enter

CODE, VILLAGES, A_DAY, DAYS, MEMBERS = "110101", 300, 9_000, 30, 4
MOST, ROUNDS = 12, 5
PAGES = (
    "/", "/log/", "/log/mine/", "/log/mine/?all=1", "/log/mine/?all=1&q=劝解&month=2026-01",
    "/log/print/", "/log/paper/", "/posts/", "/chain/", "/turn/", "/inbox/",
)  # fmt: skip


def lines(a_day: int = A_DAY, days: int = DAYS, villages: int = VILLAGES) -> Iterator[Line]:
    """Write so many lines; open every page as a chair, counting what it asks of the database."""
    with ground.owner() as plain:
        ground.empty(plain)
        county, browser = _planted(villages, a_day, days)
        with scope(county.pk):
            written = DutyLogEntry.rows.count()
        counts, times = {}, {}
        for page in PAGES:
            counts[page], times[page] = _opened(browser, page)
        ground.empty(plain)
    yield Line(
        name="daybook.phone_pages",
        unit="queries of the page that asks most",
        goal=f"<= {MOST} queries on every phone page",
        answers_equal=written == a_day * days,
        within=0 < min(counts.values()) <= max(counts.values()) <= MOST,
        ours=float(max(counts.values())),
        rounds=ROUNDS,
        more={
            "lines": written, "villages": villages, "queries": counts,
            "ms": {page: round(seconds * 1000) for page, seconds in times.items()},
        },
    )  # fmt: skip


def _planted(villages: int, a_day: int, days: int) -> tuple[County, Client]:
    """Open a county whose committees have written for ``days``; return it, and a chair's phone."""
    county, seated = committees.opened(CODE, villages, members=MEMBERS, at=PLANNED_AT, since=START)
    today = timezone.localdate()
    with scope(county.pk):
        posts = services.set_up_posts(on=START, by=None)
        root = Org.rows.get(parent__isnull=True)
        each = [(org, seat) for org, seats in seated for seat in seats]
        for n in range(days):
            day = today - timedelta(days=n)
            rows = [
                _line(*each[k % len(each)], posts[k % len(posts)], day, k) for k in range(a_day)
            ]
            services.work_many(org=root, entries=rows, by=None)
        chair = Appointment.rows.filter(office=Office.CHAIR).order_by("pk")[0]
        grant = AccessGrant.rows.get(pk=chair.grant_id or 0)
        grant.accepted_at = PLANNED_AT
        grant.save(update_fields=["accepted_at"])
        user = grant.user
    return county, _phone(user)


def _line(org: Org, seat: Appointment, post: DutyPost, day: date, k: int) -> DutyLogEntry:
    what = f"第 {k} 件：上门劝解一对闹矛盾的夫妻"
    return DutyLogEntry(org=org, post=post, appointment=seat, done_on=day, what=what, served=k % 9)


def _phone(user: User) -> Client:
    request = HttpRequest()
    request.META["HTTP_USER_AGENT"], request.session = "Mobile MicroMessenger", SessionStore()
    enter(request, user, timezone.now())
    request.session.save()
    browser = Client(headers={"User-Agent": "Mobile MicroMessenger", "Host": "localhost"})
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
    return browser


def _opened(browser: Client, page: str) -> tuple[int, float]:
    """Return how many queries a page asks, and the median seconds it takes."""
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(page)
    if answer.status_code != 200:
        raise RuntimeError(f"{page}: {answer.status_code}")
    reads = sum(one["sql"].startswith(("SELECT", "(")) for one in asked)
    times = []
    for _ in range(ROUNDS):
        with Watch() as watch:
            browser.get(page)
        times.append(watch.seconds)
    return reads, statistics.median(times)
