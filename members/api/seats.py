"""Seats by office, empty seats, and what falls empty soon."""

from __future__ import annotations

from datetime import date
from typing import Any

from rest_framework import serializers

from fulian.api import OrgDayQuery
from members.api.common import NAMES, MembersList, Row, read
from members.models import Departure, Employment, FillKind, Office, Origin
from members.queries import machine
from members.queries.seats import seat_rows
from members.rules import WARN_DAYS
from orgs.models import Level

HEADINGS = {
    "leaving": "将要离任",
    "ending": "届满或将届满",
    "lone": "有主席没有副主席",
    "busy": "一人任四职以上",
}


class AppointmentQuery(OrgDayQuery):
    """Which seats are asked for."""

    office = serializers.ChoiceField(Office.choices, required=False, help_text="职务。")


class AppointmentRow(Row):
    """A seat in a list."""

    name = serializers.CharField(help_text=f"姓名。{NAMES}。")
    person = serializers.IntegerField(
        allow_null=True,
        help_text="人员编号，和 /people/ 的 id 相同；没有 members:names 权限的为空，"
        "不能把一个人的几项任职连起来。",
    )
    office = serializers.ChoiceField(Office.choices, help_text="职务。")
    employment = serializers.ChoiceField(
        [("", "不适用"), *Employment.choices], help_text="任职方式；只有副主席有。"
    )
    origin = serializers.ChoiceField(Origin.choices, help_text="产生方式。")
    term_number = serializers.IntegerField(
        allow_null=True, help_text="第几届选出的；没有登记届次为空。"
    )
    fill = serializers.ChoiceField(
        [("", "不是届中补选"), *FillKind.choices], help_text="届中补选方式。"
    )
    group = serializers.IntegerField(
        allow_null=True, help_text="妇女小组的编号；只有妇女小组长有。"
    )
    group_name = serializers.CharField(allow_null=True, help_text="妇女小组的名称。")
    leads_women = serializers.IntegerField(
        allow_null=True, help_text="所带团队女性人数；只有聘任的兼职副主席有。"
    )
    letter_on = serializers.DateField(allow_null=True, help_text="聘书日期。")
    expected_until = serializers.DateField(
        allow_null=True, help_text="预计离任日期；到期不会自动离任。"
    )
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）；在任为空。")
    departure = serializers.ChoiceField([("", "在任"), *Departure.choices], help_text="离任原因。")
    decided_by = serializers.CharField(help_text="决定单位；没有登记为空。")


@read(
    "list_appointments", "列出任职", AppointmentRow, AppointmentQuery,
    says=f"{NAMES}；电话、身份证号从不给出。按编号排列；",
)  # fmt: skip
class Appointments(MembersList):
    """The seats held in the county."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the seats held on a day."""
        return seat_rows(wanted, on)

    def finish(self, rows: list[dict[str, Any]], on: date) -> None:
        """Leave out who it is, for callers that may not know."""
        self.mask(rows)
        if not self.names:
            for row in rows:
                row["person"] = None


class VacancyQuery(OrgDayQuery):
    """Which empty seats are asked for."""

    office = serializers.ChoiceField(Office.choices, required=False, help_text="职务。")
    level = serializers.ChoiceField(Level.choices, required=False, help_text="层级。")


class VacancyRow(serializers.Serializer[Any]):
    """An empty seat in a list."""

    id = serializers.CharField(help_text="翻页用；只在同一天内有效。")
    org_code = serializers.CharField(help_text="组织代码。")
    office = serializers.ChoiceField(Office.choices, help_text="空缺的职务。")
    opened_on = serializers.DateField(help_text="从这一天起空缺。")
    days = serializers.IntegerField(help_text="到当天为止空缺了多少天。")
    awaits_substitute = serializers.BooleanField(help_text="是否因执委届中离任而空缺、还没有替补。")


@read(
    "list_vacancies", "列出空缺", VacancyRow, VacancyQuery,
    says="按 as_of 当天的职数规定算；一行一个空缺的职位，按组织代码排列；",
)  # fmt: skip
class Vacancies(MembersList):
    """The empty seats."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return the seats that were empty on a day."""
        return machine.vacancy_rows(wanted, on)


class ForecastQuery(OrgDayQuery):
    """How far ahead, and which warnings."""

    days = serializers.ChoiceField(
        [(days, f"{days} 天") for days in WARN_DAYS],
        default=WARN_DAYS[-1],
        help_text="提前多少天。",
    )
    heading = serializers.ChoiceField(
        list(HEADINGS.items()), required=False, help_text="哪一类预警。"
    )


class ForecastRow(serializers.Serializer[Any]):
    """A warning in a list."""

    id = serializers.CharField(help_text="翻页用；只在同一天内有效。")
    heading = serializers.ChoiceField(list(HEADINGS.items()), help_text="哪一类预警。")
    org_code = serializers.CharField(allow_null=True, help_text="组织代码；一人任四职以上为空。")
    on = serializers.DateField(allow_null=True, help_text="离任或届满的日期；后两类为空。")
    count = serializers.IntegerField(help_text="涉及几个职位。")
    seats: Any = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="涉及的任职编号；“一人任四职以上”只给带 members:names 权限的令牌。",
    )


@read(
    "list_forecast", "列出接续预警", ForecastRow, ForecastQuery,
    says="从 as_of 当天起往后看；当天以后才登记的离任也在内。先按类别、再按组织代码排列；",
)  # fmt: skip
class Forecasts(MembersList):
    """What falls empty or over term soon."""

    def rows(self, wanted: dict[str, Any], on: date) -> Any:
        """Return what the days after a day bring."""
        return machine.forecast_rows(wanted, on, names=self.names)
