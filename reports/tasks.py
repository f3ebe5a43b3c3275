"""Background work about reports."""

from __future__ import annotations

from celery import Task, shared_task
from django.utils import timezone

from orgs.models import County
from reports.services.live import renew_counties


@shared_task(name="reports.renew_live", base=Task)
def renew_live() -> int:
    """Renew the running quarter's rows in every county that asks for it; return how many."""
    counties = County.objects.filter(opened_at__isnull=False).values_list("pk", flat=True)
    return renew_counties(list(counties), timezone.now())[0]
