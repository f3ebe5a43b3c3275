"""Letters (来信): written by whoever comes by, and read again by their receipt.

The record tells that a letter came and what was done to it, never its words: it keeps no image of
one, so nothing here is taken back.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from duties.queries import keepers
from duties.services.calendar import messages
from duties.services.due import tell_all
from fulian import crypto
from fulian.database import bulk
from fulian.rest import share_left
from fulian.scoping import current, scope
from homes.models import Audience, Letter
from homes.models.letters import CONTACT_COLUMN, WORDS_COLUMN
from homes.queries import letters as reads
from homes.rules import letters as rules
from orgs.models import Doorway, Level, Org, SettingName
from orgs.queries.settings import setting
from orgs.rules.claims import CLAIM_LETTERS
from orgs.services import nothing_to_do, put_code, record, verb


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that arrived: the receipt its writer comes back with, and by when it is answered."""

    receipt: str
    letter: Letter
    is_new: bool


@verb("homes.write_letter", "群众来信")
def write_letter(
    *, org: Org, kind: str, text: str, form_key: str, at: datetime, contact: str = "",
    audience: str = Audience.ORG, is_about_us: bool = False, is_sensitive: bool = False,
) -> Sent:  # fmt: skip
    """Take a letter of somebody who need not say who she is; return her receipt.

    One form is one letter, however often it is sent (``form_key``); the same words from another
    form are another letter: a receipt never leads to what somebody else was told. A complaint of
    the organisation goes to the level above, one about violence or a minor to named readers only,
    one to the operator to nobody of the county. Raises ``ValidationError`` for a closed
    organisation, for no words or too many, and where too many came already.
    """
    rules.check_takes_letters(org)
    rules.check_kind(kind=kind, audience=audience, is_about_us=is_about_us)
    text, contact = rules.clean_words(text), rules.clean_words(contact).replace("\n", " ")
    rules.check_words(text)
    rules.check_contact(contact)
    same = _same_key(org, kind, audience, f"{is_about_us}{is_sensitive}{contact}|{text}")
    receipt, letter = receipt_of(org, form_key), Letter(
        county_id=current().county, org=org, kind=kind, audience=audience, is_about_us=is_about_us,
        is_sensitive=is_sensitive, same_key=same, received_at=at,
        due_on=rules.due_on(timezone.localdate(at), setting(SettingName.LETTER_DAYS)),
    )  # fmt: skip
    number = bulk.next_ids(Letter, 1)[0]
    door, is_new = put_code(
        code=receipt, kind=_door(audience), county=current().county, number=number, at=at,
        expires_at=at + rules.WORDS_KEPT,
    )  # fmt: skip
    if not is_new:
        nothing_to_do()
        return _sent_before(receipt, door.number or 0, same)
    _check_room(org)
    return Sent(receipt, _taken_in(letter, number, text, contact, at), is_new=True)


@verb("homes.rate_letter", "群众评价答复")
def rate_letter(*, number: int, is_satisfied: bool, at: datetime) -> Letter:
    """Keep what the writer says of the answer; not satisfied, the letter may be answered again.

    Raises ``ValidationError`` before there is an answer, and the second time.
    """
    with scope(current().county, glass=(Letter, number)):
        letter = Letter.rows.select_for_update(of=("self",)).get(pk=number)
        rules.check_rateable(letter)
        letter.is_satisfied, letter.version = is_satisfied, letter.version + 1
        letter.save(update_fields=["is_satisfied", "version"])
        note(letter, by=None)
        if not is_satisfied:
            tell_handlers(letter, "rated", "群众对答复不满意", "请再看一看，可以重新答复。", at)
    return letter


def receipt_of(org: Org, form_key: str) -> str:
    """Return the receipt that belongs to one form: the same however often it is sent."""
    said = f"letter|{org.county_id}|{org.pk}|{form_key}".encode()
    number = int.from_bytes(hmac.new(settings.INDEX_KEY, said, hashlib.sha256).digest())
    signs = []
    for _ in range(reads.RECEIPT):
        number, left = divmod(number, len(CLAIM_LETTERS))
        signs.append(CLAIM_LETTERS[left])
    return "".join(signs)


