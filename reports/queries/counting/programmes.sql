-- I-YARD, I-VOL, I-CARE, I-SRV-2, I-MED.
area AS MATERIALIZED (
    SELECT a.org_id, a.cluster_id, a.village_id, a.group_id
    FROM duties_areaassignment a
    WHERE a.county_id = app.county() AND a.since <= %(day)s AND a.household_id IS NULL
      AND (a.until IS NULL OR a.until > %(day)s)
),
-- A household has one who answers for it, in its village, while it stands.
kept_homes AS MATERIALIZED (
    SELECT a.org_id, count(*)::int AS homes
    FROM duties_areaassignment a
    WHERE a.county_id = app.county() AND a.since <= %(day)s AND a.household_id IS NOT NULL
      AND (a.until IS NULL OR a.until > %(day)s)
    GROUP BY a.org_id
),
troop AS MATERIALIZED (
    SELECT v.id, coalesce(s.org_id, v.org_id) AS org_id FROM homes_volunteerteam v
    LEFT JOIN stay s ON s.kind = 'homes_volunteerteam' AND s.row = v.id
    WHERE v.county_id = app.county() AND v.since <= %(day)s
      AND (v.until IS NULL OR v.until > %(day)s)
),
led AS MATERIALIZED (
    SELECT DISTINCT l.appointment_id FROM homes_teamleader l JOIN troop t ON t.id = l.team_id
    WHERE l.county_id = app.county() AND l.since <= %(day)s
      AND (l.until IS NULL OR l.until > %(day)s)
),
serving AS MATERIALIZED (
    SELECT DISTINCT coalesce(s.org_id, v.org_id) AS org_id, v.person_id
    FROM homes_womenvolunteer v JOIN troop t ON t.id = v.team_id
    LEFT JOIN stay s ON s.kind = 'homes_womenvolunteer' AND s.row = v.id
    WHERE v.county_id = app.county() AND v.person_id IS NOT NULL AND v.since <= %(day)s
      AND (v.until IS NULL OR v.until > %(day)s)
),
service AS MATERIALIZED (
    SELECT s.id, s.org_id, s.half_hours FROM homes_volunteeractivity s
    WHERE s.county_id = app.county() AND s.struck_on IS NULL
      AND s.done_on BETWEEN %(first)s AND %(day)s
),
pairing AS MATERIALIZED (
    SELECT p.id, p.org_id, p.case_id, p.appointment_id, p.since, p.until,
           p.until IS NULL OR p.until > %(day)s AS live
    FROM homes_carepairing p WHERE p.county_id = app.county() AND p.since <= %(day)s
),
visit AS MATERIALIZED (
    SELECT v.id, v.org_id, v.pairing_id, v.done_on, v.met_child, v.is_complete
    FROM homes_carevisit v
    WHERE v.county_id = app.county() AND v.done_on BETWEEN %(first)s AND %(day)s
),
settlement AS MATERIALIZED (
    SELECT e.id, e.org_id, coalesce(e.content -> 'words' ->> 'outcome', '') = 'settled' AS settled
    FROM duties_ledgerentry e
    WHERE e.county_id = app.county() AND e.kind = 'mediation'
      AND e.closed_on BETWEEN %(first)s AND %(day)s
),
carer AS MATERIALIZED (
    SELECT DISTINCT p.org_id, s.person_id
    FROM pairing p
    JOIN (SELECT id, person_id FROM holder
          UNION ALL SELECT id, person_id FROM former) s ON s.id = p.appointment_id
    WHERE p.live
)
-- counts
SELECT e.org_id, 'I-YARD-2', 1, 0, e.household_id
FROM homes_courtyardentry e
WHERE e.county_id = app.county() AND e.awarded_on <= %(day)s
  AND (e.ended_on IS NULL OR e.ended_on > %(day)s)
GROUP BY e.org_id, e.household_id
UNION ALL
SELECT r.id, 'I-YARD-3', (a.cluster_id IS NOT NULL)::int, 1, c.id
FROM tree r CROSS JOIN cluster c
LEFT JOIN (SELECT DISTINCT org_id, cluster_id FROM area) a
     ON a.org_id = r.id AND a.cluster_id = c.id
