-- I-HOME, I-NET, I-PUB, I-ACT.
kept AS MATERIALIZED (
    SELECT org_id, bool_or(kind = 'physical') AS physical, bool_or(kind = 'online') AS online
    FROM home WHERE in_use GROUP BY org_id
),
online_group AS MATERIALIZED (
    SELECT g.id, g.org_id, g.kind, g.rules_on <= %(day)s AS ruled
    FROM homes_onlinegroup g JOIN body b ON b.id = g.org_id
    WHERE g.county_id = app.county() AND g.since <= %(day)s
      AND (g.until IS NULL OR g.until > %(day)s)
),
two_groups AS MATERIALIZED (
    SELECT b.id, coalesce(bool_or(g.kind = 'executive'), false) AS executive,
           coalesce(bool_or(g.kind = 'home'), false) AS home
    FROM body b LEFT JOIN online_group g ON g.org_id = b.id GROUP BY b.id
),
counted AS MATERIALIZED (
    SELECT DISTINCT ON (c.group_id) c.group_id, c.members FROM homes_groupcount c
    WHERE c.county_id = app.county() AND c.counted_on <= %(day)s
    ORDER BY c.group_id, c.counted_on DESC
),
-- A cluster has its model home when it chose one of its members' homes, or when exactly one of
-- those in use has the city's tier.
inside AS MATERIALIZED (
    SELECT m.cluster_id, m.org_id FROM orgs_clustermember m
    JOIN cluster c ON c.id = m.cluster_id AND c.kind = 'home'
    WHERE m.county_id = app.county() AND m.since <= %(day)s
      AND (m.until IS NULL OR m.until > %(day)s)
),
settled AS MATERIALIZED (
    SELECT m.cluster_id FROM homes_modelhome m
    JOIN home h ON h.id = m.home_id
    JOIN inside i ON i.cluster_id = m.cluster_id AND i.org_id = h.org_id
    WHERE m.county_id = app.county() AND m.since <= %(day)s
      AND (m.until IS NULL OR m.until > %(day)s)
    UNION
    SELECT i.cluster_id FROM inside i JOIN home h ON h.org_id = i.org_id
    WHERE h.is_model AND h.in_use GROUP BY i.cluster_id HAVING count(*) = 1
),
-- What was taken down on the day, and not put back by then.
down AS MATERIALIZED (
    SELECT t.org_id FROM homes_takedown t
    WHERE t.county_id = app.county() AND t.person_id IS NULL AND t.down_at < %(end_at)s
      AND (t.back_at IS NULL OR t.back_at >= %(end_at)s)
),
own_duties AS MATERIALIZED (
    SELECT d.org_id FROM homes_disclosure d WHERE d.county_id = app.county() AND d.duties <> ''
),
-- Women may know who the officers are once every one of them was asked whether her name is public.
known AS MATERIALIZED (
    SELECT h.org_id,
           bool_and(coalesce(h.name_shown_since <= %(day)s, false) OR n.person_id IS NOT NULL)
               AS all_asked
    FROM officer h
    LEFT JOIN (SELECT DISTINCT person_id FROM homes_nameconsent
               WHERE county_id = app.county() AND said_on <= %(day)s) n ON n.person_id = h.person_id
    GROUP BY h.org_id
),
planned AS MATERIALIZED (
    SELECT p.org_id FROM homes_activityplan p
    WHERE p.county_id = app.county() AND p.quarter = %(first)s AND p.text <> ''
    UNION
    SELECT a.org_id FROM homes_activity a
    WHERE a.county_id = app.county() AND a.status <> 'called_off'
      AND a.starts_at >= %(first_at)s AND a.starts_at < %(after_at)s
    UNION
    SELECT o.org_id FROM homes_coorganiser o
    JOIN homes_activity a ON a.county_id = app.county() AND a.id = o.activity_id
    WHERE o.county_id = app.county() AND o.org_id IS NOT NULL AND a.status <> 'called_off'
      AND a.starts_at >= %(first_at)s AND a.starts_at < %(after_at)s
)
-- counts
SELECT b.id, 'I-HOME-1', coalesce(k.physical, false)::int, 1, b.id
FROM body b LEFT JOIN kept k ON k.org_id = b.id
UNION ALL
SELECT b.id, 'I-HOME-2', coalesce(k.online, false)::int, 1, b.id
FROM body b LEFT JOIN kept k ON k.org_id = b.id
UNION ALL
SELECT b.id, 'I-HOME-3', coalesce(k.physical AND k.online, false)::int, 1, b.id
FROM body b LEFT JOIN kept k ON k.org_id = b.id
UNION ALL
SELECT h.org_id, 'I-HOME-4', (a.home_id IS NOT NULL)::int, 1, h.id
FROM home h JOIN tree t ON t.id = h.org_id AND t.active
LEFT JOIN (SELECT DISTINCT home_id FROM activity) a ON a.home_id = h.id
WHERE h.kind <> 'online'
UNION ALL
SELECT h.org_id, 'I-HOME-4.activities', 1, 0, a.id
FROM activity a JOIN home h ON h.id = a.home_id WHERE h.kind <> 'online'
UNION ALL
SELECT h.org_id, 'I-HOME-5', coalesce(h.rules_on <= %(day)s, false)::int, 1, h.id
FROM home h JOIN body b ON b.id = h.org_id WHERE h.kind = 'physical' AND h.in_use
UNION ALL
SELECT h.org_id, 'I-HOME-6', 1, 0, h.id
FROM home h JOIN tree t ON t.id = h.org_id AND t.active WHERE h.kind = 'micro' AND h.in_use
UNION ALL
SELECT c.org_id, 'I-HOME-7', (s.cluster_id IS NOT NULL)::int, 1, c.id
FROM cluster c JOIN tree t ON t.id = c.org_id LEFT JOIN settled s ON s.cluster_id = c.id
WHERE c.kind = 'home'
UNION ALL
SELECT id, 'I-NET-1', executive::int, 1, id FROM two_groups
UNION ALL
SELECT b.id, 'I-NET-2', coalesce(k.online, false)::int, 1, b.id
FROM body b LEFT JOIN kept k ON k.org_id = b.id
UNION ALL
SELECT id, 'I-NET-3.due', executive::int + home::int, 2, id FROM two_groups
UNION ALL
SELECT org_id, 'I-NET-3', 1, 0, id FROM online_group
UNION ALL
SELECT g.org_id, 'I-NET-3.members', c.members, 0, g.id
FROM online_group g JOIN counted c ON c.group_id = g.id
UNION ALL
SELECT org_id, 'I-NET-4', coalesce(ruled, false)::int, 1, id FROM online_group
UNION ALL
SELECT b.id, 'I-PUB-1',
       (h.org_id IS NULL AND (s.org_id IS NOT NULL OR b.level = ANY(%(told_levels)s))
        AND coalesce(k.all_asked, false) AND p.org_id IS NOT NULL)::int,
       1, b.id
FROM body b
LEFT JOIN own_duties s ON s.org_id = b.id
LEFT JOIN (SELECT DISTINCT org_id FROM down) h ON h.org_id = b.id
LEFT JOIN known k ON k.org_id = b.id
LEFT JOIN planned p ON p.org_id = b.id
UNION ALL
SELECT org_id, 'I-ACT-1', 1, 0, id FROM activity
UNION ALL
SELECT org_id, 'I-ACT-1.times', attendances, 0, id FROM activity
UNION ALL
SELECT org_id, 'I-ACT-1.persons', persons, 0, id FROM activity
UNION ALL
SELECT a.org_id, 'I-ACT-2', (o.activity_id IS NOT NULL)::int, 1, a.id
FROM activity a
LEFT JOIN (SELECT DISTINCT activity_id FROM homes_coorganiser WHERE county_id = app.county()) o
     ON o.activity_id = a.id
