"""The roll as disclosure reads it: whole organisations at once, in as many reads as one takes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, JSONObject

from duties.models import PostAssignment
from duties.queries.catalogue import posts_kept
from fulian.dated import live_on
from homes.models import (
    ActivityPlan,
    Disclosure,
    DutiesTemplate,
    HomeKind,
    HomePause,
    NameConsent,
    TakeDown,
    WomensHome,
)
from homes.queries.whatson import Happening, happenings
from homes.rules.disclosure import DUTIES, next_quarter, quarter_of
from members.models import Appointment, Office, WomensGroup
from orgs.models import Org

SHOWN = (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER, Office.REPRESENTATIVE)
NONE = Value("")
ORDER = {str(office): place for place, office in enumerate(SHOWN)}


@dataclass(frozen=True, slots=True)
class Fields:
    """Which facts of an officer who agreed are shown; her role always is."""

    name: bool = True
    post: bool = True
    term: bool = False

    def within(self, limit: Fields) -> Fields:
        """Return these, none of them beyond ``limit``."""
        return Fields(
            self.name and limit.name, self.post and limit.post, self.term and limit.term
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in office, as the roll has her: still everything but what is nobody's."""

    person: int
    office: str
    name: str
    agreed_on: date | None
    since: date
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """A home as everybody may know it: where or how it is found, and when it is open."""

    name: str
    is_online: bool
    address: str
    hours: str
    is_paused: bool


@dataclass(slots=True)
class Roll:
    """What is known of one organisation; nothing of it is public by itself."""

    org: Org
    duties: str = ""
    own: Disclosure | None = None
    fields: Fields = field(default_factory=Fields)
    seated: list[Seated] = field(default_factory=list)
    groups: int = 0
    plan: str = ""
    homes: list[Door] = field(default_factory=list)
    micro: int = 0
    happenings: list[Happening] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    taken: list[TakeDown] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class County:
    """What all organisations share: the limit, the posts, and the day that is asked for."""

    limit: Fields
    posts: tuple[tuple[str, str], ...]
    on: date


def rolls_of(orgs: Sequence[Org], on: date) -> tuple[County, dict[int, Roll]]:
    """Return what is known of each of ``orgs`` on the day ``on``, in a fixed number of reads."""
    rolls = {org.pk: Roll(org) for org in orgs}
    keys = list(rolls)
    posts = posts_kept(on)
    limit = _settings(rolls)
    _seats(rolls, keys, {post.pk: post.name for post in posts}, on)
    _down(rolls, keys)
    _beside(rolls, keys, on)
    return County(limit, tuple((p.name, p.duties) for p in posts), on), rolls


def _settings(rolls: dict[int, Roll]) -> Fields:
    """Put what each organisation chose into its roll; return the county's upper limit."""
    limit, root = Fields(), Q(org__parent__isnull=True)
    rows: Any = Disclosure.rows.filter(Q(org__in=list(rolls)) | root).select_related("org")
    for row in rows:
        chosen = Fields(row.shows_name, row.shows_post, row.shows_term)
        if row.org.parent_id is None:
            limit = chosen
        if row.org_id in rolls:
            rolls[row.org_id].own, rolls[row.org_id].fields = row, chosen
    for roll in rolls.values():
        if roll.own is None:
            roll.fields = limit
        roll.fields = roll.fields.within(limit)
    return limit


def _seats(rolls: dict[int, Roll], keys: Collection[int], names: dict[int, str], on: date) -> None:
    held: dict[int, list[str]] = defaultdict(list)
    rows = PostAssignment.rows.filter(live_on(on), org__in=keys)
    for seat, post in rows.order_by("post__place", "pk").values_list("appointment_id", "post_id"):
        if post in names:
            held[seat].append(names[post])
    seats = Appointment.rows.filter(live_on(on), org__in=keys, office__in=SHOWN).values_list(
        "pk", "org_id", "person_id", "office", "person__name", "person__name_shown_since", "since",
        "person__pinyin",
    )  # fmt: skip
    for pk, org, person, office, name, agreed, since, _ in sorted(
        seats, key=lambda row: (ORDER[row[3]], row[6], row[7], row[0])
    ):
        agreed_on = agreed if agreed and agreed <= on else None
        rolls[org].seated.append(Seated(person, office, name, agreed_on, since, tuple(held[pk])))


