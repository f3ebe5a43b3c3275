"""Rotations, turns, handovers and the monthly 四个一; a turn's name masked without its scope."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from duties.models import ChairTurn, Handover, Period
from duties.queries import machine_turns as reads
from duties.rules.presidium import FOUR, LOOKED, four_ones_count
from fulian.api import PageQuery
from members.api.common import NAMES, MembersList, Row, read

TAG = "主席轮值"


class RotationRow(Row):
    """A rotation in a list."""

    period = serializers.ChoiceField(Period.choices, help_text="轮值周期。")
    starts_on = serializers.DateField(help_text="开始日期。")
    ended_on = serializers.DateField(allow_null=True, help_text="停止日期。")
    members_count = serializers.IntegerField(help_text="轮值主席团人数。")


@read(
    "list_rotations", "列出主席轮值", RotationRow, tag=TAG,
    says="as_of 当天正在实行的。按编号排列；",
)  # fmt: skip
class Rotations(MembersList):
    """The rotations that run."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the rotations of a day."""
        return reads.plan_rows(wanted, on)


class TurnQuery(PageQuery):
    """Whose turns, of which days."""

    org = serializers.CharField(required=False, help_text="组织代码；原代码也可以。")
    since = serializers.DateField(required=False, help_text="从哪一天起（年-月-日）。")
    until = serializers.DateField(required=False, help_text="到哪一天，含当天。")


class TurnRow(Row):
    """A turn in a list."""

    name = serializers.CharField(help_text="轮值主席的姓名。")
    first_on = serializers.DateField(help_text="第一天。")
    last_on = serializers.DateField(help_text="最后一天，含当天。")
    status = serializers.ChoiceField(ChairTurn.Status.choices, help_text="状态。")
    is_swapped = serializers.BooleanField(help_text="是否换过班。")


@read(
    "list_turns", "列出轮值期", TurnRow, TurnQuery, tag=TAG,
    says=f"不含跳过的。{NAMES}。按编号排列；",
)  # fmt: skip
class Turns(MembersList):
    """The turns of some days."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the turns of the days asked for."""
        return reads.turn_rows(wanted)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Say first and last days, and leave of the names what the caller may read."""
        for row in rows:
            days = row.pop("days")
            row["first_on"], row["last_on"] = days.lower, days.upper - timedelta(days=1)
            row["is_swapped"] = row.pop("instead_of_id") is not None
        self.mask(rows)


class HandoverRow(Row):
    """A handover in a list."""

    occasion = serializers.ChoiceField(Handover.Occasion.choices, help_text="交接缘由。")
    due_on = serializers.DateField(help_text="应交接日期。")
    last_on = serializers.DateField(help_text="确认期限。")
    is_given = serializers.BooleanField(help_text="交出方已确认，或者不需要确认。")
    is_taken = serializers.BooleanField(help_text="接任方已确认。")
    is_late = serializers.BooleanField(help_text="过了期限仍没有都确认。")


@read(
    "list_handovers", "列出交接", HandoverRow, tag=TAG,
    says="到 as_of 当天为止应交接的；确认情况是现在的，不给出是谁。按编号排列；",
)  # fmt: skip
class Handovers(MembersList):
    """The handovers and how far they are."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the handovers due by a day."""
        return reads.handover_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Say who confirmed, without when."""
        today = timezone.localdate()
        for row in rows:
            row["last_on"] = reads.last_day(row)
            row["is_given"] = bool(row.pop("given_at")) or not row.pop("needs_giver")
            row.pop("needs_giver", None)
            row["is_taken"] = bool(row.pop("taken_at"))
            is_done = row["is_given"] and row["is_taken"]
            row["is_late"] = not is_done and row["last_on"] < today
            del row["limit_days"]


class FourOnesRow(Row):
    """A monthly check in a list."""

    month = serializers.DateField(help_text="月份的第一天。")
    count = serializers.IntegerField(help_text="完成几项，0 到 4。")


@read(
    "list_four_ones", "列出“四个一”", FourOnesRow, tag=TAG,
    says="到 as_of 那个月为止填写的，只有数字。按编号排列；",
)  # fmt: skip
class FourOnes(MembersList):
    """The monthly checks as counts."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the checks by a day."""
        return reads.four_ones_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Count, and keep the words back."""
        for row in rows:
            row["count"] = four_ones_count(SimpleNamespace(**row))
            for name in (*FOUR, *LOOKED):
                del row[name]
