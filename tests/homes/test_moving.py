"""What of the open door survives a county's move by file to an installation with other keys."""

import shutil

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from duties.services.seasons import SEASONS
from fulian.database.owner import as_owner
from fulian.leaving import Lock, new_passphrase
from fulian.scoping import scope
from homes import services
from homes.models import OfficerCard
from homes.queries.cards import behind_code
from members.models import Office
from orgs import services as ground
from orgs.models import County
from tests.conftest import plant
from tests.people import seat

NEW_KEYS = {9: ("aes", b"another installation's data key!")}


@pytest.mark.django_db(transaction=True)
def test_cards_on_paper_stay_good_when_the_county_moves(tmp_path, monkeypatch, settings_of):
    cast, at, phrase = plant("430424", "东县", "0100"), timezone.now(), new_passphrase()
    with scope(cast.county.pk):
        her, lost = (seat(cast.village, Office.EXECUTIVE_MEMBER, name) for name in ("沈秋月", "严"))
        kept = services.issue_card(appointment=her, consented=True, at=at, by=None).plain_code
        gone = services.issue_card(appointment=lost, consented=True, at=at, by=None)
        void = gone.plain_code
        services.revoke_card(card=gone, why="lost", at=at, by=None)
        ground.write_county(
            tmp_path / "county.zip", Lock.of(phrase), own=cast.admin.pk, at=at,
            say=lambda **facts: None,
        )  # fmt: skip
    with as_owner():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    settings_of.DATA_KEYS, settings_of.INDEX_KEY = NEW_KEYS, b"another installation's index key"
    monkeypatch.setenv("FULIAN_PASSPHRASE", phrase)
    call_command("import_county", str(tmp_path / "county.zip"))
    with scope(County.objects.get().pk):
        assert OfficerCard.rows.get(until__isnull=True).plain_code == kept
        SEASONS["homes.purge_cards"].act(on=timezone.localdate(at), at=at)
    assert behind_code(kept, at).holder.name == "沈秋月"
    assert behind_code(void, at).holder is None
    assert not behind_code(void, at).has_left


@pytest.fixture
def settings_of(settings, tmp_path):
    """The settings, the files in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings
