"""Training, commendation and funding; nobody by name."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from members.api.common import MembersList, Row, read
from members.models import Audience, FundingBasis, TrainingMode
from members.queries import machine_people as reads

TAG = "培训、表彰和经费"


class CoverageRow(serializers.Serializer[Any]):
    """How far one organisation's committee is trained."""

    org_code = serializers.CharField(help_text="组织代码，翻页用。")
    numerator = serializers.IntegerField(help_text="任职以后参加过妇联干部培训的人数。")
    denominator = serializers.IntegerField(help_text="当天在任的主席、副主席、执委人数。")


@read(
    "list_training_coverage", "列出培训覆盖", CoverageRow, tag=TAG,
    says="按人算，只算本组织自己的班子；没有班子的组织不列。按组织代码排列；",
)  # fmt: skip
class Coverages(MembersList):
    """Training coverage by organisation."""

    key = "org_code"

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return how far each committee of a day had been trained."""
        return reads.coverage_rows(wanted, on)


class TrainingQuery(OrgDayQuery):
    """Which trainings are asked for."""

    audience = serializers.ChoiceField(Audience.choices, required=False, help_text="对象。")


class TrainingRow(Row):
    """A training in a list."""

    topic = serializers.CharField(help_text="主题。")
    audience = serializers.ChoiceField(Audience.choices, help_text="对象。")
    mode = serializers.ChoiceField(TrainingMode.choices, help_text="方式。")
    held_on = serializers.DateField(help_text="日期。")
    hours = serializers.DecimalField(max_digits=4, decimal_places=1, help_text="学时。")
    women = serializers.IntegerField(help_text="参训妇女人次。")
    attended = serializers.IntegerField(help_text="参训的妇联干部人数。")


@read(
    "list_trainings", "列出培训", TrainingRow, TrainingQuery, tag=TAG,
    says="到 as_of 当天为止举办的。按编号排列；",
)  # fmt: skip
class Trainings(MembersList):
    """The trainings that were held."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the trainings held by a day."""
        return reads.session_rows(wanted, on)


class CommendationQuery(OrgDayQuery):
    """Which commendations are asked for."""

    is_personal = serializers.BooleanField(required=False, help_text="是否授予个人。")


class CommendationRow(Row):
    """A commendation in a list."""

    title = serializers.CharField(help_text="称号。")
    given_by = serializers.CharField(help_text="授予单位。")
    given_on = serializers.DateField(help_text="日期。")
    is_personal = serializers.BooleanField(help_text="是否授予个人；不给出是谁。")


@read(
    "list_commendations", "列出表彰", CommendationRow, CommendationQuery, tag=TAG,
    says="到 as_of 当天为止授予的。按编号排列；",
)  # fmt: skip
class Commendations(MembersList):
    """The commendations."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what was awarded by a day."""
        return reads.commendation_rows(wanted, on)


class FundingQuery(OrgDayQuery):
    """Which funding lines are asked for."""

    year = serializers.IntegerField(
        required=False, min_value=1900, max_value=9999, help_text="年度。"
    )


class FundingRow(Row):
    """A funding line in a list."""

    year = serializers.IntegerField(help_text="年度。")
    source: Any = serializers.CharField(help_text="来源。")
    basis = serializers.ChoiceField(FundingBasis.choices, help_text="核拨方式。")
    heads = serializers.IntegerField(allow_null=True, help_text="人头数；定额的为空。")
    due = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="应拨（元）。")
    received = serializers.DecimalField(max_digits=12, decimal_places=2, help_text="到位（元）。")


@read(
    "list_funding", "列出经费", FundingRow, FundingQuery, tag=TAG,
    says="到 as_of 当天那一年为止的；应拨和到位是现在的。按编号排列；",
)  # fmt: skip
class Funding(MembersList):
    """The funding lines."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the lines of the years up to a day's."""
        return reads.funding_rows(wanted, on)
