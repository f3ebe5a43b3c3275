"""Needs and deliberation for calling systems: how they stand; words and names by permission."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from rest_framework import serializers

from duties.models import AgendaItem, Deliberation, NeedCategory, NeedChannel, NeedRequest
from duties.queries import machine_meetings as reads
from fulian.api import OrgDayQuery
from members.api.common import MembersList, Row, read

HIDDEN = "没有 members:names 权限的为空"
TAG = "议事"


class WordyList(MembersList):
    """A list whose words are only for callers that may read names."""

    words: ClassVar[tuple[str, ...]] = ()

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out names and words for callers that may not read them."""
        if not self.names:
            for row in rows:
                row |= dict.fromkeys(self.words)


def word(told: str) -> serializers.CharField:
    """Return a column that is empty without the permission."""
    return serializers.CharField(allow_null=True, help_text=f"{told}；{HIDDEN}。")


class NeedQuery(OrgDayQuery):
    """Which needs are asked for."""

    status = serializers.ChoiceField(
        NeedRequest.Status.choices, required=False, help_text="办理进度。"
    )
    category = serializers.ChoiceField(NeedCategory.choices, required=False, help_text="诉求类别。")


class NeedRow(Row):
    """A need in a list."""

    channel = serializers.ChoiceField(NeedChannel.choices, help_text="反映渠道。")
    category = serializers.ChoiceField(NeedCategory.choices, help_text="诉求类别。")
    received_on = serializers.DateField(help_text="收到日期。")
    status = serializers.ChoiceField(NeedRequest.Status.choices, help_text="现在的办理进度。")
    closed_on = serializers.DateField(allow_null=True, help_text="回复日期；没有回复为空。")
    text = word("诉求")
    result = word("办理结果")
    asked_by = word("谁提出的")


@read(
    "list_needs", "列出妇女诉求", NeedRow, NeedQuery, tag=TAG,
    says=f"诉求、结果和谁提出的{HIDDEN}。列 as_of 当天以前收到的，进度是现在的。按编号排列；",
)  # fmt: skip
class Needs(WordyList):
    """The needs of the county."""

    words = ("text", "result", "asked_by")

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the needs received by a day."""
        return reads.need_rows(wanted, on)


class MeetingQuery(OrgDayQuery):
    """Which meetings are asked for."""

    kind = serializers.ChoiceField(
        Deliberation.Kind.choices, required=False, help_text="会议类别。"
    )
    status = serializers.ChoiceField(
        Deliberation.Status.choices, required=False, help_text="会议状态。"
    )


class MeetingRow(Row):
    """A meeting in a list."""

    kind = serializers.ChoiceField(Deliberation.Kind.choices, help_text="会议类别。")
    mode = serializers.ChoiceField(Deliberation.Mode.choices, help_text="召开方式。")
    title = serializers.CharField(help_text="会议名称。")
    starts_at = serializers.DateTimeField(help_text="开会时间。")
    status = serializers.ChoiceField(Deliberation.Status.choices, help_text="现在的会议状态。")
    due = serializers.IntegerField(help_text="应到人数。")
    present = serializers.IntegerField(help_text="到会人数；还没有开的是回复参加的人数。")
    guests = serializers.IntegerField(allow_null=True, help_text="列席人数；没有登记为空。")


@read(
    "list_meetings", "列出议事会", MeetingRow, MeetingQuery, tag=TAG,
    says="只有人数，没有是谁；会议记录不给出。按编号排列；",
)  # fmt: skip
class Meetings(MembersList):
    """The meetings of the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the meetings called by a day."""
        return reads.meeting_rows(wanted, on)


class ItemQuery(OrgDayQuery):
    """Which items are asked for."""

    status = serializers.ChoiceField(
        AgendaItem.Status.choices, required=False, help_text="议题状态。"
    )
    meeting = serializers.IntegerField(required=False, help_text="会议的编号。")


class ItemRow(Row):
    """An item in a list."""

    meeting = serializers.IntegerField(allow_null=True, help_text="会议的编号；没有上会为空。")
    need = serializers.IntegerField(allow_null=True, help_text="诉求的编号；不是诉求的为空。")
    kind = serializers.ChoiceField(AgendaItem.Kind.choices, help_text="议题类别。")
    title = word("议题")
    status = serializers.ChoiceField(AgendaItem.Status.choices, help_text="现在的议题状态。")
    published_on = serializers.DateField(allow_null=True, help_text="初步结果公布日期。")
    comments_until = serializers.DateField(allow_null=True, help_text="征求意见截止日期。")
    votes_for = serializers.IntegerField(allow_null=True, help_text="同意；没有计票为空。")
    votes_against = serializers.IntegerField(allow_null=True, help_text="不同意。")
    votes_abstain = serializers.IntegerField(allow_null=True, help_text="弃权。")


@read(
    "list_agenda_items", "列出议题", ItemRow, ItemQuery, tag=TAG,
    says=f"议题{HIDDEN}。状态是现在的，不随 as_of 变。按编号排列；",
)  # fmt: skip
class Items(WordyList):
    """The items of the county."""

    words = ("title",)

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the items."""
        return reads.item_rows(wanted, on)


class ResolutionQuery(OrgDayQuery):
    """Which resolutions are asked for."""

    is_done = serializers.BooleanField(required=False, help_text="是否办结。")


class ResolutionRow(Row):
    """A resolution in a list."""

    item = serializers.IntegerField(help_text="议题的编号。")
    decided_on = serializers.DateField(help_text="议定日期。")
    due_on = serializers.DateField(help_text="完成期限。")
    done_on = serializers.DateField(allow_null=True, help_text="办结日期；没有办结为空。")
    text = word("议定的事")
    result = word("办理结果")
    name = word("负责人")


@read(
    "list_resolutions", "列出议定事项", ResolutionRow, ResolutionQuery, tag=TAG,
    says=f"内容和负责人{HIDDEN}。列 as_of 当天以前议定的。按编号排列；",
)  # fmt: skip
class Resolutions(WordyList):
    """The resolutions of the county."""

    words = ("text", "result", "name")

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was decided by a day."""
        return reads.resolution_rows(wanted, on)
