"""An organisation's page for everybody: no account, no script, no number of anybody."""

from __future__ import annotations

import gzip
import re
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from fulian.database.stirring import reading
from fulian.parts import parts_of
from fulian.permissions import anonymous
from fulian.scoping import current, scope
from orgs.models import County, Org, User
from orgs.queries import public
from orgs.views import kept

PRINTED = re.compile(r"(\d{4})(\d{2})(\d{2})-([0-9a-f]{12})", re.ASCII)
HERE = "<!--printed-->"


@anonymous
@require_safe
def org(request: HttpRequest, code: str) -> HttpResponse:
    """Show what it is, who is there, what the federation does there, and what lies below it."""
    found = public.county_now(code)
    if found is None:
        raise Http404
    county, token = found
    letters, now = kept.letters_of(request), timezone.now()
    spot = kept.spot_of(county, token, code, letters, timezone.localdate(now))
    page = kept.fetch(spot)
    if page is None:
        with scope(county.pk):
            drawn = draw(county, code, letters, timezone.localdate(now))
        if isinstance(drawn, str):  # an old code leads on for ever
            return redirect("orgs:public", drawn, permanent=True)
        html, facts, is_safe = drawn
        digest = "".join(one.get("digest", "") for one in facts)
        page = kept.packed(html, digest)
        if is_safe:
            ends = [one["good_until"] for one in facts if one.get("good_until")]
            kept.keep(spot, page, min(ends, default=None), now)
    return kept.answer(request, _compared(request, page))


def draw(
    county: County, code: str, letters: str, today: date
) -> tuple[str, list[dict[str, Any]], bool] | str:
    """Return the page in the open scope, the facts of its parts, and whether it may be kept.

    An old code returns the new one. Raises ``Http404`` where there is none.
    """
    with reading() as seen:
        shown = public.shown_of(county, code)
        if shown is None:
            raise Http404
        if shown.org.code != code:
            return str(shown.org.code)
        parts = parts_of("public", None, org=shown.org) if shown.org.status == "active" else []
        alone = [part for part in parts if part.facts.get("alone")]
        facts = {
            "shown": shown, "parts": alone or parts, "alone": bool(alone), "today": today,
            "letters": letters,
        }  # fmt: skip
        html = render_to_string("orgs/public.html", facts)
    if seen.unsafe:
        kept.log.error("a public page reads what does not stir it", extra={"tables": seen.unsafe})
    return html, [part.facts for part in parts], not seen.unsafe


def as_a_stranger(request: HttpRequest, org: Org) -> HttpResponse:
    """Return precisely the page a stranger gets of ``org`` now: drawn the same way, never kept.

    For pages of who is signed in; they say who may look.
    """
    by = request.user if isinstance(request.user, User) else None
    county = County.objects.get(pk=current().county)
    with scope(county.pk, by=by):
        drawn = draw(county, org.code, kept.letters_of(request), timezone.localdate())
    if isinstance(drawn, str):
        raise Http404
    return HttpResponse(drawn[0])


def _compared(request: HttpRequest, page: kept.Kept) -> kept.Kept:
    """Say on the page that what hangs on a wall is older than the last change, where it is.

    A printed sheet's code leads here with the day of printing and the state it shows.
    """
    asked = PRINTED.fullmatch(request.GET.get("printed", "")[:40])
    if asked is None or not page.digest or asked[4] == page.digest:
        return page
    try:
        day = date(int(asked[1]), int(asked[2]), int(asked[3]))
    except ValueError:
        return page
    if day > timezone.localdate():
        return page
    note = render_to_string("orgs/_printed.html", {"day": day})
    html = gzip.decompress(page.body).decode().replace(HERE, note, 1)
    return kept.packed(html, page.digest)
