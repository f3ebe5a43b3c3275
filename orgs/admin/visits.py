"""Platform operators' visits as the county sees them."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone

from fulian.admin import DeskAdmin, desk
from orgs.models import CountySession


@admin.register(CountySession, site=desk)
class CountySessionAdmin(DeskAdmin):
    """Who entered from outside: when, until when, why. Nothing can be changed here."""

    view_perm = "orgs.view_countysession"
    empty_says = "平台运维员还没有进入过本县。"
    list_display = ("began_at", "who_", "reason", "ends_at", "left_")
    list_display_links = None
    ordering = ("-began_at",)
    search_fields = ("reason",)
    search_help_text = "事由"
    sortable_by = ()

    @admin.display(description="进入的人")
    def who_(self, visit: CountySession) -> str:
        """Return who it was, without a name: operators have none here."""
        return f"平台运维员（账号 {visit.user_id}）"

    @admin.display(description="离开时间")
    def left_(self, visit: CountySession) -> str:
        """Return when she left, or that she is still there."""
        if visit.left_at:
            return f"{timezone.localtime(visit.left_at):%Y年%-m月%-d日 %H:%M}"
        return "到时间自动离开" if visit.ends_at <= timezone.now() else "还在县内"
