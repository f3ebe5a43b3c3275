"""Home clusters, what their members share, and checks of homes: for calling systems, of any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from homes.api.register import TAG
from homes.models import SharedThing
from homes.queries import machine_sharing as reads
from members.api.common import MembersList, Row, read


class HomeClusterRow(Row):
    """A home cluster on a day."""

    name = serializers.CharField(help_text="片区名称。")
    members = serializers.IntegerField(help_text="当天有几个成员组织。")
    homes = serializers.IntegerField(help_text="成员中有几个开放的实体妇女之家。")
    model_home = serializers.IntegerField(
        allow_null=True, help_text="当天的片区示范妇女之家的编号；还没有确定为空。"
    )
    model_org_code = serializers.CharField(
        allow_null=True, help_text="示范妇女之家所在组织的代码；还没有确定为空。"
    )
    is_chosen = serializers.BooleanField(
        help_text="是否由片区确定；否的，是成员中唯一的市级以上示范家，或者还没有。"
    )
    since = serializers.DateField(help_text="设立日期。")
    until = serializers.DateField(allow_null=True, help_text="撤销日期；没有撤销为空。")


@read(
    "list_home_clusters", "列出妇女之家片区", HomeClusterRow, tag=TAG,
    says="as_of 当天的妇女之家片区和它的示范妇女之家，一个片区只有一个。按编号排列；",
)  # fmt: skip
class HomeClusters(MembersList):
    """The home clusters of a day, each with its one model home."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the home clusters of a day."""
        return reads.cluster_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Add the model home of that day."""
        reads.put_models(rows, on)


class HomeSharingRow(Row):
    """Something one member of a cluster gave another; ``org_code`` gave it."""

    taker_code = serializers.CharField(help_text="使用的组织的代码；org_code 是提供的。")
    cluster = serializers.IntegerField(help_text="妇女之家片区的编号。")
    thing = serializers.ChoiceField(SharedThing.choices, help_text="共享内容。")
    shared_on = serializers.DateField(help_text="哪一天。")


@read(
    "list_home_sharings", "列出片区共享", HomeSharingRow, tag=TAG,
    says="到 as_of 当天为止登记、没有作废的；一次共享只有一条，往上只算一次。org 是提供的或使用的。"
    "说明从不给出。按编号排列；",
)  # fmt: skip
class HomeSharings(MembersList):
    """What was shared inside clusters, each once."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was shared by a day."""
        return reads.sharing_rows(wanted, on)


class HomeCheckRow(Row):
    """A home held against the county's checklist."""

    home = serializers.IntegerField(help_text="妇女之家的编号。")
    checker_code = serializers.CharField(help_text="由哪个组织对照。")
    checked_on = serializers.DateField(help_text="对照日期。")
    met = serializers.IntegerField(help_text="做到几条。")
    asked = serializers.IntegerField(help_text="一共几条。")


@read(
    "list_home_checks", "列出妇女之家对照", HomeCheckRow, tag=TAG,
    says="到 as_of 当天为止的对照清单自查和检查；说明从不给出。按编号排列；",
)  # fmt: skip
class HomeChecks(MembersList):
    """Checks of homes by a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the checks by a day."""
        return reads.check_rows(wanted, on)
