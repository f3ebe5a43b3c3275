"""Officer cards and letters for calling systems: numbers only, no name and no words."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from homes.queries import machine_opening as reads
from members.api.common import MembersList, Row, read

TAG = "公开和来信"


class CardsRow(Row):
    """How many of an organisation's committee carry a card."""

    seats = serializers.IntegerField(help_text="主席、副主席和执委，人。")
    cards = serializers.IntegerField(help_text="其中有亮身份码的，人。")


class NowQuery(OrgDayQuery):
    """As of which day."""


@read(
    "list_officer_cards", "列出亮身份码的张数", CardsRow, NowQuery, tag=TAG,
    says="每个组织一行，只有数字，没有姓名和码。任职按 as_of 当天；按编号排列；",
)  # fmt: skip
class Cards(MembersList):
    """The cards of the county, in numbers."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the organisations."""
        return reads.org_rows(wanted)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Count the committees and the cards."""
        reads.add_cards(rows, on)


class LettersRow(Row):
    """How the letters of an organisation stand."""

    received = serializers.IntegerField(help_text="到 as_of 当天收到的，封。")
    waiting = serializers.IntegerField(help_text="现在等着答复的，封。")
    late = serializers.IntegerField(help_text="其中到 as_of 当天已经过期的，封。")
    answered = serializers.IntegerField(help_text="已经答复的，封。")
    closed = serializers.IntegerField(help_text="不予办理的，封。")
    satisfied = serializers.IntegerField(help_text="写信的人说满意的，封。")
    unsatisfied = serializers.IntegerField(help_text="写信的人说不满意的，封。")


@read(
    "list_letters", "列出群众来信的办理情况", LettersRow, NowQuery, tag=TAG,
    says="每个收信组织一行，只有数字，没有内容和写信的人；保密来信和写给平台的不计。按编号排列；",
)  # fmt: skip
class Letters(MembersList):
    """The letters of the county, in numbers."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the organisations."""
        return reads.org_rows(wanted)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Count the letters."""
        reads.add_letters(rows, on)
