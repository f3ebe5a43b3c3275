-- I-TEAM, I-TRN, I-EVAL-4 and 5.
team AS MATERIALIZED (
    SELECT b.id, b.founded_on, q.*,
           count(*) FILTER (WHERE h.office = 'chair') AS chairs,
           count(*) FILTER (WHERE h.office = 'vice_chair') AS vices,
           count(*) FILTER (WHERE h.office = 'executive_member') AS executives
    FROM body b JOIN quota q ON q.level = b.level LEFT JOIN officer h ON h.org_id = b.id
    GROUP BY b.id, b.founded_on, q.level, q.chair, q.vice_min, q.executive_min, q.inclusive,
             q.ordinary, q.since
),
-- Vice-chairs beyond the least number fill seats of executive members where these include them.
need (org, office, place, seats, vacant, opened_on) AS MATERIALIZED (
    SELECT id, 'chair', 1, chair, greatest(chair - chairs, 0), greatest(founded_on, since)
    FROM team
    UNION ALL
    SELECT id, 'vice_chair', 2, vice_min, greatest(vice_min - vices, 0),
           greatest(founded_on, since)
    FROM team
    UNION ALL
    SELECT id, 'executive_member', 3, ordinary,
           greatest(ordinary - executives
                    - CASE WHEN inclusive THEN greatest(vices - vice_min, 0) ELSE 0 END, 0),
           greatest(founded_on, since)
    FROM team
),
-- A seat opens when it is due, and again whenever its holder leaves; the latest are still open.
opening (org, office, place, vacant, opened_on) AS (
    SELECT org, office, place, vacant, opened_on
    FROM (SELECT n.*, generate_series(1, seats) FROM need n WHERE vacant > 0) due
    UNION ALL
    SELECT n.org, n.office, n.place, n.vacant, s.until
    FROM need n JOIN seat s ON s.org_id = n.org AND s.office = n.office
    WHERE n.vacant > 0 AND NOT s.live
),
vacancy AS MATERIALIZED (
    SELECT org, office, place, opened_on
    FROM (SELECT o.*, row_number() OVER (PARTITION BY org, office ORDER BY opened_on DESC) AS n
          FROM opening o) latest
    WHERE n <= vacant
),
term AS MATERIALIZED (
    SELECT t.org_id, bool_or(coalesce(t.extended_to, t.ends_on) <= %(day)s) AS due,
           bool_or(coalesce(t.extended_to, t.ends_on) > %(day)s) AS renewed
    FROM members_congressterm t JOIN body b ON b.id = t.org_id
    WHERE t.county_id = %(county)s AND t.starts_on <= %(day)s
    GROUP BY t.org_id
),
on_committee AS MATERIALIZED (
    SELECT DISTINCT c.org_id, c.person_id FROM members_committeeseat c
    WHERE c.county_id = %(county)s AND c.body IN ('party', 'villagers') AND c.since <= %(day)s
      AND (c.until IS NULL OR c.until > %(day)s)
),
training AS MATERIALIZED (
    SELECT t.id, t.org_id, t.audience, t.held_on, coalesce(t.women, 0) AS women
    FROM members_trainingsession t WHERE t.county_id = %(county)s AND t.held_on <= %(day)s
),
trained AS MATERIALIZED (
    SELECT a.person_id, max(t.held_on) AS last_on
    FROM members_trainingattendance a JOIN training t ON t.id = a.session_id
    WHERE a.county_id = %(county)s AND t.audience = 'officers'
    GROUP BY a.person_id
),
person AS MATERIALIZED (
    SELECT h.id, h.org_id, p.political_status, p.education, p.source_category,
           extract(year FROM age(%(day)s::date, p.birth_on))::int AS years
    FROM officer h JOIN members_person p ON p.county_id = %(county)s AND p.id = h.person_id
)
--
SELECT id, 'I-TEAM-1',
       (chairs >= chair AND vices >= vice_min
        AND executives + CASE WHEN inclusive THEN chairs + vices ELSE 0 END >= executive_min)::int,
       1, id
FROM team
UNION ALL
SELECT org_id, CASE office WHEN 'chair' THEN 'I-TEAM-2.chair'
                           WHEN 'vice_chair' THEN 'I-TEAM-2.vice'
                           ELSE 'I-TEAM-2.executive' END, 1, 0, id
