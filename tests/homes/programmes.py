"""One of everything of the programmes: themes, teams, service, courtyards, exemplars, notes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from duties import services as duties
from duties.models import Household
from homes import services
from homes.models import (
    CourtyardCampaign,
    CourtyardEntry,
    CourtyardObjection,
    CourtyardSample,
    CourtyardScheme,
    CourtyardScore,
    Exemplar,
    GoodPractice,
    ScorerConflict,
    ServiceShare,
    TeamLeader,
    VolunteerActivity,
    VolunteerTeam,
    WomenVolunteer,
)
from members.models import Appointment, Office
from orgs.models import Org
from tests.conftest import NOW, TODAY
from tests.people import SINCE, seat

HOMES = count(1)  # each household is a new one
FOUR = (("居室美", 30), ("厨卫美", 20), ("庭院美", 30), ("身心美", 20))
GOOD = (90, 80, 85, 95)


def member(org: Org, name: str = "沈秋月", *, since: date = SINCE) -> Appointment:
    """Return an executive member of ``org``, seated when there is none of that name."""
    known = Appointment.rows.filter(
        org=org, person__name=name, office=Office.EXECUTIVE_MEMBER, until__isnull=True
    ).first()
    return known or seat(org, Office.EXECUTIVE_MEMBER, name, since=since)


def team(cast: Any, name: str = "帮帮团", org: Org | None = None) -> VolunteerTeam:
    """Return a team of the village, led by an executive member."""
    here = org or cast.village
    known = VolunteerTeam.rows.filter(org=here, name=name).first()
    return known or services.form_team(
        org=here, kind="mutual_help", name=name, leader=member(here), on=SINCE, by=None
    )


def volunteer(cast: Any, name: str = "刘桂香") -> WomenVolunteer:
    """Return a volunteer of the village's team who is nobody the federation knows."""
    here = team(cast)
    if not WomenVolunteer.rows.filter(team=here, name=name).exists():
        services.enrol_volunteers(team=here, names=[name], on=SINCE, by=None)
    return WomenVolunteer.rows.get(team=here, name=name)


def service(cast: Any, **facts: Any) -> VolunteerActivity:
    """Note a piece of service of the village's team: two hours of one volunteer."""
    given: dict[str, Any] = {
        "done_on": TODAY, "kind": "cleaning", "served": {volunteer(cast).pk: 4},
        "beneficiaries": 6, "what": "打扫村口", "by": None, "at": NOW,
    }  # fmt: skip
    return services.note_service(team=team(cast), **(given | facts))


def courtyard(cast: Any, org: Org | None = None, **facts: Any) -> CourtyardCampaign:
    """Return the county's round of courtyards."""
    here = org or cast.root
    known = CourtyardCampaign.rows.filter(org=here).first()
    return known or services.open_courtyard(
        org=here, name="最美庭院评选", parts=FOUR, since=SINCE, by=None, **facts
    )


def household(org: Org, name: str = "田边李家") -> Household:
    """Return a household of ``org`` in contact."""
    known = Household.rows.filter(org=org, name=name).first()
    return known or duties.add_household(org=org, name=name, on=SINCE, by=None)


def nominated(cast: Any, name: str = "", org: Org | None = None) -> CourtyardEntry:
    """Let neighbours name a household of the village."""
    return services.nominate_household(
        courtyard=courtyard(cast),
        household=household(org or cast.village, name or f"田边第{next(HOMES)}家"),
        nominated_by="三组陈嫂", voices=5, on=SINCE, by=None,
    )  # fmt: skip


def recommended(cast: Any, name: str = "", org: Org | None = None) -> CourtyardEntry:
    """Let the federation recommend it."""
    return services.recommend_entry(entry=nominated(cast, name, org), on=SINCE, by=None)


def score(entry: CourtyardEntry, who: Appointment, points: Any = GOOD, **facts: Any) -> Any:
    """Let somebody who is not kin score a household."""
    given = {"on": TODAY, "by": None, "is_no_kin": True} | facts
    return services.score_household(entry=entry, appointment=who, points=points, **given)


def scored(cast: Any, name: str = "") -> CourtyardEntry:
    """Let two executive members score it."""
    entry = recommended(cast, name)
    score(entry, member(cast.village))
    score(entry, member(cast.village, "陶晓岚"), (88, 84, 85, 90))
    return entry


def drawn(cast: Any) -> CourtyardEntry:
    """Draw a household to be checked."""
    entry = scored(cast)
    services.draw_sample(courtyard=entry.courtyard, seed="8341", on=TODAY, by=None)
    return entry


def settled(cast: Any) -> CourtyardEntry:
    """Let the township check it."""
    entry = drawn(cast)
    score(entry, member(cast.town, "姜雨桐"), is_recheck=True)
    return entry


def awarded(cast: Any) -> CourtyardEntry:
    """Award it, with its consent."""
    entry = settled(cast)
    services.consent_entry(entry=entry, shown_name="李家小院", on=TODAY, by=None)
    return services.award_entry(entry=entry, level="county", on=TODAY, by=None)


