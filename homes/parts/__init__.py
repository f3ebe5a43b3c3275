"""What homes adds to the pages of lower apps: one module for each room."""

from homes.parts import (
    activities,
    care,
    disclosure,
    first,
    letters,
    programmes,
    register,
    requests,
)

__all__ = [
    "activities",
    "care",
    "disclosure",
    "first",
    "letters",
    "programmes",
    "register",
    "requests",
]
