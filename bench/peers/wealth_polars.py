"""Load and features of the pack wealth with polars: lazy scans of both files, one streaming aggregation a cutoff.

    wealth_polars.py --base user_base.csv --panel user_behavior_assets.csv [--cutoffs 4] [--horizon 3]     prints seconds as JSON
"""
import argparse
import json
import resource
import time
from functools import reduce
from operator import add

import polars as pl

HOLDINGS = ("stock_portfolio_value", "cash_balance", "fixed_income_products_value", "equity_products_value", "alternative_products_value")
SHORT = {"stock_portfolio_value": "stock", "cash_balance": "cash", "fixed_income_products_value": "fixed", "equity_products_value": "equity",
         "alternative_products_value": "alternative", "product_count": "products", "stock_trade_freq": "trades", "credit_card_monthly_expense": "expense",
         "investment_monthly_count": "investments", "stock_app_open_count": "opens", "app_financial_view_time": "views",
         "app_product_compare_count": "compares", "marketing_cool_period": "cool"}
COUNTS = ("products", "trades", "investments", "opens", "views", "compares", "cool")
CATEGORIES = ("gender", "occupation_type", "city_level", "lifecycle_stage", "marriage_status")
LOOK_BACK, LEAST_RISE = 7, 1e-9
AGES = {"total": (0, 1, 2, 3, 6), "cash": (0, 1, 3), "products": (0, 3),
        **dict.fromkeys(("trades", "expense", "investments", "opens", "views", "compares"), (0, 1, 2)),
        **dict.fromkeys(("stock", "fixed", "equity", "alternative", "login", "contact", "result", "cool"), (0,))}


def load(base_csv, panel_csv):
    """Customers and panel as frames: money in 64 bits and counts in 32, `user` an integer, `month` months since 1970. Holdings are added in the order of
    the SQL, so that sums have the same bits."""
    base = (pl.scan_csv(base_csv, schema_overrides={**dict.fromkeys(CATEGORIES, pl.Categorical), "age": pl.Float32, "monthly_trade_amount": pl.Float64,
                                                    "open_account_date": pl.Date})
            .select("user_id", "age", "monthly_trade_amount", "open_account_date", *CATEGORIES).sort("user_id").with_row_index("user").collect())
    month = pl.col("stat_month").str.strptime(pl.Date, "%Y-%m", strict=True)
    panel = (pl.scan_csv(panel_csv, schema_overrides={**dict.fromkeys(HOLDINGS, pl.Float64), "credit_card_monthly_expense": pl.Float64,
                                                      **{name: pl.Float32 for name, short in SHORT.items() if short in COUNTS},
                                                      "last_app_login_time": pl.Datetime("ms"), "last_contact_time": pl.Datetime("ms"),
                                                      "contact_result": pl.Categorical})
             .select("user_id", reduce(add, (pl.col(name).fill_null(0) for name in HOLDINGS)).alias("total"),
                     *(pl.col(name).alias(short) for name, short in SHORT.items()),
                     pl.col("last_app_login_time").alias("login"), pl.col("last_contact_time").alias("contact"), pl.col("contact_result").alias("result"),
                     ((month.dt.year() - 1970) * 12 + month.dt.month() - 1).cast(pl.Int32).alias("month"))
             .join(base.lazy().select("user_id", "user"), on="user_id", how="inner").drop("user_id").collect(engine="streaming"))
    return base, panel


