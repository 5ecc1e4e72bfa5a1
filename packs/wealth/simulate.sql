-- A bank's customers by month, and for each the exact probability of becoming high-value. docs/pack.md, "simulate.sql", describes the
-- macros and what the tables of the schema `out` are for; docs/simulator.md, "The pack wealth", says what is simulated and why.
--
-- Total assets move on a ladder: total = 1,000,000 * exp((rung + part) / 100), rung a whole number, part within (0, 1) and the
-- customer's own. A month adds whole rungs, so that the threshold is crossed exactly where the rung is 0 or more, and the
-- probability of that is a sum over whole numbers. All that rules the coming months shows at the cutoff: lifecycle_stage gives the
-- drift, occupation_type the swing, age and city_level the readiness, app_product_compare_count the interest, the assets the rung.

-- ---------------------------------------------------------------------------------------------------------------- the laws

CREATE OR REPLACE MACRO horizon() AS 3;
-- Hidden months behind the last one shown: they tell what came of the newest.
CREATE OR REPLACE MACRO all_months() AS months() + horizon();

-- Shocks, each of the hundred as likely as another.
CREATE OR REPLACE MACRO shocks() AS repeat([-3], 3) || repeat([-2], 10) || repeat([-1], 22) || repeat([0], 30) || repeat([1], 22) || repeat([2], 10) || repeat([3], 3);
CREATE OR REPLACE MACRO drift_of(lifecycle) AS
  CASE lifecycle WHEN '新客期' THEN 1 WHEN '成长期' THEN 2 WHEN '成熟期' THEN 0 WHEN '衰退期' THEN -2 ELSE -1 END;
CREATE OR REPLACE MACRO swing_of(occupation_type) AS CASE WHEN occupation_type IN ('企业主', '自由职业') THEN 4 ELSE 2 END;
CREATE OR REPLACE MACRO readiness_of(age, city_level) AS
  CASE WHEN age BETWEEN 35 AND 55 AND city_level IN ('一线', '新一线') THEN 3 WHEN age < 30 OR city_level = '三线及以下' THEN 1 ELSE 2 END;

-- Rungs that flow in (or, rarely, out) in the month after one of interest 0, 1 or 2; r is one of a thousand equally likely numbers.
CREATE OR REPLACE MACRO flow(interest, readiness, r) AS
  CASE WHEN r < (CASE interest WHEN 0 THEN 2 WHEN 1 THEN 25 ELSE 100 END) * readiness THEN [60, 120, 80, 40, 100, 60, 40, 120, 80, 60][1 + r % 10]
       WHEN r >= 994 THEN -40 ELSE 0 END;
-- The interest after that month; r is one of a hundred. Money that has come in ends it.
CREATE OR REPLACE MACRO interest_after(interest, readiness, flow, r) AS
  CASE WHEN flow > 0 THEN 0
       WHEN interest = 0 THEN CASE WHEN r < 2 + 2 * readiness THEN 1 ELSE 0 END
       WHEN interest = 1 THEN CASE WHEN r < 25 THEN 2 WHEN r < 45 THEN 0 ELSE 1 END
       ELSE CASE WHEN r < 20 THEN 0 ELSE 2 END END;

-- --------------------------------------------------------------------------------------------- the probability of crossing

-- Every way that a month can go, weighted in units of 1 / 10,000,000.
CREATE TABLE IF NOT EXISTS month_law AS
WITH shock AS (SELECT unnest(shocks()) AS shock),
     shock_law AS (SELECT shock, count(*) AS weight FROM shock GROUP BY shock),
     kinds AS (SELECT interest, readiness FROM range(3) i(interest), range(1, 4) r(readiness)),
     flow_law AS (SELECT interest, readiness, flow(interest, readiness, r) AS flow, count(*) AS weight FROM kinds, range(1000) t(r) GROUP BY ALL),
     change_law AS (SELECT interest, readiness, flow, weight, interest_after(interest, readiness, flow, r) AS after, count(*) AS change_weight
                    FROM flow_law, range(100) t(r) GROUP BY ALL)
