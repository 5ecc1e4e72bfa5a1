-- Who the customers are and what they hold and do, in the newest month of `past`: one row a customer.
WITH newest AS (SELECT max(stat_month) AS month FROM past.user_behavior_assets),
held AS (
  SELECT *, coalesce(stock_portfolio_value, 0) + coalesce(cash_balance, 0) + coalesce(fixed_income_products_value, 0) + coalesce(equity_products_value, 0)
    + coalesce(alternative_products_value, 0) AS total
  FROM past.user_behavior_assets, newest WHERE stat_month = newest.month
)
SELECT user_id,
       asset_level,
       CASE WHEN age < 30 THEN 'under_30' WHEN age < 40 THEN '30_39' WHEN age < 50 THEN '40_49' WHEN age < 60 THEN '50_59' WHEN age < 70 THEN '60_69'
            WHEN age >= 70 THEN 'from_70' END AS age_band,
       occupation_type, occupation, city_level, lifecycle_stage, branch_name,
       total AS total_assets, threshold,
       product_count AS products, investment_monthly_count AS investments, stock_trade_freq AS trades, credit_card_monthly_expense AS card_expense,
       stock_app_open_count AS app_opens, app_financial_view_time AS view_time, app_product_compare_count AS compares,
       monthly_trade_amount AS trade_amount, age,
       date_diff('day', last_app_login_time, CAST(held.month + INTERVAL 1 MONTH AS TIMESTAMP)) AS days_since_login,
       date_diff('day', open_account_date, CAST(held.month + INTERVAL 1 MONTH AS DATE)) / 365.25 AS years_with_us
FROM held CROSS JOIN past.run LEFT JOIN past.user_base USING (user_id)
