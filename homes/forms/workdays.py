"""What is filled in for days off, and for weekends that are worked."""

from __future__ import annotations

from typing import Any

from fulian.admin import ActForm
from homes.forms.fields import day, one_of, words

OFF, WORK = "off", "work"


class ArrangeForm(ActForm):
    """From when to when, whether it is worked, and what it is."""

    name = words("是什么日子", 20, hint="例如：春节、调休上班、本地停电。")
    kind = one_of("放假还是上班", [(OFF, "放假"), (WORK, "调休上班")], chips=True)
    first = day("从哪一天")
    last = day("到哪一天", hint="包括这一天。只有一天的，填同一天。")

    def facts(self) -> dict[str, Any]:
        """Return what the service is told."""
        clean = self.cleaned_data
        kept = {one: clean[one] for one in ("first", "last", "name")}
        return kept | {"works": clean["kind"] == WORK}
