-- What is known of each customer below the threshold at the end of the cutoff month. Only the last seven months are looked at; a customer has one row
-- a month at most, and what is made of several is written out, so that sums have one order and results one set of bits.
WITH month AS (
  SELECT user_id, stat_month, date_diff('month', stat_month, cutoff) AS ago,
         coalesce(stock_portfolio_value, 0) + coalesce(cash_balance, 0) + coalesce(fixed_income_products_value, 0) + coalesce(equity_products_value, 0)
           + coalesce(alternative_products_value, 0) AS total,
         stock_portfolio_value AS stock, cash_balance AS cash, fixed_income_products_value AS fixed, equity_products_value AS equity,
         alternative_products_value AS alternative, product_count AS products, stock_trade_freq AS trades, credit_card_monthly_expense AS expense,
         investment_monthly_count AS investments, stock_app_open_count AS opens, app_financial_view_time AS views, app_product_compare_count AS compares,
         last_app_login_time AS login, last_contact_time AS contact, contact_result AS result, marketing_cool_period AS cool
  FROM past.user_behavior_assets, past.run
  WHERE stat_month >= CAST(cutoff - INTERVAL 6 MONTH AS DATE)
),
customer AS (
  SELECT now.user_id, total AS total_0, total_1, total_2, total_3, total_6, total_max, stock AS stock_0, fixed AS fixed_0, equity AS equity_0,
         alternative AS alternative_0, cash AS cash_0, cash_1, cash_3, products AS products_0, products_3,
         trades AS trades_0, trades_1, trades_2, expense AS expense_0, expense_1, expense_2, investments AS investments_0, investments_1, investments_2,
         opens AS opens_0, opens_1, opens_2, views AS views_0, views_1, views_2, compares AS compares_0, compares_1, compares_2,
         login, contact, result, cool, contacts
  FROM (FROM month WHERE ago = 0) AS now
  LEFT JOIN (SELECT user_id, total AS total_1, cash AS cash_1, trades AS trades_1, expense AS expense_1, investments AS investments_1, opens AS opens_1,
                    views AS views_1, compares AS compares_1 FROM month WHERE ago = 1) USING (user_id)
  LEFT JOIN (SELECT user_id, total AS total_2, trades AS trades_2, expense AS expense_2, investments AS investments_2, opens AS opens_2,
                    views AS views_2, compares AS compares_2 FROM month WHERE ago = 2) USING (user_id)
  LEFT JOIN (SELECT user_id, total AS total_3, cash AS cash_3, products AS products_3 FROM month WHERE ago = 3) USING (user_id)
  LEFT JOIN (SELECT user_id, total AS total_6 FROM month WHERE ago = 6) USING (user_id)
  LEFT JOIN (SELECT user_id, max(total) AS total_max, count(*) FILTER (contact >= stat_month) AS contacts FROM month GROUP BY user_id) USING (user_id)
),
-- Growth of each month, as a logarithm: 0.05 is about 5 %. Of a total that stays the same, sums of its parts may differ by 1e-16: it rises above 1e-9.
change AS (
  SELECT *, ln(total_0 / total_1) AS g0, ln(total_1 / total_2) AS g1, ln(total_2 / total_3) AS g2
  FROM (SELECT * REPLACE (nullif(greatest(total_0, 0), 0) AS total_0, nullif(greatest(total_1, 0), 0) AS total_1, nullif(greatest(total_2, 0), 0) AS total_2,
                          nullif(greatest(total_3, 0), 0) AS total_3, nullif(greatest(total_6, 0), 0) AS total_6)
        FROM customer)
)
SELECT c.user_id,
       -- how much, and how far from the threshold
       coalesce(total_0, 0) AS total, ln(threshold / greatest(coalesce(total_0, 0), 1000)) AS distance, total_0 / nullif(total_max, 0) AS of_highest,
       -- where it goes
       g0 AS growth_1, ln(total_0 / total_3) AS growth_3, ln(total_0 / total_6) AS growth_6, g0 - g1 AS acceleration,
       sqrt(((g0 - g1) * (g0 - g1) + (g1 - g2) * (g1 - g2)) / 4) AS volatility,
       greatest(abs(g0), abs(g1), abs(g2)) AS largest_change,
       CAST(coalesce(g0 > 1e-9, false) AS INTEGER) + CAST(coalesce(g1 > 1e-9, false) AS INTEGER) + CAST(coalesce(g2 > 1e-9, false) AS INTEGER) AS rising_months,
       least(greatest(ln(threshold / greatest(coalesce(total_0, 0), 1000)) / nullif(greatest(ln(total_0 / total_3) / 3, 0.0005), 0), 0), 240) AS months_to_threshold,
       -- what it is made of
       cash_0 / total_0 AS cash_share, stock_0 / total_0 AS stock_share, fixed_0 / total_0 AS fixed_income_share, equity_0 / total_0 AS equity_share, alternative_0 / total_0 AS alternative_share,
       greatest(cash_0, stock_0, fixed_0, equity_0, alternative_0) / total_0 AS largest_share,
       (cash_0 - cash_1) / total_0 AS cash_change_1, (cash_0 - cash_3) / total_0 AS cash_change_3, cash_0 AS cash,
       products_0 AS products, products_0 - products_3 AS products_change_3,
       -- what is done
       compares_0 AS compares, (compares_0 + compares_1 + compares_2) / 3.0 AS compares_3, compares_0 - compares_1 AS compares_change,
       opens_0 AS opens, (opens_0 + opens_1 + opens_2) / 3.0 AS opens_3, opens_0 - opens_1 AS opens_change,
       views_0 AS view_time, (views_0 + views_1 + views_2) / 3.0 AS view_time_3,
       trades_0 AS trades, (trades_0 + trades_1 + trades_2) / 3.0 AS trades_3,
       investments_0 AS investments, (investments_0 + investments_1 + investments_2) / 3.0 AS investments_3, investments_0 - investments_1 AS investments_change,
       expense_0 AS expense, (expense_0 + expense_1 + expense_2) / 3.0 AS expense_3, expense_0 / total_0 AS expense_share, monthly_trade_amount AS trade_amount,
       -- how long ago
       date_diff('day', login, CAST(cutoff + INTERVAL 1 MONTH AS TIMESTAMP)) AS days_since_login,
       -- contacts
       date_diff('day', contact, CAST(cutoff + INTERVAL 1 MONTH AS TIMESTAMP)) AS days_since_contact, contacts, result AS contact_result,
       coalesce(contact + to_days(CAST(cool AS INTEGER)) > CAST(cutoff + INTERVAL 1 MONTH AS TIMESTAMP), false) AS cooling_down,
       -- who it is
       age, gender, occupation_type, city_level, lifecycle_stage, marriage_status,
       date_diff('month', open_account_date, cutoff) / 12.0 AS tenure,
       -- among peers
       percent_rank() OVER (PARTITION BY city_level ORDER BY coalesce(total_0, 0)) AS rank_in_city_level,
       percent_rank() OVER (PARTITION BY occupation_type ORDER BY coalesce(total_0, 0)) AS rank_in_occupation,
       percent_rank() OVER (PARTITION BY city_level ORDER BY coalesce(compares_0, 0)) AS rank_of_interest
FROM change c LEFT JOIN past.user_base USING (user_id), past.run
WHERE coalesce(total_0, 0) < threshold
