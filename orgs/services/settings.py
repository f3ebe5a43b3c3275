"""What a county sets for itself."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from orgs.models import Org, Setting, SettingName, User
from orgs.services.recording import changed, image, made, nothing_to_do, record, verb

MOST_DAYS = 90


@verb("orgs.choose_setting", "修改本县设置", undoable=True)
def choose_setting(*, name: str, value: int, by: User | None) -> Setting:
    """Set the open county's number for ``name``.

    Raises ``ValidationError`` for an unknown one, for 0 and for more than 90 days.
    """
    if name not in SettingName.values or not 1 <= value <= MOST_DAYS:
        raise ValidationError(f"请填写 1 到 {MOST_DAYS} 之间的天数。", code="bad_setting")
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
