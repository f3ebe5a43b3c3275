"""What of the programmes ends or goes over when a seat ends, an organisation closes or is merged.

And what is forgotten in time: names and words are kept as long as their purpose asks (retention).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from duties.queries import keepers
from duties.rules import seasons as days
from duties.services import tell
from duties.services.seasons import Season, come_round
from homes.models import (
    CourtyardEntry,
    CourtyardObjection,
    CourtyardScore,
    Exemplar,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from homes.queries.programme_effects import (
    campaigns_open,
    courtyards_open,
    entries_open,
    led_by,
    teams_open,
)
from homes.rules.teams import years_before
from homes.services.campaigns import end_campaign
from homes.services.teams import end_team, name_leader, stop_leading
from homes.services.yards import end_courtyard, withdraw_entry
from members.models import Appointment
from orgs.models import Org, User
from orgs.services import nothing_to_do, record, verb
from orgs.services.dated import restated
from orgs.services.stays import stayed


def stop_leading_all(*, appointment: Appointment, on: date, by: User | None) -> None:
    """Let who leaves lead no team any more, and ask the chair for another leader."""
    led = list(led_by(appointment, on))
    for one in led:
        stop_leading(leader=one, on=on, by=by)
    if not led:
        return
    org = appointment.org
    at = timezone.make_aware(datetime.combine(on, time(8, 30)))
    for account in keepers.chairs_accounts([org.pk], on)[org.pk]:
        names = "、".join(one.team.name for one in led[:3])
        tell(
            org=org, user_id=account, key=f"team-leader:{appointment.pk}:{account}",
            title="志愿队要另定队长", text=f"{names}的队长离任了，请另定一位执委来带队。",
            link="/volunteers/", at=at,
        )  # fmt: skip


def lead_on(*, teams: Sequence[tuple[VolunteerTeam, Appointment]], on: date, by: Any) -> None:
    """Let those elected again lead the teams they led before."""
    for team, seat in teams:
        name_leader(team=team, leader=seat, on=on, by=by)


def end_programmes(*, org: Org, on: date, by: User | None) -> None:
    """End the teams, rounds, campaigns and open entries of an organisation that is closed."""
    for team in teams_open(org):
        end_team(team=team, on=max(on, team.since), by=by, reason="组织撤销")
    for entry in entries_open(org):
        withdraw_entry(entry=entry, reason="组织撤销", on=on, by=by)
    for courtyard in courtyards_open(org, on):
        end_courtyard(courtyard=courtyard, on=max(on, courtyard.since), by=by)
    for campaign in campaigns_open(org, on):
        end_campaign(campaign=campaign, on=max(on, campaign.since), by=by)


@verb("homes.pass_programmes_on", "志愿队和参评家庭转到承接组织", undoable=True)
def pass_programmes_on(*, org: Org, into: Org, on: date, by: User | None) -> int:
    """Let the teams and open entries of ``org`` be those of ``into``; what was done stays there.

    A team whose name is taken gets its old village behind its name. Returns how many went over.
    """
    taken = set(VolunteerTeam.rows.filter(org=into).values_list("name", flat=True))
    changes, gone = [], list(teams_open(org).select_for_update(of=("self",)))
    changes += stayed(gone, org, on)
    for team in gone:
        tail = f"（{org.short_name}）"
        name = team.name if team.name not in taken else team.name[: 40 - len(tail)] + tail
        changes.append(restated(team, {"org": into, "name": name}))
        there = list(WomenVolunteer.rows.filter(team=team, until__isnull=True).select_for_update())
        changes += stayed(there, org, on)
        changes += [restated(one, {"org": into}) for one in there]
    changes += [
        restated(one, {"org": into}) for one in entries_open(org).select_for_update(of=("self",))
    ]
    if not changes:
        nothing_to_do()
        return 0
    record(into, by=by, changes=changes, name=f"{org.title} 的志愿队和参评家庭转入 {into.title}")
    return len(changes)


@verb("homes.purge_programmes", "删除到期的志愿者和评选信息")
def purge_programmes(*, on: date) -> int:
    """Delete names and words whose time is over; return how many rows. Days and counts stay.

    Nothing brings them back: the record says only how many.
    """
    one, two, three, five, ten = (years_before(on, n) for n in (1, 2, 3, 5, 10))
    over = Q(courtyard__until__lte=one)
    yards = CourtyardEntry.rows.filter(over).values("pk")
    shown = Q(shown_on__lte=three) | Q(refused_on__lte=one) | Q(ended_on__lte=one)
    old = Q(named_on__lte=ten) | Q(refused_on__lte=one)
    old |= Q(named_on__lte=five, consented_on__isnull=True)
    wiped: list[tuple[Any, dict[str, Any]]] = [
        (WomenVolunteer.rows.filter(until__lte=two).exclude(name=""), {"name": "", "person": None}),
        (VolunteerActivity.rows.filter(done_on__lte=five).exclude(what=""), {"what": ""}),
        (CourtyardEntry.rows.filter(pk__in=yards).exclude(nominated_by=""), {"nominated_by": ""}),
        (CourtyardEntry.rows.filter(shown).exclude(shown_name=""), {"shown_name": ""}),
        (CourtyardScore.rows.filter(entry__in=yards).exclude(remark=""), {"remark": ""}),
        (CourtyardObjection.rows.filter(entry__in=yards).exclude(text=""),
         {"text": "", "answer": ""}),
        (Exemplar.rows.filter(old).exclude(name=""), {"name": "", "story": ""}),
    ]  # fmt: skip
    count: int = sum(rows.update(**facts, version=F("version") + 1) for rows, facts in wiped)
    if not count:
        nothing_to_do()
        return 0
    record(Org.rows.get(parent__isnull=True), by=None, name=f"志愿者和评选信息 {count} 条")
    return count


def _purge(*, on: date, at: datetime) -> int:
    return purge_programmes(on=on)


come_round(
    Season("homes.purge_programmes", "清除到期的志愿者和评选信息", "每天", days.daily, _purge)
)
