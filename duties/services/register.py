"""The register of women and households in contact: added, changed, stopped, restored, purged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django.db.models import F, Q

from duties import rules
from duties.models import AreaAssignment, Household, LiaisonLink, Woman, WomanKind
from duties.rules.contacts import Contact
from duties.services.areas import end_area
from duties.services.links import end_link, link, link_each
from fulian import scoping
from fulian.consequences import apply_all
from fulian.database import bulk
from members.models import Appointment, WomensGroup
from orgs import rules as places
from orgs.models import Org, User
from orgs.services import changed, image, made, made_many, nothing_to_do, record, tidy, verb


@verb("duties.add_household", "登记联系家庭", undoable=True)
def add_household(
    *, org: Org, name: str, on: date, by: User | None, group: WomensGroup | None = None,
    women: int | None = None, above: Appointment | None = None,
) -> Household:  # fmt: skip
    """Register a household that ``org`` keeps in touch with from the day ``on``, by ``above``.

    Only what the contact needs; without ``above`` it waits for somebody. Raises
    ``ValidationError`` for another organisation's register, no name, one that is registered
    already, and a group of another organisation.
    """
    _check_place(org, by)
    rules.contacts.check_name(name := tidy(name))
    rules.contacts.check_women(women)
    far = _group(org, group, on)
    row = Household(
        county_id=scoping.current().county, org=org, group=far, name=name, women=women, since=on
    )
    row.save()
    record(row, by=by, changes=[made(row)], name=_called(row))
    if above is not None:
        link(above=above, household=row, on=on, by=by)
    return row


@verb("duties.add_woman", "登记联系妇女", undoable=True)
def add_woman(
    *, org: Org, name: str, on: date, by: User | None, kind: str = WomanKind.OTHER,
    group: WomensGroup | None = None, household: Household | None = None,
    above: Appointment | None = None,
) -> Woman:  # fmt: skip
    """Register a woman that ``org`` keeps in touch with from the day ``on``; as ``add_household``.

    She has no account and need not know of it.
    """
    _check_place(org, by)
    rules.contacts.check_name(name := tidy(name))
    rules.contacts.check_kind(kind)
    far = _group(org, group, on)
    home = _household(org, household, on)
    _check_namesake(org, name, far, home)
    row = Woman(
        county_id=scoping.current().county, org=org, group=far, household=home, name=name,
        kind=kind, since=on,
    )  # fmt: skip
    row.save()
    record(row, by=by, changes=[made(row)], name=_called(row))
    if above is not None:
        link(above=above, woman=row, on=on, by=by)
    return row


@verb("duties.add_contacts", "批量登记联系对象", undoable=True)
def add_contacts(
    *, org: Org, by: User | None, households: Sequence[Household] = (),
    women: Sequence[Woman] = (), above: Appointment | None = None,
) -> int:  # fmt: skip
    """Write unsaved rows at ``org`` (below it without ``by``) in one act; return how many.

    For names pasted and looked at before; ``above`` keeps in touch with all of them. What
    the database's constraints refuse is a ``ValidationError``, and nothing is written.
    """
    _check_place(org, by)
    rows: list[Contact] = [*households, *women]
    below = Org.rows.filter(lft__gte=org.lft, rght__lte=org.rght)
    allowed = {org.pk} if by else set(below.values_list("pk", flat=True))
    rules.contacts.check_many(
        orgs={row.org_id for row in rows}, allowed=allowed, count=len(rows), by=by
    )
    tables: list[Sequence[Any]] = [households, women]
    changes = [made_many(type(some[0]), bulk.insert_all(some)) for some in tables if some]
    record(org, by=by, changes=changes, name=f"{org.title} {len(rows)} 个")
    for one in rows if above else ():
        link_each(above=cast(Appointment, above), far=[one], on=one.since, by=by)
    return len(rows)


@verb("duties.change_contact", "修改联系对象", undoable=True)
def change_contact(
    *, contact: Contact, name: str, by: User | None, on: date,
    group: WomensGroup | None = None, women: int | None = None,
    household: Household | None = None, kind: str = WomanKind.OTHER,
) -> Contact:  # fmt: skip
    """Correct what a household or woman is called and where she belongs; ``on`` is today.

    Raises ``ValidationError`` for one in contact no more, and as registering does.
    """
    row: Any = _locked(contact)
    rules.contacts.check_hers(org=row.org_id, by=by)
    rules.contacts.check_kept(row)
    rules.contacts.check_name(name := tidy(name))
    facts: dict[str, Any] = {"name": name, "group": _group(row.org, group, on)}
    if isinstance(row, Woman):
        rules.contacts.check_kind(kind)
        home = _household(row.org, household, on)
        _check_namesake(row.org, name, facts["group"], home, besides=row.pk)
        facts |= {"kind": kind, "household": home}
    else:
        rules.contacts.check_women(women)
        facts["women"] = women
    if all(getattr(row, column) == value for column, value in facts.items()):
        nothing_to_do()
        return contact
    before = image(row)
    for column, value in facts.items():
        setattr(row, column, value)
    return _saved(row, before, by)


@verb("duties.stop_contact", "停止联系", undoable=True)
def stop_contact(*, contact: Contact, on: date, by: User | None, reason: str = "") -> Contact:
    """Let a household or woman be in contact no more from the day ``on``: her links end with it.

    Whoever answers for the household does so no more, and upper apps do their part; the name goes a
    year later (``purge_contacts``). Raises ``ValidationError`` when it has ended, and for too early
    a day.
    """
    row = _locked(contact)
    rules.contacts.check_hers(org=row.org_id, by=by)
    rules.posts.check_end(since=row.since, until=row.until, on=on)
    before = image(row)
    row.until = on
    _saved(row, before, by, reason)
    lasting = Q(until__isnull=True) | (Q(until__gt=on) & Q(until__gt=F("since")))
    mine: dict[str, Any] = {"household" if isinstance(row, Household) else "woman": row.pk}
    for tie in LiaisonLink.rows.filter(lasting, **mine).order_by("pk"):
        end_link(link=tie, on=max(on, tie.since), by=by)
    if isinstance(row, Household):
        for area in AreaAssignment.rows.filter(lasting, household=row.pk).order_by("pk"):
            end_area(area=area, on=max(on, area.since), by=by)
    apply_all("duties.stop_contact", contact=row, on=on, by=by)
    return row


@verb("duties.restore_contact", "恢复联系", undoable=True)
def restore_contact(*, contact: Contact, by: User | None) -> Contact:
    """Take a household or woman up again as if she had never been left; links are made anew.

    Raises ``ValidationError`` for one in contact, a name that was deleted, and where another of
    this name is registered by now.
    """
    row = _locked(contact)
    rules.contacts.check_hers(org=row.org_id, by=by)
    rules.contacts.check_may_restore(row)
    places.check_active(row.org)
    if isinstance(row, Woman):
        _check_namesake(row.org, row.name, row.group, row.household, besides=row.pk)
    before = image(row)
    row.until = None
    return _saved(row, before, by)


@verb("duties.purge_contacts", "删除到期的联系对象姓名")
def purge_contacts(*, on: date) -> int:
    """Delete the names of whoever has been in contact no more for a year; return how many.

    Days and links stay for the counts of their time. The record says only how many: it keeps no
    copy, and nothing brings a name back.
    """
    day = rules.contacts.a_year_before(on)
    count = 0
    for model, facts in ((Household, {}), (Woman, {"kind": WomanKind.OTHER})):
        rows: Any = model.rows.filter(until__lte=day).exclude(name="")
        count += rows.update(name="", version=F("version") + 1, **facts)
    if not count:
        nothing_to_do()
        return 0
    record(Org.rows.get(parent__isnull=True), by=None, name=f"联系对象姓名 {count} 个")
    return count


def _check_place(org: Org, by: User | None) -> None:
    fresh = Org.rows.held(org)
    places.check_active(fresh)
    rules.contacts.check_hers(org=fresh.pk, by=by)


def _group(org: Org, group: WomensGroup | None, on: date) -> WomensGroup | None:
    found = WomensGroup.rows.filter(pk=group.pk).first() if group else None
    rules.contacts.check_inside(org=org.pk, group=found, household=None, on=on)
    return found


def _household(org: Org, household: Household | None, on: date) -> Household | None:
    found = Household.rows.filter(pk=household.pk).first() if household else None
    rules.contacts.check_inside(org=org.pk, group=None, household=found, on=on)
    return found


def _check_namesake(
    org: Org, name: str, group: WomensGroup | None, home: Household | None, besides: int = 0
) -> None:
    same = Woman.rows.filter(org=org, name=name, group=group, household=home, until__isnull=True)
    rules.contacts.check_no_namesake(is_known=same.exclude(pk=besides).exists())


def _locked(contact: Contact) -> Contact:
    kind: Any = type(contact)
    found: Contact = (
        kind.rows.select_for_update(of=("self",)).select_related("org").get(pk=contact.pk)
    )
    return found


def _saved(row: Contact, before: Any, by: User | None, reason: str = "") -> Contact:
    row.version += 1
    row.save()
    record(row, by=by, changes=[changed(row, before)], reason=reason, name=_called(row))
    return row


def _called(row: Contact) -> str:
    """Return what it is called without naming anybody."""
    return f"{row.org.title} {row._meta.verbose_name}"
