"""What happens to care when a seat or a village ends: foretold by number, never by name.

Who leaves sees nothing any more from the day it holds; the children wait for another, and whoever
leads the team, or chairs the village, is told. An undo brings pairings and team back with the
seat, and whoever may see a child then sees her again: but nothing of what was erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from duties.queries.keepers import chairs_accounts
from duties.rules.turns import morning
from duties.services import tell
from fulian.consequences import Effect
from fulian.dated import live_on
from fulian.scoping import current
from homes.models import CareCase, CarePairing, CareTeam, CareTeamMember
from homes.queries import care as reads
from homes.services.care_pairing import begin, settle_kind
from homes.services.care_pairing import end_with_seat as end_one
from homes.services.care_teams import end_care_team
from homes.services.care_walls import note_ended, rewall
from members.models import Appointment
from orgs.models import AccessGrant, Org
from orgs.services import changed, image, made, nothing_to_do, record, verb
from orgs.services.recording import Change
from orgs.services.stays import stayed


def seat_affects(appointment: Appointment, on: date) -> list[Effect]:
    """Return what of care ends with a seat, by number."""
    led = _led_by(appointment, on).count()
    return [
        Effect("看护结对", reads.open_pairings_of(appointment.pk, on).count(),
               "结束，她看不到孩子的情况了，要另外安排人看护"),
        Effect("看护队队长", led, "空缺，要另外定一位队长"),
    ]  # fmt: skip


def end_with_seat(appointment: Appointment, on: date, by: Any) -> None:
    """End the pairings of a seat that ends, take her out of the team, and say who is to follow."""
    today = timezone.localdate()
    going = list(reads.open_pairings_of(appointment.pk, on))
    for pairing in going:
        end_one(pairing, on, today, by)
    for member in _memberships(appointment, on):
        note_ended(member, on, by)
    for team in _led_by(appointment, on):
        _rewall_team(team, today)
        _tell(team, chairs_accounts([team.org_id], today)[team.org_id], "看护队没有队长了",
              "请另外定一位队长，孩子的情况才有人管。", on)  # fmt: skip
    if going:
        _ask_for_another(appointment, len(going), on)


def congress_affects(staying: Sequence[Appointment], on: date) -> list[Effect]:
    """Return how many pairings go on because their carer was elected again."""
    count = sum(reads.open_pairings_of(seat.pk, on).count() for seat in staying)
    return [Effect("其中：连任同一职务者的看护结对", count, "接着看护")]


@verb("homes.carry_care_on", "连任者接着看护", undoable=True)
def carry_care_on(*, staying: Sequence[Appointment], on: date, by: Any) -> None:
    """Let who was elected again lead and look after whom she did, from the new term's first day."""
    changes: list[Change] = []
    for old in staying:
        new = Appointment.rows.filter(
            org=old.org_id, person=old.person_id, office=old.office, since=on, until__isnull=True
        ).first()  # fmt: skip
        changes += _carried(old, new, on) if new else []
    if not changes:
        nothing_to_do()
        return
    root = Org.rows.get(pk=_root())
    record(root, by=by, changes=changes, name=f"连任 {len(staying)} 人的看护")


def _carried(old: Appointment, new: Appointment, on: date) -> list[Change]:
    """Let a new seat have what the old one had in care; return the changes."""
    changes = []
    for team in CareTeam.rows.filter(live_on(on), leader=old):
        before = image(team)
        team.leader, team.version = new, team.version + 1
        team.save(update_fields=["leader", "version"])
        _rewall_team(team, on)
        changes.append(changed(team, before))
    for member in CareTeamMember.rows.filter(appointment=old, until=on).select_related("team"):
        again = CareTeamMember(
            county_id=current().county, team=member.team, appointment=new, since=on
        )
        again.save()
        changes.append(made(again))
    for pairing in CarePairing.rows.filter(appointment=old, until=on).select_related("case"):
        if pairing.case.until is None and reads.live_pairing(pairing.case_id, on) is None:
            changes.append(made(begin(pairing.case, new, on)))
    return changes


def org_affects(org: Org, on: date, *, goes: bool = False) -> list[Effect]:
    """Return what of care ends, or passes on, with a village."""
    cases = CareCase.rows.filter(org=org, until__isnull=True).count()
    teams = CareTeam.rows.filter(live_on(on), org=org).count()
    if goes:
        return [
            Effect("看护队", teams, "并入接续的村（社区）"),
            Effect("登记的看护对象", cases, "转到接续的村（社区），要重新结对"),
        ]
    return [
        Effect("看护队", teams, "撤销"),
        Effect("登记的看护对象", cases, "看护结束，90 天后清除"),
    ]


