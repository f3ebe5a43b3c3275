"""Exemplars that agreed to be public, and the library of good practice: for calling systems."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from homes.api.programmes import TAG
from homes.models import ExemplarTitle
from homes.queries import machine_examples as reads
from members.api.common import MembersList, Row, read

THEME = "属于的主题或行动；没有为空。"


class ExemplarRow(Row):
    """An exemplar as everybody may read of it."""

    title = serializers.ChoiceField(ExemplarTitle.choices, help_text="称号。")
    name = serializers.CharField(help_text="同意公开的姓名或家庭称呼。")
    named_by = serializers.CharField(help_text="评选单位。")
    named_on = serializers.DateField(help_text="评选日期。")
    story = serializers.CharField(help_text="同意公开的事迹；没有写为空。")
    campaign_name = serializers.CharField(allow_null=True, help_text=THEME)


@read(
    "list_exemplars", "列出典型", ExemplarRow, tag=TAG,
    says="到 as_of 当天为止本人同意公开的；撤回同意的、撤销的、未成年人的从不给出。按编号排列；",
)  # fmt: skip
class Exemplars(MembersList):
    """The exemplars that agreed to be public."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the public ones of a day."""
        return reads.exemplar_rows(wanted, on)


class PracticeRow(Row):
    """A note of the library."""

    title = serializers.CharField(help_text="标题。")
    text = serializers.CharField(help_text="怎么做的。")
    accepted_on = serializers.DateField(help_text="入库日期。")
    campaign_name = serializers.CharField(allow_null=True, help_text=THEME)


@read(
    "list_good_practices", "列出好做法", PracticeRow, tag=TAG,
    says="到 as_of 当天为止入库、没有下架的。按编号排列；",
)  # fmt: skip
class Practices(MembersList):
    """The county's library."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the library of a day."""
        return reads.practice_rows(wanted, on)
