"""``manage.py hand_over --on DATE``: hand the rotating chair over by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from duties import services
from duties.services.rotation import HAND_OVER
from fulian.management.plain import PlainCommand, Refused
from orgs.management.places import open_counties


class Command(PlainCommand):
    """Do every handover that is due on a day."""

    help = "办理到某一天为止应交接的主席轮值（平时由系统自动办理）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day and the county."""
        parser.add_argument("--on", required=True, metavar="DATE", help="日期，如 2026-12-01")
        parser.add_argument("--county", default="", metavar="CODE", help="只办这个县")

    def act(self, **options: Any) -> None:
        """Hand over what is due by the end of the day, in its order."""
        now = _moment(options["on"])
        counties = [county.pk for county in open_counties(options["county"])]
        services.look_again(counties)
        each = [services.tick_county(county, now, HAND_OVER) for county in counties]
        done, failed = sum(one.done for one in each), sum(one.failed for one in each)
        if failed:
            raise Refused(f"办理了 {done} 次轮值交接，{failed} 次没有办成，请查看日志。")
        self.say(f"办理了 {done} 次轮值交接。")


def _moment(text: str) -> datetime:
    """Return now for today, else the last moment of the day."""
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"“{text}”不是日期，请写成 2026-12-01 这样。") from error
    if on == timezone.localdate():
        return timezone.now()
    if not 2000 <= on.year <= 2100:
        raise Refused(f"“{text}”不是合理的日期。")
    return timezone.make_aware(datetime.combine(on, time.max))
