-- What a review with three criteria writes, by hand: one transaction, no chunks,
-- nothing that is not needed for just this scheme. A ";" ends each statement.

SET LOCAL jit = off;

CREATE TEMPORARY TABLE floor_figure ON COMMIT DROP AS
SELECT partner.id AS partner_id, held.id AS held_id, held.grade_id, held.date_from,
       held.locked_until, money.value AS value1, sold.orders AS value2,
       %(date)s::date - (sold.latest AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
       AS value3
  FROM res_partner partner
 CROSS JOIN (
       SELECT COALESCE(owner.tz, person.tz, 'UTC') AS tz
         FROM res_company company
         JOIN res_partner owner ON owner.id = company.partner_id
         JOIN res_users login ON login.id = %(user)s
         JOIN res_partner person ON person.id = login.partner_id
        WHERE company.id = %(company)s
       ) zone
  LEFT JOIN (
       SELECT contact.commercial_partner_id, sum(part.value)::float8 AS value
         FROM (
              SELECT item.partner_id, -sum(item.balance) AS value
                FROM account_move_line item
               WHERE item.parent_state = 'posted' AND item.date <= %(date)s
                 AND item.account_id IN (
                     SELECT id FROM account_account
                      WHERE account_type = 'asset_receivable')
                 AND item.journal_id IN (
                     SELECT id FROM account_journal
                      WHERE type IN ('bank', 'cash', 'credit'))
               GROUP BY item.partner_id
              ) part
         JOIN res_partner contact ON contact.id = part.partner_id
        GROUP BY contact.commercial_partner_id
       ) money ON money.commercial_partner_id = partner.id
  LEFT JOIN (
       SELECT contact.commercial_partner_id, sum(part.orders)::float8 AS orders,
              max(part.latest) AS latest
         FROM (
              SELECT so.partner_id, count(*) AS orders, max(so.date_order) AS latest
                FROM sale_order so
               WHERE so.state = 'sale' AND so.date_order < %(date)s::date + 1
               GROUP BY so.partner_id
              ) part
         JOIN res_partner contact ON contact.id = part.partner_id
        GROUP BY contact.commercial_partner_id
       ) sold ON sold.commercial_partner_id = partner.id
  LEFT JOIN customer_grade_assignment held
         ON held.partner_id = partner.id AND held.scheme_id = %(scheme)s
        AND held.date_to IS NULL
 WHERE partner.active AND partner.commercial_partner_id = partner.id
   AND partner.company_id IS NULL
   AND (held.id IS NOT NULL OR money.value IS NOT NULL OR sold.orders IS NOT NULL);

ANALYZE floor_figure;

CREATE TEMPORARY TABLE floor_curve ON COMMIT DROP AS
WITH share (place, thresholds, points) AS (
    SELECT 1, percentile_cont(%(shares1)s::float8[]) WITHIN GROUP (ORDER BY value1),
           %(points1)s::float8[] FROM floor_figure
     UNION ALL
    SELECT 2, percentile_cont(%(shares2)s::float8[]) WITHIN GROUP (ORDER BY value2),
           %(points2)s::float8[] FROM floor_figure
     UNION ALL
    SELECT 3, percentile_cont(%(shares3)s::float8[]) WITHIN GROUP (ORDER BY value3),
           %(points3)s::float8[] FROM floor_figure
), level AS (
    SELECT place, threshold, max(level.points) AS points
      FROM share
     CROSS JOIN LATERAL unnest(share.thresholds, share.points)
           AS level (threshold, points)
     GROUP BY place, threshold
)
SELECT place, array_agg(threshold ORDER BY threshold) AS thresholds,
       array_agg(points ORDER BY threshold) AS points
  FROM level GROUP BY place;

ANALYZE floor_curve;

INSERT INTO customer_grade_review (
       scheme_id, company_id, date, state, approved_by_id, date_approved,
       date_applied, create_uid, write_uid, create_date, write_date)
VALUES (%(scheme)s, %(company)s, %(date)s, 'applied', %(user)s,
        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %(user)s, %(user)s,
        now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC');

CREATE TEMPORARY TABLE floor_line ON COMMIT DROP AS
WITH placed AS (
    SELECT figure.*, curve1.thresholds AS t1, curve1.points AS p1,
           curve2.thresholds AS t2, curve2.points AS p2,
           curve3.thresholds AS t3, curve3.points AS p3,
           width_bucket(value1, curve1.thresholds) AS k1,
           width_bucket(value2, curve2.thresholds) AS k2,
           width_bucket(value3::float8, curve3.thresholds) AS k3
      FROM floor_figure figure
      JOIN floor_curve curve1 ON curve1.place = 1
      JOIN floor_curve curve2 ON curve2.place = 2
      JOIN floor_curve curve3 ON curve3.place = 3
), pointed AS (
    SELECT *,
           CASE WHEN k1 IS NULL THEN 0 WHEN k1 = 0 THEN p1[1]
                WHEN k1 = cardinality(t1) THEN p1[k1]
                ELSE p1[k1] + (p1[k1 + 1] - p1[k1])
                     * (value1 - t1[k1]) / (t1[k1 + 1] - t1[k1]) END AS points1,
           CASE WHEN k2 IS NULL THEN 0 WHEN k2 = 0 THEN p2[1]
                WHEN k2 = cardinality(t2) THEN p2[k2]
                ELSE p2[k2] + (p2[k2 + 1] - p2[k2])
                     * (value2 - t2[k2]) / (t2[k2 + 1] - t2[k2]) END AS points2,
           CASE WHEN k3 IS NULL THEN 0 WHEN k3 = 0 THEN p3[1]
                WHEN k3 = cardinality(t3) THEN p3[k3]
                ELSE p3[k3] + (p3[k3 + 1] - p3[k3])
                     * (value3 - t3[k3]) / (t3[k3 + 1] - t3[k3]) END AS points3
      FROM placed
), scored AS (
    SELECT *, round(((%(weight1)s * points1 + %(weight2)s * points2
                      + %(weight3)s * points3) / 100)::numeric, 2) AS score
      FROM pointed
)
SELECT scored.partner_id, held_id, scored.grade_id AS current_id, score,
       value1, value2, value3, points1, points2, points3,
       computed.id AS computed_id, computed.code AS computed_code,
       computed.sequence AS computed_place, held.sequence AS held_place,
       held.name AS held_name,
       CASE WHEN held.id IS NULL OR held.id = computed.id THEN NULL
            WHEN locked_until >= %(date)s THEN 'locked'
            WHEN computed.sequence < held.sequence THEN NULL
            WHEN %(months)s > 0
             AND date_from > %(date)s::date - make_interval(months => %(months)s)
            THEN 'min_time'
            WHEN %(steps)s > 0 AND computed.sequence - held.sequence > %(steps)s
            THEN 'max_steps' END AS limited_by
  FROM scored
  LEFT JOIN customer_grade held ON held.id = scored.grade_id
  JOIN (
       SELECT grade.*, COALESCE(lag(min_score) OVER (ORDER BY sequence), 101) AS below
         FROM customer_grade grade
        WHERE grade.scheme_id = %(scheme)s AND grade.active
       ) computed ON scored.score >= computed.min_score AND scored.score < computed.below;

ANALYZE floor_line;

WITH review AS (
    SELECT max(id) AS id FROM customer_grade_review
)
INSERT INTO customer_grade_review_line (
       review_id, partner_id, score, breakdown, current_grade_id, computed_grade_id,
       proposed_grade_id, final_grade_id, limited_by, movement, decision,
       create_uid, write_uid, create_date, write_date)
SELECT review.id, line.partner_id, score,
       jsonb_build_array(
           jsonb_build_object('criterion', %(criterion1)s, 'metric', 'collected_amount',
               'value', value1, 'points', round(points1::numeric, 2),
               'weight', %(weight1)s),
           jsonb_build_object('criterion', %(criterion2)s, 'metric', 'order_count',
               'value', value2, 'points', round(points2::numeric, 2),
               'weight', %(weight2)s),
           jsonb_build_object('criterion', %(criterion3)s, 'metric', 'days_since_order',
               'value', value3, 'points', round(points3::numeric, 2),
               'weight', %(weight3)s)),
       current_id, computed_id, final.id, final.id, limited_by,
       CASE WHEN current_id IS NULL THEN 'new' WHEN current_id = final.id THEN 'same'
            WHEN final.sequence < held_place THEN 'up' ELSE 'down' END,
       'accepted', %(user)s, %(user)s,
       now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM review, floor_line line
  JOIN customer_grade final
    ON final.scheme_id = %(scheme)s
   AND final.sequence = CASE WHEN limited_by IN ('locked', 'min_time') THEN held_place
                             WHEN limited_by = 'max_steps' THEN held_place + %(steps)s
                             ELSE computed_place END
 ORDER BY line.partner_id;

CREATE TEMPORARY TABLE floor_applied ON COMMIT DROP AS
SELECT line.id AS line_id, line.review_id, line.partner_id, line.score,
       line.final_grade_id AS grade_id, floor.held_id, floor.held_name,
       line.movement <> 'same' AS moves
  FROM customer_grade_review_line line
  JOIN floor_line floor ON floor.partner_id = line.partner_id
 WHERE line.review_id = (SELECT max(id) FROM customer_grade_review);

ANALYZE floor_applied;

UPDATE customer_grade_assignment assignment
   SET score = applied.score, line_id = applied.line_id,
       write_uid = %(user)s, write_date = now() AT TIME ZONE 'UTC'
  FROM floor_applied applied
 WHERE assignment.id = applied.held_id AND NOT applied.moves;

UPDATE customer_grade_assignment assignment
   SET date_to = %(date)s, write_uid = %(user)s, write_date = now() AT TIME ZONE 'UTC'
  FROM floor_applied applied
 WHERE assignment.id = applied.held_id AND applied.moves;

INSERT INTO customer_grade_assignment (
       partner_id, scheme_id, grade_id, score, date_from, review_id, line_id, user_id,
       create_uid, write_uid, create_date, write_date)
SELECT partner_id, %(scheme)s, grade_id, score, %(date)s, review_id, line_id, %(user)s,
       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM floor_applied WHERE moves ORDER BY partner_id;

UPDATE res_partner partner
   SET customer_grade_id = applied.grade_id
  FROM floor_applied applied
 WHERE partner.commercial_partner_id = applied.partner_id AND applied.moves
   AND partner.customer_grade_id IS DISTINCT FROM applied.grade_id;

INSERT INTO mail_message (
       model, res_id, body, message_type, subtype_id, author_id, email_from,
       is_internal, email_add_signature, message_id, reply_to, date,
       create_uid, write_uid, create_date, write_date)
SELECT 'res.partner', applied.partner_id,
       concat('<p>', scheme.name->>'en_US', ': ',
              COALESCE(applied.held_name->>'en_US', 'no grade'), ' → ',
              grade.name->>'en_US', ', score ', round(applied.score, 1),
              ' in the review of ', %(date)s, '. Clause ', clause.number, ' ',
              clause.name->>'en_US', '.</p>'),
       'notification', %(subtype)s, %(author)s, %(email_from)s, TRUE, FALSE,
       'floor-message-notify', %(email_from)s, now() AT TIME ZONE 'UTC',
       %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
  FROM floor_applied applied
  JOIN customer_grade grade ON grade.id = applied.grade_id
  JOIN customer_grade_scheme scheme ON scheme.id = %(scheme)s
  LEFT JOIN customer_policy_clause clause ON clause.id = grade.clause_id
 WHERE applied.moves ORDER BY applied.partner_id;
