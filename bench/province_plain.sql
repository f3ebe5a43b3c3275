-- Some indicators over the whole province, each by a plain statement of its own, as of 2026-03-31.
WITH seat AS (
    SELECT a.* FROM members_appointment a
    WHERE a.since <= '2026-03-31' AND (a.until IS NULL OR a.until > '2026-03-31')
),
body AS (
    SELECT * FROM orgs_org WHERE is_counted AND status = 'active' AND level IN ('village', 'township')
),
linked AS (
    SELECT l.* FROM duties_liaisonlink l JOIN seat s ON s.id = l.above_id
    WHERE l.is_primary AND (l.until IS NULL OR l.until > '2026-03-31')
)
SELECT 'I-LIA-4.household', count(l.id), count(*)
FROM duties_household h
LEFT JOIN linked l ON l.household_id = h.id AND l.level = 4
UNION ALL
SELECT 'I-LIA-4', count(l.id), count(*)
FROM members_womensgroup g JOIN body b ON b.id = g.org_id
LEFT JOIN linked l ON l.group_id = g.id AND l.level = 4
UNION ALL
SELECT 'I-LIA-2', count(l.id), count(*)
FROM seat s JOIN body b ON b.id = s.org_id AND b.level = 'village'
LEFT JOIN linked l ON l.below_id = s.id AND l.level = 2
WHERE s.office = 'executive_member'
UNION ALL
SELECT 'I-TEAM-2.chair', count(*), 0 FROM seat WHERE office = 'chair'
UNION ALL
SELECT 'I-TEAM-2.committee', count(*), 0 FROM seat WHERE office <> 'representative'
UNION ALL
SELECT 'I-TEAM-2.representative', count(*), 0 FROM seat WHERE office = 'representative'
UNION ALL
SELECT 'I-TEAM-6', count(s.id), count(*)
FROM body b LEFT JOIN seat s ON s.org_id = b.id AND s.office = 'chair'
UNION ALL
SELECT 'I-LIA-7.times', count(*), 0
FROM duties_ledgerentry WHERE kind = 'liaison' AND done_on BETWEEN '2026-01-01' AND '2026-03-31'
UNION ALL
SELECT 'I-LIA-6', count(e.appointment_id), count(*)
FROM seat s
LEFT JOIN (SELECT DISTINCT appointment_id FROM duties_ledgerentry
           WHERE kind = 'liaison' AND done_on BETWEEN '2026-01-01' AND '2026-03-31') e
     ON e.appointment_id = s.id
WHERE s.office = 'executive_member'
UNION ALL
SELECT 'I-POST-3', count(*), 0 FROM duties_dutylogentry
WHERE done_on BETWEEN '2026-01-01' AND '2026-03-31'
UNION ALL
SELECT 'I-MTG-2', count(*) FILTER (WHERE presence = 'present'), count(*)
FROM duties_meetingattendance
UNION ALL
SELECT 'I-HOME-1', count(h.id), count(*)
FROM body b LEFT JOIN homes_womenshome h ON h.org_id = b.id AND h.kind = 'physical'
UNION ALL
SELECT 'I-ACT-1', count(*), 0 FROM homes_activity
UNION ALL
SELECT 'I-ACT-1.times', sum(attendances), 0 FROM homes_activity
