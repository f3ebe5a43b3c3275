"""What machines ask of the site: alive, ready, what robots may read, where the icon is."""

from __future__ import annotations

import logging
from collections.abc import Callable

from celery import current_app
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from fulian.checks import role_breaches
from fulian.pages import say
from fulian.permissions import anyone

log = logging.getLogger(__name__)
ROBOTS = "User-agent: *\nAllow: /o/\nDisallow: /"


@anyone
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; it asks nothing else of anybody."""
    return say("正常")


@anyone
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether database, broker and worker answer; 503 with the first that does not."""
    for part, answers in PARTS.items():
        if not _holds(part, answers):
            return say(f"未就绪：{part}没有应答", status=503)
    return say("就绪")


@anyone
def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines read the public pages and nothing else."""
    return say(ROBOTS)


@anyone
def icon(request: HttpRequest) -> HttpResponse:
    """Show browsers that ask for the old address where the icon is."""
    return redirect(static("icons/fulian.svg"))


def _database() -> bool:
    return not role_breaches()


def _broker() -> bool:
    with current_app.connection_for_read(connect_timeout=1) as connection:
        connection.ensure_connection(max_retries=1, timeout=1)
    return True


def _worker() -> bool:
    return bool(current_app.control.ping(timeout=1, limit=1))


PARTS: dict[str, Callable[[], bool]] = {
    "数据库": _database,
    "消息队列": _broker,
    "后台任务": _worker,
}


def _holds(part: str, answers: Callable[[], bool]) -> bool:
    """Say whether ``answers`` is true; whatever goes wrong is logged, never told."""
    try:
        return answers()
    except Exception:
        log.exception("not ready", extra={"part": part})
        return False
