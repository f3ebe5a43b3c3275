"""Disclosure for calling systems: which of the four items are current where."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from rest_framework import serializers

from fulian.api import ListView, PageQuery, listed
from homes.models import Item
from homes.queries.disclosure import obliged, states_of
from orgs.queries.lineage import code_now


class DisclosureQuery(PageQuery):
    """Whose disclosure is asked for."""

    org = serializers.CharField(required=False, help_text="组织代码；原代码也可以。")


class DisclosureRow(serializers.Serializer[Any]):
    """One organisation's disclosure today."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="组织代码。")
    duties = serializers.BooleanField(help_text="职责任务是否公开。")
    structure = serializers.BooleanField(help_text="组织架构是否公开。")
    officers = serializers.BooleanField(help_text="干部身份是否公开。")
    activity_plan = serializers.BooleanField(help_text="本季度的活动安排是否公开。")
    is_current = serializers.BooleanField(help_text="四项是否都是最新的。")
    hung_on = serializers.DateField(allow_null=True, help_text="公开栏的张贴日期；没有张贴为空。")


@listed(
    "list_disclosures", "列出工作公开", DisclosureRow, DisclosureQuery, tag="公开",
    says="需要 orgs:read 权限。每个乡镇（街道）、村（社区）妇联的四项公开今天是不是最新的，"
    "没有历史。公开的内容见各组织的公开页面。按编号排列；",
)  # fmt: skip
class Disclosures(ListView):
    """Which of the four items are current where."""

    needs = {"GET": "orgs.view_org"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the organisations that are asked for."""
        orgs = obliged().order_by("pk")
        if "org" in wanted:
            orgs = orgs.filter(code=code_now(wanted["org"]))
        return orgs.values("id", org_code=F("code"))

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Add how each stands today."""
        orgs = obliged().filter(pk__in=[row["id"] for row in rows])
        states = {state.org.pk: state for state in states_of(list(orgs), on)}
        for row in rows:
            state = states[row["id"]]
            row |= {"is_current": state.is_current, "hung_on": state.hung_on}
            row |= {item.value: not state.lacks[item] for item in Item}
