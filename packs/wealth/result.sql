-- The list of contacts as a file: one row a customer of the plan, in the order of rank.
SELECT customer AS user_id, name, rank, probability, segment_name, channel_name, day, message,
       CASE WHEN channel IS NOT NULL THEN CAST(round(value) AS BIGINT) END AS expected_value, left_out_because, is_new,
       reason_1, reason_2, reason_3, reason_4, reason_5
FROM decision
