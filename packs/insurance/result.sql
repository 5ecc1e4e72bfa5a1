-- One row a customer. Step 1 is the last one, step 2 the one before.
SELECT
  customer AS user_pseudo_id,
  next_1 AS Top1_next_action_group, confidence_1 AS Top1_confidence,
  next_2 AS Top2_next_action_group, confidence_2 AS Top2_confidence,
  next_3 AS Top3_next_action_group, confidence_3 AS Top3_confidence,
  next_4 AS Top4_next_action_group, confidence_4 AS Top4_confidence,
  next_5 AS Top5_next_action_group, confidence_5 AS Top5_confidence,
  p_online AS Online_conversion_prob,
  p_o2o AS O2O_reservation_prob,
  advice AS Marketing_Strategy,
  last_time AS last_event_time,
  step_platform[1] AS last_platform,
  step_detail[1] AS last_action, step_symbol[1] AS last_action_group,
  step_detail[2] AS "-2_action", step_symbol[2] AS "-2_action_group",
  step_detail[3] AS "-3_action", step_symbol[3] AS "-3_action_group",
  step_detail[4] AS "-4_action", step_symbol[4] AS "-4_action_group",
  step_detail[5] AS "-5_action", step_symbol[5] AS "-5_action_group",
  step_detail[6] AS "-6_action", step_symbol[6] AS "-6_action_group",
  step_detail[7] AS "-7_action", step_symbol[7] AS "-7_action_group",
  step_detail[8] AS "-8_action", step_symbol[8] AS "-8_action_group",
  step_detail[9] AS "-9_action", step_symbol[9] AS "-9_action_group",
  step_detail[10] AS "-10_action", step_symbol[10] AS "-10_action_group"
FROM decision
