"""Reads of letters: who may see which, opened for them, and how they stand.

Letters that name their readers are the database's to hide (``Letter.wall``); the others lie in the
reach of who has to answer them. Words are sealed: nothing is searched in them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from fulian import crypto
from fulian.scoping import current, scope
from homes.models import Audience, Letter
from homes.models.letters import CONTACT_COLUMN, WORDS_COLUMN
from homes.rules.letters import READERS, is_late, masked
from members.models import Appointment
from members.models.appointments import COMMITTEE
from orgs.models import AccessGrant, Doorway, Level, Org, OrgStatus, Role
from orgs.queries.doorways import behind, code_typed
from orgs.queries.hats import live, taken
from orgs.queries.lineage import org_of_code
from orgs.queries.tree import ancestors_of
from orgs.rules import role_may

RECEIPT = 12
KINDS = (Doorway.Kind.LETTER, Doorway.Kind.OPERATOR)
State = Letter.Status


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter as its handler, or its writer, reads it; ``contact`` is masked."""

    letter: Letter
    text: str
    answer: str
    again: str
    contact: str
    is_late: bool


def letters_of(user: Any, on: date, *, guarded: bool = False) -> QuerySet[Letter]:
    """Return the letters an account may read in the seat it acts in; ``guarded`` those by name.

    Chairs and the desks read what has to be answered in their reach, officers what was given to
    them. Nobody reads a complaint of an organisation she has a seat at herself.
    """
    rows = Letter.objects.filter(audience=Audience.ORG).select_related("org", "to_org")
    return rows.filter(_by_name(user, on) if guarded else _in_reach(user, on))


def _by_name(user: Any, on: date) -> Q:
    """Condition: she is named a reader, and what made her one still holds (``guards_of``).

    The names follow the seats every morning; a right may end in between, and an answered letter
    keeps the names it had.
    """
    grants = AccessGrant.rows.filter(taken(on), user=user)
    chair = Q(role=Role.CHAIR) & (Q(org=OuterRef("org")) | Q(org=OuterRef("to_org")))
    guards = Exists(grants.filter(chair | Q(role=Role.COUNTY_ADMIN)))
    audits = Exists(grants.filter(role=Role.COUNTY_AUDITOR))
    of_the_county = Q(is_about_us=True, org__level=Level.COUNTY)
    of_hers = Q(is_about_us=True) & Q(Exists(grants.filter(org=OuterRef("org"))))
    may = of_the_county & Q(audits) | ~of_the_county & ~of_hers & Q(guards)
    return Q(readers__contains=[user.pk]) & may


def _in_reach(user: Any, on: date) -> Q:
    hers = AccessGrant.rows.filter(live(on), user=user).values("org")
    found = Q(readers__isnull=True) & ~Q(is_about_us=True, org__in=hers)
    if role_may(user, READERS):
        return found
    return found & (Q(assignee__in=live_seats(user, on)) if _is_officer(user) else Q(pk__in=[]))


def letter_of(user: Any, pk: int, on: date) -> Letter | None:
    """Return one letter the account may read, given to her by name or in her reach."""
    for guarded in (False, True):
        rows = letters_of(user, on, guarded=guarded).select_related("assignee__person", "need")
        if found := rows.filter(pk=pk).first():
            return found
    return None


def live_seats(user: Any, on: date) -> QuerySet[Appointment]:
    """Return the seats an account holds where it acts now."""
    return Appointment.rows.filter(live(on), grant__user=user, org=user.hat.org)


def _is_officer(user: Any) -> bool:
    return role_may(user, {Role.OFFICER})


