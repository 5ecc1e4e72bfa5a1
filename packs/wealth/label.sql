-- Whether a customer's total assets reach the threshold in any month of the horizon. Whoever has no month there is not known, and left out.
SELECT user_id,
       max(coalesce(stock_portfolio_value, 0) + coalesce(cash_balance, 0) + coalesce(fixed_income_products_value, 0) + coalesce(equity_products_value, 0)
           + coalesce(alternative_products_value, 0)) >= any_value(threshold) AS reached
FROM future.user_behavior_assets, past.run
GROUP BY user_id
