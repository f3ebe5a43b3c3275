"""What homes must do when a lower app's verb runs: one module for each room."""

from homes.consequences import (
    activities,
    care,
    letters,
    programmes,
    register,
    requests,
)

__all__ = [
    "activities",
    "care",
    "letters",
    "programmes",
    "register",
    "requests",
]
