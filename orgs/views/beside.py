"""The machine interface of what stands beside the tree. It only reads; it names nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import PageQuery, ReadView, asked, page, problems
from orgs.models import ClusterKind, ReformMatter, ReformStatus, Sector, Support
from orgs.queries import beside_rows as reads

Get = TypeVar("Get", bound=Callable[..., Response])


class BesideQuery(PageQuery):
    """Whose, and of which day."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    as_of = serializers.DateField(
        required=False, help_text="查询这一天当天的情况（年-月-日）；不填为今天。"
    )

    def validate_as_of(self, day: Any) -> Any:
        """Refuse a day that is still to come."""
        if day > timezone.localdate():
            raise serializers.ValidationError("不能晚于今天。")
        return day


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


def _paged(row: type[Row]) -> Any:
    """Return how the schema describes a page of ``row``."""
    facts = {
        "results": row(many=True),
        "next": serializers.IntegerField(allow_null=True, help_text="下一页的 after。"),
    }
    return type(row.__name__.replace("Row", "Page"), (serializers.Serializer,), facts)


def _schema(operation: str, summary: str, row: type[Row]) -> Callable[[Get], Get]:
    described: Callable[[Get], Get] = extend_schema(
        operation_id=operation,
        tags=["组织"],
        summary=summary,
        description="按编号排列；把 next 作为 after 取下一页。不含任何人的姓名和电话。",
        parameters=[BesideQuery],
        responses={200: _paged(row)} | problems(400),
    )
    return described


def _page(request: Request, rows: Callable[[Mapping[str, Any], date], Any]) -> dict[str, Any]:
    wanted = asked(BesideQuery, request)
    return page(rows(wanted, _day(wanted)), wanted)


def _day(wanted: Mapping[str, Any]) -> date:
    day: date = wanted.get("as_of") or timezone.localdate()
    return day


class Reforms(ReadView):
    """How far reforms are."""

    needs = {"GET": "orgs.view_org"}

    @_schema("list_reforms", "列出改革进展", ReformRow)
    def get(self, request: Request) -> Response:
        """Return one page of steps."""
        return Response(_page(request, reads.reform_rows))


class Units(ReadView):
    """Member units of regional federations."""

    needs = {"GET": "orgs.view_org"}

    @_schema("list_member_units", "列出成员单位", UnitRow)
    def get(self, request: Request) -> Response:
        """Return one page of units."""
        return Response(_page(request, reads.unit_rows))


class GroupMembers(ReadView):
    """Group members of the county's federation."""

    needs = {"GET": "orgs.view_org"}

    @_schema("list_group_members", "列出团体会员", GroupMemberRow)
    def get(self, request: Request) -> Response:
        """Return one page of group members."""
        return Response(_page(request, reads.group_member_rows))


class Socials(ReadView):
    """Women's social organisations."""

    needs = {"GET": "orgs.view_org"}

    @_schema("list_social_organisations", "列出女性社会组织", SocialRow)
    def get(self, request: Request) -> Response:
        """Return one page of social organisations."""
        return Response(_page(request, reads.social_rows))


class Clusters(ReadView):
    """Clusters and who is in them."""

    needs = {"GET": "orgs.view_org"}

    @_schema("list_clusters", "列出片区", ClusterRow)
    def get(self, request: Request) -> Response:
        """Return one page of clusters."""
        found = _page(request, reads.cluster_rows)
        on = _day(asked(BesideQuery, request))
        inside = reads.codes_inside([row["id"] for row in found["results"]], on)
        for row in found["results"]:
            row["member_codes"] = inside[row["id"]]
        return Response(found)
