"""Search boxes that fill a field: what comes back is a key, or nothing is chosen."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import widgets

from fulian.admin.desk import is_key


class _OfKeys:
    """Drawn again after a refusal, a box chooses by keys alone: the database is asked for them."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Return the options of what can be the key of a row."""
        keys = [one for one in value if is_key(str(one))]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]  # the box below


class AutocompleteSelect(_OfKeys, widgets.AutocompleteSelect):
    """A search box for one row."""


class AutocompleteSelectMultiple(_OfKeys, widgets.AutocompleteSelectMultiple):
    """A search box for several rows."""