SELECT interest, readiness, swing, swing * shock + flow AS rungs, after, CAST(sum(s.weight * c.weight * change_weight) AS HUGEINT) AS weight
FROM change_law c, shock_law s, (VALUES (2), (4)) t(swing) GROUP BY ALL;

-- reach_k: from `below` rungs below the threshold, the weight of reaching it within k months, in units of 10,000,000 to the power of -k.
-- Whole numbers throughout: exact, and the same in whatever order they are added.
CREATE TABLE IF NOT EXISTS start AS
SELECT interest, readiness, swing, drift, below
FROM range(3) i(interest), range(1, 4) r(readiness), (VALUES (2), (4)) s(swing), range(-2, 3) d(drift),
     range(1, horizon() * (SELECT max(rungs) + 2 FROM month_law) + 1) b(below);

CREATE TABLE IF NOT EXISTS reach_1 AS
SELECT interest, readiness, swing, drift, below, sum(weight) AS reached
FROM start JOIN month_law USING (interest, readiness, swing) WHERE rungs + drift >= below GROUP BY ALL;

CREATE TABLE IF NOT EXISTS reach_2 AS
SELECT s.interest, s.readiness, s.swing, s.drift, s.below,
       sum(weight * CASE WHEN rungs + s.drift >= s.below THEN 10_000_000::HUGEINT ELSE reached END) AS reached
FROM start s JOIN month_law l ON l.interest = s.interest AND l.readiness = s.readiness AND l.swing = s.swing
LEFT JOIN reach_1 r ON r.interest = after AND r.readiness = s.readiness AND r.swing = s.swing AND r.drift = s.drift
                    AND r.below = s.below - rungs - s.drift
WHERE rungs + s.drift >= s.below OR reached IS NOT NULL GROUP BY ALL;

CREATE TABLE IF NOT EXISTS reach_3 AS
SELECT s.interest, s.readiness, s.swing, s.drift, s.below,
       sum(weight * CASE WHEN rungs + s.drift >= s.below THEN 100_000_000_000_000::HUGEINT ELSE reached END) AS reached
FROM start s JOIN month_law l ON l.interest = s.interest AND l.readiness = s.readiness AND l.swing = s.swing
LEFT JOIN reach_2 r ON r.interest = after AND r.readiness = s.readiness AND r.swing = s.swing AND r.drift = s.drift
                    AND r.below = s.below - rungs - s.drift
WHERE rungs + s.drift >= s.below OR reached IS NOT NULL GROUP BY ALL;

-- ------------------------------------------------------------------------------------------------------------ the customers

CREATE TABLE IF NOT EXISTS branch AS
SELECT 1 + (row_number() OVER () - 1) // 12 AS city, 1 + (row_number() OVER () - 1) % 12 AS number, name || '支行' AS name
FROM (SELECT unnest(['北京金融街', '北京中关村', '北京国贸', '上海陆家嘴', '上海徐家汇', '上海静安', '广州天河', '广州珠江新城', '广州越秀', '深圳福田', '深圳南山', '深圳罗湖',
                     '成都高新', '杭州西湖', '重庆江北', '武汉光谷', '西安雁塔', '苏州工业园', '南京鼓楼', '天津和平', '长沙芙蓉', '郑州郑东', '东莞南城', '青岛市南',
                     '合肥政务', '佛山禅城', '宁波海曙', '昆明盘龙', '沈阳和平', '济南历下', '无锡梁溪', '厦门思明', '福州鼓楼', '温州鹿城', '金华婺城', '哈尔滨道里',
                     '绵阳涪城', '洛阳涧西', '襄阳樊城', '遵义汇川', '赣州章贡', '桂林七星', '银川金凤', '芜湖镜湖', '岳阳楼区', '汕头龙湖', '宜昌西陵', '咸阳秦都']) AS name);