FROM officer
UNION ALL
SELECT org_id, 'I-TEAM-2.committee', 1, 0, id FROM officer
UNION ALL
SELECT h.org_id, 'I-TEAM-2.representative', 1, 0, h.id
FROM holder h JOIN body b ON b.id = h.org_id WHERE h.office = 'representative'
UNION ALL
SELECT org_id, 'I-TEAM-3', renewed::int, 1, org_id FROM term WHERE due
UNION ALL
SELECT h.org_id, 'I-TEAM-4', (c.person_id IS NOT NULL)::int, 1, h.id
FROM officer h LEFT JOIN on_committee c ON c.org_id = h.org_id AND c.person_id = h.person_id
WHERE h.office = 'chair' AND h.level = 'village'
UNION ALL
SELECT b.id, 'I-TEAM-5', (c.org_id IS NOT NULL)::int, 1, b.id
FROM body b LEFT JOIN (SELECT DISTINCT org_id FROM on_committee) c ON c.org_id = b.id
WHERE b.level = 'village'
UNION ALL
SELECT id, 'I-TEAM-6', (chairs > 0)::int, 1, id FROM team
UNION ALL
SELECT org_id, CASE origin WHEN 'appointed' THEN 'I-TEAM-7.appointed'
                           ELSE 'I-TEAM-7.elected' END, 1, 0, id
FROM officer
WHERE office = 'vice_chair' AND employment = 'part_time' AND origin IN ('elected', 'appointed')
UNION ALL
SELECT org_id, 'I-TEAM-8.age.' || CASE WHEN years IS NULL THEN 'unknown' WHEN years <= 35 THEN '35'
                                       WHEN years <= 45 THEN '45' WHEN years <= 55 THEN '55'
                                       ELSE 'over' END, 1, 0, id
FROM person
UNION ALL
SELECT org_id, 'I-TEAM-8.education.' || CASE education WHEN '' THEN 'unknown' ELSE education END,
       1, 0, id
FROM person
UNION ALL
SELECT org_id, 'I-TEAM-8.party.' || CASE political_status WHEN '' THEN 'unknown'
                                         ELSE political_status END, 1, 0, id
FROM person
UNION ALL
SELECT org_id, 'I-TEAM-8.source.' || CASE source_category WHEN '' THEN 'unknown'
                                          ELSE source_category END, 1, 0, id
FROM person
UNION ALL
SELECT org, 'I-TEAM-9', 0, seats, 0 FROM need WHERE seats > 0
UNION ALL
SELECT org, 'I-TEAM-9', 1, 0, place FROM vacancy
UNION ALL
SELECT org, 'I-TEAM-9.days', %(day)s - opened_on, 0, place FROM vacancy
UNION ALL
SELECT h.org_id, 'I-TRN-1', coalesce(t.last_on >= h.since, false)::int, 1, h.id
FROM officer h LEFT JOIN trained t ON t.person_id = h.person_id
UNION ALL
SELECT h.org_id, 'I-TRN-2', coalesce(t.last_on >= h.since, false)::int, 1, h.id
FROM officer h LEFT JOIN trained t ON t.person_id = h.person_id
WHERE h.since > %(day)s::date - 365
UNION ALL
SELECT org_id, 'I-TRN-3.sessions', 1, 0, id FROM training
WHERE audience = 'officers' AND held_on >= %(first)s
UNION ALL
SELECT t.org_id, 'I-TRN-3.times', count(*)::int, 0, t.id
FROM training t
JOIN members_trainingattendance a ON a.county_id = %(county)s AND a.session_id = t.id
WHERE t.audience = 'officers' AND t.held_on >= %(first)s
GROUP BY t.org_id, t.id
UNION ALL
SELECT org_id, 'I-TRN-3.women', women, 0, id FROM training
WHERE audience = 'women' AND held_on >= %(first)s
UNION ALL
SELECT c.org_id, 'I-EVAL-4', 1, 0, c.id FROM members_commendation c
WHERE c.county_id = %(county)s AND c.given_on BETWEEN %(first)s AND %(day)s
UNION ALL
SELECT org_id, 'I-EVAL-5', 1, 0, id FROM seat
WHERE departure IN ('unfit', 'not_performing') AND until BETWEEN %(first)s AND %(day)s
  AND office IN ('chair', 'vice_chair', 'executive_member')
