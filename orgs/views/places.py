"""Organisations in reach: mine, any other by its code, and the search."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from fulian.parts import parts_of
from fulian.permissions import needs
from orgs.forms.accounts import SearchForm
from orgs.models import Org
from orgs.queries import tree
from orgs.queries.lineage import lineage_of, org_of_code
from orgs.views.sessions import account

SIZE = 50


@needs("orgs.view_self")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show my organisation; without a seat, whom to ask."""
    user = account(request)
    if user.hat is None:
        return render(request, "orgs/no_seat.html")
    *above, org = tree.line_of_reach()
    shown = {"org": org, "above": above, "parts": parts_of("home", user, org=org)}
    return render(request, "orgs/home.html", shown)


@needs("orgs.view_org")
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show an organisation in reach."""
    line = tree.line_of_code(code)
    if not line:
        now = org_of_code(code)  # a code it had before leads on
        if now is None:
            raise Http404
        return redirect("orgs:place", now.code, permanent=True)
    *above, org = line
    counts = tree.counts_of(org, directly=True)
    shown: dict[str, Any] = {
        "org": org, "above": above, "reach": tree.top_among([*above, org]),
        "counts": counts, "lineage": lineage_of(org),
        "children": _page(request, tree.children_of(org), counts["children"]),
        "parts": parts_of("place", request.user, org=org),
    }  # fmt: skip
    return render(request, "orgs/place.html", shown)


@needs("orgs.view_org")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find organisations in reach by name or code."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = _page(request, tree.found_by(text)) if text else None
    return render(request, "orgs/search.html", {"form": form, "text": text, "found": found})


def _page(request: HttpRequest, rows: QuerySet[Org], count: int | None = None) -> Page[Org]:
    pages = Paginator(rows, SIZE)
    if count is not None:
        pages.count = count  # told by another query already
    return pages.get_page(request.GET.get("page"))