def waiting_first(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    """Return letters those first that wait for an answer, the most urgent at the top."""
    return rows.order_by(F("answered_at").desc(nulls_first=True), "due_on", "-pk")


def opened(letter: Letter, on: date) -> Opened:
    """Return a letter unsealed."""
    told = words_of(letter)
    return Opened(
        letter, told.get("text", ""), told.get("answer", ""), told.get("again", ""),
        masked(contact_of(letter)), is_late(letter, on),
    )  # fmt: skip


def words_of(letter: Letter) -> dict[str, str]:
    """Return what is sealed in a letter; nothing once it is purged."""
    if letter.words is None:
        return {}
    return crypto.unseal_facts(letter.words, county=current().county, column=WORDS_COLUMN)


def contact_of(letter: Letter) -> str:
    """Return by what the writer may be reached; "" when she left nothing, or it is purged."""
    if letter.contact is None:
        return ""
    return crypto.unseal(bytes(letter.contact), county=current().county, column=CONTACT_COLUMN)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a receipt leads: into which county, to which letter."""

    county: int
    number: int


def found_by_receipt(org_code: str, text: str, county: int | None, at: datetime) -> Found | None:
    """Return the letter of a receipt, at the organisation it was written to; no scope is open.

    The same None for a code that is none, that is another organisation's or another county's.
    """
    code = code_typed(text, RECEIPT)
    door = behind(code=code, kinds=KINDS, at=at) if code else None
    if door is None or county is None or door.county_id != county or door.number is None:
        return None
    with scope(county, glass=(Letter, door.number)):
        org = org_of_code(org_code)
        letter = Letter.rows.filter(pk=door.number, org=org).first() if org else None
    return Found(county, door.number) if letter else None


def above_of(org: Org) -> Org | None:
    """Return the nearest organisation above that works; None for the county's own."""
    if org.level == Level.COUNTY:
        return None
    working = [one for one in ancestors_of(org) if one.status == OrgStatus.ACTIVE]
    return working[-1] if working else None


def colleagues(letter: Letter, on: date, but: Any = None) -> list[Appointment]:
    """Return whom a letter may be given to: committee members of its organisation with an account.

    Not whoever is complained of, and not ``but``, who gives it.
    """
    seats = Appointment.rows.filter(
        live(on), org=letter.to_org_id, office__in=COMMITTEE, grant__isnull=False
    )
    found = seats.select_related("person").order_by("person__pinyin", "pk")
    if but is not None:
        found = found.exclude(grant__user=but)
    if letter.is_about_us:
        hers = AccessGrant.rows.filter(live(on), org=letter.org_id).values("user_id")
        found = found.exclude(grant__user__in=hers)
    return list(found)


def guards_of(org: Org, on: date, *, is_about_us: bool) -> list[int]:
    """Return who reads a letter about violence or a minor, or a complaint of the county itself.

    Its chair and the county's administrators; with a complaint of the organisation the chair above
    in her place; with one of the county's own federation its auditors alone.
    """
    if is_about_us and org.level == Level.COUNTY:
        return _accounts(Q(role=Role.COUNTY_AUDITOR), on)
    place = above_of(org) if is_about_us else org
    chair = Q(role=Role.CHAIR, org=place.pk if place else 0)
    found = _accounts(chair | Q(role=Role.COUNTY_ADMIN), on)
    if not is_about_us:
        return found
    hers = set(_accounts(Q(org=org.pk), on))
    return [pk for pk in found if pk not in hers]


def _accounts(which: Q, on: date) -> list[int]:
    rows = AccessGrant.rows.filter(taken(on), which).order_by("user_id")
    return list(rows.values_list("user_id", flat=True).distinct())


@dataclass(slots=True)
class Standing:
    """How many letters wait, how many of them too long; ``below`` are those of the level below."""

    waiting: int = 0
    late: int = 0
    late_below: int = 0
    guarded: int = 0


def standing_of(user: Any, on: date) -> Standing:
    """Return how the letters stand that an account may read: hers, and what is late below."""
    rows = Letter.objects.filter(audience=Audience.ORG, status=State.NEW)
    late, named = Q(due_on__lt=on), Q(readers__isnull=False)
    own = ~named & Q(to_org=user.hat.org if user.hat else 0)
    counted = rows.filter(_in_reach(user, on) | _by_name(user, on)).order_by().aggregate(
        waiting=Count("pk", filter=own), late=Count("pk", filter=own & late),
        late_below=Count("pk", filter=~named & ~own & late), guarded=Count("pk", filter=named),
    )  # fmt: skip
    return Standing(**counted)


@dataclass(slots=True)
class Figures:
    """How the letters of one organisation stand, in numbers."""

    received: int = 0
    waiting: int = 0
    late: int = 0
    answered: int = 0
    closed: int = 0
    satisfied: int = 0
    unsatisfied: int = 0


def figures_of(orgs: Collection[int], on: date) -> dict[int, Figures]:
    """Return the figures of letters received by a day, by who has to answer; guarded ones apart.

    Nobody sees those but their readers, so no figure counts them.
    """
    rows = Letter.rows.filter(
        to_org__in=orgs, readers__isnull=True, audience=Audience.ORG, received_at__date__lte=on
    )
    counted = rows.values("to_org_id").order_by("to_org_id").annotate(
        received=Count("pk"), waiting=Count("pk", filter=Q(status=State.NEW)),
        late=Count("pk", filter=Q(status=State.NEW, due_on__lt=on)),
        answered=Count("pk", filter=Q(status=State.ANSWERED)),
        closed=Count("pk", filter=Q(status=State.CLOSED)),
        satisfied=Count("pk", filter=Q(is_satisfied=True)),
        unsatisfied=Count("pk", filter=Q(is_satisfied=False)),
    )  # fmt: skip
    names = ("received", "waiting", "late", "answered", "closed", "satisfied", "unsatisfied")
    return {row["to_org_id"]: Figures(**{n: row[n] for n in names}) for row in counted}


def operators_waiting(at: datetime) -> list[tuple[int, int]]:
    """Return where letters to the operator lie: county and number, the newest first, 200 at most.

    No scope is open, and no county is opened but those that have one.
    """
    doors = Doorway.objects.filter(kind=Doorway.Kind.OPERATOR, expires_at__gt=at)
    rows = doors.order_by("-pk").values_list("county_id", "number")[:200]
    return [(county, number) for county, number in rows if county and number]


def operators_open(by: Any, at: datetime) -> list[tuple[int, Opened]]:
    """Return the letters to the operator that wait for an answer, with their counties; late first.

    Nobody stands above the operator: what is late must meet his eye wherever he begins.
    """
    told = [(county, operators_told(number, by)) for county, number in operators_waiting(at)]
    found = [(county, one) for county, one in told if one and one.letter.status == State.NEW]
    return sorted(found, key=lambda row: (row[1].letter.due_on, row[1].letter.pk))


def operators_county(number: int) -> int | None:
    """Return in which county a letter to the operator was written."""
    doors = Doorway.objects.filter(kind=Doorway.Kind.OPERATOR, number=number)
    return doors.values_list("county_id", flat=True).first()


def operators_told(number: int, by: Any) -> Opened | None:
    """Return one letter to the operator; what was written to a county's own stays shut."""
    county = operators_county(number) if by.is_operator else None
    if county is None:
        return None
    with scope(county, by=by, glass=(Letter, number)):
        rows = Letter.rows.select_related("org").filter(audience=Audience.OPERATOR)
        letter = rows.filter(pk=number).first()
        return opened(letter, timezone.localdate()) if letter else None
