"""Background work about organisations."""

from __future__ import annotations

import logging
from datetime import datetime

from celery import Task, shared_task
from django.utils import timezone

from fulian.database.county import one_moment
from fulian.scoping import scope
from fulian.tasks import enqueue
from orgs import services
from orgs.models import County
from orgs.queries import tree

log = logging.getLogger(__name__)


@shared_task(name="orgs.check_trees", base=Task)
def check_trees() -> int:
    """Have every open county's tree proven, each in its own scope; return how many."""
    counties = list(County.objects.filter(opened_at__isnull=False).values_list("pk", flat=True))
    for county in counties:
        with scope(county):
            enqueue("orgs.check_tree")
    return len(counties)


@shared_task(name="orgs.check_tree")
def check_tree(*, county: int) -> int:
    """Alarm when a county's nested sets disagree with its parents; return how many nodes do."""
    broken = tree.broken_nodes()
    if broken:
        log.error("tree broken", extra={"county": county, "nodes": len(broken)})
    return len(broken)


@shared_task(name="orgs.sweep", base=Task)
def sweep() -> int:
    """Delete failed logins and form keys that have served."""
    return services.sweep(at=timezone.now())


@shared_task(name="orgs.write_export", base=Task)
def write_export(*, county: int, user: int, keys: str, at: str) -> str:
    """Write a county's whole export, all of it as of one moment; return the file's name."""
    with one_moment(), scope(county):
        return services.write_export(user=user, keys=keys, at=datetime.fromisoformat(at)).name
