-- What customers are told apart by, at the end of the newest month of `past`: one row a customer.
WITH newest AS (SELECT max(stat_month) AS month FROM past.user_behavior_assets),
recent AS (
  SELECT user_id,
         arg_max(coalesce(stock_portfolio_value, 0), stat_month) AS stock, arg_max(coalesce(cash_balance, 0), stat_month) AS cash,
         arg_max(coalesce(fixed_income_products_value, 0), stat_month) AS fixed, arg_max(coalesce(equity_products_value, 0), stat_month) AS equity,
         arg_max(coalesce(alternative_products_value, 0), stat_month) AS alternative, arg_max(product_count, stat_month) AS products,
         avg(investment_monthly_count) AS investments, avg(stock_trade_freq) AS trades, avg(credit_card_monthly_expense) AS card_expense,
         avg(stock_app_open_count) AS app_opens, avg(app_product_compare_count) AS compares
  FROM past.user_behavior_assets, newest
  WHERE stat_month > newest.month - INTERVAL 3 MONTH
  GROUP BY user_id
),
levels AS (SELECT *, stock + cash + fixed + equity + alternative AS total FROM recent)
SELECT user_id,
       greatest(total, 0) AS total_assets,
       stock / nullif(total, 0) AS stock_share,
       (fixed + cash) / nullif(total, 0) AS safe_share,
       (equity + alternative) / nullif(total, 0) AS fund_share,
       investments, trades, card_expense, app_opens, compares, products, age,
       marriage_status = '已婚' AS married,
       city_level IN ('一线', '新一线') AS large_city,
       occupation_type = '退休' AS retired,
       occupation_type IN ('企业主', '专业人士') AS owner_or_professional
FROM levels LEFT JOIN past.user_base USING (user_id)
