"""``manage.py tick``: do whatever is due, as Celery would; for cron, without a broker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from duties import services
from fulian.management.plain import PlainCommand
from orgs.management.places import open_counties


class Command(PlainCommand):
    """Look in every county, do what is due, send what waits."""

    help = "办理各县（市、区）所有到期的事项，并发出通知。不需要后台任务程序。"

    def act(self, **options: Any) -> None:
        """Tick once and say what was done."""
        services.keep_calendar(
            counties := [one.pk for one in open_counties()], timezone.localdate()
        )
        services.look_again(counties)
        done = services.tick(timezone.now())
        later = f"，{done.failed} 项没有办成，稍后再试" if done.failed else ""
        self.say(f"办理了 {done.done} 项到期事项，发出 {done.sent} 条通知{later}。")
