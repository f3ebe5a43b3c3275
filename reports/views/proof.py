"""Whether a report somebody holds is genuine: open to anyone who has its hash."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fulian.permissions import anyone
from reports.queries.proof import proof_of
from reports.rules.figures import by_heading


@anyone
@require_safe
def verify(request: HttpRequest, digest: str) -> HttpResponse:
    """Say whether a frozen report has this hash, whose it is, and its totals."""
    proof = proof_of(digest)
    status = 200 if proof and proof.is_genuine else 404
    groups = by_heading(one for one in proof.totals if not one.is_empty) if proof else []
    context = {"proof": proof, "asked": digest, "groups": groups}
    return render(request, "reports/verify.html", context, status=status)
