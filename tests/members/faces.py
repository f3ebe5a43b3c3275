"""The addresses of ``members`` × every person → status; read together with tests/test_faces.py."""

TABLE = """
address                               nobody admin clerk auditor twnclrk chair officer strangr operatr visitor machine
desk/members/person/                     302   200   200     200     200   403     403     200     403     200     302
desk/members/person/find/                302   200   200     200     200   403     403     200     403     200     302
desk/members/person/add/                 302   200   200     403     200   403     403     200     403     200     302
desk/members/person/<int:pk>/            302   200   200     200     200   403     403     404     403     200     302
desk/members/person/<int:pk>/correct/    302   200   200     403     200   403     403     404     403     200     302
desk/members/person/<int:pk>/consent/    302   200   200     403     200   403     403     404     403     200     302
desk/members/person/<int:pk>/reveal/     302   200   200     403     200   403     403     404     403     200     302
desk/members/appointment/                302   200   200     200     200   403     403     200     403     200     302
desk/members/appointment/vacancies/      302   200   200     200     200   403     403     200     403     200     302
desk/members/appointment/add/            302   200   200     403     200   403     403     200     403     200     302
desk/members/appointment/new/            302   200   200     403     200   403     403     200     403     200     302
desk/members/appointment/<int:pk>/       302   200   200     200     200   403     403     404     403     200     302
desk/members/appointment/<int:pk>/end/   302   200   200     403     200   403     403     404     403     200     302
desk/members/appointment/<int:pk>/open/  302   405   405     403     405   403     403     405     403     405     302
desk/members/appointment/<int:pk>/link/  302   405   403     403     405   403     403     405     403     405     302
desk/members/womensgroup/                302   200   200     200     200   403     403     200     403     200     302
desk/members/womensgroup/add/            302   200   200     403     200   403     403     200     403     200     302
desk/members/womensgroup/<int:pk>/       302   200   200     403     200   403     403     404     403     200     302
desk/members/womensgroup/<int:pk>/close/ 302   200   200     403     200   403     403     404     403     200     302
desk/members/congressterm/               302   200   200     200     200   403     403     200     403     200     302
desk/members/congressterm/add/           302   200   200     403     200   403     403     200     403     200     302
desk/members/congressterm/<int:pk>/      302   200   200     403     200   403     403     404     403     200     302
desk/members/quotarule/                  302   200   200     200     200   403     403     200     403     200     302
desk/members/quotarule/add/              302   200   200     403     403   403     403     200     403     200     302
desk/members/rosterimport/               302   200   200     403     200   403     403     200     403     200     302
desk/members/rosterimport/template/      302   200   200     403     200   403     403     200     403     200     302
desk/members/rosterimport/add/           302   200   200     403     200   403     403     200     403     200     302
desk/members/rosterimport/<int:pk>/      302   200   200     403     200   403     403     404     403     200     302
desk/members/rosterimport/<int:pk>/confirm/ 302   405   405     403     405   403     403     405     403     405     302
desk/members/rosterimport/<int:pk>/cancel/ 302   405   405     403     405   403     403     405     403     405     302
committee/<org:code>/                    302   200   200     200     200   200     200     404     403     200     302
api/v1/appointments/                     401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across

OPEN: set[str] = set()  # addresses open to anyone
