-- I-ORG, I-SOC, I-FUND, I-GOV.
reform AS MATERIALIZED (
    SELECT DISTINCT ON (r.org_id, r.matter) r.org_id, r.matter, r.status
    FROM orgs_reformstep r WHERE r.county_id = app.county() AND r.since <= %(day)s
    ORDER BY r.org_id, r.matter, r.since DESC, r.id DESC
),
model_home AS MATERIALIZED (
    SELECT h.id, h.org_id, h.social_id FROM home h JOIN body b ON b.id = h.org_id WHERE h.is_model
)
-- counts
SELECT id, 'I-ORG-1', (kind = 'federation')::int, 1, id FROM body WHERE level = 'village'
UNION ALL
SELECT b.id, 'I-ORG-2', (r.status IS NOT NULL)::int, 1, b.id
FROM body b
LEFT JOIN reform r ON r.org_id = b.id AND r.matter = 'regionalisation' AND r.status = 'done'
WHERE b.level = 'township'
UNION ALL
SELECT id, 'I-ORG-3', 1, 0, id FROM tree
WHERE active AND field <> '' AND founded_on >= %(first)s
UNION ALL
SELECT id, 'I-ORG-3.all', 1, 0, id FROM tree WHERE active AND field <> ''
UNION ALL
SELECT id, 'I-ORG-4',
       (kind IN ('federation', 'womens_committee', 'working_committee', 'joint_federation'))::int,
       1, id
FROM tree WHERE active AND place = 'park'
UNION ALL
SELECT m.org_id, 'I-ORG-5', 1, 0, m.id FROM orgs_groupmember m JOIN tree t ON t.id = m.org_id
WHERE m.county_id = app.county() AND m.since <= %(day)s AND (m.until IS NULL OR m.until > %(day)s)
UNION ALL
SELECT m.org_id, 'I-ORG-6', 1, 0, m.id FROM orgs_memberunit m JOIN tree t ON t.id = m.org_id
WHERE m.county_id = app.county() AND m.since <= %(day)s AND (m.until IS NULL OR m.until > %(day)s)
UNION ALL
SELECT b.id, 'I-ORG-7', (m.org_id IS NOT NULL)::int, 1, b.id
FROM body b
LEFT JOIN (SELECT DISTINCT m.org_id FROM orgs_clustermember m
           JOIN cluster c ON c.id = m.cluster_id AND c.kind IN ('community', 'enterprise')
           WHERE m.county_id = app.county() AND m.since <= %(day)s
             AND (m.until IS NULL OR m.until > %(day)s)) m ON m.org_id = b.id
WHERE b.level = 'village' AND b.place = 'community'
UNION ALL
SELECT c.org_id, 'I-ORG-7.clusters', 1, 0, c.id FROM cluster c JOIN tree t ON t.id = c.org_id
WHERE c.kind IN ('community', 'enterprise')
UNION ALL
SELECT b.id, 'I-SOC-1', (s.town IS NOT NULL)::int, 1, b.id
FROM body b
JOIN reform r ON r.org_id = b.id AND r.matter = 'regionalisation' AND r.status = 'done'
LEFT JOIN (SELECT DISTINCT CASE t.level WHEN 'township' THEN t.id ELSE t.parent_id END AS town
           FROM social s JOIN tree t ON t.id = s.org_id
           WHERE s.support = 'cultivated' AND t.level IN ('township', 'village')) s
     ON s.town = b.id
WHERE b.level = 'township'
UNION ALL
SELECT m.org_id, 'I-SOC-2', (s.id IS NOT NULL)::int, 1, m.id
FROM model_home m
LEFT JOIN social s ON s.id = m.social_id AND s.support = 'introduced'
UNION ALL
SELECT m.org_id, 'I-HOME-8', (s.id IS NOT NULL)::int, 1, m.id
FROM model_home m LEFT JOIN social s ON s.id = m.social_id
UNION ALL
SELECT b.id, 'I-GOV-3', (r.status IS NOT NULL)::int, 1, b.id
FROM body b
LEFT JOIN reform r ON r.org_id = b.id AND r.matter = 'party_appraisal' AND r.status = 'done'
WHERE b.level = 'township'
UNION ALL
SELECT p.org_id, 'I-GOV-4', coalesce(p.read_at < %(end_at)s, false)::int, 1, p.id
FROM duties_dispatchreceipt p
JOIN duties_dispatch d ON d.county_id = app.county() AND d.id = p.dispatch_id
JOIN body b ON b.id = p.org_id
WHERE p.county_id = app.county() AND p.appointment_id IS NULL AND d.kind = 'guidance'
  AND (d.recalled_at IS NULL OR d.recalled_at >= %(end_at)s)
  AND d.sent_at >= %(first_at)s AND d.sent_at < %(end_at)s
-- large
SELECT f.org_id, 'I-FUND-1', (f.received * 100)::bigint, (f.due * 100)::bigint, f.id
FROM members_fundingline f JOIN tree t ON t.id = f.org_id
WHERE f.county_id = app.county() AND f.year = %(year)s
UNION ALL
SELECT f.org_id, 'I-FUND-2', (f.received * 100)::bigint, coalesce(f.heads, 0)::int, f.id
FROM members_fundingline f JOIN tree t ON t.id = f.org_id
WHERE f.county_id = app.county() AND f.year = %(year)s AND f.basis = 'per_head'
