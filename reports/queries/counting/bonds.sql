-- I-LIA, I-POST, and what else is asked of groups and representatives: I-ORG-8, I-TEAM-2.
link AS MATERIALIZED (
    SELECT l.level, l.above_id, l.below_id, l.group_id, h.office AS above
    FROM duties_liaisonlink l JOIN holder h ON h.id = l.above_id
    WHERE l.county_id = app.county() AND l.since <= %(day)s AND l.is_primary
      AND l.household_id IS NULL AND (l.until IS NULL OR l.until > %(day)s)
),
-- Whether a representative's own chain reaches the chair: representative, member, vice-chair.
chain AS MATERIALIZED (
    SELECT l3.below_id AS id
    FROM link l3
    JOIN link l2 ON l2.below_id = l3.above_id AND l2.level = 2
    JOIN link l1 ON l1.below_id = l2.above_id AND l1.level = 1 AND l1.above = 'chair'
    WHERE l3.level = 3
),
last AS MATERIALIZED (
    SELECT l.group_id, c.id IS NOT NULL AS whole
    FROM link l LEFT JOIN chain c ON c.id = l.above_id
    WHERE l.level = 4 AND l.above = 'representative'
),
-- A link to a household stands where both its ends do, and lies in one village: counted by seat.
linked_homes AS MATERIALIZED (
    SELECT r.org_id, sum(l.homes)::int AS linked,
           coalesce(sum(l.homes) FILTER (WHERE c.id IS NOT NULL), 0)::int AS whole
    FROM (SELECT above_id, count(*) AS homes FROM duties_liaisonlink
          WHERE county_id = app.county() AND since <= %(day)s AND is_primary
            AND household_id IS NOT NULL AND (until IS NULL OR until > %(day)s)
          GROUP BY above_id) l
    JOIN holder r ON r.id = l.above_id AND r.office = 'representative'
    LEFT JOIN chain c ON c.id = r.id
    GROUP BY r.org_id
),
contact AS MATERIALIZED (
    SELECT e.org_id, e.appointment_id, e.done_on, e.id AS entry, e.woman_id, e.household_id,
           e.group_id, e.subject_name
    FROM duties_ledgerentry e
    WHERE e.county_id = app.county() AND e.kind = ANY(%(contacts)s)
      AND e.done_on BETWEEN %(contact_first)s AND %(contact_last)s
    UNION ALL
    SELECT e.org_id, f.appointment_id, f.done_on, e.id, e.woman_id, e.household_id,
           e.group_id, e.subject_name
    FROM duties_ledgerfollowup f
    JOIN duties_ledgerentry e ON e.county_id = app.county() AND e.id = f.entry_id
    WHERE f.county_id = app.county() AND e.kind = ANY(%(contacts)s)
      AND f.done_on BETWEEN %(contact_first)s AND %(contact_last)s
),
-- One woman is one, however she was written down; so is one household.
reached AS MATERIALIZED (
    SELECT appointment_id,
           count(DISTINCT CASE WHEN woman_id IS NOT NULL THEN woman_id::text
                               WHEN group_id IS NOT NULL OR subject_name <> ''
                               THEN coalesce(group_id::text, '') || '|' || subject_name END) AS women,
           count(DISTINCT household_id) AS households
    FROM contact WHERE done_on BETWEEN %(norm_first)s AND %(day)s
    GROUP BY appointment_id
),
logged AS MATERIALIZED (
    SELECT l.org_id, l.post_id, l.id FROM duties_dutylogentry l
    WHERE l.county_id = app.county() AND l.struck_on IS NULL
      AND l.done_on BETWEEN %(first)s AND %(day)s
)
-- counts
SELECT v.org_id, 'I-LIA-4.household', coalesce(l.linked, 0), v.homes, NULL
FROM village_homes v LEFT JOIN linked_homes l ON l.org_id = v.org_id
UNION ALL
SELECT v.org_id, 'I-LIA-5.household', coalesce(l.whole, 0), v.homes, NULL
FROM village_homes v LEFT JOIN linked_homes l ON l.org_id = v.org_id
UNION ALL
SELECT org_id, 'I-LIA-7.women', 1, 0, min(entry)
FROM contact
WHERE done_on BETWEEN %(first)s AND %(day)s
  AND (woman_id IS NOT NULL OR group_id IS NOT NULL OR subject_name <> '')
