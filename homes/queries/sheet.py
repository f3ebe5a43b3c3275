"""The wall sheet: what hangs on paper, from when it is, and the way to the page behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from fulian.codes import CodeLink, link_to
from homes.queries.disclosed import Public, public_of
from orgs.models import Org


@dataclass(frozen=True, slots=True)
class Sheet:
    """One organisation's wall sheet of a day."""

    org: Org
    public: Public
    on: date
    link: CodeLink


def sheet_of(request: HttpRequest, org: Org, on: date) -> Sheet:
    """Return the wall sheet of ``org``: the same facts as its public page, and no others.

    Its code carries the day and the state it shows; the page behind it says when that is old.
    """
    return sheet_with(request, org, public_of([org], on)[org.pk], on)


def sheet_with(request: HttpRequest, org: Org, public: Public, on: date) -> Sheet:
    """Return the same where its facts are known already."""
    path = reverse("orgs:public", args=[org.code]) + f"?printed={on:%Y%m%d}-{public.mark}"
    return Sheet(org, public, on, link_to(request, path))
