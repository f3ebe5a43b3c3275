"""What the desk prints of people: the roll and the contact list, as a page and as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from fulian.admin import DeskAdmin, page
from members import services
from members.admin.sending import workbook
from members.forms.paper import ContactsForm, OfForm
from members.queries import paper as reads
from members.roster.paper import Paper, paper_workbook
from orgs.admin.actor import actor
from orgs.models import Org
from orgs.queries.tree import top_of_reach

MOST = 3000
MANY = f"超过 {MOST} 行，页面太长。请下载表格打印，或者选一个乡镇（街道）。"


class PaperPages(DeskAdmin):
    """The printed lists, beside the list of people."""

    @page("roll/", needs="members.view_roll")
    def roll(self, request: HttpRequest) -> HttpResponse:
        """Show the roll of an organisation and all below as a page to print."""
        form = OfForm(request.GET)
        org = self._of(form)
        paper = reads.roll_paper(org, timezone.localdate())
        return self._printed(request, paper, form=form, query=f"?org={org.pk}")

    @page("roll/xlsx/", needs="members.view_roll")
    def roll_xlsx(self, request: HttpRequest) -> HttpResponse:
        """Send the roll as a workbook."""
        paper = reads.roll_paper(self._of(OfForm(request.GET)), timezone.localdate())
        return workbook(paper_workbook(paper), paper.title)

    @page("contacts/", needs="members.print_contacts")
    def contacts(self, request: HttpRequest) -> HttpResponseBase:
        """Ask whose contacts and why; then show them to print, or send them."""
        form = ContactsForm(request.POST or None)
        back, today = self.address("changelist"), timezone.localdate()
        if form.carry_out(
            lambda clean: services.print_contacts(
                org=clean["org"] or top_of_reach(), on=today, by=actor(request),
                whole=clean["whole"], reason=clean["reason"],
            )
        ):  # fmt: skip
            paper: Paper = form.outcome
            if form.cleaned_data["shape"] == "xlsx" or paper.count > MOST:
                return workbook(paper_workbook(paper), paper.title)
            return self._printed(request, paper)
        return self.ask(
            request, form, title="打印通讯录", submit="生成通讯录", back=back,
            says=["谁、什么时候、为什么打印，都会记录。"],
        )  # fmt: skip

    def _of(self, form: OfForm) -> Org:
        found = form.cleaned_data["org"] if form.is_valid() else None
        return found or top_of_reach()

    def _printed(self, request: HttpRequest, paper: Paper, **context: Any) -> HttpResponse:
        long = paper.count > MOST
        return self.show(
            request, "members/desk/paper.html", title=paper.title, paper=paper, many=MANY,
            sections=[] if long else paper.sections, is_long=long, **context,
        )  # fmt: skip
