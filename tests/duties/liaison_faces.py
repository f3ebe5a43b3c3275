"""The addresses of liaison, contacts and areas × every person → status; read with faces.py."""

TABLE = """
chain/gaps/                              302   200   200     200     200   200     200     200     403     200     302
chain/mend/                              302   200   200     403     200   200     403     200     403     200     302
chain/beside/                            302   200   200     403     200   200     403     200     403     200     302
chain/<int:pk>/primary/                  302   200   200     403     200   200     403     404     403     200     302
contacts/                                302   200   200     403     200   200     200     200     403     200     302
contacts/stopped/                        302   200   200     403     200   200     200     200     403     200     302
contacts/add/<slug:end>/                 302   200   200     403     403   200     200     200     403     200     302
contacts/paste/<slug:end>/               302   200   200     403     403   200     200     200     403     200     302
contacts/<slug:end>/<int:pk>/            302   404   404     403     404   200     200     404     403     404     302
contacts/<slug:end>/<int:pk>/change/     302   404   404     403     403   200     200     404     403     404     302
contacts/<slug:end>/<int:pk>/stop/       302   404   404     403     403   200     200     404     403     404     302
contacts/<slug:end>/<int:pk>/restore/    302   404   404     403     403   200     200     404     403     404     302
contacts/<slug:end>/<int:pk>/hand/       302   404   404     403     404   200     403     404     403     404     302
areas/                                   302   200   200     200     200   200     200     200     403     200     302
areas/assign/                            302   200   200     403     200   200     403     200     403     200     302
areas/<int:pk>/end/                      302   200   200     403     200   200     403     404     403     200     302
desk/duties/liaisonlink/gaps/            302   200   200     200     200   403     403     200     403     200     302
desk/duties/liaisonlink/org/<int:pk>/mend/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/liaisonlink/org/<int:pk>/beside/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/liaisonlink/<int:pk>/primary/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/household/                   302   200   200     200     200   403     403     200     403     200     302
desk/duties/household/org/<int:pk>/      302   200   200     403     200   403     403     404     403     200     302
desk/duties/areaassignment/              302   200   200     200     200   403     403     200     403     200     302
desk/duties/areaassignment/org/<int:pk>/ 302   200   200     200     200   403     403     404     403     200     302
desk/duties/areaassignment/org/<int:pk>/assign/ 302   200   200     403     200   403     403     404     403     200     302
desk/duties/areaassignment/<int:pk>/end/ 302   200   200     403     200   403     403     404     403     200     302
api/v1/links/                            401   401   401     401     401   401     401     401     401     401     403
api/v1/chain-coverage/                   401   401   401     401     401   401     401     401     401     401     403
api/v1/chain-gaps/                       401   401   401     401     401   401     401     401     401     401     403
api/v1/areas/                            401   401   401     401     401   401     401     401     401     401     403
"""  # noqa: E501 -- a table is read across
