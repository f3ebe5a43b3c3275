"""What the desk pages of the programmes share: one thing done to one row, on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from fulian import pages
from fulian.admin import ActForm, DeskAdmin


class ActAdmin(DeskAdmin):
    """A list whose rows are worked on by small pages."""

    def do(
        self, request: HttpRequest, form: ActForm, act: Callable[[dict[str, Any]], Any], said: str,
        *, back: str, title: str, submit: str, says: Sequence[str] = (),
        trail: Sequence[tuple[str, str]] = (), danger: bool = False,
    ) -> HttpResponseBase:  # fmt: skip
        """Do one thing and go back with what was done; else show its form and what was refused."""
        if form.carry_out(act):
            return pages.done(request, said, back)
        return self.ask(
            request, form, title=title, submit=submit, back=back, says=list(says), trail=trail,
            danger=danger,
        )  # fmt: skip