CREATE OR REPLACE TABLE nature AS
SELECT customer,
       CAST(greatest(20, least(80, round(45 + 13 * normal(customer, 'age')))) AS INTEGER) AS age,
       CASE WHEN uniform(customer, 'gender') < 0.51 THEN '女' ELSE '男' END AS gender,
       choose(uniform(customer, 'city'), [0.26, 0.56, 0.80]) AS city,
       uniform(customer, 'occupation') AS u_occupation, uniform(customer, 'job') AS u_job, uniform(customer, 'marriage') AS u_marriage,
       uniform(customer, 'lifecycle') AS u_lifecycle,
       CAST(40 + 6400 * pow(uniform(customer, 'tenure'), 1.4) AS INTEGER) AS tenure,
       uniform(customer, 'risk') AS risk, uniform(customer, 'engagement') AS engagement
FROM customers();

CREATE OR REPLACE TABLE trade AS
SELECT *,
       CASE WHEN age >= CASE gender WHEN '男' THEN 61 ELSE 56 END AND u_occupation > 0.15 THEN '退休'
            WHEN u_occupation < 0.10 THEN '企业主' WHEN u_occupation < 0.28 THEN '专业人士' WHEN u_occupation < 0.48 THEN '公职人员'
            WHEN u_occupation < 0.84 THEN '企业职员' ELSE '自由职业' END AS occupation_type,
       ['一线', '新一线', '二线', '三线及以下'][city] AS city_level,
       CASE WHEN tenure < 365 THEN '新客期' WHEN u_lifecycle < 0.30 THEN '成长期' WHEN u_lifecycle < 0.70 THEN '成熟期'
            WHEN u_lifecycle < 0.88 THEN '衰退期' ELSE '沉睡期' END AS lifecycle_stage
FROM nature;

CREATE OR REPLACE TABLE person AS
SELECT *, drift_of(lifecycle_stage) AS drift, swing_of(occupation_type) AS swing, readiness_of(age, city_level) AS readiness,
       'U' || lpad(CAST(customer AS VARCHAR), 8, '0') AS user_id,
       CASE WHEN u_marriage < CASE WHEN age < 26 THEN 0.92 WHEN age < 32 THEN 0.50 WHEN age < 40 THEN 0.17 ELSE 0.06 END THEN '未婚'
            WHEN u_marriage > CASE WHEN age < 68 THEN 0.985 ELSE 0.87 END THEN '丧偶' WHEN u_marriage > 0.91 AND age >= 28 THEN '离异' ELSE '已婚' END AS marriage_status,
       -- Wealth: the rung in the month before the first.
       CAST(floor(-88 + CASE occupation_type WHEN '企业主' THEN 40 WHEN '专业人士' THEN 18 WHEN '公职人员' THEN 4 WHEN '企业职员' THEN -14 WHEN '自由职业' THEN -10 ELSE 10 END
                  + [14, 6, -4, -16][city] - 16 * pow((age - 54) / 20.0, 2) + 38 * normal(customer, 'wealth')) AS INTEGER) AS first_rung,
       uniform(customer, 'part') * 0.998 + 0.001 AS part,
       -- Monthly income, for what is spent.
       exp(9.1 + CASE occupation_type WHEN '企业主' THEN 0.9 WHEN '专业人士' THEN 0.5 WHEN '公职人员' THEN 0.1 WHEN '退休' THEN -0.4 ELSE 0 END
           + [0.35, 0.15, 0, -0.2][city] + 0.35 * normal(customer, 'income')) AS income,
       uniform(customer, 'stock') < 0.25 + 0.5 * risk AS likes_stock, uniform(customer, 'fixed') < 0.35 + 0.008 * (age - 20) AS likes_fixed,
       uniform(customer, 'equity') < 0.20 + 0.45 * risk AS likes_equity,
       CAST(floor(uniform(customer, 'later') * 5) AS INTEGER) AS later_product, CAST(1 + floor(uniform(customer, 'later month') * all_months() * 1.5) AS INTEGER) AS later_month,
       uniform(customer, 'card') < 0.72 AS has_card, 0.1 + 0.4 * uniform(customer, 'spends') AS spends
FROM trade;

