"""Campaigns, volunteer teams, service time and awards: for calling systems, which only read.

Service is a feed: a piece of it stands at the place of its last change, so a system that reads on
from the last ``next`` it kept misses nothing and ends with what a full copy would hold. Points are
that system's own: there are none here. What courtyards scored is in no list.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian import scoping, signing
from fulian.api import MOST, PAGE, ReadView, problems
from homes.models import CampaignKind, HelpKind, TargetGroup, TeamKind
from homes.queries import service_feed as feed
from homes.queries.awards import award_rows
from homes.queries.campaigns import campaign_rows
from members.api.common import NAMES, MembersList, Row, read
from orgs.models import County

TAG = "志愿和评选"


class CampaignRow(Row):
    """A theme of a year or a campaign."""

    kind = serializers.ChoiceField(CampaignKind.choices, help_text="类别。")
    name = serializers.CharField(help_text="名称。")
    says = serializers.CharField(help_text="说明；没有写为空。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）；没有为空。")
    activities = serializers.IntegerField(help_text="到当天归到它名下、已经开展的活动数。")


@read(
    "list_campaigns", "列出主题和行动", CampaignRow, tag=TAG,
    says="as_of 当天正在开展的年度主题和专项行动。按编号排列；",
)  # fmt: skip
class Campaigns(MembersList):
    """What runs on a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the campaigns of a day."""
        return campaign_rows(wanted, on)


class TeamRow(Row):
    """A volunteer team."""

    kind = serializers.ChoiceField(TeamKind.choices, help_text="类别。")
    name = serializers.CharField(help_text="志愿队名称。")
    leader = serializers.CharField(allow_null=True, help_text=f"队长；没有为空。{NAMES}。")
    size = serializers.IntegerField(help_text="队员人数，含队长。")
    times = serializers.IntegerField(help_text="服务次数，不含作废的。")
    half_hours = serializers.IntegerField(help_text="服务时长合计，以半小时为单位。")
    since = serializers.DateField(help_text="成立日期。")
    until = serializers.DateField(allow_null=True, help_text="结束日期（不含当天）；没有为空。")


@read(
    "list_volunteer_teams", "列出志愿服务队", TeamRow, tag=TAG,
    says="as_of 当天的巾帼志愿服务队；服务次数和时长是到现在的。按编号排列；",
)  # fmt: skip
class Teams(MembersList):
    """The teams of a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the teams of a day."""
        return feed.team_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out who leads, for callers that may not know."""
        for row in rows:
            row["name"], row["leader"] = row["leader"] or "", row["name"]
        self.mask(rows)
        for row in rows:
            row["name"], row["leader"] = row["leader"], row["name"] or None


class FeedQuery(serializers.Serializer[Any]):
    """From where the feed is read on."""

    after = serializers.IntegerField(
        required=False, min_value=0, max_value=2**62,
        help_text="上次读到的 next；不填从头开始。记住它，下次接着读，不会漏也不会重。",
    )  # fmt: skip
    size = serializers.IntegerField(
        required=False, default=PAGE, min_value=1, max_value=MOST, help_text="每页条数。"
    )
    org = serializers.CharField(required=False, help_text="组织代码；原代码也可以。")


class ServiceShareRow(serializers.Serializer[Any]):
    """Who took part in a piece of service."""

    volunteer = serializers.CharField(help_text="志愿者编号，长期不变。")
    name = serializers.CharField(help_text=f"姓名。{NAMES}。")
    half_hours = serializers.IntegerField(help_text="这一次的时长，以半小时为单位。")


class ServiceRow(serializers.Serializer[Any]):
    """A piece of service as it is now."""

    feed = serializers.IntegerField(help_text="变更序号：每次新增、作废、恢复都排到最后。")
    id = serializers.CharField(help_text="记录编号，长期不变。")
    org_code = serializers.CharField(help_text="组织代码。")
    team = serializers.CharField(help_text="志愿队编号，长期不变。")
    team_name = serializers.CharField(help_text="志愿队名称。")
    done_on = serializers.DateField(help_text="服务日期。")
    kind = serializers.ChoiceField(HelpKind.choices, help_text="帮扶方式。")
    target = serializers.ChoiceField(TargetGroup.choices, help_text="服务对象。")
    beneficiaries = serializers.IntegerField(help_text="受益人次。")
    others = serializers.IntegerField(help_text="没有列名的志愿者人数。")
    half_hours = serializers.IntegerField(help_text="时长合计，以半小时为单位，含没有列名的。")
    struck = serializers.BooleanField(help_text="已经作废：请在对方系统里同样作废。")
    what = serializers.CharField(
        allow_null=True, help_text="做了什么。带 members:names 权限的令牌才有，别的为空。"
    )
    people = ServiceShareRow(many=True, help_text="参加的志愿者。")


@read(
    "list_service_records", "列出志愿服务记录", ServiceRow, FeedQuery, tag=TAG,
    says="志愿服务时长，供文明实践平台折算积分。按变更序号排列，包括作废的；电话从不给出。",
)  # fmt: skip
class Services(MembersList):
    """The feed of service."""

    key = "feed"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the feed."""
        return feed.feed_rows(wanted)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Tell each as it is told outside."""
        county = County.objects.get(pk=scoping.current().county)
        rows[:] = feed.finished(rows, county.code, names=self.names)


class AwardRow(Row):
    """How many families of an organisation hold an award."""

    org_name = serializers.CharField(help_text="组织简称。")
    awarded = serializers.IntegerField(help_text="当天获评最美庭院的户数。")


@read(
    "list_courtyard_awards", "列出最美庭院户数", AwardRow, tag=TAG,
    says="as_of 当天各村（社区）获评最美庭院的户数。只有户数，没有家庭和分数。按编号排列；",
)  # fmt: skip
class Awards(MembersList):
    """How many awards each village holds."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the counts of a day."""
        return award_rows(wanted, on)


class KeyRow(serializers.Serializer[Any]):
    """The public half of the county's signing key."""

    algorithm = serializers.CharField(help_text="签名算法。")
    key = serializers.CharField(help_text="公钥，32 字节，base64。")
    fingerprint = serializers.CharField(help_text="公钥指纹，和数据文件里的 signature.key 对照。")


class SigningKey(ReadView):
    """By which key exported files are signed."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="read_signing_key", tags=[TAG], summary="读取签名公钥",
        description="需要 members:read 权限。用它核对“导出志愿服务”得到的数据文件没有被改过。",
        responses={200: KeyRow} | problems(),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Return the county's public key."""
        key = signing.public_key(scoping.current().county)
        return Response(
            {"algorithm": signing.ALGORITHM, "key": key, "fingerprint": signing.fingerprint(key)}
        )
