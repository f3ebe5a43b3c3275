"""What keepers are told when figures were not what the facts say."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from duties.queries.keepers import county_accounts
from duties.services.due import tell
from reports.models import QuarterlyCoverageReport
from reports.rules.quarters import ZONE

log = logging.getLogger(__name__)


def raise_alarm(report: QuarterlyCoverageReport, orgs: Sequence[int], *, at: datetime) -> None:
    """Tell the county's keepers that rows differed from the facts though nothing was written.

    It tells and never stops anything: the rows are right again, and closing goes on.
    """
    log.error("leaf rows repaired", extra={"county": report.county_id, "orgs": len(orgs)})
    for user in county_accounts(at.astimezone(ZONE).date()):
        tell(
            org=report.org, user_id=user, title=f"{report}报告：底数与登记不符，已改正",
            key=f"reports.repaired:{report.pk}:{report.version}:{user}",
            text=f"重新统计时，{len(orgs)} 个组织的底数与登记的事实不同，其间没有人登记过。"
            "已按事实改正，报告照常办理。请查一查是不是有人直接改了数据库。",
            link=reverse("admin:reports_quarterlycoveragereport_change", args=[report.pk]), at=at,
        )  # fmt: skip