-- ------------------------------------------------------------------------------------------------------ the months, one by one

CREATE OR REPLACE TABLE path AS
WITH RECURSIVE walk AS (
  SELECT customer, 0 AS month, drift, swing, readiness, first_rung AS rung, 0 AS flow, 0 AS flow_before,
         choose(uniform(customer, 'interest'), [0.80, 0.92]) - 1 AS interest,
         CAST(NULL AS DATE) AS contact_day, CAST(0 AS INTEGER) AS contact_result, CAST(0 AS INTEGER) AS cool
  FROM person
  UNION ALL
  SELECT customer, month, drift, swing, readiness, rung + drift + swing * shocks()[shock] + flow, flow, flow_before, interest,
         CASE WHEN contacted THEN day ELSE contact_day END, CASE WHEN contacted THEN result ELSE contact_result END,
         CASE WHEN contacted THEN [10, 30, 7, 90][result] ELSE cool END
  FROM (
    SELECT *, interest_after(interest_before, readiness, flow, change) AS interest,
           (contact_day IS NULL OR day >= contact_day + cool) AND u_contact < CASE WHEN rung > -120 THEN 0.16 ELSE 0.08 END + 0.08 * interest_before AS contacted,
           CASE WHEN u_result < 0.05 + 0.15 * interest_before THEN 1 WHEN u_result < 0.30 + 0.15 * interest_before THEN 2 WHEN u_result < 0.75 THEN 3 ELSE 4 END AS result
    FROM (
      SELECT customer, month, drift, swing, readiness, rung, flow_before, interest_before, contact_day, contact_result, cool, shock, change, day, u_contact, u_result,
             flow(interest_before, readiness, r_flow) AS flow
      FROM (
        SELECT customer, month + 1 AS month, drift, swing, readiness, rung, flow AS flow_before, interest AS interest_before, contact_day, contact_result, cool,
               CAST(1 + floor(100 * uniform_at(customer, month + 1, 'shock')) AS INTEGER) AS shock,
               CAST(floor(1000 * uniform_at(customer, month + 1, 'flow')) AS INTEGER) AS r_flow,
               CAST(floor(100 * uniform_at(customer, month + 1, 'change')) AS INTEGER) AS change,
               month_start(month + 1) + CAST(floor(28 * uniform_at(customer, month + 1, 'contact day')) AS INTEGER) AS day,
               uniform_at(customer, month + 1, 'contact') AS u_contact, uniform_at(customer, month + 1, 'contact result') AS u_result
        FROM walk WHERE month < all_months()
      )
    )
  )
)
SELECT customer, month, rung, flow, flow_before, interest, readiness, swing, drift, contact_day, contact_result, cool FROM walk WHERE month > 0;

-- The market moves what the assets are made of, not their sum: nobody can know it beforehand.
CREATE TABLE IF NOT EXISTS market AS
SELECT month, sum(change) OVER (ORDER BY month) AS level FROM (SELECT month, 0.05 * normal_at(0, month, 'market') AS change FROM range(1, months() + 1) t(month));

-- ------------------------------------------------------------------------------------------------------------------ the files

