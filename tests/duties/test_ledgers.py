"""Ledger lines: written by the log's rules, open until there is a result, handed upward."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties import services
from duties.ledgers import KINDS
from duties.models import LedgerEntry, LedgerFollowUp, LedgerTransfer, Message
from duties.queries import ledgers as reads
from duties.queries import norms
from fulian.scoping import scope
from members.models import Office
from orgs.models import Org, Record
from orgs.services import choose_setting, undo
from tests.conftest import NOW, TODAY
from tests.duties.ledgering import (
    ANSWERS,
    accepted,
    asked,
    chair_seat,
    closed,
    wearing,
    written,
)
from tests.people import seat


@pytest.fixture
def here(east):
    with scope(east.county.pk, by=east.chair):
        yield east


def refused(code, act, *args, **facts):
    with pytest.raises(ValidationError) as told:
        act(*args, **facts)
    error = told.value
    codes = [e.code for e in error.error_list] if hasattr(error, "error_list") else [
        e.code for found in error.error_dict.values() for e in found
    ]  # fmt: skip
    assert code in codes or code == getattr(error, "code", ""), (code, codes, error.messages)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written(here, kind):
    entry = written(here, kind)
    opens = KINDS[kind].opens_by
    assert entry.status == ("open" if opens in ANSWERS[kind] else "noted")
    assert [text for _, text in reads.whole_of(entry, NOW).answers if text]
    assert entry.org == here.village


def test_columns_are_columns_and_words_are_words(here):
    entry = written(here, "aid")
    assert (entry.category, entry.amount) == ("visit", 300)
    assert entry.words["what"] == "送去棉被"
    assert "amount" not in entry.words


def test_a_difficulty_is_open_until_its_result(here):
    told = ANSWERS["liaison"]
    assert written(here).status == "open"
    assert written(here, answers=told | {"result": "解决了"}).closed_on == TODAY
    assert written(here, answers=told | {"difficulty": ""}).status == "noted"


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("future", {"done_on": TODAY + timedelta(days=1)}),
        ("too_old", {"done_on": TODAY - timedelta(days=400)}),
        ("not_seated", {"done_on": TODAY - timedelta(days=340)}),
        ("no_kind", {"kind": "sorcery"}),
        ("no_subject", {"subject_name": " "}),
        ("too_long", {"subject_name": "某" * 41}),
        ("max_length", {"answers": ANSWERS["liaison"] | {"basics": "长" * 5000}}),
        ("required", {"answers": {"mode": "visit"}}),
        ("invalid_choice", {"answers": ANSWERS["liaison"] | {"mode": "dream"}}),
        ("next_on", {"next_on": TODAY - timedelta(days=1)}),
    ],
)
def test_refusals(here, code, facts):
    kind = facts.pop("kind", "liaison")
    told = {"answers": ANSWERS["liaison"]} | facts
    if kind not in KINDS:
        with pytest.raises(ValidationError):
            services.write_ledger(
                kind=kind, appointment=chair_seat(here), done_on=TODAY, answers={}, by=None
            )
        return
    refused(code, written, here, kind, **told)
    assert not LedgerEntry.rows.exists()


def test_violence_is_not_written_in_the_open(here):
    told = ANSWERS["mediation"] | {"category": "marriage_violence"}
    refused("must_be_sensitive", written, here, "mediation", answers=told)


def test_in_whose_name(here):
    mine = chair_seat(here)
    other = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    far = seat(here.other_village, Office.EXECUTIVE_MEMBER, "史慧敏")
    officer, chair = wearing(here.officer, here.county), wearing(here.chair, here.county)
    refused("not_hers", written, here, appointment=mine, by=officer)
    assert written(here, appointment=other, by=chair).typed_by_id is None
    refused("elsewhere", written, here, appointment=far, by=chair)
    clerk = wearing(here.town_clerk, here.county)
    with scope(here.county.pk, by=clerk, under=here.town):
        assert written(here, appointment=other, by=clerk, paper="3-12").typed_by == clerk
        refused("elsewhere", written, here, appointment=far, by=clerk)


def test_changed_freely_for_a_week_then_with_a_reason(here):
    entry = written(here, at=timezone.now())
    told = {"answers": ANSWERS["liaison"] | {"measures": "找托管班"}, "subject_name": "某某"}
    now = timezone.now()
    assert services.change_ledger(entry=entry, by=None, at=now, **told).has_measures
    later = now + timedelta(days=8)
    refused("no_reason", services.change_ledger, entry=entry, by=None, at=later, **told)
    services.change_ledger(entry=entry, by=None, at=later, reason="写错了姓", **told)
    line = Record.rows.filter(act="duties.change_ledger").order_by("pk").last()
    assert line.reason == "写错了姓"
    assert "托管班" not in str(line.changes)
    assert "丈夫" not in str(Record.rows.values_list("changes", flat=True))


def test_a_change_is_taken_back_word_for_word(here):
    admin = wearing(here.admin, here.county)
    entry = written(here)
    services.change_ledger(
        entry=entry, answers=ANSWERS["liaison"] | {"basics": "别的话"}, subject_name="另一位",
        by=None, at=NOW,
    )  # fmt: skip
    batch = Record.rows.get(act="duties.change_ledger").batch
    undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    entry.refresh_from_db()
    assert entry.words["basics"] == ANSWERS["liaison"]["basics"]
    assert entry.subject_name == "某某"
    undo(
        batch=Record.rows.get(act="duties.write_ledger").batch, at=timezone.now(), on=TODAY, by=None
    )
    assert not LedgerEntry.rows.exists()
    assert admin.hat


def test_close_and_open_again(here):
    entry = written(here)
    refused("no_result", services.close_ledger, entry=entry, result=" ", on=TODAY, by=None, at=NOW)
    tomorrow = TODAY + timedelta(days=1)
    refused("future", services.close_ledger, entry=entry, result="好", on=tomorrow, by=None, at=NOW)
    done = services.close_ledger(entry=entry, result="解决了", on=TODAY, by=None, at=NOW)
    assert (done.status, done.words["result"]) == ("closed", "解决了")
    refused("closed", services.close_ledger, entry=entry, result="好", on=TODAY, by=None, at=NOW)
    back = services.reopen_ledger(entry=entry, reason="又有困难", by=None, at=NOW)
    assert (back.status, back.words["result"]) == ("open", "")
    assert back.content["former"] == [{"on": f"{TODAY}", "result": "解决了"}]
    refused("not_closed", services.reopen_ledger, entry=entry, reason="再来", by=None)


def test_mediation_closes_with_one_of_its_outcomes(here):
    entry = written(here, "mediation")
    facts = {"entry": entry, "on": TODAY, "by": None, "at": NOW}
    refused("invalid_choice", services.close_ledger, result="很好", **facts)
    assert services.close_ledger(result="settled", **facts).status == "closed"


def test_follow_up_says_when_next(here):
    entry, mine = written(here), chair_seat(here)
    facts = {"entry": entry, "appointment": mine, "mode": "phone", "by": None, "at": NOW}
    services.follow_up(done_on=TODAY, what="问了", next_on=TODAY + timedelta(days=9), **facts)
    entry.refresh_from_db()
    assert entry.next_on == TODAY + timedelta(days=9)
    refused("empty", services.follow_up, done_on=TODAY, what=" ", **facts)
    refused("before", services.follow_up, done_on=TODAY - timedelta(days=2), what="早", **facts)
    refused("too_long", services.follow_up, done_on=TODAY, what="长" * 5000, **facts)
    batch = Record.rows.get(act="duties.follow_up").batch
    undo(batch=batch, at=timezone.now(), on=TODAY, by=None)
    assert not LedgerFollowUp.rows.exists()
    refused("closed", services.follow_up, **(facts | {"entry": closed(here)}), done_on=TODAY,
            what="晚")  # fmt: skip


def test_handed_upward_accepted_and_done(here):
    here.chair_grant.refresh_from_db()
    clerk = wearing(here.town_clerk, here.county)
    going = asked(here)
    assert going.to_org == here.town
    assert "转来一条台账" in Message.rows.get(user=clerk).title
    refused("going", services.transfer_ledger, entry=going.entry, reason="再转", by=None, at=NOW)
    chair = wearing(here.chair, here.county)
    refused("not_receiver", services.accept_transfer, transfer=going, by=chair, at=NOW)
    got = services.accept_transfer(transfer=going, by=clerk, at=NOW + timedelta(days=2))
    assert got.entry.hand == here.town
    refused("answered", services.accept_transfer, transfer=going, by=clerk, at=NOW)
    refused("away", services.close_ledger, entry=got.entry, result="好", on=TODAY, by=None, at=NOW)
    refused("no_result", services.finish_transfer, transfer=got, result="", by=clerk, at=NOW)
    services.finish_transfer(
        transfer=got, result="联系了托管班", by=clerk, at=NOW + timedelta(days=5)
    )
    entry = LedgerEntry.rows.get()
    assert (entry.hand, entry.status) == (None, "open")
    (lain,) = reads.whole_of(entry, NOW).lain
    assert (lain.waited, lain.held) == (2, 3)
    assert Message.rows.filter(user=here.chair, title__contains="办完了").count() == 1
    assert not Message.rows.filter(text__contains="托管班").exists()


def test_returned_with_a_reason(here):
    clerk = wearing(here.town_clerk, here.county)
    going = asked(here)
    refused("no_reason", services.return_transfer, transfer=going, reason=" ", by=clerk, at=NOW)
    back = services.return_transfer(transfer=going, reason="请先走访", by=clerk, at=NOW)
    assert back.status == "returned"
    assert services.transfer_ledger(entry=back.entry, reason="走访过了", by=None, at=NOW)


def test_a_township_passes_it_on_and_no_sibling_gets_it(here):
    clerk = wearing(here.town_clerk, here.county)
    got = accepted(here)
    chair = wearing(here.chair, here.county)
    facts = {"entry": got.entry, "reason": "要县里办", "at": NOW}
    refused("not_holder", services.transfer_ledger, by=chair, **facts)
    up = services.transfer_ledger(by=clerk, **facts)
    assert up.to_org == here.root
    got.refresh_from_db()
    assert got.status == LedgerTransfer.Status.DONE
    refused("not_receiver", services.accept_transfer, transfer=up, by=clerk, at=NOW)
    admin = wearing(here.admin, here.county)
    services.accept_transfer(transfer=up, by=admin, at=NOW)
    refused("top", services.transfer_ledger, by=admin, **facts)
    assert not LedgerTransfer.rows.filter(to_org=here.other_town).exists()


def test_norms_name_who_is_below_and_remind_once(here):
    admin = wearing(here.admin, here.county)
    she = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    she.grant = here.officer_grant
    she.save(update_fields=["grant"])
    choose_setting(name="contact_women", value=2, by=admin)
    written(here, appointment=she, subject_name="甲")
    (gap,) = norms.gaps_at(here.village, TODAY)
    assert (gap.contacts, gap.women, gap.households) == (1, 1, 3)
    assert norms.missing_of(here.village.pk, she.pk, TODAY) == (1, 3)
    assert services.remind_contacts(on=TODAY, at=NOW) == 1
    assert services.remind_contacts(on=TODAY, at=NOW) == 0
    entry = written(here, appointment=she, subject_name="甲")
    assert norms.gaps_at(here.village, TODAY)
    services.follow_up(
        entry=entry, appointment=she, done_on=TODAY, mode="phone", what="又问", by=None, at=NOW
    )
    written(here, appointment=she, subject_name="乙")
    assert norms.gaps_at(here.village, TODAY) == []
    assert services.remind_contacts(on=TODAY + timedelta(days=31), at=NOW) == 1
    choose_setting(name="contact_months", value=3, by=admin)
    assert services.remind_contacts(on=date(2027, 2, 21), at=NOW) == 0  # the quarter is young
    assert services.remind_contacts(on=date(2027, 3, 21), at=NOW) == 1


def test_figures_of_liaison(here):
    she = seat(here.village, Office.EXECUTIVE_MEMBER, "柳芳菲")
    full = ANSWERS["liaison"] | {"measures": "找人", "result": "好了"}
    written(here, appointment=she, answers=full, subject_name="甲")
    written(here, appointment=she, subject_name="乙")
    found = norms.figures_of(here.root, TODAY.replace(day=1), TODAY + timedelta(days=1), TODAY)
    assert (found.members, found.in_touch, found.contacts, found.reached) == (1, 1, 2, 2)
    assert (found.raised, found.with_measures, found.resolved) == (2, 1, 1)
    assert (found.records, found.complete, found.below) == (2, 1, 1)
    assert Org.rows.exists()


def test_a_typist_closes_what_she_typed_and_nothing_else(here):
    own, clerk = written(here), wearing(here.town_clerk, here.county)
    with scope(here.county.pk, by=clerk, under=here.town):
        typed = written(here, by=clerk)
        facts = {"result": "好了", "on": TODAY, "by": clerk, "at": NOW}
        refused("not_typed", services.close_ledger, entry=own, **facts)
        assert services.close_ledger(entry=typed, **facts).status == "closed"
