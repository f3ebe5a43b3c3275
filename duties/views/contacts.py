"""The register on the phone: the households and women my organisation keeps in touch with."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duties import services
from duties.forms.arranging import SureForm
from duties.forms.contacts import BareForm, HouseholdForm, PasteForm, WomanForm
from duties.models import LiaisonLink
from duties.queries import contacts as reads
from duties.queries.nets import net_of
from duties.queries.posts import seats_of
from duties.rules.contacts import KEPT
from fulian import pages
from fulian.consequences import preview_of
from fulian.permissions import needs
from orgs.queries.tree import top_of_reach
from orgs.views.sessions import account, sent

SHOW_AND_SEND = ["GET", "HEAD", "POST"]
SIZE = 30
SAID = {"household": "家庭", "woman": "妇女"}
FORMS: dict[str, Any] = {"household": HouseholdForm, "woman": WomanForm}
ADD: dict[str, Any] = {"household": services.add_household, "woman": services.add_woman}


@needs("duties.view_contact")
@require_safe
def contacts(request: HttpRequest) -> HttpResponse:
    """Show whom my organisation keeps in touch with, households or women."""
    org, today = top_of_reach(), timezone.localdate()
    end = "woman" if request.GET.get("what") == "woman" else "household"
    text = request.GET.get("q", "").replace("\0", "").strip()[:40]
    rows = reads.contacts_of(org, end, today)
    rows = rows.filter(name__icontains=text) if text else rows
    shown = {
        "org": org, "end": end, "said": SAID[end], "text": text, "kept": KEPT,
        "found": Paginator(rows, SIZE).get_page(request.GET.get("page")),
        "counts": reads.counts_of([org.pk], today)[org.pk],
    }  # fmt: skip
    return render(request, "duties/contacts.html", shown)


@needs("duties.view_contact")
@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    """Show who is in contact no more and may be taken up again, for a year."""
    org = top_of_reach()
    rows = [(end, said, reads.stopped_of(org, end)[:100]) for end, said in SAID.items()]
    return render(request, "duties/contacts_stopped.html", {"org": org, "rows": rows, "kept": KEPT})


@needs("duties.add_household")
@require_http_methods(SHOW_AND_SEND)
def add(request: HttpRequest, end: str) -> HttpResponse:
    """Register one more; who is a representative herself keeps in touch unless she says else."""
    kind = _kind(end)
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    net = net_of(org, today)
    mine = next((s.pk for s in seats_of(by, today) if net.leads(s.pk)), "")
    form = FORMS[kind](sent(request), net=net, today=today, initial={"above": mine})
    if form.carry_out(lambda clean: ADD[kind](org=org, by=by, **form.facts())):
        return pages.done(request, "已经登记。", "duties:contact", kind, form.outcome.pk)
    return _asked(request, form, f"登记联系的{SAID[kind]}", "登记", says=KEPT)


@needs("duties.add_contacts")
@require_http_methods(SHOW_AND_SEND)
def paste(request: HttpRequest, end: str) -> HttpResponse:
    """Register many names that were pasted, after showing what was read."""
    kind = _kind(end)
    org, today, by = top_of_reach(), timezone.localdate(), account(request)
    form = PasteForm(
        sent(request), org=org, is_woman=kind == "woman", net=net_of(org, today), today=today
    )
    sure = "sure" in request.POST
    if sure and form.carry_out(lambda clean: services.add_contacts(org=org, by=by, **form.facts())):
        return pages.done(request, f"已经登记 {form.outcome} 个。", "duties:contacts")
    seen = form.is_bound and form.is_valid()
    shown = {"form": form, "end": kind, "said": SAID[kind], "seen": seen, "kept": KEPT}
    return render(request, "duties/contacts_paste.html", shown)


@needs("duties.view_contact")
@require_safe
def contact(request: HttpRequest, end: str, pk: int) -> HttpResponse:
    """Show one of them: who keeps in touch, and what can be done."""
    row = _row(end, pk)
    ties = list(reads.links_to(row, timezone.localdate()))
    shown = {"row": row, "end": end, "said": SAID[end], "ties": ties, "kept": KEPT}
    return render(request, "duties/contact.html", shown)


@needs("duties.change_contact")
@require_http_methods(SHOW_AND_SEND)
def change(request: HttpRequest, end: str, pk: int) -> HttpResponse:
    """Correct what is known."""
    row, today, by = _row(end, pk), timezone.localdate(), account(request)
    start = {"name": row.name, "group": row.group_id or "", "on": row.since}
    more = ("kind", "household_id") if end == "woman" else ("women",)
    start |= {name.removesuffix("_id"): getattr(row, name) or "" for name in more}
    form = FORMS[end](sent(request), net=net_of(row.org, today), today=today, initial=start)
    for name in ("above", "on"):
        form.fields.pop(name, None)
    if form.is_bound and form.is_valid():
        form.cleaned_data |= {"above": "", "on": today}
    if form.carry_out(lambda clean: _changed(row, form, by)):
        return pages.done(request, "已经修改。", "duties:contact", end, row.pk)
    return _asked(request, form, f"修改：{row.name}", "保存")


@needs("duties.stop_contact")
@require_http_methods(SHOW_AND_SEND)
def stop(request: HttpRequest, end: str, pk: int) -> HttpResponse:
    """Stop being in contact, after asking from which day."""
    row, by = _row(end, pk), account(request)
    form = SureForm(sent(request), today=timezone.localdate())
    if form.carry_out(lambda clean: services.stop_contact(contact=row, by=by, **clean)):
        return pages.done(request, "已经停止联系。", "duties:contacts")
    effects = preview_of("duties.stop_contact", contact=row, on=timezone.localdate())
    more = "".join(f"{one.what} {one.count} 项，{one.outcome}。" for one in effects)
    shown = {
        "form": form, "asks": f"不再联系{row.name}吗？", "submit": "停止联系",
        "says": f"联系同时结束；一年以内可以恢复，满一年名字自动删除。{more}",
        "back": "duties:contacts",
    }  # fmt: skip
    return render(request, "duties/sure.html", shown)


@needs("duties.restore_contact")
@require_http_methods(SHOW_AND_SEND)
def restore(request: HttpRequest, end: str, pk: int) -> HttpResponse:
    """Take somebody up again, after asking."""
    row, by = _row(end, pk), account(request)
    form = BareForm(sent(request))
    if form.carry_out(lambda clean: services.restore_contact(contact=row, by=by)):
        return pages.done(
            request, "已经恢复联系，请再安排由谁联系。", "duties:contact", end, row.pk
        )
    says = "恢复以后，要重新安排由谁联系。"
    return _asked(request, form, f"恢复联系{row.name}吗？", "恢复联系", says=says)


@needs("duties.link")
@require_http_methods(SHOW_AND_SEND)
def hand(request: HttpRequest, end: str, pk: int) -> HttpResponse:
    """Choose who keeps in touch with her from now on: the chair's."""
    row, today, by = _row(end, pk), timezone.localdate(), account(request)
    form = FORMS[end](sent(request), net=net_of(row.org, today), today=today)
    for name in [name for name in form.fields if name not in ("above", "on")]:
        del form.fields[name]
    if "above" not in form.fields:
        return pages.done(request, "还没有妇女代表，先办理任职。", "duties:contact", end, row.pk)
    form.fields["above"].required = True
    form.fields["above"].error_messages["required"] = "请选择由谁联系。"

    def act(clean: dict[str, Any]) -> LiaisonLink:
        above = form.ends()["above"]
        return services.relink(above=above, on=clean["on"], by=by, **{end: row})

    if form.carry_out(act):
        return pages.done(request, "已经安排好。", "duties:contact", end, row.pk)
    return _asked(request, form, f"由谁联系{row.name}", "安排", says="原来的联系同时结束。")


def _changed(row: Any, form: Any, by: Any) -> Any:
    facts = form.facts()
    facts.pop("above")
    return services.change_contact(contact=row, by=by, **facts)


def _kind(end: str) -> str:
    if end not in SAID:
        raise Http404
    return end


def _row(end: str, pk: int) -> Any:
    rows = reads.MODELS[_kind(end)].objects.select_related("org", "group")
    row = rows.exclude(name="").filter(pk=pk, org=top_of_reach()).first()
    if row is None:
        raise Http404
    return row


def _asked(
    request: HttpRequest, form: Any, title: str, submit: str, says: str = ""
) -> HttpResponse:
    shown = {"title": title, "form": form, "submit": submit, "says": says}
    return render(request, "duties/ask.html", shown | {"back": "duties:contacts"})