def end_with_org(org: Org, on: date, by: Any) -> None:
    """End the care team of a village that is closed."""
    for team in CareTeam.rows.filter(live_on(on), org=org):
        end_care_team(team=team, on=on, by=None, at=morning(on))


def pass_on(org: Org, into: Org, on: date, by: Any) -> None:
    """Let the children of a village that ends in another be looked after there.

    Its team goes with them where the successor has none; else it ends.
    """
    today = timezone.localdate()
    cases = list(CareCase.rows.filter(org=org, erased_on__isnull=True).order_by("pk"))
    numbers = [case.pk for case in cases]
    for pairing in CarePairing.rows.filter(case__in=numbers, until__isnull=True):
        end_one(pairing, on, today, by)
    for team in CareTeam.rows.filter(live_on(on), org=org):
        before, kept = image(team), []
        if reads.team_of(into.pk, on) is None:
            kept = stayed([team], org, on)
            team.org = into
        else:
            team.until = max(on, team.since)
        team.version += 1
        team.save()
        record(team, by=by, changes=[*kept, changed(team, before)], name=str(team))
    for case in cases:
        before, kept = image(case), stayed([case], org, on)
        case.org, case.version = into, case.version + 1
        case.save(update_fields=["org", "version"])
        facts = [*kept, changed(case, before)]
        record(case, by=by, org=_root(), changes=facts, name=f"看护{case}")
        rewall(case.pk, today)


def see_again(changes: Sequence[Mapping[str, Any]], on: date) -> None:
    """Let those see a child again who may, after an undo put seats, teams or pairings back."""
    numbers = touched_by(changes)
    for seat in set(_pairings_of(changes).values_list("appointment", flat=True)):
        settle_kind(seat, on)
    for number in numbers:
        rewall(number, on)


def touched_by(changes: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the numbers of the children whose carer, leader or village ``changes`` touch."""
    teams = CareTeam.rows.filter(
        Q(pk__in=_keys(changes, CareTeam)) | Q(leader__in=_keys(changes, Appointment))
        | Q(leader__grant__in=_keys(changes, AccessGrant))
    )  # fmt: skip
    cases = CareCase.rows.filter(
        Q(pk__in=_keys(changes, CareCase)) | Q(org__in=teams.values("org"))
        | Q(pk__in=_pairings_of(changes).values("case")), erased_on__isnull=True,
    )  # fmt: skip
    return list(cases.order_by("pk").values_list("pk", flat=True))


def _pairings_of(changes: Sequence[Mapping[str, Any]]) -> QuerySet[CarePairing]:
    return CarePairing.rows.filter(
        Q(pk__in=_keys(changes, CarePairing)) | Q(appointment__in=_keys(changes, Appointment))
        | Q(appointment__grant__in=_keys(changes, AccessGrant))
    )  # fmt: skip


def _keys(changes: Sequence[Mapping[str, Any]], model: type[Any]) -> list[int]:
    label = model._meta.label_lower
    mine = (one for one in changes if one["model"] == label)
    return [pk for one in mine for pk in one.get("ids") or [one["id"]]]


def _led_by(appointment: Appointment, on: date) -> QuerySet[CareTeam]:
    return CareTeam.rows.filter(live_on(on), leader=appointment).select_related("org")


def _memberships(appointment: Appointment, on: date) -> QuerySet[CareTeamMember]:
    lasting = Q(until__isnull=True) | Q(until__gt=on)
    return CareTeamMember.rows.filter(lasting, appointment=appointment).select_related("team__org")


def _rewall_team(team: CareTeam, on: date) -> None:
    cases = CareCase.rows.filter(org=team.org_id, erased_on__isnull=True)
    for number in cases.values_list("pk", flat=True):
        rewall(number, on)


def _ask_for_another(appointment: Appointment, count: int, on: date) -> None:
    """Tell the team's leader that children wait for a carer: how many, and nobody's name."""
    team = reads.team_of(appointment.org_id, on)
    user = reads.account_of(team.leader, on) if team else None
    if team and user:
        text = f"有看护人离任，{count} 个孩子要另外安排人看护。"
        _tell(team, [user], "请重新安排看护", text, on)


def _tell(team: CareTeam, users: Sequence[int], title: str, text: str, on: date) -> None:
    for user in users:
        tell(
            org=team.org, user_id=user, key=f"careteam-left:{team.pk}:{on}:{user}:{title[:4]}",
            title=title, text=text, link="/care/", at=morning(on),
        )  # fmt: skip


def _root() -> int:
    return int(Org.rows.get(parent__isnull=True).pk)
