-- I-MTG, I-ROT, I-SRV-1, I-EVAL-1 to 3.
meeting AS MATERIALIZED (
    SELECT m.id, m.org_id, m.kind FROM duties_deliberation m
    WHERE m.county_id = app.county() AND m.status IN ('held', 'confirmed')
      AND m.starts_at >= %(first_at)s AND m.starts_at < %(end_at)s
),
turn AS MATERIALIZED (
    SELECT t.id, t.org_id, t.plan_id, t.appointment_id, t.status,
           lower(t.days) AS first_on, upper(t.days) AS end_on
    FROM duties_chairturn t JOIN tree o ON o.id = t.org_id AND o.active
    WHERE t.county_id = app.county() AND lower(t.days) <= %(day)s AND upper(t.days) > %(year_first)s
),
presidium AS MATERIALIZED (
    SELECT DISTINCT p.org_id, m.appointment_id
    FROM duties_rotationplan p
    JOIN duties_rotationmember m ON m.county_id = app.county() AND m.plan_id = p.id
    JOIN holder h ON h.id = m.appointment_id
    JOIN body b ON b.id = p.org_id
    WHERE p.county_id = app.county() AND p.starts_on <= %(day)s
      AND (p.ended_on IS NULL OR p.ended_on > %(day)s)
),
need_request AS MATERIALIZED (
    SELECT n.id, n.org_id, n.received_on, n.closed_on FROM duties_needrequest n
    WHERE n.county_id = app.county() AND n.received_on <= %(day)s
      AND (n.received_on >= %(first)s OR n.closed_on >= %(first)s)
),
appraised AS MATERIALIZED (
    SELECT a.id, a.org_id, a.answered * %(questions)s AS grades, a.pleased
    FROM duties_appraisal a JOIN body b ON b.id = a.org_id
    WHERE a.county_id = app.county() AND a.until <= %(day)s::date + 1 AND a.answered > 0
      AND a.until > %(year_first)s
),
duty_report AS MATERIALIZED (
    SELECT r.appointment_id FROM duties_dutyreport r
    WHERE r.county_id = app.county() AND r.year = %(year)s AND r.filed_on <= %(day)s
      AND r.audience IN ('party', 'upper_federation')
    GROUP BY r.appointment_id HAVING count(DISTINCT r.audience) = 2
)
-- counts
SELECT b.id, 'I-MTG-1', (coalesce(m.many, 0) >= %(meetings)s)::int, 1, b.id
FROM body b
LEFT JOIN (SELECT org_id, count(*) AS many FROM meeting WHERE kind IN ('regular', 'enlarged')
           GROUP BY org_id) m ON m.org_id = b.id
UNION ALL
SELECT m.org_id, 'I-MTG-2', (a.presence = 'present')::int, 1, a.id
FROM meeting m
JOIN duties_meetingattendance a ON a.county_id = app.county() AND a.meeting_id = m.id
WHERE m.kind IN ('regular', 'enlarged')
UNION ALL
SELECT r.org_id, 'I-MTG-3', coalesce(r.done_on <= %(day)s, false)::int, 1, r.id
FROM duties_resolution r
WHERE r.county_id = app.county() AND r.decided_on BETWEEN %(first)s AND %(day)s
UNION ALL
SELECT b.id, 'I-ROT-1', (t.org_id IS NOT NULL)::int, 1, b.id
FROM body b
LEFT JOIN (SELECT DISTINCT org_id FROM turn
           WHERE status IN ('active', 'done') AND first_on <= %(day)s AND end_on > %(day)s) t
     ON t.org_id = b.id
WHERE b.level = 'township'
UNION ALL
SELECT org_id, 'I-ROT-2', (status = 'done' OR (status = 'active' AND end_on > %(day)s))::int, 1, id
FROM turn WHERE end_on > %(first)s AND end_on <= %(day)s::date + 1
UNION ALL
SELECT org_id, 'I-ROT-3', 1, 0, id FROM meeting WHERE kind = 'rotation'
UNION ALL
SELECT h.org_id, 'I-ROT-4',
       coalesce((h.taken_at AT TIME ZONE %(zone)s)::date <= h.due_on + h.limit_days
                AND (h.before_id IS NULL
                     OR (h.given_at AT TIME ZONE %(zone)s)::date <= h.due_on + h.limit_days),
                false)::int, 1, h.id
FROM duties_handover h JOIN tree t ON t.id = h.org_id AND t.active
WHERE h.county_id = app.county() AND h.occasion = 'rotation'
  AND h.due_on + h.limit_days BETWEEN %(first)s AND %(day)s
UNION ALL
SELECT p.org_id, 'I-ROT-5', (t.appointment_id IS NOT NULL)::int, 1, p.appointment_id
FROM presidium p
LEFT JOIN (SELECT DISTINCT org_id, appointment_id FROM turn
           WHERE status IN ('active', 'done')) t
     ON t.org_id = p.org_id AND t.appointment_id = p.appointment_id
UNION ALL
SELECT t.org_id, 'I-ROT-6', coalesce(t.done_on <= %(day)s, false)::int, 1, t.id
FROM duties_assignedtask t
WHERE t.county_id = app.county() AND t.due_on BETWEEN %(first)s AND %(day)s
  AND (t.dropped_on IS NULL OR t.dropped_on > %(day)s)
UNION ALL
SELECT t.org_id, 'I-ROT-7',
       coalesce(bool_or(c.visit_community <> '' AND c.exchange <> '' AND c.activity <> ''
                        AND c.look_back <> '' AND c.analysis <> '' AND c.solved <> ''),
                false)::int, 1, min(t.id)
FROM turn t
JOIN body b ON b.id = t.org_id AND b.level = 'township'
JOIN month m ON t.first_on < m.end_on AND t.end_on > m.first_on
LEFT JOIN duties_fouronescheck c
     ON c.county_id = app.county() AND c.org_id = t.org_id AND c.month = m.first_on
WHERE t.status <> 'skipped'
GROUP BY t.org_id, m.first_on
UNION ALL
SELECT org_id, 'I-SRV-1', coalesce(closed_on <= %(day)s, false)::int, 1, id FROM need_request
WHERE received_on >= %(first)s
UNION ALL
SELECT org_id, 'I-SRV-1.days', closed_on - received_on, 1, id FROM need_request
WHERE closed_on BETWEEN %(first)s AND %(day)s
UNION ALL
SELECT h.org_id, 'I-EVAL-1', (r.appointment_id IS NOT NULL)::int, 1, h.id
FROM officer h LEFT JOIN duty_report r ON r.appointment_id = h.id WHERE h.office = 'chair'
UNION ALL
SELECT b.id, 'I-EVAL-2', (a.org_id IS NOT NULL)::int, 1, b.id
FROM body b LEFT JOIN (SELECT DISTINCT org_id FROM appraised) a ON a.org_id = b.id
UNION ALL
SELECT org_id, 'I-EVAL-3', pleased, grades, id FROM appraised
