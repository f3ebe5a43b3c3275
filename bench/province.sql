-- Facts of a whole province, the same every time: luck is a hash of the key. Each part begins with
-- its table and columns; what else a table must have is filled in by bench/province.py.
-- Keys are reckoned: a seat is 64 x its organisation + its place on the committee.

-- bench_body
SELECT row_number() OVER (ORDER BY county_id, lft) AS ord, county_id, id AS org, level
FROM orgs_org
WHERE is_counted AND level IN ('township', 'village') AND hashint8extended(id, 1) & 1023 >= 20

-- bench_seat
SELECT b.ord * 64 + n AS id, b.ord, n, b.county_id, b.org, b.level, s.office,
       DATE '2025-01-01' + (hashint8extended(b.ord * 64 + n, 2) & 127)::int AS since,
       CASE WHEN s.office <> 'chair' AND hashint8extended(b.ord * 64 + n, 3) & 1023 < 40
            THEN DATE '2026-01-01' + (hashint8extended(b.ord * 64 + n, 4) & 63)::int END AS until
FROM bench_body b
JOIN (VALUES ('village', 'chair', 1, 1), ('village', 'vice_chair', 2, 3),
             ('village', 'executive_member', 4, 18), ('village', 'representative', 19, 33),
             ('township', 'chair', 1, 1), ('township', 'vice_chair', 2, 4),
             ('township', 'executive_member', 5, 29)) s (level, office, low, high)
     ON s.level = b.level
CROSS JOIN generate_series(s.low, s.high) n
WHERE s.office = 'representative' OR hashint8extended(b.ord * 64 + n, 5) & 1023 >= 51
ORDER BY 1

-- duties_household: id, county_id, org_id, group_id, name, women, since
SELECT s.id * 64 + h, s.county_id, s.org, s.ord * 16 + s.n % 12 + 1, s.n || '组第' || h || '户', 2,
       s.since
FROM bench_seat s
CROSS JOIN generate_series(1, 30 + (hashint8extended(s.id, 6) & 2047)::int % 21) h
WHERE s.office = 'representative' ORDER BY s.id, h

-- duties_liaisonlink: id, county_id, org_id, level, above_id, household_id, is_primary, since, until, entered_at
SELECT 1000000000 + s.id * 64 + h, s.county_id, s.org, 4, s.id, s.id * 64 + h, true, s.since,
       CASE WHEN hashint8extended(s.id * 64 + h, 7) & 1023 < 30 THEN DATE '2026-02-01'
            ELSE s.until END, TIMESTAMPTZ '2026-01-05 09:00+8'
FROM bench_seat s
CROSS JOIN generate_series(1, 30 + (hashint8extended(s.id, 6) & 2047)::int % 21) h
WHERE s.office = 'representative' ORDER BY s.id, h

-- duties_liaisonlink: id, county_id, org_id, level, above_id, below_id, is_primary, since, until, entered_at
SELECT s.id, s.county_id, s.org, CASE WHEN s.n < 4 THEN 1 WHEN s.n < 19 THEN 2 ELSE 3 END, a.id,
       s.id, true, greatest(s.since, a.since),
       CASE WHEN hashint8extended(s.id, 8) & 1023 < 51 THEN DATE '2026-02-01'
            ELSE coalesce(s.until, a.until) END, TIMESTAMPTZ '2026-01-05 09:00+8'
FROM bench_seat s
JOIN bench_seat a ON a.id = s.ord * 64 + CASE WHEN s.n < 4 THEN 1 WHEN s.n < 19 THEN 2 + s.n % 2
                                              ELSE s.n - 15 END
WHERE s.level = 'village' AND s.n > 1 ORDER BY s.id

-- duties_liaisonlink: id, county_id, org_id, level, above_id, group_id, is_primary, since, until, entered_at
SELECT 500000000 + s.ord * 16 + s.n - 18, s.county_id, s.org, 4, s.id, s.ord * 16 + s.n - 18, true,
       s.since, s.until, TIMESTAMPTZ '2026-01-05 09:00+8'
FROM bench_seat s
WHERE s.n BETWEEN 19 AND 30 AND s.level = 'village' AND hashint8extended(s.id, 9) & 1023 >= 70
ORDER BY s.id

-- members_womensgroup: id, county_id, org_id, name, kind, founded_on
SELECT b.ord * 16 + g, b.county_id, b.org, g || '组', 'villager_group', DATE '2025-01-01'
FROM bench_body b CROSS JOIN generate_series(1, 12) g WHERE b.level = 'village' ORDER BY b.ord, g

