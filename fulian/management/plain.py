"""How our management commands speak: plain Chinese, and one line when they refuse."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, SystemCheckError

YES = {"是", "y", "yes"}


class Refused(SystemCheckError):
    """A refusal in one line. Its base is the one kind Django prints without a class name."""


class PlainCommand(BaseCommand):
    """A command whose ``act`` may raise ``ValidationError``; it then exits 1 with that line."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say in one line why not."""
        try:
            self.act(**options)
        except ValidationError as refusal:
            raise Refused("；".join(refusal.messages)) from refusal

    def act(self, **options: Any) -> None:
        """Do the command's work."""
        raise NotImplementedError

    def say(self, line: str = "") -> None:
        """Print one line."""
        self.stdout.write(line)

    def confirm(self, question: str, *, yes: bool) -> None:
        """Ask unless ``yes``; raise ``Refused`` when the answer is anything but yes."""
        if yes:
            return
        try:
            answer = input(f"{question}输入“是”确认：")
        except EOFError:
            answer = ""
        if answer.strip().lower() not in YES:
            raise Refused("没有确认，没有做任何改动。")