GROUP BY org_id, woman_id, CASE WHEN woman_id IS NULL THEN group_id END,
         CASE WHEN woman_id IS NULL THEN subject_name END
UNION ALL
SELECT org_id, 'I-LIA-7.households', 1, 0, min(entry) FROM contact
WHERE done_on BETWEEN %(first)s AND %(day)s AND household_id IS NOT NULL
GROUP BY org_id, household_id
UNION ALL
SELECT b.id, 'I-POST-2', (a.org_id IS NOT NULL)::int, 1, p.id
FROM body b CROSS JOIN post p
LEFT JOIN (SELECT DISTINCT org_id, post_id FROM held) a ON a.org_id = b.id AND a.post_id = p.id
UNION ALL
SELECT org_id, 'I-POST-3', 1, 0, id FROM logged
-- gaps
SELECT a.org_id, 'I-POST-4', (l.org_id IS NULL)::int, 1, a.post_id
FROM (SELECT DISTINCT h.org_id, h.post_id FROM held h JOIN body b ON b.id = h.org_id) a
LEFT JOIN (SELECT DISTINCT org_id, post_id FROM logged) l
     ON l.org_id = a.org_id AND l.post_id = a.post_id
-- flags
SELECT h.org_id, h.id,
       CASE WHEN h.level = 'village' AND h.office = 'vice_chair'
            THEN coalesce(l.level = 1, false) END AS "I-LIA-1",
       CASE WHEN h.level = 'village' AND h.office = 'executive_member'
            THEN coalesce(l.level = 2, false) END AS "I-LIA-2",
       CASE WHEN h.office = 'executive_member'
            THEN c.appointment_id IS NOT NULL END AS "I-LIA-6",
       CASE WHEN h.office = 'executive_member'
            THEN coalesce(r.women, 0) < %(norm_women)s
                 AND coalesce(r.households, 0) < %(norm_households)s END AS "I-LIA-8",
       CASE WHEN h.office = 'executive_member'
            THEN a.appointment_id IS NOT NULL END AS "I-POST-1"
FROM officer h
LEFT JOIN link l ON l.below_id = h.id AND l.level < 3
LEFT JOIN (SELECT DISTINCT appointment_id FROM contact
           WHERE done_on BETWEEN %(first)s AND %(day)s) c ON c.appointment_id = h.id
LEFT JOIN reached r ON r.appointment_id = h.id
LEFT JOIN (SELECT DISTINCT appointment_id FROM held) a ON a.appointment_id = h.id
-- flags
SELECT h.org_id, h.id, true AS "I-TEAM-2.representative",
       CASE WHEN b.level = 'village' THEN l.above_id IS NOT NULL END AS "I-LIA-3"
FROM holder h
JOIN body b ON b.id = h.org_id
LEFT JOIN link l ON l.below_id = h.id AND l.level = 3
WHERE h.office = 'representative'
-- flags
SELECT g.org_id, g.id, h.group_id IS NOT NULL AS "I-ORG-8",
       l.group_id IS NOT NULL AS "I-LIA-4", coalesce(l.whole, false) AS "I-LIA-5"
FROM womens_group g
LEFT JOIN last l ON l.group_id = g.id
LEFT JOIN (SELECT DISTINCT group_id FROM holder WHERE office = 'group_leader') h
     ON h.group_id = g.id
-- flags
SELECT org_id, entry AS id, true AS "I-LIA-7.times", household_id IS NOT NULL AS "I-LIA-7.visits"
FROM contact WHERE done_on BETWEEN %(first)s AND %(day)s
-- flags
SELECT org_id, id, CASE WHEN raised THEN closed END AS "I-LIA-9",
       CASE WHEN raised THEN has_measures END AS "I-LIA-9.measures",
       CASE WHEN kind = 'liaison' THEN whole END AS "I-LIA-10"
FROM ledger