def first_day(month):
    return pl.date(1970 + month // 12, month % 12 + 1, 1)


def percent_rank(value, group):
    others = pl.len().over(group).cast(pl.Int64) - 1
    return pl.when(others > 0).then((value.rank("min").over(group).cast(pl.Int64) - 1) / others).otherwise(0.0)


def lined_up(panel, cutoff):
    """One row a customer: each value as of each month that a feature looks at."""
    ago = cutoff - pl.col("month")
    start = pl.date(1970 + pl.col("month") // 12, pl.col("month") % 12 + 1, 1)
    return (panel.lazy().filter(pl.col("month").is_between(cutoff - LOOK_BACK + 1, cutoff))
            .with_columns(ago.alias("ago"), (pl.col("contact") >= start).alias("contacted"))
            .group_by("user").agg(
                *(pl.col(name).filter(pl.col("ago") == a).first().alias(f"{name}_{a}") for name, ages in AGES.items() for a in ages),
                pl.col("total").max().alias("total_max"), pl.col("contacted").sum().alias("contacts"))
            .filter(pl.col("total_0").is_not_null()))


def features(base, panel, cutoff, threshold):
    """user_id and the 54 features of everybody below the threshold, in the order of the customers."""
    v = pl.col
    positive = [pl.when(v(name) > 0).then(v(name)).alias(name) for name in ("total_0", "total_1", "total_2", "total_3", "total_6")]
    end, g0, g1, g2 = first_day(cutoff + 1), v("g0"), v("g1"), v("g2")
    growth_3 = (v("total_0") / v("total_3")).log()
    distance = (threshold / pl.max_horizontal(v("plain"), pl.lit(1000.0))).log()

    def mean_3(name):
        return (v(name + "_0").cast(pl.Float64) + v(name + "_1") + v(name + "_2")) / 3

    def share(name):
        return v(name + "_0") / v("total_0")

    known = (lined_up(panel, cutoff).filter(v("total_0") < threshold).with_columns(*positive)
             .with_columns(v("total_0").fill_null(0).alias("plain"), (v("total_0") / v("total_1")).log().alias("g0"),
                           (v("total_1") / v("total_2")).log().alias("g1"), (v("total_2") / v("total_3")).log().alias("g2"))
             .join(base.lazy(), on="user", how="left").sort("user"))
    return known.select(
        "user_id", v("plain").alias("total"), distance.alias("distance"),
        (v("total_0") / pl.when(v("total_max") != 0).then(v("total_max"))).alias("of_highest"),
        g0.alias("growth_1"), growth_3.alias("growth_3"), (v("total_0") / v("total_6")).log().alias("growth_6"), (g0 - g1).alias("acceleration"),
        (((g0 - g1) ** 2 + (g1 - g2) ** 2) / 4).sqrt().alias("volatility"),
        pl.max_horizontal(g0.abs(), g1.abs(), g2.abs()).alias("largest_change"),
        pl.sum_horizontal(*((g > LEAST_RISE).fill_null(False).cast(pl.Int32) for g in (g0, g1, g2))).alias("rising_months"),
        pl.min_horizontal(pl.max_horizontal(distance / pl.max_horizontal(growth_3 / 3, pl.lit(0.0005)), pl.lit(0.0)), pl.lit(240.0))
        .alias("months_to_threshold"),
        share("cash").alias("cash_share"), share("stock").alias("stock_share"), share("fixed").alias("fixed_income_share"),
        share("equity").alias("equity_share"), share("alternative").alias("alternative_share"),
        (pl.max_horizontal("cash_0", "stock_0", "fixed_0", "equity_0", "alternative_0") / v("total_0")).alias("largest_share"),
        ((v("cash_0") - v("cash_1")) / v("total_0")).alias("cash_change_1"), ((v("cash_0") - v("cash_3")) / v("total_0")).alias("cash_change_3"),
        v("cash_0").alias("cash"), v("products_0").alias("products"), (v("products_0") - v("products_3")).alias("products_change_3"),
        v("compares_0").alias("compares"), mean_3("compares").alias("compares_3"), (v("compares_0") - v("compares_1")).alias("compares_change"),
        v("opens_0").alias("opens"), mean_3("opens").alias("opens_3"), (v("opens_0") - v("opens_1")).alias("opens_change"),
        v("views_0").alias("view_time"), mean_3("views").alias("view_time_3"), v("trades_0").alias("trades"), mean_3("trades").alias("trades_3"),
        v("investments_0").alias("investments"), mean_3("investments").alias("investments_3"),
        (v("investments_0") - v("investments_1")).alias("investments_change"), v("expense_0").alias("expense"), mean_3("expense").alias("expense_3"),
        share("expense").alias("expense_share"), v("monthly_trade_amount").alias("trade_amount"),
        (end - v("login_0").dt.date()).dt.total_days().alias("days_since_login"),
        (end - v("contact_0").dt.date()).dt.total_days().alias("days_since_contact"),
        "contacts", v("result_0").alias("contact_result"),
        (v("contact_0") + pl.duration(days=v("cool_0").cast(pl.Int64)) > end.cast(pl.Datetime("ms"))).fill_null(False).cast(pl.Float32)
        .alias("cooling_down"),
        "age", *CATEGORIES,
        ((cutoff - (v("open_account_date").dt.year() - 1970) * 12 - v("open_account_date").dt.month() + 1) / 12).alias("tenure"),
        percent_rank(v("plain"), "city_level").alias("rank_in_city_level"), percent_rank(v("plain"), "occupation_type").alias("rank_in_occupation"),
        percent_rank(v("compares_0").fill_null(0), "city_level").alias("rank_of_interest"),
    ).with_columns(pl.selectors.numeric().cast(pl.Float32)).collect(engine="streaming")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--panel", required=True)
    parser.add_argument("--cutoffs", type=int, default=4)
    parser.add_argument("--horizon", type=int, default=3)
    parser.add_argument("--least-months", type=int, default=4)
    parser.add_argument("--threshold", type=float, default=1_000_000)
    arguments = parser.parse_args()
    from wealth_plan import cutoffs_of
    start = time.perf_counter()
    base, panel = load(arguments.base, arguments.panel)
    loaded = time.perf_counter()
    seconds, rows = [], 0
    plan = cutoffs_of(int(panel["month"].min()), int(panel["month"].max()), arguments.horizon, arguments.least_months, arguments.cutoffs)
    for cutoff in (*plan.training, plan.test, plan.newest):
        begin = time.perf_counter()
        rows += len(features(base, panel, cutoff, arguments.threshold))
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"program": "polars " + pl.__version__, "rows": rows, "features_newest": seconds[-1],
                      "stages": {"load": loaded - start, "features": sum(seconds)},
                      "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