-- members_person: id, county_id, org_id, name, pinyin, birth_on, education, political_status
SELECT id, county_id, org, '某人', 'mou ren',
       DATE '1965-01-01' + (hashint8extended(id, 10) & 8191)::int,
       CASE WHEN id % 5 = 0 THEN '' WHEN id % 2 = 0 THEN 'junior' ELSE 'bachelor' END,
       CASE WHEN id % 3 = 0 THEN 'party' ELSE 'masses' END
FROM bench_seat ORDER BY id

-- members_appointment: id, county_id, org_id, person_id, office, origin, since, until, departure, entered_at
SELECT id, county_id, org, id, office, 'elected', since, until,
       CASE WHEN until IS NULL THEN '' ELSE 'other' END, TIMESTAMPTZ '2026-01-05 09:00+8'
FROM bench_seat ORDER BY id

-- duties_postassignment: id, county_id, org_id, appointment_id, post_id, since, until, entered_at
SELECT s.id, s.county_id, s.org, s.id, p.posts[1 + s.n % 5], s.since, s.until,
       TIMESTAMPTZ '2026-01-05 09:00+8'
FROM bench_seat s
JOIN (SELECT county_id, array_agg(id ORDER BY place) AS posts FROM duties_dutypost
      GROUP BY county_id) p ON p.county_id = s.county_id
WHERE s.office = 'executive_member' AND hashint8extended(s.id, 11) & 1023 >= 51 ORDER BY s.id

-- duties_dutylogentry: id, county_id, org_id, appointment_id, post_id, done_on, what, entered_at
SELECT s.id, s.county_id, s.org, s.id, p.posts[1 + s.n % 5],
       DATE '2026-01-01' + (hashint8extended(s.id, 12) & 63)::int, '走访两户，帮老人取药',
       TIMESTAMPTZ '2026-03-05 09:00+8'
FROM bench_seat s
JOIN (SELECT county_id, array_agg(id ORDER BY place) AS posts FROM duties_dutypost
      GROUP BY county_id) p ON p.county_id = s.county_id
WHERE s.office = 'executive_member' AND hashint8extended(s.id, 13) & 1 = 0 ORDER BY s.id

-- duties_ledgerentry: id, county_id, org_id, appointment_id, kind, done_on, mode, status, has_measures, household_id, subject_name, content, entered_at
SELECT s.id * 8 + k, s.county_id, s.org, s.id, 'liaison',
       DATE '2025-04-01' + k / 2 * 92 + (hashint8extended(s.id * 8 + k, 14) & 63)::int, 'visit',
       CASE WHEN hashint8extended(s.id * 8 + k, 15) & 15 = 0 THEN 'open' ELSE 'noted' END,
       k % 2 = 0,
       CASE WHEN s.level = 'village' THEN (s.id + 15) * 64 + 1
                 + (hashint8extended(s.id * 8 + k, 16) & 2047) % 30 END,
       CASE WHEN s.level = 'village' THEN '' ELSE '某人' || k END,
       '{"words": {"basics": "三口之家", "difficulty": "孩子上学远", "measures": "联系校车",
         "result": "已经坐上"}}'::jsonb, TIMESTAMPTZ '2026-03-05 09:00+8'
FROM bench_seat s CROSS JOIN generate_series(0, 7) k
WHERE s.office = 'executive_member' AND hashint8extended(s.id, 17) & 1023 < 700 ORDER BY s.id, k

-- duties_deliberation: id, county_id, org_id, kind, mode, title, starts_at, status
SELECT ord * 4 + k, county_id, org, 'regular', 'in_person', '执委议事会',
       TIMESTAMPTZ '2025-04-10 09:00+8' + k * INTERVAL '92 days', 'confirmed'
FROM bench_body CROSS JOIN generate_series(0, 3) k
WHERE hashint8extended(ord * 4 + k, 18) & 1023 < 900 ORDER BY ord, k

-- duties_meetingattendance: id, county_id, meeting_id, appointment_id, presence
SELECT m.id * 32 + s.n, s.county_id, m.id, s.id,
       CASE WHEN hashint8extended(s.id, 19) & 7 = 0 THEN 'absent' ELSE 'present' END