CREATE OR REPLACE VIEW out.user_base AS
SELECT user_id,
       substr('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗', 1 + CAST(floor(20 * uniform(customer, 'surname')) AS INTEGER), 1)
         || substr('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚', 1 + CAST(floor(20 * uniform(customer, 'given name')) AS INTEGER), 1)
         || CASE WHEN uniform(customer, 'long name') < 0.6 THEN substr('华文国建志玉春晓雪子一宇浩欣佳思梦海云龙', 1 + CAST(floor(20 * uniform(customer, 'second name')) AS INTEGER), 1) ELSE '' END AS name,
       CASE WHEN faulty(customer, 0, 'age') THEN NULL ELSE age END AS age, gender,
       CASE WHEN faulty(customer, 0, 'occupation') THEN NULL ELSE
         (CASE occupation_type WHEN '企业主' THEN ['私营企业主', '企业高管', '创业者', '工厂主']
               WHEN '专业人士' THEN ['医生', '律师', '会计师', '软件工程师'] WHEN '公职人员' THEN ['公务员', '教师', '国企职员', '事业单位职员']
               WHEN '企业职员' THEN ['行政职员', '销售', '技术员', '客服'] WHEN '自由职业' THEN ['个体户', '设计师', '网店店主', '自由撰稿人'] ELSE ['退休职工', '退休教师', '退休干部', '退休医生'] END)[1 + CAST(floor(4 * u_job) AS INTEGER)]
       END AS occupation,
       occupation_type,
       CAST(round(1_000_000 * exp(first_rung / 100.0) * 0.02 * (0.2 + 2 * risk) * exp(0.5 * normal(customer, 'trade amount')), 2) AS DECIMAL(18, 2)) AS monthly_trade_amount,
       first_month() - tenure AS open_account_date, lifecycle_stage, CASE WHEN faulty(customer, 0, 'marriage') THEN NULL ELSE marriage_status END AS marriage_status,
       city_level, CASE WHEN faulty(customer, 0, 'branch') THEN NULL ELSE branch.name END AS branch_name
FROM person JOIN branch ON branch.city = person.city AND branch.number = 1 + CAST(floor(12 * uniform(customer, 'branch')) AS INTEGER)
ORDER BY customer;

-- Weights of the products; cash swells when money has come in and then flows into the others.
CREATE OR REPLACE TABLE mix AS
SELECT path.*, user_id, risk, engagement, income, has_card, spends, age, tenure,
       CAST(floor(100_000_000 * exp((rung + part) / 100)) AS BIGINT) AS cents,
       CASE WHEN likes_stock OR (later_product = 1 AND path.month >= later_month) THEN (0.3 + 1.2 * risk) * exp(1.5 * level) ELSE 0 END AS stock,
       CASE WHEN likes_fixed OR (later_product = 2 AND path.month >= later_month) THEN 0.5 + 0.02 * (age - 20) ELSE 0 END AS fixed,
       CASE WHEN likes_equity OR (later_product = 3 AND path.month >= later_month) THEN (0.3 + 0.8 * risk) * exp(level) ELSE 0 END AS equity,
       CASE WHEN rung > -60 AND (risk > 0.75 OR (later_product = 4 AND path.month >= later_month)) THEN 0.5 ELSE 0 END AS alternative,
       0.5 * exp(0.25 * normal_at(customer, path.month, 'cash')) * (1 + greatest(flow, 0) / 20.0 + greatest(flow_before, 0) / 60.0) AS cash
FROM path JOIN person USING (customer) JOIN market ON market.month = path.month
WHERE path.month <= months();

CREATE OR REPLACE TABLE activity AS
SELECT *, cents - stock_cents - fixed_cents - equity_cents - alternative_cents AS cash_cents,
       CAST(CASE interest WHEN 0 THEN floor(3 * u_compare) WHEN 1 THEN 3 + floor(5 * u_compare) ELSE 8 + floor(7 * u_compare) END AS INTEGER) AS compares,
       CAST(floor((0.5 + 11 * engagement) * (1 + 0.5 * interest) * (0.4 + 1.2 * u_open)) AS INTEGER)
         + CASE interest WHEN 0 THEN 0 ELSE interest + 1 END AS opens
FROM (
  SELECT *, CAST(floor(cents * (stock / whole)) AS BIGINT) AS stock_cents, CAST(floor(cents * (fixed / whole)) AS BIGINT) AS fixed_cents,
         CAST(floor(cents * (equity / whole)) AS BIGINT) AS equity_cents, CAST(floor(cents * (alternative / whole)) AS BIGINT) AS alternative_cents,
         uniform_at(customer, month, 'compare') AS u_compare, uniform_at(customer, month, 'open') AS u_open, uniform_at(customer, month, 'trade') AS u_trade,
         uniform_at(customer, month, 'invest') AS u_invest, uniform_at(customer, month, 'view') AS u_view, uniform_at(customer, month, 'login') AS u_login
  FROM (SELECT *, stock + fixed + equity + alternative + cash AS whole FROM mix)
);

