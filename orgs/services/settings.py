"""What a county sets for itself."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from orgs.models import Org, Setting, SettingName, User
from orgs.models.settings import CHOICES
from orgs.services.recording import changed, image, made, nothing_to_do, record, verb

MOST_DAYS = 90


@verb("orgs.choose_setting", "修改本县设置", undoable=True)
def choose_setting(*, name: str, value: int, by: User | None) -> Setting:
    """Set the open county's number for ``name``.

    Raises ``ValidationError`` for an unknown one, for 0, for more than 90, and where only some
    numbers may be chosen.
    """
    if name not in SettingName.values or not 1 <= value <= MOST_DAYS:
        raise ValidationError(f"请填写 1 到 {MOST_DAYS} 之间的数。", code="bad_setting")
    only = CHOICES.get(SettingName(name))
    if only and value not in only:
        said = "或".join(map(str, only))
        raise ValidationError(f"“{SettingName(name).label}”只能填 {said}。", code="bad_setting")
    kept = Setting.rows.select_for_update().filter(name=name).first()
    if kept is None:
        kept = Setting(org=Org.rows.get(parent__isnull=True), name=name, value=value)
        kept.save()
        record(kept, by=by, changes=[made(kept)])
        return kept
    if kept.value == value:
        nothing_to_do()
        return kept
    before = image(kept)
    kept.value, kept.version = value, kept.version + 1
    kept.save()
    record(kept, by=by, changes=[changed(kept, before)])
    return kept