FROM bench_seat s JOIN duties_deliberation m ON m.county_id = s.county_id AND m.id = s.ord * 4 + 3
WHERE s.office <> 'representative' ORDER BY 1

-- homes_womenshome: id, county_id, org_id, kind, name, rules_on, since
SELECT ord * 2 + k, county_id, org, CASE k WHEN 0 THEN 'physical' ELSE 'online' END, '妇女之家',
       DATE '2025-03-01', DATE '2025-03-01'
FROM bench_body CROSS JOIN generate_series(0, 1) k
WHERE hashint8extended(ord, 20 + k) & 1023 < CASE k WHEN 0 THEN 1000 ELSE 130 END ORDER BY ord, k

-- homes_activity: id, county_id, org_id, home_id, title, starts_at, status, attendances, persons
SELECT h.id * 2 + k, h.county_id, h.org_id, h.id, '健康讲座',
       TIMESTAMPTZ '2026-01-10 09:00+8' + k * INTERVAL '40 days', 'held', 30, 25
FROM homes_womenshome h CROSS JOIN generate_series(0, 1) k
WHERE h.kind = 'physical' AND hashint8extended(h.id * 2 + k, 22) & 1023 < 700 ORDER BY h.id, k

-- homes_volunteerteam: id, county_id, org_id, kind, name, since
SELECT ord, county_id, org, 'maternal_love', '巾帼志愿服务队', DATE '2025-03-01' FROM bench_body
WHERE level = 'township' OR hashint8extended(ord, 23) & 3 = 0 ORDER BY ord

-- homes_volunteeractivity: id, county_id, org_id, team_id, done_on, kind, what, half_hours, feed
SELECT id, county_id, org_id, id, DATE '2026-02-10', 'care', '看望独居老人', 4, id
FROM homes_volunteerteam

-- orgs_reformstep: id, county_id, org_id, matter, status, since
SELECT ord, county_id, org, 'regionalisation', 'done', DATE '2025-03-01' FROM bench_body
WHERE level = 'township' AND hashint8extended(ord, 24) & 3 > 0

-- members_congressterm: id, county_id, org_id, number, starts_on, ends_on
SELECT ord, county_id, org, 1, DATE '2021-05-01',
       DATE '2026-05-01' - (hashint8extended(ord, 25) & 127)::int
FROM bench_body ORDER BY ord

-- members_trainingsession: id, county_id, org_id, topic, audience, held_on, women
SELECT ord * 2, county_id, org, '家庭教育', 'women', DATE '2026-02-20', 40 FROM bench_body
WHERE level = 'township'
UNION ALL
SELECT ord * 2 + 1, county_id, org, '履职培训', 'officers', DATE '2026-02-21', 0 FROM bench_body
WHERE level = 'township'

-- members_trainingattendance: id, county_id, session_id, person_id
SELECT s.id, s.county_id, s.ord * 2 + 1, s.id FROM bench_seat s
WHERE s.level = 'township' AND hashint8extended(s.id, 26) & 3 > 0

-- duties_rotationplan: id, county_id, org_id, period, starts_on
SELECT ord, county_id, org, 'month', DATE '2025-12-01' FROM bench_body
WHERE level = 'township' AND hashint8extended(ord, 27) & 15 > 0

-- duties_rotationmember: id, county_id, plan_id, appointment_id, place
SELECT s.id, s.county_id, p.id, s.id, s.n
FROM bench_seat s JOIN duties_rotationplan p ON p.id = s.ord WHERE s.n BETWEEN 5 AND 12

-- duties_chairturn: id, county_id, org_id, plan_id, appointment_id, days, status
SELECT p.id * 8 + k, p.county_id, p.org_id, p.id, s.id,
       daterange((DATE '2025-12-01' + k * INTERVAL '1 month')::date,
                 (DATE '2025-12-01' + (k + 1) * INTERVAL '1 month')::date),
       CASE k WHEN 3 THEN 'active' ELSE 'done' END
FROM duties_rotationplan p CROSS JOIN generate_series(0, 3) k
JOIN bench_seat s ON s.id = p.id * 64 + 5 + k

-- duties_handover: id, county_id, org_id, turn_id, due_on, limit_days, handed_at, taken_at, occasion
SELECT t.id, t.county_id, t.org_id, t.id, lower(t.days), 5, lower(t.days)::timestamptz,
       lower(t.days)::timestamptz + (hashint8extended(t.id, 28) & 7) * INTERVAL '1 day', 'rotation'
FROM duties_chairturn t
