"""Disclosure, 工作公开 (domain A27): what a chair writes, chooses and takes down.

Nothing publishes: the page is made of the roll. These verbs hold what the roll does not know.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from fulian.dated import live_on
from fulian.scoping import current
from homes.models import ActivityPlan, Disclosure, DutiesTemplate, TakeDown
from homes.queries.disclosed import public_of
from homes.queries.rolls import SHOWN
from homes.rules import disclosure as rules
from members.models import Appointment, Person
from orgs.models import Level, Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb

Row = TypeVar("Row", ActivityPlan, Disclosure, DutiesTemplate)


@verb("homes.write_plan", "写活动安排", undoable=True)
def write_plan(
    *, org: Org, quarter: date, text: str, on: date, by: User | None
) -> ActivityPlan:  # fmt: skip
    """Write what ``org`` means to do in this or the next quarter; the last writing counts."""
    fresh = own_place(org, by)
    rules.check_quarter(quarter=quarter, on=on)
    said = rules.check_text(text, rules.LONGEST_PLAN, "活动安排")
    known = ActivityPlan.rows.filter(org=fresh, quarter=quarter).first()
    row = known or ActivityPlan(county_id=current().county, org=fresh, quarter=quarter)
    return _kept(row, by, text=said, written_on=on)


@verb("homes.change_duties", "改职责任务", undoable=True)
def change_duties(*, org: Org, text: str, by: User | None) -> Disclosure:
    """Say in the organisation's own words what it has to do; "" returns to the county's."""
    fresh = own_place(org, by)
    said = rules.check_text(text, rules.LONGEST_DUTIES, "职责任务", required=False)
    return _kept(_disclosure(fresh), by, duties=said)


@verb("homes.choose_fields", "选择公开哪些内容", undoable=True)
def choose_fields(
    *, org: Org, name: bool, post: bool, term: bool, by: User | None
) -> Disclosure:  # fmt: skip
    """Choose what of officers who agreed is shown; the county's own choice is everybody's limit."""
    fresh = own_place(org, by)
    return _kept(_disclosure(fresh), by, shows_name=name, shows_post=post, shows_term=term)


@verb("homes.hang_sheet", "登记张贴公开栏", undoable=True)
def hang_sheet(*, org: Org, where: str, on: date, today: date, by: User | None) -> Disclosure:
    """Keep where the printed sheet hangs from the day ``on``, and which state it shows."""
    fresh = own_place(org, by)
    rules.check_day(on=on, today=today)
    said = rules.check_text(where, rules.LONGEST_PLACE, "张贴地点")
    mark = public_of([fresh], today)[fresh.pk].mark
    return _kept(_disclosure(fresh), by, hung_at=said, hung_on=on, hung_mark=mark)


@verb("homes.set_duties_template", "设定职责任务模板", undoable=True)
def set_duties_template(*, level: str, text: str, by: User | None) -> DutiesTemplate:
    """Say for the whole county what an organisation of ``level`` has to do."""
    said = rules.check_text(text, rules.LONGEST_DUTIES, "职责任务")
    kept = DutiesTemplate.rows.filter(level=Level(level)).first()
    if kept is None:
        root = Org.rows.get(parent__isnull=True)
        kept = DutiesTemplate(county_id=current().county, org=root, level=level)
    return _kept(kept, by, text=said)


@verb("homes.take_down", "撤下公开内容", undoable=True)
def take_down(
    *, org: Org, what: str, reason: str, at: datetime, on: date, by: User | None,
    person: Person | None = None,
) -> TakeDown:  # fmt: skip
    """Show something of ``org`` no more, from the next request on.

    The whole page, one of the items, or who one officer is; her role stays.
    """
    fresh = own_place(org, by)
    rules.check_take_down(what=what, person=person)
    said = rules.check_text(reason, rules.LONGEST_REASON, "撤下原因")
    if person is not None:
        check_here(fresh, person, on)
    row = TakeDown(
        county_id=current().county, org=fresh, what=what, person=person, reason=said,
        level=_level_of(by), down_at=at,
    )  # fmt: skip
    row.save()
    record(row, by=by, changes=[made(row)], name=str(row), reason=said)
    return row


@verb("homes.put_back", "恢复公开内容", undoable=True)
def put_back(*, down: TakeDown, at: datetime, by: User | None) -> TakeDown:
    """Show again what was taken down, at the level that decided it or above."""
    held = TakeDown.rows.select_for_update(of=("self",)).select_related("org").get(pk=down.pk)
    rules.check_may_publish(org=held.org, by=by)
    level = _level_of(by)
    rules.check_put_back(is_down=held.back_at is None, decided=held.level, by_level=level)
    before = image(held)
    held.back_at, held.version = at, held.version + 1
    held.save(update_fields=["back_at", "version"])
    record(held, by=by, changes=[changed(held, before)], name=str(held))
    return held


def own_place(org: Org, by: User | None) -> Org:
    """Return the organisation as it is now, held; refuse another's chair and a closed one."""
    fresh = Org.rows.held(org)
    rules.check_may_publish(org=fresh, by=by)
    return fresh


def _disclosure(org: Org) -> Disclosure:
    known = Disclosure.rows.select_for_update(of=("self",)).filter(org=org).first()
    if known:
        return known
    limit = Disclosure.rows.filter(org__parent__isnull=True).first()
    row = Disclosure(county_id=current().county, org=org)
    if limit:
        row.shows_name, row.shows_post = limit.shows_name, limit.shows_post
        row.shows_term = limit.shows_term
    return row


def _kept(row: Row, by: User | None, **facts: Any) -> Row:
    """Write ``facts`` into a row, new or known, and record what changed."""
    is_new = row._state.adding
    before = None if is_new else image(row)
    if not is_new and all(getattr(row, name) == value for name, value in facts.items()):
        nothing_to_do()
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    row.version = 1 if is_new else row.version + 1
    row.save()
    record(row, by=by, changes=[changed(row, before) if before is not None else made(row)])
    return row


def check_here(org: Org, person: Person, on: date) -> None:
    """Refuse somebody who holds no seat at ``org`` on the day ``on``."""
    seats = Appointment.rows.filter(live_on(on), org=org, person=person, office__in=SHOWN)
    rules.check_is_here(is_here=seats.exists())


def _level_of(by: User | None) -> str:
    """Return how high whoever acts stands: her seat's organisation; the county's where none is."""
    hat = getattr(by, "hat", None)
    if hat is None or hat.org is None:
        return str(Level.COUNTY)
    return str(Org.rows.filter(pk=hat.org).values_list("level", flat=True).first() or Level.COUNTY)
