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
    FROM need n JOIN former s ON s.org_id = n.org AND s.office = n.office
    WHERE n.vacant > 0
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
    WHERE t.county_id = app.county() AND t.starts_on <= %(day)s
    GROUP BY t.org_id
),
on_committee AS MATERIALIZED (
    SELECT DISTINCT c.org_id, c.person_id FROM members_committeeseat c
    WHERE c.county_id = app.county() AND c.body IN ('party', 'villagers') AND c.since <= %(day)s
      AND (c.until IS NULL OR c.until > %(day)s)
),
training AS MATERIALIZED (
    SELECT t.id, t.org_id, t.audience, t.held_on, coalesce(t.women, 0) AS women
    FROM members_trainingsession t WHERE t.county_id = app.county() AND t.held_on <= %(day)s
),
trained AS MATERIALIZED (
    SELECT a.person_id, max(t.held_on) AS last_on
    FROM members_trainingattendance a JOIN training t ON t.id = a.session_id
    WHERE a.county_id = app.county() AND t.audience = 'officers'
    GROUP BY a.person_id
)
-- counts
SELECT id, 'I-TEAM-1',
       (chairs >= chair AND vices >= vice_min
        AND executives + CASE WHEN inclusive THEN chairs + vices ELSE 0 END >= executive_min)::int,
       1, id
FROM team
UNION ALL
SELECT org_id, 'I-TEAM-3', renewed::int, 1, org_id FROM term WHERE due
UNION ALL
SELECT b.id, 'I-TEAM-5', (c.org_id IS NOT NULL)::int, 1, b.id
FROM body b LEFT JOIN (SELECT DISTINCT org_id FROM on_committee) c ON c.org_id = b.id
WHERE b.level = 'village'
UNION ALL
SELECT id, 'I-TEAM-6', (chairs > 0)::int, 1, id FROM team
UNION ALL
SELECT org, 'I-TEAM-9.days', %(day)s - opened_on, 0, place FROM vacancy
UNION ALL
SELECT org_id, 'I-TRN-3.sessions', 1, 0, id FROM training
WHERE audience = 'officers' AND held_on >= %(first)s
UNION ALL
SELECT t.org_id, 'I-TRN-3.times', count(*)::int, 0, t.id
FROM training t
JOIN members_trainingattendance a ON a.county_id = app.county() AND a.session_id = t.id
WHERE t.audience = 'officers' AND t.held_on >= %(first)s
GROUP BY t.org_id, t.id
UNION ALL
SELECT org_id, 'I-TRN-3.women', women, 0, id FROM training
WHERE audience = 'women' AND held_on >= %(first)s
UNION ALL
SELECT c.org_id, 'I-EVAL-4', 1, 0, c.id FROM members_commendation c
WHERE c.county_id = app.county() AND c.given_on BETWEEN %(first)s AND %(day)s
UNION ALL
SELECT org_id, 'I-EVAL-5', 1, 0, id FROM former
WHERE departure IN ('unfit', 'not_performing') AND until BETWEEN %(first)s AND %(day)s
  AND office IN ('chair', 'vice_chair', 'executive_member')
-- gaps
SELECT org, 'I-TEAM-9', 0, seats, 0 FROM need WHERE seats > 0
UNION ALL
SELECT org, 'I-TEAM-9', 1, 0, place FROM vacancy
-- flags
SELECT h.org_id, h.id,
       true AS "I-TEAM-2.committee",
       h.office = 'chair' AS "I-TEAM-2.chair",
       h.office = 'vice_chair' AS "I-TEAM-2.vice",
       h.office = 'executive_member' AS "I-TEAM-2.executive",
       CASE WHEN h.office = 'chair' AND h.level = 'village'
            THEN c.person_id IS NOT NULL END AS "I-TEAM-4",
       h.part_time AND h.origin = 'elected' AS "I-TEAM-7.elected",
       h.part_time AND h.origin = 'appointed' AS "I-TEAM-7.appointed",
       h.years <= 35 AS "I-TEAM-8.age.35",
       h.years > 35 AND h.years <= 45 AS "I-TEAM-8.age.45",
       h.years > 45 AND h.years <= 55 AS "I-TEAM-8.age.55",
       h.years > 55 AS "I-TEAM-8.age.over",
       h.years IS NULL AS "I-TEAM-8.age.unknown",
       h.education = 'primary' AS "I-TEAM-8.education.primary",
       h.education = 'junior' AS "I-TEAM-8.education.junior",
       h.education = 'senior' AS "I-TEAM-8.education.senior",
       h.education = 'college' AS "I-TEAM-8.education.college",
       h.education = 'bachelor' AS "I-TEAM-8.education.bachelor",
       h.education = 'master' AS "I-TEAM-8.education.master",
       h.education = '' AS "I-TEAM-8.education.unknown",
       h.political_status = 'party' AS "I-TEAM-8.party.party",
       h.political_status = 'probationary' AS "I-TEAM-8.party.probationary",
       h.political_status = 'league' AS "I-TEAM-8.party.league",
       h.political_status = 'democratic' AS "I-TEAM-8.party.democratic",
       h.political_status = 'masses' AS "I-TEAM-8.party.masses",
       h.political_status = '' AS "I-TEAM-8.party.unknown",
       h.source_category = 'group_leader' AS "I-TEAM-8.source.group_leader",
       h.source_category = 'grid_worker' AS "I-TEAM-8.source.grid_worker",
       h.source_category = 'entrepreneur' AS "I-TEAM-8.source.entrepreneur",
       h.source_category = 'interest_group' AS "I-TEAM-8.source.interest_group",
       h.source_category = 'square_dance' AS "I-TEAM-8.source.square_dance",
       h.source_category = 'resident' AS "I-TEAM-8.source.resident",
       h.source_category = 'village_chair' AS "I-TEAM-8.source.village_chair",
       h.source_category = 'unit_leader' AS "I-TEAM-8.source.unit_leader",
       h.source_category = 'social_organisation' AS "I-TEAM-8.source.social_organisation",
       h.source_category = 'association' AS "I-TEAM-8.source.association",
       h.source_category = 'other' AS "I-TEAM-8.source.other",
       h.source_category = '' AS "I-TEAM-8.source.unknown",
       h.trained AS "I-TRN-1",
       CASE WHEN h.since > %(day)s::date - 365 THEN h.trained END AS "I-TRN-2"
FROM (SELECT o.*,
             extract(year FROM age(%(day)s::date::timestamp, o.birth_on::timestamp))::int AS years,
             o.office = 'vice_chair' AND o.employment = 'part_time' AS part_time,
             coalesce(t.last_on >= o.since, false) AS trained
      FROM officer o
      LEFT JOIN trained t ON t.person_id = o.person_id
      OFFSET 0) h  -- what is said of a person is reckoned once
LEFT JOIN on_committee c ON c.org_id = h.org_id AND c.person_id = h.person_id
