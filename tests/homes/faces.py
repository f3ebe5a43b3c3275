"""The addresses of ``homes`` × every person → status; read together with tests/test_faces.py."""

from tests.homes import opening

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
"""  # noqa: E501 -- a table is read across
# What anyone may see.
OPEN: set[str] = set()

for _slice in (opening,):
    TABLE += "\n".join(_slice.TABLE.strip("\n").splitlines()[1:]) + "\n"
    OPEN |= _slice.OPEN