def _down(rolls: dict[int, Roll], keys: Collection[int]) -> None:
    rows = TakeDown.rows.filter(org__in=keys, back_at__isnull=True).select_related("person")
    for row in rows.order_by("-down_at", "-pk"):
        roll = rolls[row.org_id]
        roll.taken.append(row)
        if row.person_id:
            roll.hidden.add(row.person_id)
        else:
            roll.down.add(row.what)


def _beside(rolls: dict[int, Roll], keys: Collection[int], on: date) -> None:
    """Put plans, groups, homes and templates into the rolls: one read, each table a part of it."""
    quarter = quarter_of(on)
    standing = live_on(on, "founded_on", "closed_on")
    parts = [
        _part("plan", ActivityPlan.rows.filter(org__in=keys, quarter=quarter), F("text")),
        _part("group", WomensGroup.rows.filter(standing, org__in=keys)),
        _part("home", _homes(keys, on), F("name"), _door_facts(), F("kind")),
        _part("duties", DutiesTemplate.rows.all(), F("text"), F("level")),
    ]
    templates: dict[str, str] = {}
    for what, _, _, org, text, more in sorted(parts[0].union(*parts[1:], all=True)):
        match what:
            case "plan":
                rolls[org].plan = text
            case "group":
                rolls[org].groups += 1
            case "home":
                _add_home(rolls[org], text, json.loads(more))
            case _:
                templates[more] = text
    for roll in rolls.values():
        own = roll.own.duties if roll.own else ""
        roll.duties = own or templates.get(roll.org.level) or DUTIES.get(roll.org.level, "")
    last = next_quarter(quarter) - timedelta(days=1)
    for org, told in happenings(keys, on, last).items():
        rolls[org].happenings = told


def _homes(keys: Collection[int], on: date) -> Any:
    """Return the homes of a day; where a micro-home is, in somebody's house, is nobody's."""
    paused = Exists(HomePause.rows.filter(live_on(on), home=OuterRef("pk")))
    return WomensHome.rows.filter(live_on(on), org__in=keys).annotate(is_paused=paused)


def _door_facts() -> JSONObject:
    return JSONObject(kind=F("kind"), at=F("address"), hours=F("hours"), paused=F("is_paused"))


def _add_home(roll: Roll, name: str, facts: dict[str, Any]) -> None:
    if facts["kind"] == HomeKind.MICRO:
        roll.micro += 1
        return
    is_online = facts["kind"] == HomeKind.ONLINE
    if is_online and not facts["at"]:
        return  # one that does not say how it is found leads nowhere
    door = Door(name, is_online, facts["at"], facts["hours"], facts["paused"])
    roll.homes.append(door)
    roll.homes.sort(key=lambda one: one.is_online)  # the physical one first


def _part(what: str, rows: Any, text: Any = NONE, more: Any = NONE, place: Any = NONE) -> Any:
    """Return a table's share of a read of several: what it is, its place, its key, org, texts."""
    told = rows.order_by().annotate(
        what_=Value(what), place_=Cast(place, TextField()), text_=Cast(text, TextField()),
        more_=Cast(more, TextField()),
    )  # fmt: skip
    return told.values_list("what_", "place_", "pk", "org_id", "text_", "more_")


def note_refusals(rolls: dict[int, Roll]) -> None:
    """Put into each roll who was asked for her name and said no."""
    rows = NameConsent.rows.filter(person__name_shown_since__isnull=True)
    refused = set(rows.values_list("person_id", flat=True))
    for roll in rolls.values():
        roll.refused = {one.person for one in roll.seated} & refused
