-- A county's figures as of a day, in one statement: what stood, what was there and what was not at
-- each organisation (leaf), summed over the tree as it stood that day. Every table names the open
-- county. Parameters: county, root, first and day (of the quarter), zone; {quotas} are the
-- head-counts in force on the day.
WITH RECURSIVE
tree AS MATERIALIZED (
    SELECT o.id, o.parent_id, o.level, o.is_counted, o.founded_on, o.kind,
           o.status = 'active' AS active
    FROM orgs_org o
    WHERE o.county_id = %(county)s AND o.since <= %(day)s AND o.founded_on <= %(day)s
    UNION ALL
    SELECT o.id, h.parent_id, o.level, o.is_counted, o.founded_on, h.kind, h.status = 'active'
    FROM orgs_orghistory h
    JOIN orgs_org o ON o.county_id = %(county)s AND o.id = h.org_id
    WHERE h.county_id = %(county)s AND h.days @> %(day)s AND o.founded_on <= %(day)s
),
-- Everything lies below the county's own organisation, even where dated moves left a gap.
closure (org, top) AS (
    (SELECT id, id FROM tree UNION SELECT id, %(root)s FROM tree)
    UNION
    SELECT c.org, up.id
    FROM closure c JOIN tree t ON t.id = c.top JOIN tree up ON up.id = t.parent_id
),
quota (level, chair, vice_min, executive_min, inclusive, ordinary, since) AS (VALUES {quotas}),
body AS MATERIALIZED (
    SELECT id, level, kind, founded_on FROM tree
    WHERE active AND is_counted AND level IN ('village', 'township')
),
seat AS MATERIALIZED (
    SELECT a.id, a.org_id, a.office, a.until, a.until IS NULL OR a.until > %(day)s AS live
    FROM members_appointment a WHERE a.county_id = %(county)s AND a.since <= %(day)s
),
holder AS MATERIALIZED (SELECT id, org_id, office FROM seat WHERE live),
team AS MATERIALIZED (
    SELECT b.id, b.founded_on, q.*,
           count(*) FILTER (WHERE h.office = 'chair') AS chairs,
           count(*) FILTER (WHERE h.office = 'vice_chair') AS vices,
           count(*) FILTER (WHERE h.office = 'executive_member') AS executives
    FROM body b JOIN quota q ON q.level = b.level LEFT JOIN holder h ON h.org_id = b.id
    GROUP BY b.id, b.founded_on, q.level, q.chair, q.vice_min, q.executive_min, q.inclusive,
             q.ordinary, q.since
),
-- Vice-chairs beyond the least number fill seats of executive members where these include them.
need (org, office, seats, vacant, opened_on) AS MATERIALIZED (
    SELECT id, 'chair', chair, greatest(chair - chairs, 0), greatest(founded_on, since) FROM team
    UNION ALL
    SELECT id, 'vice_chair', vice_min, greatest(vice_min - vices, 0), greatest(founded_on, since)
    FROM team
    UNION ALL
    SELECT id, 'executive_member', ordinary,
           greatest(ordinary - executives
                    - CASE WHEN inclusive THEN greatest(vices - vice_min, 0) ELSE 0 END, 0),
           greatest(founded_on, since)
    FROM team
),
-- A seat opens when it is due, and again whenever its holder leaves; the latest are still open.
opening (org, office, vacant, opened_on) AS (
    SELECT org, office, vacant, opened_on
    FROM (SELECT n.*, generate_series(1, seats) FROM need n WHERE vacant > 0) due
    UNION ALL
    SELECT n.org, n.office, n.vacant, s.until
    FROM need n JOIN seat s ON s.org_id = n.org AND s.office = n.office
    WHERE n.vacant > 0 AND NOT s.live
),
vacancy AS (
    SELECT org, office, opened_on
    FROM (SELECT o.*, row_number() OVER (PARTITION BY org, office ORDER BY opened_on DESC) AS n
          FROM opening o) latest
    WHERE n <= vacant
),
empty_seats AS (
    SELECT org, count(*) AS vacant, sum(%(day)s - opened_on) AS days,
           jsonb_agg(jsonb_build_object('office', office, 'opened_on', opened_on)
                     ORDER BY office, opened_on) AS missing
    FROM vacancy GROUP BY org
),
link AS MATERIALIZED (
    SELECT l.level, l.above_id, l.below_id, l.group_id, h.office AS above
    FROM duties_liaisonlink l JOIN holder h ON h.id = l.above_id
    WHERE l.county_id = %(county)s AND l.since <= %(day)s AND l.is_primary
      AND (l.until IS NULL OR l.until > %(day)s)
),
chain AS MATERIALIZED (
    SELECT g.org_id, g.id, l4.above_id IS NOT NULL AS linked, l1.above_id IS NOT NULL AS whole
    FROM members_womensgroup g
    JOIN body b ON b.id = g.org_id AND b.level = 'village'
    LEFT JOIN link l4 ON l4.group_id = g.id AND l4.level = 4 AND l4.above = 'representative'
    LEFT JOIN link l3 ON l3.below_id = l4.above_id AND l3.level = 3
    LEFT JOIN link l2 ON l2.below_id = l3.above_id AND l2.level = 2
    LEFT JOIN link l1 ON l1.below_id = l2.above_id AND l1.level = 1 AND l1.above = 'chair'
    WHERE g.county_id = %(county)s AND g.founded_on <= %(day)s
      AND (g.closed_on IS NULL OR g.closed_on > %(day)s)
),
post AS MATERIALIZED (
    SELECT p.id FROM duties_dutypost p
    WHERE p.county_id = %(county)s AND p.since <= %(day)s
      AND (p.until IS NULL OR p.until > %(day)s)
    UNION
    SELECT h.post_id FROM duties_posthistory h
    WHERE h.county_id = %(county)s AND h.since <= %(day)s AND h.until > %(day)s
),
held AS MATERIALIZED (
    SELECT a.org_id, a.appointment_id, a.post_id
    FROM duties_postassignment a
    JOIN post p ON p.id = a.post_id
    JOIN holder h ON h.id = a.appointment_id
    WHERE a.county_id = %(county)s AND a.since <= %(day)s
      AND (a.until IS NULL OR a.until > %(day)s)
),
item (org, indicator, met, what, id) AS MATERIALIZED (
    SELECT id, 'I-ORG-1', kind = 'federation', 'org', id FROM body WHERE level = 'village'
    UNION ALL
    SELECT id, 'I-TEAM-1',
           chairs >= chair AND vices >= vice_min
           AND executives + CASE WHEN inclusive THEN chairs + vices ELSE 0 END >= executive_min,
           'org', id FROM team
    UNION ALL
    SELECT id, 'I-TEAM-6', chairs > 0, 'org', id FROM team
    UNION ALL
    SELECT h.org_id, reach.indicator, l.above_id IS NOT NULL, 'appointment', h.id
    FROM holder h
    JOIN (VALUES ('vice_chair', 1, 'I-LIA-1'), ('executive_member', 2, 'I-LIA-2'),
                 ('representative', 3, 'I-LIA-3')) reach (office, level, indicator)
         ON reach.office = h.office
    JOIN body b ON b.id = h.org_id AND b.level = 'village'
    LEFT JOIN link l ON l.below_id = h.id AND l.level = reach.level
    UNION ALL
    SELECT org_id, 'I-LIA-4', linked, 'group', id FROM chain
    UNION ALL
    SELECT org_id, 'I-LIA-5', whole, 'group', id FROM chain
    UNION ALL
    SELECT h.org_id, 'I-POST-1', a.appointment_id IS NOT NULL, 'appointment', h.id
    FROM holder h JOIN body b ON b.id = h.org_id
    LEFT JOIN (SELECT DISTINCT appointment_id FROM held) a ON a.appointment_id = h.id
    WHERE h.office = 'executive_member'
    UNION ALL
    SELECT b.id, 'I-POST-2', a.org_id IS NOT NULL, 'post', p.id
    FROM body b CROSS JOIN post p
    LEFT JOIN (SELECT DISTINCT org_id, post_id FROM held) a ON a.org_id = b.id AND a.post_id = p.id
    UNION ALL
    SELECT b.id, 'I-ROT-1', t.org_id IS NOT NULL, 'org', b.id
    FROM body b
    LEFT JOIN duties_chairturn t ON t.county_id = %(county)s AND t.org_id = b.id
         AND t.days @> %(day)s AND t.status IN ('active', 'done')
    WHERE b.level = 'township'
    UNION ALL
    SELECT h.org_id, 'I-ROT-4',
           coalesce((h.taken_at AT TIME ZONE %(zone)s)::date <= h.due_on + h.limit_days
                    AND (h.before_id IS NULL
                         OR (h.given_at AT TIME ZONE %(zone)s)::date <= h.due_on + h.limit_days),
                    false),
           'handover', h.id
    FROM duties_handover h JOIN tree t ON t.id = h.org_id AND t.active
    WHERE h.county_id = %(county)s AND h.occasion = 'rotation'
      AND h.due_on + h.limit_days BETWEEN %(first)s AND %(day)s
),
-- Counted apart from the lists: only what is missing has to be put in order.
counted AS (
    SELECT org, indicator, count(*) FILTER (WHERE met) AS met, count(*) AS every
    FROM item GROUP BY org, indicator
),
lacking AS (
    SELECT org, indicator, jsonb_agg(jsonb_build_object(what, id) ORDER BY id) AS missing
    FROM item WHERE NOT met GROUP BY org, indicator
),
leaf (org, indicator, numerator, denominator, days, missing) AS MATERIALIZED (
    SELECT c.org, c.indicator, c.met, c.every, 0, m.missing
    FROM counted c LEFT JOIN lacking m ON m.org = c.org AND m.indicator = c.indicator
    UNION ALL
    SELECT t.id, 'I-TEAM-9', coalesce(e.vacant, 0), t.chair + t.vice_min + t.ordinary,
           coalesce(e.days, 0), e.missing
    FROM team t LEFT JOIN empty_seats e ON e.org = t.id
),
summed (org, indicator, numerator, denominator, days) AS (
    SELECT c.top, l.indicator, sum(l.numerator), sum(l.denominator), sum(l.days)
    FROM leaf l JOIN closure c ON c.org = l.org
    GROUP BY c.top, l.indicator
)
SELECT s.org, s.indicator, coalesce(l.numerator, 0), coalesce(l.denominator, 0),
       coalesce(l.days, 0), s.numerator, s.denominator, s.days, coalesce(l.missing, '[]')
FROM summed s LEFT JOIN leaf l ON l.org = s.org AND l.indicator = s.indicator
WHERE s.denominator > 0