def shown(cast: Any) -> CourtyardEntry:
    """Show it in public."""
    return services.show_award(entry=awarded(cast), on=TODAY, by=None)


def objected(cast: Any) -> CourtyardObjection:
    """Let somebody object."""
    return services.object_to_award(entry=shown(cast), text="院外堆了柴", on=TODAY, by=None)


def plaqued(cast: Any) -> CourtyardEntry:
    """Hang its plaque."""
    return services.hang_plaque(entry=shown(cast), on=TODAY + timedelta(days=5), by=None)


def exemplar(cast: Any, **facts: Any) -> Exemplar:
    """Name somebody of the village as an example."""
    given: dict[str, Any] = {
        "title": "good_neighbour", "name": "刘桂香", "named_by": "镇妇联", "named_on": SINCE,
        "story": "常年照看独居邻居。", "by": None, "at": NOW,
    }  # fmt: skip
    return services.name_exemplar(org=cast.village, **(given | facts))


def practice(cast: Any, **facts: Any) -> GoodPractice:
    """Propose a note of the village."""
    given: dict[str, Any] = {
        "title": "屋场夜话", "text": "晚饭后在屋场坪里开会，姐妹们都来。", "on": SINCE, "by": None,
    }  # fmt: skip
    return services.propose_practice(org=cast.village, **(given | facts))


def _campaign(cast: Any, **facts: Any) -> Any:
    given: dict[str, Any] = {"kind": "theme", "name": "组织大培训", "since": SINCE, "by": None}
    return services.set_campaign(org=cast.root, **(given | facts))


def _change_campaign(cast: Any) -> Any:
    row = _campaign(cast)
    return services.change_campaign(
        campaign=row, kind="theme", name="执委大练兵", since=SINCE, by=None
    )


def _change_courtyard(cast: Any) -> Any:
    return services.change_courtyard(
        courtyard=courtyard(cast), name="美丽庭院", since=SINCE, by=None
    )


def _strike(cast: Any) -> Any:
    return services.strike_service(activity=service(cast), reason="重复", by=None, at=NOW)


def _kin(cast: Any) -> Any:
    entry = recommended(cast)
    return services.declare_conflict(
        entry=entry, appointment=member(cast.village), on=TODAY, by=None
    )


def _one_score(cast: Any) -> CourtyardScore:
    found: CourtyardScore = score(recommended(cast), member(cast.village))
    return found


def _refuse(cast: Any) -> Any:
    return services.refuse_entry(entry=shown(cast), on=TODAY, by=None)


def _public(cast: Any) -> Exemplar:
    return services.consent_exemplar(exemplar=exemplar(cast), on=TODAY, by=None)


def _forgotten(cast: Any) -> Any:
    services.leave_team(volunteer=volunteer(cast), on=TODAY, by=None)
    return services.purge_programmes(on=TODAY.replace(year=TODAY.year + 3))


def _pass(cast: Any) -> Any:
    team(cast)
    beside = Org.rows.get(code=f"{cast.county.code}100201")
    return services.pass_programmes_on(org=cast.village, into=beside, on=TODAY, by=None)


def _placed(cast: Any) -> VolunteerActivity:
    """Return a piece of service at a place of the feed no other county has."""
    one = service(cast)
    VolunteerActivity.rows.filter(pk=one.pk).update(feed=int(cast.county.code))
    one.refresh_from_db()
    return one


def _many(cast: Any) -> Any:
    row = VolunteerTeam(org=cast.village, kind="care", name="关爱队", since=SINCE)
    return services.serve_many(org=cast.root, teams=[row], by=None)


def _formed_many(cast: Any) -> Any:
    member(cast.village)
    return services.form_many_teams(
        orgs=[cast.village.pk], kinds=["mutual_help"], each=False, on=SINCE, by=None
    )


