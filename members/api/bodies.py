"""Women's groups, and women's seats in the bodies beside the federation."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from members.api.common import MembersList, Row, read
from members.models import CommitteeBody, GroupKind
from members.queries import machine


class GroupQuery(OrgDayQuery):
    """Which groups are asked for."""

    kind = serializers.ChoiceField(GroupKind.choices, required=False, help_text="单元类别。")
    has_leader = serializers.BooleanField(required=False, help_text="是否有组长。")


class GroupRow(Row):
    """A women's group in a list."""

    name = serializers.CharField(help_text="名称。")
    kind = serializers.ChoiceField(GroupKind.choices, help_text="单元类别。")
    households = serializers.IntegerField(allow_null=True, help_text="户数，现在的。")
    women = serializers.IntegerField(allow_null=True, help_text="妇女人数，现在的。")
    has_leader = serializers.BooleanField(help_text="当天是否有组长。")
    founded_on = serializers.DateField(help_text="建立日期。")
    closed_on = serializers.DateField(allow_null=True, help_text="撤销日期（当天已不在）。")


@read(
    "list_womens_groups", "列出妇女小组", GroupRow, GroupQuery,
    says="不含组长的姓名。按编号排列；", tag="组织",
)  # fmt: skip
class Groups(MembersList):
    """The women's groups."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the groups that stood on a day."""
        return machine.group_rows(wanted, on)


class CommitteeSeatQuery(OrgDayQuery):
    """Which seats are asked for."""

    body = serializers.ChoiceField(CommitteeBody.choices, required=False, help_text="班子。")


class CommitteeSeatRow(Row):
    """A woman's seat in a body beside the federation."""

    body = serializers.ChoiceField(CommitteeBody.choices, help_text="班子。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）。")


@read(
    "list_committee_seats", "列出班子任职", CommitteeSeatRow, CommitteeSeatQuery,
    says="党组织班子、村（居）民委员会和常委会里的女性；不含姓名。按编号排列；",
)  # fmt: skip
class CommitteeSeats(MembersList):
    """Women's seats in 两委, Party bodies and as 常委."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the seats held on a day."""
        return machine.committee_seat_rows(wanted, on)
