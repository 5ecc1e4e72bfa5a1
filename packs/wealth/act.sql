-- What the channels' conditions see of a customer, at the end of the newest month of `past`: one row a customer. A contact that is reported as of
-- later than that month (a fault of the data, which the quality report counts) is taken as made on its last day.
WITH newest AS (SELECT max(stat_month) AS month FROM past.user_behavior_assets),
last AS (
  SELECT user_id, arg_max(last_contact_time, stat_month) AS last_contact_time, arg_max(contact_result, stat_month) AS contact_result,
         arg_max(marketing_cool_period, stat_month) AS cool_days, arg_max(product_count, stat_month) AS products,
         arg_max(stock_portfolio_value + cash_balance + fixed_income_products_value + equity_products_value + alternative_products_value, stat_month) AS total_assets,
         arg_max(stock_app_open_count, stat_month) AS app_opens, arg_max(app_product_compare_count, stat_month) AS compares,
         arg_max(cash_balance / nullif(stock_portfolio_value + cash_balance + fixed_income_products_value + equity_products_value + alternative_products_value, 0), stat_month) AS cash_share
  FROM past.user_behavior_assets, newest WHERE stat_month >= newest.month - INTERVAL 2 MONTH GROUP BY user_id
)
SELECT user_id, contact_result, last_contact, last_contact + CAST(coalesce(cool_days, 0) AS INTEGER) AS cool_until,
       total_assets, products, app_opens, compares, cash_share, city_level, name, branch_name
FROM (SELECT *, CASE WHEN last_contact_time IS NOT NULL THEN CAST(least(last_contact_time, newest.month + INTERVAL 1 MONTH - INTERVAL 1 DAY) AS DATE) END AS last_contact
      FROM last, newest) AS dated LEFT JOIN past.user_base USING (user_id)
