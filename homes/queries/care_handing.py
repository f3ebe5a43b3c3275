"""What a handover sheet says of care: how many children, and nobody's name (domain A44)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from duties.queries.open_work import sheet_lines
from homes.models import CareCase, CarePairing, CareTeam
from orgs.queries.hats import live

Lines = dict[int, list[tuple[str, str]]]


@sheet_lines
def children_in_care(wanted: Sequence[tuple[int, int]], on: date) -> Lines:
    """Return the lines of each seat: how many she looks after, and whether she leads the team.

    Three queries for all of them. The children are told face to face, and stand on no paper.
    """
    seats = [seat for _, seat in wanted]
    rows = CarePairing.rows.filter(live(on), appointment__in=seats)
    paired = Counter(rows.values_list("appointment_id", flat=True))
    teams = CareTeam.rows.filter(live(on), leader__in=seats)
    led = dict(teams.values_list("leader_id", "org_id"))
    cases = CareCase.rows.filter(live(on), org__in=led.values())
    children = Counter(cases.values_list("org_id", flat=True))
    found: Lines = {}
    for _, seat in wanted:
        lines = []
        if paired[seat]:
            lines.append(("看护结对", f"{paired[seat]} 个孩子，请队长另外安排看护人，当面交接"))
        if seat in led:
            count = children[led[seat]]
            lines.append(("看护队", f"队长要另外定一位；全队登记了 {count} 个孩子"))
        found[seat] = lines
    return found
