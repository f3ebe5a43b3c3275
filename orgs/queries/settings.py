"""What the county set for itself."""

from __future__ import annotations

from orgs.models import Setting, SettingName
from orgs.models.settings import DEFAULTS


def setting(name: SettingName) -> int:
    """Return the open county's number for ``name``, or its default."""
    chosen = Setting.rows.filter(name=name).values_list("value", flat=True).first()
    return DEFAULTS[name] if chosen is None else chosen


def chosen_settings() -> dict[str, int]:
    """Return the open county's number for every setting, or its default, by name; one query."""
    chosen = dict(Setting.rows.values_list("name", "value"))
    return {name.value: chosen.get(name.value, DEFAULTS[name]) for name in SettingName}


def settings_in_force() -> list[tuple[str, str, int, int]]:
    """Return every setting: its name, what people call it, its number, its default."""
    chosen = chosen_settings()
    return [
        (name.value, str(name.label), chosen[name.value], DEFAULTS[name]) for name in SettingName
    ]
