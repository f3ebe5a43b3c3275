"""The same one page when a seat is given up or elected anew: what is open, and who goes on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from duties.models import Handover
from duties.queries import turns as reads
from duties.queries.open_work import Open, open_of
from duties.rules.turns import is_in_office, morning
from duties.services.due import tell_all
from duties.services.sheets import message_to
from members.models import Appointment, Office
from orgs.models import SettingName, User
from orgs.queries.settings import setting
from orgs.services import changed, image, made, nothing_to_do, record, record_each, removed, verb
from orgs.services.recording import Change

Occasion = Handover.Occasion


def leaves_work(appointment: Appointment, on: date) -> Open | None:
    """Return what is open in a seat that is given up; None where no sheet is written.

    A chair's is written always, anybody else's when something of her own waits.
    """
    if appointment.office not in (Office.CHAIR, Office.VICE_CHAIR, Office.EXECUTIVE_MEMBER):
        return None
    pair = (appointment.org_id, appointment.pk)
    found = open_of([pair], on, morning(on))[appointment.pk]
    return found if appointment.office == Office.CHAIR or found.any_of_hers else None


@verb("duties.hand_on_seat", "离任交接", undoable=True)
def hand_on_seat(*, appointment: Appointment, on: date, by: User | None) -> Handover | None:
    """Write the sheet of a seat given up on the day ``on``; None where there is nothing to write.

    It goes to the chair, a chair's own to whoever follows her: nobody until somebody is seated.
    Who left is not asked to confirm.
    """
    found = leaves_work(appointment, on)
    if found is None:
        nothing_to_do()
        return None
    at, org = morning(on), appointment.org
    chair = _chair(org.pk, on, appointment.pk)
    sheet = {
        "org": org.title, "giver_left": True, "log_entries": 0, "empty_posts": [],
        "outgoing": {"appointment": appointment.pk, "office": appointment.get_office_display()},
    }  # fmt: skip
    done = Handover(
        org=org, occasion=Occasion.LEAVING, giver=appointment, due_on=on, handed_at=at,
        taker=None if appointment.office == Office.CHAIR else chair,
        limit_days=setting(SettingName.HANDOVER_DAYS), sheet=sheet | found.facts, given_at=at,
    )  # fmt: skip
    done.save()
    _tell(done, at)
    record(done, by=by, changes=[made(done)], name=f"{org.title} 离任交接")
    return done


@verb("duties.hand_on_term", "换届交接", undoable=True)
def hand_on_term(
    *, left: Sequence[Appointment], staying: Sequence[Appointment], on: date, by: User | None
) -> list[Handover]:
    """Make the sheets of a term that ends those of an election: to the new chair.

    Who holds the same office again hands nothing on: her sheet is taken away.
    """
    nothing_to_do()  # unless a line follows
    rows = Handover.rows.select_for_update(of=("self",)).select_related("org").filter(
        giver__in=[seat.pk for seat in left], occasion=Occasion.LEAVING, due_on=on,
        taken_at__isnull=True,
    )  # fmt: skip
    again, done = {seat.pk for seat in staying}, []
    for sheet in rows:
        name = f"{sheet.org.title} 换届交接"
        if sheet.giver_id in again:
            record(sheet, by=by, changes=[removed(sheet)], name=name)
            sheet.delete()
            continue
        chair = _chair(sheet.org_id, on, sheet.giver_id)
        record(sheet, by=by, changes=[_to(sheet, chair, Occasion.ELECTION)], name=name)
        _tell(sheet, sheet.handed_at)
        done.append(sheet)
    return done


@verb("duties.find_takers", "确定接任人")
def find_takers(*, on: date, at: datetime) -> int:
    """Give sheets nobody takes to the chair who has been seated since; return how many.

    Nobody does it: somebody sits there now.
    """
    nothing_to_do()  # unless a line follows
    rows = Handover.rows.select_for_update(of=("self",), skip_locked=True).filter(
        turn__isnull=True, taker__isnull=True
    )
    lines = []
    for sheet in rows.select_related("org"):
        chair = _chair(sheet.org_id, on, sheet.giver_id)
        if chair is not None:
            change = _to(sheet, chair, sheet.occasion)
            lines.append((sheet, [change], f"{sheet.org.title} 交接"))
            _tell(sheet, at)
    if lines:
        record_each(lines, by=None)
    return len(lines)


def _to(sheet: Handover, chair: Appointment | None, occasion: str) -> Change:
    before = image(sheet)
    sheet.taker, sheet.occasion, sheet.version = chair, occasion, sheet.version + 1
    sheet.save(update_fields=["taker", "occasion", "version"])
    return changed(sheet, before)


def _chair(org: int, on: date, but: int | None) -> Appointment | None:
    """Return who chairs an organisation from the day ``on``, not counting the seat ``but``."""
    seats = [seat for seat in reads.chairs_of([org])[org] if seat.pk != but]
    return next((seat for seat in seats if is_in_office(seat, on)), None)


def _tell(sheet: Handover, at: datetime) -> None:
    text, link = "请打开交接单，看过后确认。", f"/turn/{sheet.pk}/"
    key = f"handover:{sheet.pk}:{sheet.taker_id or 0}"
    tell_all(message_to(sheet.org, sheet.taker, key, "有工作交给您，请看交接单", text, link, at))
