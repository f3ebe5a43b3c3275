"""What is known of those who sit: terms, the two committees, training, thanks, consent."""

from __future__ import annotations

from datetime import date, timedelta

from bench.filling.sowing import Row, Sown, insert
from bench.ground import AT, ON
from homes.models import NameConsent
from members.models import (
    Commendation,
    CommitteeSeat,
    CongressTerm,
    Education,
    PoliticalStatus,
    SourceCategory,
    TrainingAttendance,
    TrainingSession,
)

FACTS = {
    "education": ["", *Education.values], "political_status": ["", *PoliticalStatus.values],
    "source_category": ["", *SourceCategory.values],
}  # fmt: skip


def person(sown: Sown) -> Row:
    """Return who somebody is, with gaps."""
    luck = sown.luck
    born = date(1960, 1, 1) + timedelta(days=luck.randrange(16000))
    said = {name: luck.choice(choices) for name, choices in FACTS.items()}
    return said | {"birth_on": born if sown.perhaps(0.9) else None}


def sow(sown: Sown) -> None:
    """Sow everything."""
    _terms(sown)
    _two_committees(sown)
    _training(sown)
    thanked = [{"org_id": org, "given_on": sown.day()} for org, _ in sown.orgs if sown.perhaps(0.1)]
    insert(Commendation, thanked, title="先进集体", given_by="县妇联")
    asked = [
        {"org_id": org, "person_id": seat["person_id"], "said_on": ON}
        for org, _ in sown.orgs if sown.perhaps(0.8) for seat in sown.committee(org)
    ]  # fmt: skip
    insert(NameConsent, asked, answer="agreed", noted_at=AT)


def _terms(sown: Sown) -> None:
    terms = []
    for org, _ in sown.orgs:
        ended = date(2026, sown.luck.randrange(1, 13), 1)
        first = {"org_id": org, "number": 1, "starts_on": date(2021, 1, 1), "ends_on": ended}
        terms.append(first)
        if ended < date(2026, 9, 1) and sown.perhaps(0.8):
            later = {"number": 2, "starts_on": ended, "ends_on": date(2031, 1, 1)}
            terms.append(first | later)
    insert(CongressTerm, terms)


def _two_committees(sown: Sown) -> None:
    seats = [
        {"org_id": org, "person_id": seat["person_id"],
         "body": sown.luck.choice(["party", "villagers"])}
        for org in sown.villages() for seat in sown.committee(org)
        if sown.perhaps(0.8 if seat["office"] == "chair" else 0.05)
    ]  # fmt: skip
    insert(CommitteeSeat, seats, since=ON)


def _training(sown: Sown) -> None:
    sessions: list[Row] = []
    for town in sown.townships():
        for audience in ("officers", "officers", "women"):
            women = sown.luck.randrange(60) if audience == "women" else 0
            held = sown.day() - timedelta(days=sown.luck.choice([0, 0, 90]))
            sessions.append({"org_id": town, "audience": audience, "women": women, "held_on": held})
    insert(TrainingSession, sessions, topic="培训", mode="go_down", hours=2)
    everyone = [seat["person_id"] for org, _ in sown.orgs for seat in sown.committee(org)]
    there = [
        {"session_id": one["id"], "person_id": who}
        for one in sessions if one["audience"] == "officers"
        for who in sown.luck.sample(everyone, min(60, len(everyone)))
    ]  # fmt: skip
    insert(TrainingAttendance, there)
