"""The county's own settings at the desk: one page, one number a line."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from fulian.admin import ActForm, DeskAdmin, desk, page
from orgs import services
from orgs.models import Setting, User
from orgs.queries.settings import settings_in_force


class SettingForm(ActForm):
    """One number."""

    value = forms.IntegerField(label="数值", min_value=1, max_value=90)


@admin.register(Setting, site=desk)
class SettingAdmin(DeskAdmin):
    """What the county sets for itself."""

    view_perm = "orgs.choose_setting"

    def changelist_view(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        """Show every setting with its number."""
        shown: HttpResponse = self.show(
            request, "orgs/desk/settings.html", title="本县设置", settings=settings_in_force()
        )
        return shown

    @page("<slug:name>/", needs="orgs.choose_setting", name="change")
    def change(self, request: HttpRequest, name: str) -> HttpResponse:
        """Change one number."""
        known = {one[0]: one for one in settings_in_force()}
        if name not in known:
            raise Http404
        form = SettingForm(request.POST or None, initial={"value": known[name][2]})
        by = cast(User, request.user)
        if form.carry_out(lambda data: services.choose_setting(name=name, by=by, **data)):
            messages.success(request, f"{known[name][1]}已改为 {form.outcome.value}。")
            return redirect(self.address("changelist"))
        return self.ask(
            request, form, title=known[name][1], submit="保存", back=self.address("changelist")
        )
