-- What stood and who sat where on a day: read once, asked by every family of indicators. Every
-- table names the open county in the words of its wall, so that it is asked for once. Parameters:
-- the quarter's first day, the day, and what is in force on it, the county's own words among it.
tree AS MATERIALIZED (
    SELECT o.id, o.parent_id, o.level, o.place, o.field, o.is_counted, o.founded_on, o.kind,
           o.status = 'active' AS active
    FROM orgs_org o
    WHERE o.county_id = app.county() AND o.since <= %(day)s AND o.founded_on <= %(day)s
    UNION ALL
    SELECT o.id, h.parent_id, o.level, o.place, o.field, o.is_counted, o.founded_on, h.kind,
           h.status = 'active'
    FROM orgs_orghistory h
    JOIN orgs_org o ON o.county_id = app.county() AND o.id = h.org_id
    WHERE h.county_id = app.county() AND h.days @> %(day)s AND o.founded_on <= %(day)s
),
month AS (
    SELECT first_on, end_on
    FROM (VALUES (%(first)s, %(second)s), (%(second)s, %(third)s), (%(third)s, %(after)s))
         one (first_on, end_on)
    WHERE first_on <= %(day)s
),
quota (level, chair, vice_min, executive_min, inclusive, ordinary, since) AS (VALUES
    ('village', %(village_chair)s, %(village_vice_min)s, %(village_executive_min)s,
     %(village_inclusive)s, %(village_ordinary)s, %(village_since)s),
    ('township', %(township_chair)s, %(township_vice_min)s, %(township_executive_min)s,
     %(township_inclusive)s, %(township_ordinary)s, %(township_since)s)
),
body AS MATERIALIZED (
    SELECT id, parent_id, level, place, kind, founded_on FROM tree
    WHERE active AND is_counted AND level IN ('village', 'township')
),
holder AS MATERIALIZED (
    SELECT a.id, a.org_id, a.person_id, a.office, a.group_id, a.since, a.employment, a.origin
    FROM members_appointment a
    WHERE a.county_id = app.county() AND a.since <= %(day)s
      AND (a.until IS NULL OR a.until > %(day)s)
),
former AS MATERIALIZED (
    SELECT a.id, a.org_id, a.person_id, a.office, a.until, a.departure
    FROM members_appointment a
    WHERE a.county_id = app.county() AND a.since <= %(day)s AND a.until <= %(day)s
),
-- The committee: chair, vice-chairs, executive members of the organisations that are counted.
officer AS MATERIALIZED (
    SELECT h.id, h.org_id, h.person_id, h.office, h.since, h.employment, h.origin, b.level,
           p.birth_on, p.education, p.political_status, p.source_category, p.name_shown_since
    FROM holder h JOIN body b ON b.id = h.org_id
    JOIN members_person p ON p.county_id = app.county() AND p.id = h.person_id
    WHERE h.office IN ('chair', 'vice_chair', 'executive_member')
),
post AS MATERIALIZED (
    SELECT p.id FROM duties_dutypost p
    WHERE p.county_id = app.county() AND p.since <= %(day)s
      AND (p.until IS NULL OR p.until > %(day)s)
    UNION
    SELECT h.post_id FROM duties_posthistory h
    WHERE h.county_id = app.county() AND h.since <= %(day)s AND h.until > %(day)s
),
held AS MATERIALIZED (
    SELECT a.org_id, a.appointment_id, a.post_id
    FROM duties_postassignment a
    JOIN post p ON p.id = a.post_id
    JOIN holder h ON h.id = a.appointment_id
    WHERE a.county_id = app.county() AND a.since <= %(day)s
      AND (a.until IS NULL OR a.until > %(day)s)
),
womens_group AS MATERIALIZED (
    SELECT g.id, g.org_id FROM members_womensgroup g
    JOIN body b ON b.id = g.org_id AND b.level = 'village'
    WHERE g.county_id = app.county() AND g.founded_on <= %(day)s
      AND (g.closed_on IS NULL OR g.closed_on > %(day)s)
),
-- Where rows stood that have gone over to a successor since.
stay AS MATERIALIZED (
    SELECT s.kind, s.row, s.org_id FROM orgs_stay s
    WHERE s.county_id = app.county() AND s.until > %(day)s
      AND NOT EXISTS (SELECT 1 FROM orgs_stay e
                      WHERE e.county_id = app.county() AND e.kind = s.kind AND e.row = s.row
                        AND e.until > %(day)s AND e.until < s.until)
),
-- Households are too many for a row each: how many a village has, and how many had their yard
-- scored by two or more. Those that stood elsewhere then are taken from one village to another.
household AS NOT MATERIALIZED (
    SELECT h.id, h.org_id FROM duties_household h
    WHERE h.county_id = app.county() AND h.since <= %(day)s
      AND (h.until IS NULL OR h.until > %(day)s)
),
scored AS MATERIALIZED (
    SELECT e.household_id AS id
    FROM homes_courtyardentry e
    JOIN (SELECT entry_id FROM homes_courtyardscore
          WHERE county_id = app.county() AND kind = 'score' AND scored_on <= %(day)s
          GROUP BY entry_id HAVING count(*) >= 2) twice ON twice.entry_id = e.id
    WHERE e.county_id = app.county()
),
moved_home AS MATERIALIZED (
    SELECT h.id, h.org_id, s.org_id AS then_id
    FROM stay s JOIN household h ON h.id = s.row WHERE s.kind = 'duties_household'
),
village_homes AS MATERIALIZED (
    SELECT b.id AS org_id, sum(h.homes)::int AS homes, sum(h.scored)::int AS scored
    FROM (SELECT org_id, count(*)::int AS homes,
                 (count(*) FILTER (WHERE id IN (SELECT s.id FROM scored s)))::int AS scored
          FROM household GROUP BY org_id
          UNION ALL
          SELECT place.id, place.one, (m.id IN (SELECT s.id FROM scored s))::int * place.one
          FROM moved_home m
          CROSS JOIN LATERAL (VALUES (m.then_id, 1), (m.org_id, -1)) place (id, one)) h
    JOIN body b ON b.id = h.org_id AND b.level = 'village'
    GROUP BY b.id HAVING sum(h.homes) > 0
),
-- A home as it was on the day: what has changed of it since stands in its past.
home AS MATERIALIZED (
    SELECT h.id, h.kind, h.rules_on,
           CASE WHEN p.id IS NULL THEN h.org_id ELSE p.org_id END AS org_id,
           CASE WHEN p.id IS NULL THEN h.social_id ELSE p.social_id END AS social_id,
           h.kind = 'physical' AND EXISTS (
               SELECT 1 FROM homes_homegrade g
               WHERE g.county_id = app.county() AND g.home_id = h.id AND g.since <= %(day)s
                 AND (g.until IS NULL OR g.until > %(day)s)
                 AND g.tier IN ('city_model', 'province_model', 'national_model')) AS is_model,
           NOT EXISTS (SELECT 1 FROM homes_homepause p
                       WHERE p.county_id = app.county() AND p.home_id = h.id AND p.since <= %(day)s
                         AND (p.until IS NULL OR p.until > %(day)s)) AS in_use
    FROM homes_womenshome h
    LEFT JOIN homes_homepast p ON p.county_id = app.county() AND p.home_id = h.id
              AND p.since <= %(day)s AND p.until > %(day)s
    WHERE h.county_id = app.county() AND h.since <= %(day)s
      AND (h.until IS NULL OR h.until > %(day)s)
),
social AS MATERIALIZED (
    SELECT s.id, s.org_id, s.support FROM orgs_womenssocialorganisation s
    WHERE s.county_id = app.county() AND s.since <= %(day)s
      AND (s.until IS NULL OR s.until > %(day)s)
),
cluster AS MATERIALIZED (
    SELECT c.id, c.org_id, c.kind FROM orgs_cluster c
    WHERE c.county_id = app.county() AND c.since <= %(day)s
      AND (c.until IS NULL OR c.until > %(day)s)
),
-- What was held in the quarter, and the lines of the ledgers that were written for it.
activity AS MATERIALIZED (
    SELECT a.id, a.org_id, a.home_id, coalesce(a.attendances, 0) AS attendances,
           coalesce(a.persons, 0) AS persons
    FROM homes_activity a
    WHERE a.county_id = app.county() AND a.status IN ('held', 'summed_up')
      AND a.starts_at >= %(first_at)s AND a.starts_at < %(end_at)s
),
ledger AS MATERIALIZED (
    SELECT e.id, e.org_id, e.kind, e.category, e.amount, e.has_measures,
           e.status <> 'noted' AS raised,
           e.closed_on IS NOT NULL AND e.closed_on <= %(day)s AS closed,
           e.kind = 'liaison' AND coalesce(e.content -> 'words' ->> 'basics', '') <> ''
           AND coalesce(e.content -> 'words' ->> 'difficulty', '') <> ''
           AND coalesce(e.content -> 'words' ->> 'measures', '') <> ''
           AND coalesce(e.content -> 'words' ->> 'result', '') <> '' AS whole
    FROM duties_ledgerentry e
    WHERE e.county_id = app.county() AND e.done_on BETWEEN %(first)s AND %(day)s
)
