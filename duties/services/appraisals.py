"""Opening an appraisal, answering it without a name, and ending it early (domain A36)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from duties import rules
from duties.models import Appraisal, AppraisalAnswer, AppraisalWord
from duties.queries.appraisals import result_of
from fulian import scoping
from orgs.models import Org, User
from orgs.services import changed, image, made, nothing_to_do, record, verb


@verb("duties.open_appraisal", "开展群众评议")
def open_appraisal(*, org: Org, since: date, last: date, on: date, by: User | None) -> Appraisal:
    """Let women appraise ``org`` from the day ``since`` to the day ``last``, both among them.

    It is not undone: an appraisal that could be opened again would give away single answers.
    Raises ``ValidationError`` for an organisation out of reach or closed, for days gone or too
    many, and where another one is under way.
    """
    place = Org.rows.held(org)
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    inside = seat is not None and seat.lft <= place.lft <= seat.rght
    rules.reviews.check_may_appraise(org=place, inside=inside, by=by)
    rules.reviews.check_days_of_appraisal(since=since, last=last, today=on)
    opened = Appraisal(
        county_id=scoping.current().county, org=place, since=since, until=last + timedelta(days=1)
    )
    opened.save()
    record(opened, by=by, changes=[made(opened)], name=f"{place.title} {since:%Y年%-m月%-d日}")
    return opened


@verb("duties.close_appraisal", "提前结束群众评议")
def close_appraisal(*, appraisal: Appraisal, on: date, by: User | None) -> Appraisal:
    """Take no more answers from the day ``on``; for good, since results are seen from then on."""
    fresh = Appraisal.rows.select_for_update(of=("self",)).get(pk=appraisal.pk)
    place = Org.rows.get(pk=fresh.org_id)
    seat = Org.rows.filter(pk=by.hat.org).first() if by is not None and by.hat else None
    inside = seat is not None and seat.lft <= place.lft <= seat.rght
    rules.reviews.check_may_appraise(org=place, inside=inside, by=by)
    rules.reviews.check_still_open(until=fresh.until, on=on)
    before = image(fresh)
    fresh.until, fresh.version = max(on, fresh.since), fresh.version + 1
    fresh.save(update_fields=["until", "version"])
    record(fresh, by=by, changes=[changed(fresh, before)], name=f"{place.title} 结束")
    return fresh


@verb("duties.keep_outcomes", "留存群众评议结果")
def keep_outcomes(*, on: date) -> int:
    """Keep of every appraisal that was over by ``on`` how many answered and how many were pleased.

    Only what may be shown: noughts where fewer than ten answered. Returns how many were kept.
    """
    over = Appraisal.rows.filter(until__lte=on, answered__isnull=True).select_for_update(
        of=("self",)
    )
    kept = list(over.order_by("pk"))
    for one in kept:
        result = result_of(one, on)
        one.answered, one.pleased = result.answers, result.pleased
        one.save(update_fields=["answered", "pleased"])
    if not kept:
        nothing_to_do()
        return 0
    record(Org.rows.get(parent__isnull=True), by=None, name=f"群众评议 {len(kept)} 次")
    return len(kept)


@verb("duties.answer_appraisal", "填写群众评议")
def answer_appraisal(
    *, appraisal: Appraisal, grades: Sequence[int], on: date, words: str = ""
) -> None:
    """Keep what a woman answered on the day ``on``: grades and words apart, and nothing else.

    Leaves no line in the record: who answered, and when, is nobody's business. Raises
    ``ValidationError`` out of its days, and for an answer that is not whole.
    """
    nothing_to_do()
    fresh = Appraisal.rows.select_for_update(of=("self",)).get(pk=appraisal.pk)
    words = words.strip()
    rules.reviews.check_takes_answers(appraisal=fresh, on=on)
    rules.reviews.check_grades(grades=grades, words=words)
    with scoping.scope(scoping.current().county, glass=(Appraisal, fresh.pk)):
        AppraisalAnswer(county_id=fresh.county_id, appraisal=fresh, grades=list(grades)).save()
        if words:
            AppraisalWord(county_id=fresh.county_id, appraisal=fresh, text=words).save()
