"""The addresses of care × every person → status; read together with tests/homes/faces.py."""

TABLE = """
care/                                        302     200     200     200     200     200     200     200     403     403     302
care/consent/                                302     200     200     200     200     200     200     200     403     403     302
care/team/                                   302     404     404     404     404     200     200     404     403     403     302
care/team/found/                             302     403     403     403     403     200     403     403     403     403     302
care/team/leader/                            302     403     403     403     403     200     403     403     403     403     302
care/team/join/                              302     403     403     403     403     200     403     403     403     403     302
care/team/members/<int:pk>/leave/            302     403     403     403     403     200     403     403     403     403     302
care/new/                                    302     403     403     403     403     200     403     403     403     403     302
care/<int:pk>/                               302     404     404     404     404     200     200     404     403     403     302
care/<int:pk>/change/                        302     404     404     404     404     200     200     404     403     403     302
care/<int:pk>/pair/                          302     403     403     403     403     200     403     403     403     403     302
care/<int:pk>/end/                           302     403     403     403     403     200     403     403     403     403     302
care/<int:pk>/withdraw/                      302     404     404     404     404     200     200     404     403     403     302
care/<int:pk>/handler/                       302     403     403     403     403     200     403     403     403     403     302
care/<int:pk>/handler/out/                   302     403     403     403     403     200     403     403     403     403     302
care/<int:pk>/visit/                         302     404     404     404     404     200     200     404     403     403     302
care/visits/<int:pk>/                        302     404     404     404     404     200     200     404     403     403     302
care/visits/<int:pk>/change/                 302     404     404     404     404     200     200     404     403     403     302
care/visits/<int:pk>/amend/                  302     404     404     404     404     200     200     404     403     403     302
desk/homes/careteam/                         302     200     200     200     200     403     403     200     403     200     302
desk/homes/careteam/gaps/                    302     200     200     200     200     403     403     200     403     200     302
desk/homes/careteam/org/<int:pk>/            302     200     200     200     200     403     403     404     403     200     302
desk/homes/careteam/org/<int:pk>/found/      302     200     200     403     200     403     403     404     403     200     302
desk/homes/careteam/org/<int:pk>/leader/     302     200     200     403     200     403     403     404     403     200     302
desk/homes/careteam/org/<int:pk>/pilot/      302     200     200     403     200     403     403     404     403     200     302
desk/homes/careteam/org/<int:pk>/end/        302     200     200     403     200     403     403     404     403     200     302
desk/homes/careteam/glass/                   302     200     403     200     403     403     403     200     403     403     302
api/v1/care/                                 401     401     401     401     401     401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across