CREATE OR REPLACE MACRO money(cents) AS CAST(cents AS DECIMAL(18, 0)) * 0.01::DECIMAL(3, 2);

CREATE OR REPLACE VIEW out.user_behavior_assets AS
SELECT (customer - 1) * months() + month AS id, user_id,
       money(stock_cents) AS stock_portfolio_value,
       CASE WHEN faulty(customer, month, 'cash') THEN NULL ELSE money(cash_cents) END AS cash_balance,
       money(fixed_cents) AS fixed_income_products_value, money(equity_cents) AS equity_products_value, money(alternative_cents) AS alternative_products_value,
       CASE WHEN cents < 10_000_000 THEN '10万以下' WHEN cents < 20_000_000 THEN '10-20万' WHEN cents < 50_000_000 THEN '20-50万' WHEN cents < 80_000_000 THEN '50-80万'
            WHEN cents < 100_000_000 THEN '80-100万' WHEN cents < 200_000_000 THEN '100-200万' WHEN cents < 500_000_000 THEN '200-500万' ELSE '500万以上' END AS asset_level,
       CAST((stock_cents > 0) != faulty(customer, month, 'stock flag') AS TINYINT) AS stock_hold_flag,
       CAST((fixed_cents > 0) != faulty(customer, month, 'fixed flag') AS TINYINT) AS fixed_income_flag,
       CAST(equity_cents > 0 AS TINYINT) AS equity_flag, CAST(alternative_cents > 0 AS TINYINT) AS alternative_flag,
       CAST(stock_cents > 0 AS TINYINT) + CAST(fixed_cents > 0 AS TINYINT) + CAST(equity_cents > 0 AS TINYINT) + CAST(alternative_cents > 0 AS TINYINT) AS product_count,
       CASE WHEN stock_cents > 0 THEN CAST(floor(-ln(u_trade) * (1 + 5 * risk)) AS INTEGER) ELSE 0 END AS stock_trade_freq,
       CASE WHEN faulty(customer, month, 'card') THEN NULL WHEN has_card THEN CAST(income * spends * (0.6 + 0.8 * uniform_at(customer, month, 'card')) AS DECIMAL(18, 2)) ELSE 0::DECIMAL(18, 2) END
         AS credit_card_monthly_expense,
       CAST(floor(-ln(u_invest) * (0.4 + 0.6 * engagement + 0.5 * interest)) AS INTEGER) + CASE WHEN flow_before > 0 THEN 2 WHEN flow > 0 THEN 1 ELSE 0 END AS investment_monthly_count,
       opens AS stock_app_open_count,
       CASE WHEN faulty(customer, month, 'view') THEN NULL ELSE CAST((opens * (1 + 3 * u_view) + 2.5 * compares * (0.5 + u_open)) AS DECIMAL(9, 1)) END AS app_financial_view_time,
       compares AS app_product_compare_count,
       CASE WHEN opens + compares > 0 THEN CAST(month_start(month) AS TIMESTAMP) + to_seconds(CAST(floor(u_login * 28 * 86400) AS BIGINT))
            ELSE CAST(month_start(month) AS TIMESTAMP) - to_seconds(CAST(floor(u_login * least(tenure, 60) * 86400) AS BIGINT)) END AS last_app_login_time,
       CAST(contact_day AS TIMESTAMP) + to_seconds(CAST(32400 + floor(36000 * uniform_at(customer, datediff('month', first_month(), contact_day) + 1, 'contact hour')) AS BIGINT))
         AS last_contact_time,
       CASE WHEN faulty(customer, month, 'result') THEN NULL ELSE ['有意向', '考虑中', '未接通', '拒绝'][contact_result] END AS contact_result,
       cool AS marketing_cool_period,
       strftime(month_start(month), '%Y-%m') AS stat_month
FROM activity ORDER BY customer, month;

