"""Care teams and children in care: what the services promise and refuse (domain A44)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from duties.models import Message, SensitiveEntry
from duties.queries import sensitive
from fulian.scoping import scope
from homes import services
from homes.models import CareCase, CareChild, CarePairing, CareVisit, SixChecks
from homes.queries import care as reads
from homes.services.care_walls import keep_checks
from members import services as members
from members.models import Office
from orgs.models import Record
from tests.conftest import NOW, TODAY
from tests.duties.ledgering import chair_seat
from tests.duties.test_sensitive import raw, refused
from tests.homes import care
from tests.people import seat

CHILDREN = "SELECT count(*) FROM homes_carechild"
CHECKS = "SELECT count(*) FROM homes_sixchecks"


def sees(cast, *names, table=CHILDREN):
    """Return who of ``names`` sees how many rows by raw SQL."""
    found = {}
    for name in names:
        with scope(cast.county.pk, by=getattr(cast, name)):
            found[name] = raw(table)[0][0]
    return found


def led(cast, do, **facts):
    return care.as_user(cast, cast.chair, lambda: do(by=cast.chair, at=NOW, **facts))


@pytest.fixture
def here(east):
    with scope(east.county.pk):
        yield east


def test_team_is_founded_once_and_in_a_village_only(here):
    team = care.team(here)
    assert team.members.count() == 3
    facts = {"leader": chair_seat(here), "on": TODAY, "by": None, "at": NOW}
    with pytest.raises(ValidationError, match="已经有看护队"):
        services.found_care_team(org=here.village, **facts)
    refused("level", services.found_care_team, org=here.town, **facts)
    refused("across", services.found_care_team, org=here.other_village, **facts)
    refused("future", services.found_care_team, org=here.village,
            **(facts | {"on": TODAY + timedelta(days=1)}))  # fmt: skip
    stranger = seat(here.village, Office.REPRESENTATIVE, "陶晓岚")
    refused("office", services.found_care_team, org=here.village, **(facts | {"leader": stranger}))


def test_child_is_registered_with_consent_only_and_by_the_leader(here):
    care.team(here)
    facts = {"org": here.village, "facts": care.FACTS}
    refused("no_consent", led, cast=here, do=services.register_child, consent=None, **facts)
    refused("no_consent", led, cast=here, do=services.register_child,
            consent=care.CONSENT | {"given": False}, **facts)  # fmt: skip
    refused("consent_on", led, cast=here, do=services.register_child,
            consent=care.CONSENT | {"on": TODAY + timedelta(days=1)}, **facts)  # fmt: skip
    with scope(here.county.pk, by=here.officer):
        refused("not_leader", services.register_child, consent=care.CONSENT, by=here.officer,
                at=NOW, **facts)  # fmt: skip
        refused("no_actor", services.register_child, consent=care.CONSENT, by=here.chair, at=NOW,
                **facts)  # fmt: skip
    assert not CareCase.rows.exists()
    case = care.child(here)
    with scope(here.county.pk, by=here.chair):
        known = reads.known_of(CareChild.rows.get())
    assert (known.name, known.born, known.consent["who"]) == (care.NAME, 2016, care.GUARDIAN)
    assert known.consent["noted_by"] == here.chair.pk
    told = Record.rows.get(act="homes.register_child")
    assert (told.changes, told.org_id, told.target_id) == ([], here.root.pk, case.pk)


@pytest.mark.parametrize(("facts", "code"), [
    ({"birth_year": 2008}, "birth_year"), ({"birth_year": 2027}, "birth_year"),
    ({"birth_year": None}, "birth_year"), ({"kind": ""}, "kind"), ({"sex": "x"}, "sex"),
    ({"name": ""}, "required"), ({"name": "长" * 21}, "too_long"),
    ({"name": "a\0"}, "bad_character"),
    ({"guardian": " "}, "required"), ({"relation": "uncle"}, "relation"),
])  # fmt: skip
def test_child_facts_are_looked_at(here, facts, code):
    refused(code, care.child, cast=here, **facts)


def test_least_data_is_kept(here):
    care.child(here, name="😀<script>\u202e", idcard="430424201601011225", phone="13800000000")
    with scope(here.county.pk, by=here.chair):
        row = CareChild.rows.get()
        told = reads.told_of(row)
    assert set(told) == {*care.FACTS, "consent"}
    assert care.GUARDIAN.encode() not in bytes(row.sealed)


def test_carer_sees_hers_and_the_leader_all(here):
    pairing = care.paired(here)
    care.child(here, name="小芒果")
    everybody = ("chair", "officer", "admin", "clerk", "auditor", "town_clerk")
    assert sees(here, *everybody) == dict.fromkeys(everybody, 0) | {"chair": 2, "officer": 1}
    assert raw(CHILDREN)[0][0] == 0  # a worker
    assert pairing.kind == "one_to_one"
    with scope(here.county.pk, by=here.officer):
        refused("not_leader", services.end_pairing, pairing=pairing, by=here.officer, at=NOW)


def test_one_main_carer_and_many_children(here):
    pairing = care.paired(here)
    refused("paired", led, cast=here, do=services.pair_child, case=pairing.case,
            appointment=care.carer_seat(here))  # fmt: skip
    refused("same_carer", led, cast=here, do=services.hand_over_child, case=pairing.case,
            appointment=care.carer_seat(here))  # fmt: skip
    second = care.paired(here, name="小芒果")
    assert set(CarePairing.rows.values_list("kind", flat=True)) == {"one_to_many"}
    led(here, services.end_pairing, pairing=second)
    assert CarePairing.rows.get(until__isnull=True).kind == "one_to_one"
    refused("unpaired", led, cast=here, do=services.end_pairing, pairing=second)
    stranger = seat(here.other_village, Office.EXECUTIVE_MEMBER, "傅雪晴")
    refused("across", led, cast=here, do=services.pair_child, case=second.case,
            appointment=stranger)  # fmt: skip


def test_handing_over_takes_the_right_along_at_once(here):
    visit = care.visited(here)
    assert sees(here, "officer", table=CHECKS) == {"officer": 1}
    case = visit.pairing.case
    led(here, services.hand_over_child, case=case, appointment=care.other_seat(here))
    assert sees(here, "officer", "chair") == {"officer": 0, "chair": 1}
    assert sees(here, "officer", "chair", table=CHECKS) == {"officer": 0, "chair": 1}
    with scope(here.county.pk, by=here.officer):
        refused("not_found", services.write_visit, case=case, done_on=TODAY, met_child=True,
                looks=care.FINE, asks=care.FINE, by=here.officer, at=NOW)  # fmt: skip


def test_another_leader_reads_and_the_first_no_more(here):
    care.paired(here)
    services.name_care_leader(team=care.team(here), leader=care.carer_seat(here), by=None, at=NOW)
    assert sees(here, "chair", "officer") == {"chair": 0, "officer": 1}


def test_seat_ends_and_with_it_the_pairing_and_the_right(here):
    pairing = care.paired(here)
    found = members.ending_affects(appointment=care.carer_seat(here), on=TODAY)
    (told,) = [one for one in found if one.what == "看护结对"]
    assert told.count == 1
    members.end_appointment(
        appointment=care.carer_seat(here), on=TODAY, departure="resigned", by=None
    )
    pairing.refresh_from_db()
    assert pairing.until == TODAY
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 0}
    told = Message.rows.get(key__startswith="careteam-left")
    assert told.user_id == here.chair.pk
    assert care.NAME not in told.title + told.text


def test_consent_withdrawn_erases_at_once_and_leaves_integers(here):
    visit = care.visited(here)
    case = visit.pairing.case
    care.as_user(here, here.officer, lambda: services.withdraw_consent(
        case=case, by=here.officer, at=NOW
    ))  # fmt: skip
    case.refresh_from_db()
    assert (case.until, case.ended_for, case.erased_on) == (TODAY, "withdrawn", TODAY)
    with scope(here.county.pk, glass=(CareChild, case.pk)):
        assert raw(CHILDREN)[0][0] == raw(CHECKS)[0][0] == 0
    assert CarePairing.rows.get().until == TODAY
    assert CareVisit.rows.count() == 1
    with scope(here.county.pk, by=here.chair):
        refused("not_found", services.withdraw_consent, case=case, by=here.chair, at=NOW)


def test_what_is_kept_ends_90_days_after_the_care(here):
    case = care.paired(here).case
    led(here, services.end_care, case=case, reason="moved")
    assert sees(here, "chair", "officer") == {"chair": 1, "officer": 0}
    refused("ended", led, cast=here, do=services.end_care, case=case, reason="moved")
    at = NOW + timedelta(days=89)
    assert services.keep_care(on=TODAY + timedelta(days=89), at=at) == 0
    assert services.keep_care(on=TODAY + timedelta(days=90), at=at) == 1
    assert services.keep_care(on=TODAY + timedelta(days=90), at=at) == 0
    assert sees(here, "chair") == {"chair": 0}
    assert CareCase.rows.get().erased_on == TODAY + timedelta(days=90)


def test_who_is_eighteen_is_erased_in_the_january_after(here):
    care.paired(here, birth_year=2010)
    for day in (date(2028, 1, 1), date(2028, 12, 1), date(2029, 1, 2)):
        assert services.keep_care(on=day, at=NOW) == 0
    assert services.keep_care(on=date(2029, 1, 1), at=NOW) == 1
    assert CareCase.rows.get().ended_for == "grown"


def test_mistake_goes_at_once_and_reasons_are_chosen(here):
    case = care.child(here)
    for reason in ("withdrawn", "grown", "", "x"):
        refused("reason", led, cast=here, do=services.end_care, case=case, reason=reason)
    led(here, services.end_care, case=case, reason="mistake")
    assert CareCase.rows.get().erased_on == TODAY


def test_visit_is_one_when_sent_twice(here):
    visit = care.visited(here)
    assert care.visited(here, visit.pairing) == visit
    assert CareVisit.rows.count() == SixChecks.rows.count() + 1 == 1
    refused("known_day", care.visited, cast=here, pairing=visit.pairing, met_child=False)


def test_visit_days_and_answers_are_looked_at(here):
    pairing = care.paired(here)
    facts = {"cast": here, "pairing": pairing}
    refused("future", care.visited, done_on=TODAY + timedelta(days=1), **facts)
    refused("unpaired", care.visited, done_on=TODAY - timedelta(days=1), **facts)
    refused("six", care.visited, looks=("fine",) * 5, **facts)
    refused("six", care.visited, looks=("",) * 6, **facts)
    refused("six", care.visited, asks=("fine",) * 5, **facts)
    refused("six", care.visited, asks=("not_looked", *["fine"] * 5), **facts)
    concern = ("concern", *["fine"] * 5)
    refused("required", care.visited, looks=concern, **facts)
    refused("required", care.visited, asks=concern, **facts)
    refused("required", care.visited, looks=concern, problem="屋顶漏雨", **facts)
    refused("too_long", care.visited, looks=concern, problem="字" * 10_000, action="修", **facts)
    CarePairing.rows.update(since=date(2026, 1, 1))
    refused("too_old", care.visited, done_on=TODAY - timedelta(days=32), **facts)


def test_visit_is_corrected_for_a_week_then_added_to(here):
    visit = care.visited(here)
    facts = {"visit": visit, "met_child": True, "asks": care.FINE, "by": here.officer}
    looks = ("not_looked", *["fine"] * 5)
    with scope(here.county.pk, by=here.officer):
        day6 = NOW + timedelta(days=6)
        assert not services.change_visit(looks=looks, at=day6, **facts).is_complete
        late = NOW + timedelta(days=7)
        refused("too_late", services.change_visit, looks=care.FINE, at=late, **facts)
        services.amend_visit(visit=visit, text="后来看了房子", by=here.officer, at=late)
        seen, _ = reads.seen(visit.pk, here.officer, NOW)
        assert [one["text"] for one in seen.added] == ["后来看了房子"]


def test_every_look_and_every_ask_is_kept_by_itself(here):
    """B3.5: six looks and six asks are twelve answers; a visit lacking one is not whole."""
    looks = ("fine", "concern", "fine", "fine", "not_looked", "fine")
    asks = ("concern", "fine", "not_asked", "concern", "fine", "fine")
    visit = care.visited(here, looks=looks, asks=asks, problem="旷课，家里电线老化", action="修")
    assert not visit.is_complete
    with scope(here.county.pk, by=here.officer):
        seen, _ = reads.seen(visit.pk, here.officer, NOW)
    told = {what: code for what, code, _ in seen.looks}
    assert list(told.values()) == [one for pair in zip(looks, asks, strict=True) for one in pair]
    assert (told["看是否正常上学"], told["问厌学、逃学、辍学"]) == ("concern", "fine")
    assert told["问是否知晓求助途径"] == "concern"
    assert not seen.is_urgent, "not knowing where to turn is no sign of harm"
    assert not SensitiveEntry.rows.exists()


def test_a_visit_of_before_with_one_answer_a_pair_is_read_on(here):
    visit = care.visited(here)
    told = {"looks": ["not_looked", "concern", *["fine"] * 4], "problem": "旷课",
            "action": "家访", "added": [], "line": 0}  # fmt: skip
    with scope(here.county.pk, by=here.officer):
        keep_checks(SixChecks.rows.get(visit=visit), told)
        seen, _ = reads.seen(visit.pk, here.officer, NOW)
    assert [code for _, code, _ in seen.looks][:4] == [
        "not_looked", "not_asked", "concern", "concern"
    ]  # fmt: skip


def test_bullying_or_abuse_opens_a_sensitive_line_with_handlers_above(here):
    visit = care.visited(here, looks=care.URGENT, problem=care.PROBLEM, action="已报告")
    with scope(here.county.pk, by=here.officer):
        line = SensitiveEntry.rows.get()
        assert line.handlers == [here.officer.pk, here.chair.pk, here.town_clerk.pk]
        opened = sensitive.opened(line, TODAY)
        assert (opened.subject, dict(opened.answers)["困难问题"]) == (care.NAME, care.PROBLEM)
        services.change_visit(
            visit=visit, met_child=True, looks=care.URGENT, asks=care.FINE, problem="又一次",
            action="已报警", by=here.officer, at=NOW,
        )  # fmt: skip
        assert SensitiveEntry.rows.count() == 1
    told = Message.rows.filter(user__in=[here.chair, here.town_clerk])
    assert told.filter(title="请您经办一条保密台账").count() == 2
    for one in Message.rows.all():
        assert care.NAME not in one.title + one.text
        assert care.PROBLEM not in one.title + one.text


def test_carers_are_reminded_once_a_month_without_a_name(here):
    pairing = care.paired(here)
    care.paired(here, name="小芒果")
    CarePairing.rows.update(since=date(2026, 11, 15))
    care.visited(here, pairing)
    for _ in range(2):
        assert services.remind_care_visits(on=date(2026, 11, 25), at=NOW) == 1
    told = Message.rows.get(key__startswith="carevisit")
    assert told.text.startswith("还有 1 个孩子")
    CarePairing.rows.update(since=date(2026, 11, 16))
    assert services.remind_care_visits(on=date(2026, 11, 25), at=NOW) == 0


def test_names_of_volunteers_go_three_years_after_they_left(here):
    team = care.team(here)
    member = team.members.get(appointment__isnull=True)
    services.leave_care_team(member=member, on=TODAY, by=None, at=NOW)
    for days, name in ((1094, "热心王姐"), (1095, "（已清除）")):
        services.keep_care(on=TODAY + timedelta(days=days), at=NOW)
        member.refresh_from_db()
        assert member.volunteer == name


def test_walls_follow_access_that_was_ended_alone(here):
    care.paired(here)
    here.officer_grant.until = TODAY
    here.officer_grant.save(update_fields=["until"])
    services.keep_care(on=TODAY, at=NOW)
    assert sees(here, "officer") == {"officer": 0}
