"""The register of women and households at the desk: counts for everybody, names for few."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from duties.models import Household, Woman
from duties.queries import contacts as reads
from duties.rules.contacts import KEPT
from fulian.admin import DeskAdmin, desk, page
from fulian.searching import meant
from orgs.models import Org, OrgStatus
from orgs.queries.naming import places

SIZE = 50


@admin.register(Household, site=desk)
class HouseholdAdmin(DeskAdmin):
    """How many each organisation keeps in touch with; who they are, with the right to names."""

    view_perm = "duties.view_link"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show every organisation in reach that keeps a register, with its counts."""
        text, today = request.GET.get("q", "").strip(), timezone.localdate()
        here: dict[str, Any] = {"org": OuterRef("pk"), "until__isnull": True}
        kept = Q(Exists(Household.rows.filter(**here))) | Q(Exists(Woman.rows.filter(**here)))
        rows = Org.objects.filter(kept, status=OrgStatus.ACTIVE).order_by("lft")
        found = Paginator(rows.filter(meant(text, {"pk": places})), SIZE).get_page(
            request.GET.get("page")
        )
        counts = reads.counts_of([org.pk for org in found], today)
        lines = [(org, counts[org.pk]) for org in found]
        return self.show(
            request, "duties/desk/contacts.html", title="联系的家庭和妇女", found=found,
            lines=lines, text=text, kept=KEPT,
        )  # fmt: skip

    @page("org/<int:pk>/", needs="duties.view_contact")
    def org(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one organisation's register by name."""
        org, today = self.found(pk, Org.objects.all()), timezone.localdate()
        end = "woman" if request.GET.get("what") == "woman" else "household"
        text = request.GET.get("q", "").replace("\0", "").strip()[:40]
        rows = reads.contacts_of(org, end, today)
        found = Paginator(rows.filter(name__icontains=text) if text else rows, SIZE)
        return self.show(
            request, "duties/desk/contacts_org.html", title=f"联系的家庭和妇女：{org.title}",
            org=org, end=end, text=text, kept=KEPT, found=found.get_page(request.GET.get("page")),
            counts=reads.counts_of([org.pk], today)[org.pk],
        )  # fmt: skip
