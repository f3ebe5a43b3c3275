"""Posts, who holds them, and what was done: for calling systems, as of a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from duties.models import PostCode
from duties.queries import machine
from fulian.api import DayQuery, OrgDayQuery, PageQuery
from members.api.common import NAMES, MembersList, Row, read
from members.models import Office

WORDS = "带 members:names 权限的令牌才有，别的为空。"


class PostQuery(DayQuery, PageQuery):
    """As of which day."""


class PostRow(serializers.Serializer[Any]):
    """A post of the county's catalogue."""

    id = serializers.IntegerField(help_text="编号，翻页用。")
    code = serializers.ChoiceField(PostCode.choices, help_text="岗位类别。")
    name = serializers.CharField(help_text="岗位当天的名称。")
    duties = serializers.CharField(help_text="当天的职责；没有写为空。")
    place = serializers.IntegerField(help_text="次序，小的在前。")
    since = serializers.DateField(help_text="从这一天起设立（停用后恢复的，从恢复那天算）。")
    until = serializers.DateField(allow_null=True, help_text="从这一天起停用；没有停用为空。")


@read(
    "list_posts", "列出岗位", PostRow, PostQuery, tag="履职",
    says="全县的岗位目录，按 as_of 当天的名称和职责。按编号排列；",
)  # fmt: skip
class Posts(MembersList):
    """The county's posts on a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the posts kept on a day."""
        return machine.post_rows(on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Say what each was called and had to do that day."""
        for row in rows:
            row["name"], row["duties"] = row.pop("name_then"), row.pop("duties_then")


class AssignmentQuery(OrgDayQuery):
    """Whose posts are asked for."""

    post = serializers.IntegerField(required=False, min_value=1, help_text="岗位编号。")


class AssignmentRow(Row):
    """Somebody in a post."""

    post = serializers.IntegerField(help_text="岗位编号。")
    post_name = serializers.CharField(help_text="岗位当天的名称。")
    appointment = serializers.IntegerField(help_text="任职编号，和 /appointments/ 的 id 相同。")
    office = serializers.ChoiceField(Office.choices, help_text="职务。")
    name = serializers.CharField(help_text=f"姓名。{NAMES}。")
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）；在岗为空。")


@read(
    "list_post_assignments", "列出定岗", AssignmentRow, AssignmentQuery, tag="履职",
    says=f"as_of 当天谁在哪个岗位。{NAMES}。按编号排列；",
)  # fmt: skip
class Assignments(MembersList):
    """Who holds which post on a day."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return who held a post on a day."""
        return machine.assignment_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out who it is, for callers that may not know."""
        self.mask(rows)


class LogQuery(PageQuery):
    """Which lines of the log are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码；原代码也可以。")
    post = serializers.IntegerField(required=False, min_value=1, help_text="岗位编号。")
    since = serializers.DateField(required=False, help_text="从这一天起（含当天）。")
    until = serializers.DateField(required=False, help_text="到这一天为止（不含当天）。")


class LogRow(Row):
    """A line of the log that counts."""

    post = serializers.IntegerField(help_text="岗位编号。")
    post_name = serializers.CharField(help_text="岗位在记录当天的名称。")
    done_on = serializers.DateField(help_text="哪一天做的。")
    served = serializers.IntegerField(allow_null=True, help_text="服务人数；没有填为空。")
    occasion = serializers.CharField(help_text="场合；没有填为空。")
    office = serializers.ChoiceField(Office.choices, help_text="谁做的：职务。")
    name = serializers.CharField(help_text=f"谁做的：姓名。{NAMES}。")
    paper = serializers.BooleanField(help_text="是否写在纸上、由工作人员代录。")
    what = serializers.CharField(allow_null=True, help_text=f"做了什么。{WORDS}")
    for_whom = serializers.CharField(allow_null=True, help_text=f"为谁。{WORDS}")


@read(
    "list_duty_log", "列出履岗记录", LogRow, LogQuery, tag="履职",
    says=f"作废的不列出。做了什么、为谁：{WORDS}照片从不给出。按编号排列；",
)  # fmt: skip
class Log(MembersList):
    """The lines of the log that count."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the lines that are asked for."""
        return machine.log_rows(wanted)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out names and words, for callers that may not know."""
        self.mask(rows)
        for row in rows:
            row["paper"] = bool(row["paper"])
            if not self.names:
                row["what"] = row["for_whom"] = None