WHERE r.parent_id IS NULL
UNION ALL
SELECT t.id, 'I-YARD-3', (a.village_id IS NOT NULL)::int, 1, v.id
FROM tree t
JOIN tree v ON v.parent_id = t.id AND v.level = 'village' AND v.active
LEFT JOIN (SELECT DISTINCT org_id, village_id FROM area) a
     ON a.org_id = t.id AND a.village_id = v.id
WHERE t.level = 'township' AND t.active
UNION ALL
SELECT g.org_id, 'I-YARD-3', (a.group_id IS NOT NULL)::int, 1, g.id
FROM womens_group g
LEFT JOIN (SELECT DISTINCT org_id, group_id FROM area WHERE group_id IS NOT NULL) a
     ON a.group_id = g.id AND a.org_id = g.org_id
UNION ALL
SELECT v.org_id, 'I-YARD-1', v.scored, v.homes, NULL FROM village_homes v
UNION ALL
SELECT v.org_id, 'I-YARD-3', coalesce(a.homes, 0), v.homes, NULL
FROM village_homes v LEFT JOIN kept_homes a ON a.org_id = v.org_id
UNION ALL
SELECT t.org_id, 'I-VOL-1', 1, 0, t.id FROM troop t JOIN tree o ON o.id = t.org_id AND o.active
UNION ALL
SELECT org_id, 'I-VOL-3', 1, 0, id FROM service
UNION ALL
SELECT org_id, 'I-VOL-3.hours', half_hours * 50, 0, id FROM service
UNION ALL
SELECT s.org_id, 'I-VOL-5', 1, 0, s.id
FROM service s
JOIN homes_serviceshare p ON p.county_id = app.county() AND p.activity_id = s.id
UNION ALL
SELECT b.id, 'I-CARE-1', (c.org_id IS NOT NULL)::int, 1, b.id
FROM body b
LEFT JOIN (SELECT DISTINCT coalesce(s.org_id, t.org_id) AS org_id FROM homes_careteam t
           LEFT JOIN stay s ON s.kind = 'homes_careteam' AND s.row = t.id
           WHERE t.county_id = app.county() AND t.since <= %(day)s
             AND (t.until IS NULL OR t.until > %(day)s)) c ON c.org_id = b.id
WHERE b.level = 'village'
UNION ALL
SELECT coalesce(s.org_id, c.org_id), 'I-CARE-2', (p.case_id IS NOT NULL)::int, 1, 0
FROM homes_carecase c
LEFT JOIN stay s ON s.kind = 'homes_carecase' AND s.row = c.id
LEFT JOIN (SELECT DISTINCT case_id FROM pairing WHERE live) p ON p.case_id = c.id
WHERE c.county_id = app.county() AND c.since <= %(day)s
  AND (c.until IS NULL OR c.until > %(day)s)
UNION ALL
SELECT p.org_id, 'I-CARE-4', coalesce(bool_or(v.met_child), false)::int, 1, 0
FROM pairing p
JOIN month m ON p.since <= m.first_on + 14 AND (p.until IS NULL OR p.until >= m.end_on)
LEFT JOIN visit v ON v.pairing_id = p.id AND v.done_on >= m.first_on AND v.done_on < m.end_on
GROUP BY p.org_id, p.id, m.first_on
UNION ALL
SELECT org_id, 'I-CARE-5', is_complete::int, 1, 0 FROM visit
UNION ALL
SELECT org_id, 'I-SRV-2.amount', amount, 0, id FROM ledger WHERE kind = 'aid' AND amount > 0
UNION ALL
SELECT org_id, 'I-MED-2', settled::int, 1, id FROM settlement
-- flags
SELECT h.org_id, h.id,
       l.appointment_id IS NOT NULL AS "I-VOL-2",
       l.appointment_id IS NOT NULL OR v.person_id IS NOT NULL AS "I-VOL-4",
       CASE WHEN h.level = 'village' THEN c.person_id IS NOT NULL END AS "I-CARE-3"
FROM officer h
LEFT JOIN led l ON l.appointment_id = h.id
LEFT JOIN serving v ON v.org_id = h.org_id AND v.person_id = h.person_id
LEFT JOIN carer c ON c.org_id = h.org_id AND c.person_id = h.person_id
-- flags
SELECT org_id, id, kind = 'aid' AS "I-SRV-2", kind = 'mediation' AS "I-MED-1" FROM ledger
