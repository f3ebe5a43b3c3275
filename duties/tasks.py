"""Beat's nudges: what is due stands in tables, and these only look."""

from __future__ import annotations

from celery import Task, shared_task
from django.db import connection
from django.utils import timezone

from duties import services
from orgs.models import County


@shared_task(name="duties.tick", base=Task)
def tick() -> int:
    """Do whatever is due in every county; return how many pieces of work were done.

    A connection that broke under the last tick is given up first: Celery keeps connections long.
    """
    _mend_connection()
    return services.tick(timezone.now()).done


@shared_task(name="duties.look_again", base=Task)
def look_again() -> int:
    """Find due work that nobody announced, as after an undo, and keep each county's calendar.

    Returns how many counties were seen.
    """
    _mend_connection()
    open_ones = County.objects.filter(opened_at__isnull=False).values_list("pk", flat=True)
    services.keep_calendar(counties := list(open_ones), timezone.localdate())
    services.look_again(counties)
    return len(counties)


@shared_task(name="duties.deliver", base=Task)
def deliver(*, county: int, channel: int) -> bool:
    """Tell one account outside what waits in its inbox."""
    return services.deliver(county=county, channel=channel, at=timezone.now())


def _mend_connection() -> None:
    is_open = connection.connection is not None and not connection.in_atomic_block
    if is_open and not connection.is_usable():
        connection.close()
