"""The machine interface of seats: by office; phones never, names only by permission."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from fulian.api import PageQuery, ReadView, asked, page, problems
from members.models import Employment, Office
from members.queries.seats import seat_rows


class AppointmentQuery(PageQuery):
    """Which seats are asked for."""

    org = serializers.CharField(required=False, help_text="组织代码。")
    office = serializers.ChoiceField(Office.choices, required=False, help_text="职务。")
    as_of = serializers.DateField(
        required=False, help_text="查询这一天当天在任的（年-月-日）；不填为今天。"
    )

    def validate_as_of(self, day: Any) -> Any:
        """Refuse a day that is still to come."""
        if day > timezone.localdate():
            raise serializers.ValidationError("不能晚于今天。")
        return day


class AppointmentRow(serializers.Serializer[Any]):
    """A seat in a list."""

    id = serializers.IntegerField(help_text="任职的编号，翻页用。")
    org_code = serializers.CharField(help_text="任职组织的代码。")
    office = serializers.ChoiceField(Office.choices, help_text="职务。")
    employment = serializers.ChoiceField(
        [("", "不适用"), *Employment.choices], help_text="任职方式；只有副主席有。"
    )
    since = serializers.DateField(help_text="从这一天起。")
    until = serializers.DateField(allow_null=True, help_text="到这一天为止（不含当天）；在任为空。")
    name = serializers.CharField(
        required=False, help_text="姓名；只有带 members:names 权限的令牌才有这一项。"
    )


class AppointmentPage(serializers.Serializer[Any]):
    """One page of seats, by number."""

    results = AppointmentRow(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="下一页的 after；没有下一页时为空。")


class Appointments(ReadView):
    """The seats held in the county."""

    needs = {"GET": "members.read_appointments"}

    @extend_schema(
        operation_id="list_appointments",
        tags=["任职"],
        summary="列出任职",
        description="需要 members:read 权限。按编号排列；把 next 作为 after 取下一页。",
        parameters=[AppointmentQuery],
        responses={200: AppointmentPage} | problems(400),
    )
    def get(self, request: Request) -> Response:
        """Return one page of the seats held on a day."""
        wanted = asked(AppointmentQuery, request)
        on = wanted.get("as_of") or timezone.localdate()
        names = request.user.has_perm("members.read_names")
        return Response(page(seat_rows(wanted, on, names=names), wanted))
