"""Care teams on the desk's first page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from fulian.parts import Filled, part
from homes.queries import care_figures
from homes.queries import care_handing as care_handing  # what handover sheets say


@part("desk", "homes/desk/_care_first.html", order=30, needs="homes.view_care_figures")
def villages_without_a_team(*, user: Any) -> Filled:
    """Count the villages without a care team."""
    villages = care_figures.villages_in_reach()
    return {"count": len(care_figures.without_team(villages, timezone.localdate()))}
