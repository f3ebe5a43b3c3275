"""Edits of the tree, of what stands beside it, and of people."""

from __future__ import annotations

from decimal import Decimal

from bench.edits.desk import Desk, edit
from members import services as people
from members.models import (
    Appointment,
    Commendation,
    CommitteeSeat,
    CongressTerm,
    FundingLine,
    Person,
    TrainingSession,
    WomensGroup,
)
from orgs import services as orgs
from orgs.models import (
    GroupMember,
    Level,
    MemberUnit,
    Org,
    OrgStatus,
    SettingName,
    WomensSocialOrganisation,
)

COMMITTEE = ("chair", "vice_chair", "executive_member")
CHOICES = {SettingName.CONTACT_WOMEN: (1, 10), SettingName.MEETINGS_EACH_QUARTER: (1, 2)}


@edit("rename_org", 4)
def _(desk: Desk) -> object:
    return orgs.rename_org(org=desk.org(), name=desk.name("新名村"), on=desk.day, by=None)


@edit("found_org", 1)
def _(desk: Desk) -> object:
    town, name = desk.org(Level.TOWNSHIP), desk.name("新设村")
    code = f"{town.code[:9]}{900 + desk.n % 100:03}"
    return orgs.found_org(parent=town, name=name, code=code, place="village", on=desk.day, by=None)


@edit("move_org", 1)
def _(desk: Desk) -> object:
    town = desk.org(Level.TOWNSHIP)
    return orgs.move_org(org=desk.org(), parent=town, on=desk.day, by=None)


@edit("close_org", 1)
def _(desk: Desk) -> object:
    return orgs.close_org(org=desk.org(), on=desk.day, by=None)


@edit("reopen_org", 1)
def _(desk: Desk) -> object:
    closed = Org.rows.filter(status=OrgStatus.CLOSED)
    return orgs.reopen_org(org=desk.one(closed), on=desk.day, by=None)


@edit("convert_org", 1)
def _(desk: Desk) -> object:
    kind = desk.luck.choice(["federation", "representative_committee"])
    return orgs.convert_org(org=desk.org(), kind=kind, on=desk.day, by=None)


@edit("merge_orgs", 1)
def _(desk: Desk) -> object:
    into = desk.org()
    source = desk.one(Org.rows.filter(parent=into.parent, status="active").exclude(pk=into.pk))
    return orgs.merge_orgs(orgs=[source], into=into, on=desk.day, by=None)


@edit("note_reform")
def _(desk: Desk) -> object:
    matter = desk.luck.choice(["regionalisation", "party_appraisal"])
    status = desk.luck.choice(["done", "in_progress", "not_started"])
    town = desk.org(Level.TOWNSHIP)
    return orgs.note_reform(org=town, matter=matter, status=status, on=desk.day, by=None,
                            note="县委办〔2026〕1号")  # fmt: skip


@edit("admit_unit")
def _(desk: Desk) -> object:
    org, name = desk.anywhere(), desk.name("单位")
    return orgs.admit_unit(org=org, name=name, sector="enterprise", on=desk.day, by=None)


@edit("end_unit")
def _(desk: Desk) -> object:
    return orgs.end_unit(unit=desk.live(MemberUnit), on=desk.day, by=None)


@edit("admit_group_member", 1)
def _(desk: Desk) -> object:
    root = Org.rows.get(parent__isnull=True)
    return orgs.admit_group_member(org=root, name=desk.name("会员"), on=desk.day, by=None)


@edit("end_group_member", 1)
def _(desk: Desk) -> object:
    return orgs.end_group_member(member=desk.live(GroupMember), on=desk.day, by=None)


@edit("note_social")
def _(desk: Desk) -> object:
    support = desk.luck.choice(["cultivated", "introduced", "supported"])
    org, name = desk.anywhere(), desk.name("公益社")
    return orgs.note_social(org=org, name=name, support=support, on=desk.day, by=None)


@edit("end_social", 1)
def _(desk: Desk) -> object:
    return orgs.end_social(social=desk.live(WomensSocialOrganisation), on=desk.day, by=None)


@edit("choose_setting", 1)
def _(desk: Desk) -> object:
    name = desk.luck.choice(list(CHOICES))
    return orgs.choose_setting(name=name, value=desk.luck.choice(CHOICES[name]), by=None)


