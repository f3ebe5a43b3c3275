"""What ends in duties when a seat ends, and what a county is opened with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from duties import services
from duties.models import Deliberation, LiaisonLink, PostAssignment, PostCode, RotationPlan
from duties.queries.contacts import (
    areas_of,
    areas_over,
    closing_affects,
    groups_in,
    passing_affects,
)
from duties.services.giving_up import hand_on_seat, hand_on_term, leaves_work
from duties.services.handover import covers_ending, pass_turn_on, turns_ending
from fulian.consequences import Effect, follows
from members.models import Appointment, WomensGroup
from orgs.models import Cluster, Org
from orgs.services import changed_so_far


def _preview(
    *, appointment: Appointment, on: date, after: Sequence[Appointment] = (),
    closed: Sequence[WomensGroup] = (),
) -> list[Effect]:  # fmt: skip
    return [
        *_turns_affected(appointment, on),
        Effect("交接单", int(leaves_work(appointment, on) is not None), "写成，交给接任的人确认"),
        *_links_and_posts_affected(appointment, on, after, closed),
    ]


@follows("members.end_appointment", app="duties", preview=_preview)
def end_with_the_seat(*, appointment: Appointment, on: date, by: Any) -> None:
    """Pass her turns on, end her links and take her off her posts."""
    hand_on_seat(appointment=appointment, on=on, by=by)
    _turns_after(appointment, on, by)
    _links_and_posts_after(appointment, on, by)


def _turns_affected(appointment: Appointment, on: date) -> list[Effect]:
    return [
        Effect("轮值期", turns_ending(appointment, on), "将由下一位接替"),
        Effect("代班", covers_ending(appointment, on), "结束，要另外安排人代班"),
    ]


def _turns_after(appointment: Appointment, on: date, by: Any) -> None:
    pass_turn_on(appointment=appointment, on=on, by=by)


def _rotation_of(org: Org) -> QuerySet[RotationPlan]:
    return RotationPlan.rows.filter(org=org, ended_on__isnull=True)


def _meetings_from(org: Org, on: date) -> QuerySet[Deliberation]:
    called = Deliberation.rows.filter(org=org, status=Deliberation.Status.CALLED)
    return called.filter(starts_at__date__gte=on).order_by("pk")


def _own_affected(org: Org, on: date) -> list[Effect]:
    return [
        Effect("轮值安排", _rotation_of(org).count(), "停止"),
        Effect("已经通知的会议", _meetings_from(org, on).count(), "取消，应到的人会收到通知"),
    ]


def _cancel_meetings(org: Org, on: date, by: Any) -> None:
    for meeting in _meetings_from(org, on):
        services.cancel_meeting(meeting=meeting, by=by, at=timezone.now())


def _closing_preview(*, org: Org, on: date) -> list[Effect]:
    return _own_affected(org, on) + closing_affects(org, on)


@follows("orgs.close_org", app="duties", preview=_closing_preview)
def end_with_the_organisation(*, org: Org, on: date, by: Any) -> None:
    """End the rotation, the meetings and the register of an organisation that is closed."""
    _cancel_meetings(org, on, by)
    for plan in _rotation_of(org):
        services.end_rotation(plan=plan, on=on, by=by, reason="组织撤销")
    services.stop_contacts(org=org, on=on, by=by)


def _merging_preview(
    *, org: Org, into: Org | None, among: Any, on: date, keep_members: bool
) -> list[Effect]:
    return _own_affected(org, on) + passing_affects(org, on)


@follows("orgs.merge_orgs", app="duties", preview=_merging_preview)
def pass_contacts_on(
    *, org: Org, into: Org, among: Any, on: date, by: Any, keep_members: bool
) -> None:
    """Let those in contact with what ends in a merge be in contact with its successor."""
    _cancel_meetings(org, on, by)
    services.pass_contacts_on(org=org, into=into, on=on, by=by)


def _splitting_preview(
    *, org: Org, into: Org | None, shares: Any, closes: bool, on: date, keep_members: bool
) -> list[Effect]:
    groups = groups_in(shares)
    if not closes:
        return passing_affects(org, on, groups=groups, closes=False)
    return _own_affected(org, on) + passing_affects(org, on)


@follows("orgs.split_org", app="duties", preview=_splitting_preview)
def share_contacts_out(
    *, org: Org, into: Org, shares: Any, closes: bool, on: date, by: Any, keep_members: bool
) -> None:
    """Let the households and women of a shared group go with it, all others with the rest."""
    for group, to in groups_in(shares).items():
        services.pass_contacts_on(org=org, into=to, on=on, by=by, group=group)
    if closes:
        _cancel_meetings(org, on, by)
        services.pass_contacts_on(org=org, into=into, on=on, by=by)


def _links_and_posts_affected(
    appointment: Appointment, on: date, after: Sequence[Appointment],
    closed: Sequence[WomensGroup],
) -> list[Effect]:  # fmt: skip
    below = _ties_below(appointment, on).exclude(below__in=after).exclude(group__in=closed)
    above = _ties_above(appointment, on).exclude(above__in=after)
    areas = areas_of(appointment, on).exclude(group__in=closed)
    return [
        Effect("岗位", _posts(appointment, on).count(), "不再担任，她的履岗记录保留"),
        Effect("联系（她联系的）", below.count(), "结束，要另外安排人联系"),
        Effect("联系（联系她的）", above.count(), "同时结束"),
        Effect("包干", areas.count(), "结束，要另外安排人包干"),
    ]


def _links_and_posts_after(appointment: Appointment, on: date, by: Any) -> None:
    ties = [*_ties_below(appointment, on), *_ties_above(appointment, on)]
    for tie in ties:
        services.end_link(link=tie, on=max(on, tie.since), by=by)
    for area in areas_of(appointment, on):
        services.end_area(area=area, on=max(on, area.since), by=by)
    services.tell_of_breaks(org=appointment.org, on=on, left=appointment, count=len(ties))
    for held in _posts(appointment, on):
        services.end_assignment(assignment=held, on=max(on, held.since), by=by)


def _carried_preview(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date
) -> list[Effect]:
    posts = PostAssignment.rows.filter(_lasting(on), appointment__in=staying).count()
    again = sum(leaves_work(seat, on) is not None for seat in staying)
    ties = _ties_between(LiaisonLink.rows.filter(_lasting(on)), left, staying)
    return [
        Effect("其中：连任同一职务者的岗位", posts, "接着担任"),
        Effect("其中：双方都连任的联系", len(ties), "接着联系"),
        Effect("其中：连任同一职务者的交接单", again, "不用写"),
    ]


@follows("members.close_congress", app="duties", preview=_carried_preview)
def carry_on_after_the_congress(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date, by: Any
) -> None:
    """Give those elected again into the same office the posts and links this congress ended.

    The sheets of those who are not go to the new chair.
    """
    hand_on_term(left=left, staying=staying, on=on, by=by)
    now = {
        old.pk: Appointment.rows.get(
            org=old.org_id, person=old.person_id, office=old.office, since=on, until__isnull=True
        )
        for old in staying
    }
    planned = _planned_ends(PostAssignment)
    held = PostAssignment.rows.filter(pk__in=planned, appointment__in=staying)
    still_kept = Q(post__until__isnull=True) | Q(post__until__gt=on)
    for one in held.filter(still_kept).select_related("post"):
        again = services.assign_post(
            appointment=now[one.appointment_id], post=one.post, on=on, by=by
        )
        if until := planned[one.pk]:
            services.end_assignment(assignment=again, on=until, by=by)
    planned = _planned_ends(LiaisonLink)
    rows = LiaisonLink.rows.filter(pk__in=planned).select_related("above", "below", "group",
                                                                  "household", "woman")  # fmt: skip
    for tie in _ties_between(rows, left, staying):
        below = tie.below and now.get(tie.below.pk, tie.below)
        above = now.get(tie.above_id, tie.above)
        linked = services.link(
            above=above, below=below, group=tie.group, household=tie.household, woman=tie.woman,
            is_primary=tie.is_primary, on=on, by=by,
        )  # fmt: skip
        if until := planned[tie.pk]:
            services.end_link(link=linked, on=until, by=by)


def _planned_ends(model: type[Model]) -> dict[int, date | None]:
    """Return the rows the running act ended, with the day on which they were to end anyway."""
    return {
        pk: date.fromisoformat(before["until"]) if before["until"] else None
        for pk, before in changed_so_far(model).items()
        if "until" in before
    }


def _ties_between(
    ties: QuerySet[LiaisonLink], left: Sequence[Appointment], staying: Sequence[Appointment]
) -> list[LiaisonLink]:
    """Return those of ``ties`` touched by who left, where whoever left holds her office again."""
    gone = [seat.pk for seat in left]
    lost = [pk for pk in gone if pk not in {seat.pk for seat in staying}]
    touched = ties.filter(Q(above__in=gone) | Q(below__in=gone))
    kept = touched.exclude(above__in=lost).exclude(below__in=lost)
    return list(kept.order_by("level", "-is_primary", "pk"))


def _ties_below(appointment: Appointment, on: date) -> QuerySet[LiaisonLink]:
    return LiaisonLink.rows.filter(_lasting(on), above=appointment)


def _ties_above(appointment: Appointment, on: date) -> QuerySet[LiaisonLink]:
    return LiaisonLink.rows.filter(_lasting(on), below=appointment)


def _posts(appointment: Appointment, on: date) -> QuerySet[PostAssignment]:
    return PostAssignment.rows.filter(_lasting(on), appointment=appointment)


def _lasting(on: date) -> Q:
    """Condition: it lasts beyond ``on``, and was not undone by ending on its first day."""
    return Q(until__isnull=True) | (Q(until__gt=on) & Q(until__gt=F("since")))


def _cluster_preview(*, cluster: Cluster, on: date) -> list[Effect]:
    return [Effect("包干", areas_over(on, cluster=cluster).count(), "结束")]


@follows("orgs.dissolve_cluster", app="duties", preview=_cluster_preview)
def end_with_the_cluster(*, cluster: Cluster, on: date, by: Any) -> None:
    """Let whoever answers for a cluster answer for it no more when it is dissolved."""
    for area in areas_over(on, cluster=cluster):
        services.end_area(area=area, on=max(on, area.since), by=by)


def _posts_preview(*, org: Org, on: date, by: Any) -> list[Effect]:
    return [Effect("岗位", len(PostCode) - 1, "一同设立")]


@follows("orgs.open_county", app="duties", preview=_posts_preview)
def give_posts(*, org: Org, on: date, by: Any) -> None:
    """Give a county that is opened its five posts."""
    services.set_up_posts(on=on, by=by)


def _group_preview(*, group: WomensGroup, on: date) -> list[Effect]:
    areas = areas_over(on, group=group)
    return [
        Effect("妇女代表的联系", _ties_to(group, on).count(), "要先解除"),
        Effect("包干", areas.count(), "要先结束"),
    ]


@follows("members.close_group", app="duties", preview=_group_preview)
def end_with_the_group(*, group: WomensGroup, on: date, by: Any) -> None:
    """End what links to a group that closes; the verb refuses while there is any."""
    for tie in _ties_to(group, on):
        services.end_link(link=tie, on=max(on, tie.since), by=by)
    for area in areas_over(on, group=group):
        services.end_area(area=area, on=max(on, area.since), by=by)


def _ties_to(group: WomensGroup, on: date) -> QuerySet[LiaisonLink]:
    return LiaisonLink.rows.filter(_lasting(on), group=group)
