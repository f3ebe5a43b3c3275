"""Organisations, and the calling system itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import DayQuery, ListView, PageQuery, ReadView, asked, listed, problems
from orgs.models import Level, NewField, Org, OrgKind, OrgStatus, Place, Role
from orgs.queries import lineage, machine

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="组织代码。")


class OrgQuery(DayQuery, PageQuery):
    """Which organisations are asked for."""

    parent: Any = serializers.CharField(required=False, help_text="上级组织的代码。")
    level = serializers.ChoiceField(Level.choices, required=False, help_text="层级。")
    place = serializers.ChoiceField(Place.choices, required=False, help_text="区划类别。")
    status = serializers.ChoiceField(OrgStatus.choices, required=False, help_text="状态。")


class OrgStated(serializers.Serializer[Any]):
    """What is said of an organisation at a time."""

    name = serializers.CharField(help_text="全称。")
    short_name = serializers.CharField(help_text="简称。")
    kind = serializers.ChoiceField(OrgKind.choices, help_text="组织类型。")
    status = serializers.ChoiceField(OrgStatus.choices, help_text="状态。")
    parent_code = serializers.CharField(allow_null=True, help_text="上级组织的代码；县级为空。")


class OrgRow(OrgStated):
    """An organisation in a list."""

    code = serializers.CharField(help_text="12 位区划代码；村以下或旁设的组织另加“-”和序号。")
    level = serializers.ChoiceField(Level.choices, help_text="层级。")
    place = serializers.ChoiceField(Place.choices, help_text="区划类别。")
    field: Any = serializers.ChoiceField(
        [("", "不是新领域"), *NewField.choices], help_text="新领域；没有按天保存，是现在的。"
    )
    feature = serializers.CharField(help_text="特色；没有按天保存，是现在的。")
    is_counted = serializers.BooleanField(help_text="是否计入本级总数。")
    founded_on = serializers.DateField(help_text="建立日期。")
    superseded_by: Any = serializers.ListField(
        child=serializers.CharField(), help_text="合并或拆分后，由哪些代码的组织承接。"
    )
    supersedes: Any = serializers.ListField(
        child=serializers.CharField(), help_text="承接了哪些代码的组织。"
    )


class OrgPast(OrgStated):
    """What an organisation was, from one day until another (half open)."""

    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(help_text="到这一天为止（不含当天）。")


class OrgAbove(serializers.Serializer[Any]):
    """An organisation by code and title."""

    code = serializers.CharField(help_text="组织代码。")
    title = serializers.CharField(help_text="组织名称。")


class OrgCounts(serializers.Serializer[Any]):
    """How many active organisations lie below."""

    townships = serializers.IntegerField(help_text="计入总数的乡镇（街道）。")
    villages = serializers.IntegerField(help_text="计入总数的村（社区）。")
    listed_townships = serializers.IntegerField(help_text="列出的乡级单位，含园区等。")
    listed_villages = serializers.IntegerField(help_text="列出的村级单位，含虚拟单位。")


class OrgDetail(OrgRow):
    """One organisation, with what stands above it, below it, and what it was before."""

    asked_code = serializers.CharField(help_text="查询时用的代码；可以是原代码，code 是现在的。")
    title = serializers.CharField(help_text="组织名称，例如“白莲村妇联”。")
    since = serializers.DateField(help_text="现状从这一天起。")
    closed_on = serializers.DateField(allow_null=True, help_text="撤销日期。")
    above = OrgAbove(many=True, help_text="各级上级，从县开始。")
    below = OrgCounts(help_text="下级组织的数量。")
    past = OrgPast(many=True, help_text="沿革，从早到晚。")


class Caller(serializers.Serializer[Any]):
    """Whom the token stands for."""

    name = serializers.CharField(help_text="对接系统的名称。")
    role = serializers.ChoiceField(Role.choices, help_text="角色。")
    county = OrgAbove(help_text="令牌所属的县；code 是 6 位代码。")
    seat = OrgAbove(help_text="在哪个组织的范围内读取。")
    scopes: Any = serializers.ListField(child=serializers.CharField(), help_text="令牌带有的权限。")


@listed(
    "list_orgs", "列出组织", OrgRow, OrgQuery, tag="组织",
    says="按代码排列；填 as_of 可以查过去某一天的情况。",
)  # fmt: skip
class Orgs(ListView):
    """The organisations of the county."""

    needs = {"GET": "orgs.view_org"}
    key = "code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the organisations of today, or of a day."""
        return machine.org_rows_on(on, wanted) if "as_of" in wanted else machine.org_rows(wanted)


class OneOrg(ReadView):
    """One organisation of the county."""

    needs = {"GET": "orgs.view_org"}

    @extend_schema(
        operation_id="get_org",
        tags=["组织"],
        summary="读取一个组织",
        description="原代码长期有效：按原代码查询，答复里 code 是现在的代码。",
        parameters=[CODE, DayQuery],
        responses={200: OrgDetail} | problems(400, 404),
    )
    def get(self, request: Request, code: str) -> Response:
        """Return the organisation; 404 for another county's, as for none, and before it was."""
        day = asked(DayQuery, request).get("as_of")
        org = lineage.org_of_code(code)
        if org is None:
            raise Http404
        row = machine.detail_on(day, org) if day else machine.detail_of(org)
        if row is None:
            raise Http404
        return Response(row | {"asked_code": code})


class Me(ReadView):
    """The calling system itself."""

    needs = {"GET": "orgs.view_self"}

    @extend_schema(
        operation_id="get_me",
        tags=["令牌"],
        summary="这个令牌属于谁",
        responses={200: Caller} | problems(),
    )
    def get(self, request: Request) -> Response:
        """Return which county and seat the token acts for."""
        hat: Any = request.user.hat  # type: ignore[union-attr]  # a calling system has one
        seat = Org.objects.get(pk=hat.org)
        return Response(
            {
                "name": hat.name,
                "role": hat.role,
                "county": {"code": seat.code[:6], "title": hat.county_name},
                "seat": {"code": seat.code, "title": hat.org_title},
                "scopes": sorted(hat.may),
            }
        )
