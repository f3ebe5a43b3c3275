"""What stands beside the tree. It names nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import ListView, OrgDayQuery, View, listed
from orgs.models import ClusterKind, ReformMatter, ReformStatus, Sector, Support
from orgs.queries import beside_rows as reads

SAYS = "按编号排列；不含任何人的姓名和电话。"


class Row(serializers.Serializer[Any]):
    """Something in a list, at an organisation."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="所属组织的代码。")


class DatedRow(Row):
    """Something that holds from one day until another."""

    name = serializers.CharField(help_text="名称。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）。")


class ReformRow(Row):
    """How far a reform was."""

    matter = serializers.ChoiceField(ReformMatter.choices, help_text="改革事项。")
    status = serializers.ChoiceField(ReformStatus.choices, help_text="进展。")
    since = serializers.DateField(help_text="从这一天起是这个进展。")
    note = serializers.CharField(help_text="说明。")


class UnitRow(DatedRow):
    """A member unit."""

    sector = serializers.ChoiceField(Sector.choices, help_text="单位类别。")


class GroupMemberRow(DatedRow):
    """A group member."""

    women = serializers.IntegerField(allow_null=True, help_text="女性人数。")


class SocialRow(DatedRow):
    """A women's social organisation."""

    field: Any = serializers.CharField(help_text="服务领域。")
    support = serializers.ChoiceField(Support.choices, help_text="扶持方式。")
    is_registered = serializers.BooleanField(help_text="是否已在民政部门登记。")
    is_allied = serializers.BooleanField(help_text="是否加入女性社会组织联盟。")


class ClusterRow(DatedRow):
    """A cluster."""

    kind = serializers.ChoiceField(ClusterKind.choices, help_text="联建类别。")
    lead = serializers.CharField(help_text="牵头企业；只有企社联建有。")
    core_code = serializers.CharField(help_text="核心村（社区）的代码。")
    member_codes: Any = serializers.ListField(
        child=serializers.CharField(), help_text="成员的代码，含核心。"
    )


def _listed(operation: str, summary: str, row: type[Row]) -> Callable[[type[View]], type[View]]:
    return listed(operation, summary, row, OrgDayQuery, tag="组织", says=SAYS)


class Besides(ListView):
    """A list of what stands beside the tree."""

    needs = {"GET": "orgs.view_org"}


@_listed("list_reforms", "列出改革进展", ReformRow)
class Reforms(Besides):
    """How far reforms are."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the steps of a day."""
        return reads.reform_rows(wanted, on)


@_listed("list_member_units", "列出成员单位", UnitRow)
class Units(Besides):
    """Member units of regional federations."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the units of a day."""
        return reads.unit_rows(wanted, on)


@_listed("list_group_members", "列出团体会员", GroupMemberRow)
class GroupMembers(Besides):
    """Group members of the county's federation."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the group members of a day."""
        return reads.group_member_rows(wanted, on)


@_listed("list_social_organisations", "列出女性社会组织", SocialRow)
class Socials(Besides):
    """Women's social organisations."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the social organisations of a day."""
        return reads.social_rows(wanted, on)


@_listed("list_clusters", "列出片区", ClusterRow)
class Clusters(Besides):
    """Clusters and who is in them."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the clusters of a day."""
        return reads.cluster_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Add who was in each."""
        inside = reads.codes_inside([row["id"] for row in rows], on)
        for row in rows:
            row["member_codes"] = inside[row["id"]]