@edit("set_quota", 1)
def _(desk: Desk) -> object:
    vices, members = desk.luck.choice([(1, 9), (2, 15), (2, 12)])
    return people.set_quota(
        level="village", vice_min=vices, executive_min=members, on=desk.day, by=None
    )


@edit("end_appointment", 6)
def _(desk: Desk) -> object:
    why = desk.luck.choice(["resigned", "moved", "unfit", "not_performing"])
    return people.end_appointment(appointment=desk.seat(), on=desk.day, departure=why, by=None,
                                  decided_by="县妇联")  # fmt: skip


@edit("appoint_newcomer", 6)
def _(desk: Desk) -> object:
    office = desk.luck.choice([*COMMITTEE, "executive_member", "representative"])
    part = "part_time" if office == "vice_chair" else ""
    return people.appoint_newcomer(org=desk.anywhere(), office=office, on=desk.day, by=None,
                                   name="白春燕", employment=part)  # fmt: skip


@edit("update_person", 4)
def _(desk: Desk) -> object:
    facts = {
        "education": desk.luck.choice(["junior", "senior", "college"]),
        "political_status": desk.luck.choice(["party", "masses"]),
    }
    who = Person.rows.get(pk=desk.seat(*COMMITTEE).person_id)
    return people.update_person(person=who, by=None, **facts)


@edit("show_name")
def _(desk: Desk) -> object:
    who = Person.rows.get(pk=desk.seat(*COMMITTEE).person_id)
    return people.show_name(person=who, shown=desk.luck.random() < 0.7, on=desk.day, by=None)


@edit("found_group")
def _(desk: Desk) -> object:
    return people.found_group(org=desk.org(), name=desk.name("组"), on=desk.day, by=None)


@edit("close_group")
def _(desk: Desk) -> object:
    led = Appointment.rows.filter(office="group_leader", until__isnull=True).values("group")
    open_ones = WomensGroup.rows.filter(closed_on__isnull=True, founded_on__lt=desk.day)
    group = desk.one(open_ones.exclude(pk__in=led))
    return people.close_group(group=group, on=desk.day, by=None, releases=True)


@edit("hold_training")
def _(desk: Desk) -> object:
    audience = desk.luck.choice(["officers", "women"])
    women = 30 if audience == "women" else 0
    return people.hold_training(org=desk.org(Level.TOWNSHIP), topic="培训", mode="go_down",
                                on=desk.day, hours=Decimal(2), by=None, audience=audience,
                                women=women)  # fmt: skip


@edit("attend_training", 4)
def _(desk: Desk) -> object:
    session = desk.one(TrainingSession.rows.filter(audience="officers"))
    who = [Person.rows.get(pk=desk.seat(*COMMITTEE).person_id) for _ in range(3)]
    return people.attend_training(session=session, people=who, by=None)


@edit("remove_training", 1)
def _(desk: Desk) -> object:
    return people.remove_training(session=desk.one(TrainingSession.rows.all()), by=None)


@edit("commend")
def _(desk: Desk) -> object:
    name = desk.name("先进")
    return people.commend(org=desk.anywhere(), title=name, given_by="县妇联", on=desk.day, by=None)


@edit("remove_commendation", 1)
def _(desk: Desk) -> object:
    return people.remove_commendation(commendation=desk.one(Commendation.rows.all()), by=None)


@edit("note_funding")
def _(desk: Desk) -> object:
    return people.note_funding(org=desk.anywhere(), year=desk.day.year, source=desk.name("来源"),
                               basis="per_head", due=Decimal(100), received=Decimal(40),
                               heads=15, by=None)  # fmt: skip


@edit("remove_funding", 1)
def _(desk: Desk) -> object:
    return people.remove_funding(line=desk.one(FundingLine.rows.all()), by=None)


@edit("extend_term", 1)
def _(desk: Desk) -> object:
    term = desk.one(CongressTerm.rows.filter(extended_to__isnull=True))
    to = term.ends_on.replace(year=term.ends_on.year + 1)
    return people.extend_term(term=term, to=to, document="批复", by=None)


@edit("open_committee_seat")
def _(desk: Desk) -> object:
    seat = desk.seat("chair", org__level="village")
    return people.open_committee_seat(org=seat.org, person=seat.person, body="villagers",
                                      on=desk.day, by=None)  # fmt: skip


@edit("end_committee_seat")
def _(desk: Desk) -> object:
    return people.end_committee_seat(seat=desk.live(CommitteeSeat), on=desk.day, by=None)
