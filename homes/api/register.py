"""Homes, groups and coverage for calling systems, as of a day; nobody is named."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from homes.models import HomeKind, HomeTier, OnlineGroupKind, Platform, Premises, SiteType
from homes.queries import machine
from members.api.common import MembersList, Row, read

TAG = "妇女之家"


class HomeQuery(OrgDayQuery):
    """Which homes are asked for."""

    kind = serializers.ChoiceField(HomeKind.choices, required=False, help_text="妇女之家类别。")


class HomeRow(Row):
    """A Women's Home on a day."""

    kind = serializers.ChoiceField(HomeKind.choices, help_text="妇女之家类别。")
    name = serializers.CharField(help_text="名称。")
    address = serializers.CharField(help_text="地点；网上的为怎么找到。微家的为空。")
    hours = serializers.CharField(help_text="开放时间；没有填为空。")
    site_type = serializers.ChoiceField(SiteType.choices, help_text="场所类别；没有填为空。")
    premises = serializers.ChoiceField(Premises.choices, help_text="阵地来源；没有填为空。")
    partner = serializers.CharField(help_text="共建单位；没有为空。")
    area = serializers.IntegerField(allow_null=True, help_text="面积（平方米）；没有填为空。")
    womens_and_childrens_home = serializers.BooleanField(help_text="是否也是妇女儿童之家。")
    tier = serializers.ChoiceField(HomeTier.choices, help_text="当天的示范等级。")
    is_paused = serializers.BooleanField(help_text="当天是否停用。")
    has_rules = serializers.BooleanField(help_text="当天是否有制度。")
    parent_home = serializers.IntegerField(allow_null=True, help_text="微家所属妇女之家的编号。")
    since = serializers.DateField(help_text="建立日期。")
    until = serializers.DateField(allow_null=True, help_text="撤销日期；没有撤销为空。")


@read(
    "list_homes", "列出妇女之家", HomeRow, HomeQuery, tag=TAG,
    says="as_of 当天的妇女之家。不给出负责人、主持人、钥匙和资产。按编号排列；",
)  # fmt: skip
class Homes(MembersList):
    """The homes of a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the homes that stood on a day."""
        return machine.home_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Say it as it was that day; where a micro-home is, in somebody's house, is left out."""
        machine.put_back(rows, on)
        for row in rows:
            if row["kind"] == HomeKind.MICRO:
                row["address"] = ""


class OnlineGroupQuery(OrgDayQuery):
    """Which groups are asked for."""

    kind = serializers.ChoiceField(OnlineGroupKind.choices, required=False, help_text="群类别。")


class OnlineGroupRow(Row):
    """An online group on a day."""

    kind = serializers.ChoiceField(OnlineGroupKind.choices, help_text="群类别。")
    platform = serializers.ChoiceField(Platform.choices, help_text="平台。")
    name = serializers.CharField(help_text="群名称。")
    members = serializers.IntegerField(allow_null=True, help_text="最近报的群人数；没有报过为空。")
    counted_on = serializers.DateField(allow_null=True, help_text="哪一天报的。")
    has_rules = serializers.BooleanField(help_text="当天是否公布了群规。")
    since = serializers.DateField(help_text="建群日期。")
    until = serializers.DateField(allow_null=True, help_text="解散日期；没有解散为空。")


@read(
    "list_online_groups", "列出工作群", OnlineGroupRow, OnlineGroupQuery, tag=TAG,
    says="as_of 当天的工作群；群主和成员从不给出。按编号排列；",
)  # fmt: skip
class OnlineGroups(MembersList):
    """The groups of a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the groups that were there on a day."""
        return machine.group_rows(wanted, on)


class HomeCoverageRow(serializers.Serializer[Any]):
    """What homes and groups one organisation has on a day."""

    org_code = serializers.CharField(help_text="组织代码，翻页用。")
    physical = serializers.BooleanField(help_text="有没有实体妇女之家（I-HOME-1）。")
    online = serializers.BooleanField(help_text="有没有网上妇女之家（I-HOME-2）。")
    micro = serializers.IntegerField(help_text="妇女微家数（I-HOME-6）。")
    executive_group = serializers.BooleanField(help_text="有没有执委群（I-NET-1）。")
    home_group = serializers.BooleanField(help_text="有没有妇女之家群。")
    premises = serializers.CharField(help_text="实体妇女之家的阵地来源；没有为空。")
    lacks: Any = serializers.ListField(
        child=serializers.CharField(),
        help_text="还缺什么：physical、online、paused 停用、manager 负责人、hours 开放时间、"
        "rules 制度、executive、home_group、owner 群主、group_rules 群规、count 群人数。",
    )


@read(
    "list_home_coverage", "列出妇女之家覆盖", HomeCoverageRow, tag=TAG,
    says="计入总数的乡镇（街道）和村（社区）各有什么、缺什么；停用的不算有。按组织代码排列；",
)  # fmt: skip
class HomeCoverage(MembersList):
    """Who has what, by organisation."""

    key = "org_code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the coverage of a day."""
        return machine.coverage_rows(wanted, on)