def sealed(words: Mapping[str, str], county: int) -> bytes:
    """Return the words of a letter as its row keeps them."""
    return crypto.seal_facts(words, county=county, column=WORDS_COLUMN)


def note(letter: Letter, *, by: Any, reason: str = "") -> None:
    """Record an act on a letter without an image; a guarded one at the county's own place."""
    hidden = letter.is_guarded
    place = Org.rows.get(parent__isnull=True).pk if hidden else letter.to_org_id
    record(letter, by=by, org=place, reason=reason, name=str(letter))


def tell_handlers(letter: Letter, about: str, title: str, text: str, at: datetime) -> None:
    """Tell those who have to answer a letter, once ``about`` each matter; never what it says."""
    if letter.audience == Audience.OPERATOR:
        return
    on = timezone.localdate(at)
    accounts = letter.readers if letter.readers is not None else handlers_of(letter.to_org, on)
    key = f"letter-{letter.pk}-{about}-{letter.version}"
    link = f"/box/{letter.pk}/"
    tell_all(messages(letter.to_org, accounts, key, title, text, link, at))


def handlers_of(org: Org, on: Any) -> list[int]:
    """Return whom a letter to ``org`` is told to: its chair, a township's staff, the county's."""
    if org.level == Level.COUNTY:
        return keepers.county_accounts(on)
    if org.level == Level.TOWNSHIP:
        return keepers.townships_accounts(on).get(org.pk, [])
    return keepers.chairs_accounts([org.pk], on).get(org.pk, [])


def _taken_in(letter: Letter, number: int, text: str, contact: str, at: datetime) -> Letter:
    county, on = current().county, timezone.localdate(at)
    above = reads.above_of(letter.org) if letter.is_about_us else None
    letter.to_org = above or letter.org
    letter.readers = _readers(letter, on)
    letter.pk, letter.words = number, sealed({"text": text}, county)
    if contact:
        letter.contact = crypto.seal(contact, county=county, column=CONTACT_COLUMN)
    with scope(county, glass=(Letter, number)):
        letter.save(force_insert=True)
        note(letter, by=None)
        title = f"收到一封来信：{letter.get_kind_display()}"
        tell_handlers(letter, "new", title, _due(letter), at)
    return letter


def _readers(letter: Letter, on: Any) -> list[int] | None:
    if letter.audience == Audience.OPERATOR:
        return []
    own = letter.is_about_us and letter.org.level == Level.COUNTY
    if not (letter.is_sensitive or own):
        return None
    found = reads.guards_of(letter.org, on, is_about_us=letter.is_about_us)
    rules.check_has_somebody(found)
    return found


def _due(letter: Letter) -> str:
    return f"请在{letter.due_on:%-m月%-d日}前答复。"


def _door(audience: str) -> str:
    return Doorway.Kind.OPERATOR if audience == Audience.OPERATOR else Doorway.Kind.LETTER


def _sent_before(receipt: str, number: int, same: str) -> Sent:
    """Return the letter of a form that was sent before; refuse it with other words."""
    with scope(current().county, glass=(Letter, number)):
        letter = Letter.rows.filter(pk=number).first()
    if letter is None or letter.same_key not in (same, ""):
        raise ValidationError(
            "这张表已经提交过一次。要再写一封，请重新打开留言页面。", code="form_used"
        )
    return Sent(receipt, letter, is_new=False)


def _check_room(org: Org) -> None:
    """Refuse more letters to one organisation in an hour, and in a day, than somebody reads."""
    if not share_left(f"letters_hour:{org.pk}", rules.TO_ORG, per=rules.HOUR):
        raise ValidationError(rules.FULL_HOUR, code="full")
    if not share_left(f"letters_day:{org.pk}", rules.TO_ORG_DAY, per=rules.DAY):
        raise ValidationError(rules.FULL_DAY, code="full")


def _same_key(org: Org, kind: str, audience: str, said: str) -> str:
    told = f"{org.pk}|{kind}|{audience}|{said}"
    return crypto.blind_index(told, county=current().county, column="homes_letter.same_key")