-- Each contact of user_behavior_assets with its channel, and what comes of a plan in the months after those shown: of what was planned 93 % is carried out, and
-- the customer answers as such a customer answers any contact by that channel. Chances of the channel by the result, in per cent: push, call.
CREATE OR REPLACE MACRO channel_chances(result) AS CASE result WHEN 1 THEN [35, 45] WHEN 2 THEN [50, 40] WHEN 3 THEN [55, 43] ELSE [45, 50] END;
CREATE OR REPLACE MACRO channel_chance(result, channel) AS
  CASE channel WHEN 'push' THEN channel_chances(result)[1] WHEN 'call' THEN channel_chances(result)[2] ELSE 100 - channel_chances(result)[1] - channel_chances(result)[2] END;
-- Chances of the results by the interest before, in per cent, as in the walk; and by the channel as well, which follows from both (Bayes).
CREATE OR REPLACE MACRO result_chance(result, interest) AS CASE result WHEN 1 THEN 5 + 15 * interest WHEN 2 THEN 25 WHEN 3 THEN 45 - 15 * interest ELSE 25 END;
CREATE OR REPLACE MACRO result_weight(result, interest, channel) AS result_chance(result, interest) * channel_chance(result, channel);
CREATE OR REPLACE MACRO answer(r, interest, channel) AS
  choose(r * (result_weight(1, interest, channel) + result_weight(2, interest, channel) + result_weight(3, interest, channel) + result_weight(4, interest, channel)),
         [result_weight(1, interest, channel), result_weight(1, interest, channel) + result_weight(2, interest, channel),
          result_weight(1, interest, channel) + result_weight(2, interest, channel) + result_weight(3, interest, channel)]);

CREATE OR REPLACE VIEW out.contacts AS
WITH made AS (
  SELECT customer, contact_day AS day, month, contact_result AS result,
         ['push', 'call', 'branch'][choose(uniform_at(customer, month, 'contact channel'), [channel_chances(contact_result)[1] / 100.0, (channel_chances(contact_result)[1] + channel_chances(contact_result)[2]) / 100.0])] AS channel
  FROM path WHERE month <= months() AND contact_day >= month_start(month)
  UNION ALL
  SELECT customer, day, month + 1, answer(uniform_at(customer, month + 1, 'planned result'), interest, channel), channel
  FROM (SELECT person.customer, user_id, channel, day FROM planned() AS plan JOIN person ON person.user_id = plan.customer) AS plan
  JOIN path USING (customer)
  WHERE month >= months() AND day >= month_start(month + 1) AND day < month_start(month + 2) AND uniform_at(customer, month + 1, 'planned contact') < 0.93
)
SELECT user_id, CAST(day AS TIMESTAMP) + to_seconds(CAST(32400 + floor(36000 * uniform_at(customer, month, 'contact hour')) AS BIGINT)) AS contact_time,
       channel, ['有意向', '考虑中', '未接通', '拒绝'][result] AS result, [10, 30, 7, 90][result] AS cool_days
FROM made JOIN person USING (customer) ORDER BY customer, day, channel;

-- Two cutoffs: the newest month shown, and the newest whose horizon is shown.
CREATE OR REPLACE VIEW out.truth AS
SELECT user_id, strftime(month_start(month), '%Y-%m') AS stat_month, coalesce(CAST(reached AS DOUBLE), 0) / 1e21 AS probability, happened
FROM (
  SELECT path.*, greatest(one.rung, two.rung, three.rung) >= 0 AS happened
  FROM path JOIN path one ON one.customer = path.customer AND one.month = path.month + 1
            JOIN path two ON two.customer = path.customer AND two.month = path.month + 2
            JOIN path three ON three.customer = path.customer AND three.month = path.month + 3
  WHERE path.rung < 0 AND path.month IN (months(), months() - horizon())
) cut JOIN person USING (customer)
LEFT JOIN reach_3 r ON r.interest = cut.interest AND r.readiness = cut.readiness AND r.swing = cut.swing AND r.drift = cut.drift AND r.below = -cut.rung
ORDER BY customer, month;
