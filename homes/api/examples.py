"""Exemplars who agreed to be public, and the county's library of good practice: read by systems."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from homes.api.programmes import TAG
from homes.models.exemplars import ExemplarTitle
from homes.queries.exemplars import exemplar_rows, practice_rows
from members.api.common import NAMES, MembersList, Row, read


class ExemplarRow(Row):
    """An exemplar of family or person."""

    title = serializers.ChoiceField(ExemplarTitle.choices, help_text="典型称号。")
    name = serializers.CharField(help_text=f"姓名或家庭称呼。{NAMES}。")
    named_by = serializers.CharField(help_text="评选单位。")
    named_on = serializers.DateField(help_text="评选日期。")


@read(
    "list_exemplars", "列出公开的典型", ExemplarRow, tag=TAG,
    says="as_of 当天本人同意公开的典型。没有同意、撤回同意、撤销的和未成年人从不给出。按编号排列；",
)  # fmt: skip
class Exemplars(MembersList):
    """Who agreed to be public."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the public exemplars of a day."""
        return exemplar_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave of the names what this caller may read."""
        self.mask(rows)


class PracticeRow(Row):
    """A note in the library."""

    title = serializers.CharField(help_text="一句话的标题。")
    text = serializers.CharField(help_text="怎么做的。")
    accepted_on = serializers.DateField(help_text="入库日期。")


@read(
    "list_good_practices", "列出好做法", PracticeRow, tag=TAG,
    says="as_of 当天已经入库的好做法；等待审核、退回、下架的不给出。按编号排列；",
)  # fmt: skip
class Practices(MembersList):
    """The library."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was in the library on a day."""
        return practice_rows(wanted, on)
