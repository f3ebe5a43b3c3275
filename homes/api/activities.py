"""Activities for calling systems: what took place and is to come, with numbers, never names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import DayQuery, ListView, OrgDayQuery, ReadView, asked, day_of, listed, problems
from homes.models import Activity, Theme
from homes.queries import figures
from homes.queries.machine_activities import activity_rows
from orgs.models import Org
from orgs.queries.lineage import org_of_code

TAG = "活动"
READ = "需要 members:read 权限。"


class ActivityQuery(OrgDayQuery):
    """Which activities are asked for."""

    status = serializers.ChoiceField(Activity.Status.choices, required=False, help_text="状态。")
    theme = serializers.ChoiceField(Theme.choices, required=False, help_text="活动品牌。")


class ActivityRow(serializers.Serializer[Any]):
    """An activity."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    org_code = serializers.CharField(help_text="主办组织的代码。")
    title = serializers.CharField(help_text="活动名称。")
    theme = serializers.ChoiceField(Theme.choices, help_text="活动品牌。")
    campaign_name = serializers.CharField(allow_null=True, help_text="属于的主题或行动。")
    starts_at = serializers.DateTimeField(help_text="开始时间。")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="结束时间。")
    place = serializers.CharField(help_text="地点。")
    home_id = serializers.IntegerField(allow_null=True, help_text="所在妇女之家的编号。")
    status = serializers.ChoiceField(Activity.Status.choices, help_text="现在的状态。")
    capacity = serializers.IntegerField(allow_null=True, help_text="名额；不限为空。")
    taken = serializers.IntegerField(help_text="报上名的人数。")
    waiting = serializers.IntegerField(help_text="候补的人数。")
    is_joint = serializers.BooleanField(help_text="是否联办。")
    attendances = serializers.IntegerField(allow_null=True, help_text="人次；没有登记为空。")
    persons = serializers.IntegerField(
        allow_null=True, help_text="人数，同一个人只算一次；不能和人次相加。"
    )


@listed(
    "list_activities", "列出活动", ActivityRow, ActivityQuery, tag=TAG,
    says=f"{READ}as_of 当月月底以前开始的，状态是现在的；不给出报名人。按编号排列；",
)  # fmt: skip
class Activities(ListView):
    """What took place, and is to come."""

    needs = {"GET": "homes.read_activities"}

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the activities of the days up to the end of a month."""
        return activity_rows(wanted, on)


class FiguresQuery(DayQuery):
    """Of what part of the tree, since which day."""

    org = serializers.CharField(required=False, help_text="组织代码，含下级；不填为全县。")
    since = serializers.DateField(required=False, help_text="从这一天起；不填为本季度第一天。")


class ThemeRow(serializers.Serializer[Any]):
    """The activities of one theme."""

    theme = serializers.CharField(help_text="活动品牌。")
    activities = serializers.IntegerField(help_text="场次。")
    attendances = serializers.IntegerField(help_text="人次。")
    persons = serializers.IntegerField(help_text="人数之和；跨活动的同一个人会重复。")


class FiguresRow(serializers.Serializer[Any]):
    """What activities came to (I-ACT-1, I-ACT-2, I-HOME-4)."""

    activities = serializers.IntegerField(help_text="开展的活动，联办的只算一次。")
    attendances = serializers.IntegerField(help_text="人次。")
    persons = serializers.IntegerField(help_text="各活动人数之和。")
    joint = serializers.IntegerField(help_text="其中联办的。")
    homes = serializers.IntegerField(help_text="妇女之家个数。")
    at_homes = serializers.IntegerField(help_text="在妇女之家开展的活动。")
    homes_without = serializers.IntegerField(help_text="没有开展过活动的妇女之家。")
    themes = ThemeRow(many=True, help_text="按活动品牌。")


class FiguresView(ReadView):
    """The figures of a part of the tree."""

    needs = {"GET": "homes.read_activities"}

    @extend_schema(
        operation_id="activity_figures", tags=[TAG], summary="活动合计",
        description=f"{READ}从 since 到 as_of 开展的活动，含下级组织。",
        parameters=[FiguresQuery], responses={200: FiguresRow} | problems(400),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Return them; for an organisation that is not there, noughts."""
        wanted = asked(FiguresQuery, request)
        on = day_of(wanted)
        first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
        since, until = wanted.get("since") or first, on + timedelta(days=1)
        code = wanted.get("org")
        org = org_of_code(code) if code else Org.rows.get(parent__isnull=True)
        if org is None:
            return Response(_NONE)
        found, homes = (
            figures.figures_of(org, since, until, on), figures.at_homes(org, since, until, on)
        )  # fmt: skip
        names = ("theme", "activities", "attendances", "persons")
        return Response({
            "activities": found.activities, "attendances": found.attendances,
            "persons": found.persons, "joint": found.joint, "homes": homes.homes,
            "at_homes": homes.activities, "homes_without": len(homes.missing),
            "themes": [dict(zip(names, row, strict=True)) for row in found.by_theme],
        })  # fmt: skip


_NONE: dict[str, Any] = dict.fromkeys(
    ("activities", "attendances", "persons", "joint", "homes", "at_homes", "homes_without"), 0
) | {"themes": []}