VERBS: dict[str, Callable[[Any], Any]] = {
    "homes.set_campaign": _campaign,
    "homes.change_campaign": _change_campaign,
    "homes.end_campaign": lambda c: services.end_campaign(
        campaign=_campaign(c), on=TODAY, by=None
    ),
    "homes.form_team": team,
    "homes.form_many_teams": _formed_many,
    "homes.change_team": lambda c: services.change_team(
        team=team(c), kind="care", name="关爱队", by=None
    ),
    "homes.end_team": lambda c: services.end_team(team=team(c), on=TODAY, by=None),
    "homes.name_leader": lambda c: services.name_leader(
        team=team(c), leader=member(c.village, "陶晓岚"), on=TODAY, by=None
    ),
    "homes.stop_leading": lambda c: services.stop_leading(
        leader=TeamLeader.rows.get(team=team(c)), on=TODAY, by=None
    ),
    "homes.enrol_volunteers": volunteer,
    "homes.leave_team": lambda c: services.leave_team(volunteer=volunteer(c), on=TODAY, by=None),
    "homes.note_service": service,
    "homes.strike_service": _strike,
    "homes.unstrike_service": lambda c: services.unstrike_service(
        activity=_strike(c), by=None, at=NOW
    ),
    "homes.serve_many": _many,
    "homes.export_service": lambda c: services.export_service(
        org=c.root, first=SINCE, last=TODAY, form="json", names=False, by=None, at=NOW
    ),
    "homes.open_courtyard": courtyard,
    "homes.change_courtyard": _change_courtyard,
    "homes.set_sheet": lambda c: services.set_sheet(
        courtyard=courtyard(c), parts=[*FOUR[:3], ("家风美", 20)], by=None
    ),
    "homes.end_courtyard": lambda c: services.end_courtyard(
        courtyard=courtyard(c), on=TODAY, by=None
    ),
    "homes.nominate_household": nominated,
    "homes.recommend_entry": recommended,
    "homes.withdraw_entry": lambda c: services.withdraw_entry(
        entry=nominated(c), reason="本人不愿意", on=TODAY, by=None
    ),
    "homes.score_household": _one_score,
    "homes.change_score": lambda c: services.change_score(
        score=_one_score(c), points=(70, 70, 70, 70), by=None
    ),
    "homes.strike_score": lambda c: services.strike_score(
        score=_one_score(c), reason="是亲戚", by=None
    ),
    "homes.declare_conflict": _kin,
    "homes.draw_sample": drawn,
    "homes.consent_entry": lambda c: services.consent_entry(
        entry=nominated(c), shown_name="李家小院", on=TODAY, by=None
    ),
    "homes.refuse_entry": _refuse,
    "homes.award_entry": awarded,
    "homes.show_award": shown,
    "homes.object_to_award": objected,
    "homes.answer_objection": lambda c: services.answer_objection(
        objection=objected(c), answer="已经清理", is_upheld=False, on=TODAY, by=None
    ),
    "homes.hang_plaque": plaqued,
    "homes.revoke_award": lambda c: services.revoke_award(
        entry=awarded(c), reason="家里赌博", on=TODAY, by=None
    ),
    "homes.name_exemplar": exemplar,
    "homes.change_exemplar": lambda c: services.change_exemplar(
        exemplar=exemplar(c), name="刘桂香", named_by="县妇联", named_on=SINCE, story="", by=None,
        at=NOW,
    ),
    "homes.consent_exemplar": _public,
    "homes.refuse_exemplar": lambda c: services.refuse_exemplar(
        exemplar=_public(c), on=TODAY, by=None
    ),
    "homes.revoke_exemplar": lambda c: services.revoke_exemplar(
        exemplar=exemplar(c), reason="弄虚作假", on=TODAY, by=None
    ),
    "homes.propose_practice": practice,
    "homes.rewrite_practice": lambda c: services.rewrite_practice(
        practice=practice(c), title="屋场夜话", text="晚上在屋场坪开会。", by=None
    ),
    "homes.judge_practice": lambda c: services.judge_practice(
        practice=practice(c), to="accepted", on=TODAY, by=None
    ),
    "homes.pass_programmes_on": _pass,
    "homes.purge_programmes": _forgotten,
}  # fmt: skip

ROWS: dict[type[Any], Callable[[Any], Any]] = {
    VolunteerTeam: team,
    TeamLeader: lambda c: TeamLeader.rows.filter(team=team(c))[0],
    WomenVolunteer: volunteer,
    VolunteerActivity: _placed,
    ServiceShare: lambda c: ServiceShare.rows.filter(activity=service(c))[0],
    CourtyardCampaign: courtyard,
    CourtyardScheme: lambda c: CourtyardScheme.rows.filter(courtyard=courtyard(c))[0],
    CourtyardEntry: nominated,
    CourtyardScore: _one_score,
    ScorerConflict: _kin,
    CourtyardSample: lambda c: CourtyardSample.rows.filter(entry=drawn(c))[0],
    CourtyardObjection: objected,
    Exemplar: exemplar,
    GoodPractice: practice,
}


def pks(cast: Any) -> dict[str, int]:
    """Make one of everything that has an address, in an open scope; return the keys by name."""
    theme = _campaign(cast)
    mine, one = team(cast), service(cast)
    objection = objected(cast)
    entry = objection.entry
    award, round_ = entry.pk, entry.courtyard_id
    score_ = CourtyardScore.rows.filter(entry=entry)[0]
    example, note = exemplar(cast), practice(cast)
    return {
        "themes": theme.pk, "campaign": theme.pk, "volunteers": mine.pk, "volunteerteam": mine.pk,
        "people": volunteer(cast).pk, "volunteer": volunteer(cast).pk, "service": one.pk,
        "volunteeractivity": one.pk, "yards": award, "rounds": round_, "courtyardcampaign": round_,
        "courtyardentry": award, "scores": score_.pk, "objections": objection.pk,
        "exemplars": example.pk, "exemplar": example.pk, "practices": note.pk,
        "goodpractice": note.pk,
    }  # fmt: skip
