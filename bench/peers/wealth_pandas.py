"""Two tables of the pack wealth with pandas: load, check, and the features of packs/wealth/features.sql as of any month.

Months are lined up once, as arrays of [month][customer] that all cutoffs share; a feature is arithmetic on them. Money is float64, because ranks and
quotients of it are compared with the SQL's to 1e-5; counts and the finished matrix are float32.
"""
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

HOLDINGS = ("stock_portfolio_value", "cash_balance", "fixed_income_products_value", "equity_products_value", "alternative_products_value")
FLAGS = {"stock_hold_flag": HOLDINGS[0], "fixed_income_flag": HOLDINGS[2], "equity_flag": HOLDINGS[3], "alternative_flag": HOLDINGS[4]}
COUNTS = {"products": "product_count", "trades": "stock_trade_freq", "investments": "investment_monthly_count", "opens": "stock_app_open_count",
          "views": "app_financial_view_time", "compares": "app_product_compare_count", "cool": "marketing_cool_period"}
CATEGORIES = ("gender", "occupation_type", "city_level", "lifecycle_stage", "marriage_status")
LOOK_BACK, LEAST_FLOOR, MOST_MONTHS, LEAST_RISE = 7, 0.0005, 240, 1e-9


def load(base_csv, panel_csv):
    """Customers in the order of their numbers, and the panel with a column `user` of places in it and `month` of months since 1970."""
    text, number, count = pa.dictionary(pa.int32(), pa.string()), pa.float64(), pa.float32()
    base = pa_csv.read_csv(base_csv, convert_options=pa_csv.ConvertOptions(
        column_types={**dict.fromkeys((*CATEGORIES, "occupation", "branch_name"), text), "age": count, "monthly_trade_amount": number,
                      "open_account_date": pa.timestamp("s"), "user_id": pa.string()}, strings_can_be_null=True)).to_pandas(self_destruct=True)
    base = base.sort_values("user_id", ignore_index=True)
    panel = pa_csv.read_csv(panel_csv, convert_options=pa_csv.ConvertOptions(
        column_types={**dict.fromkeys(HOLDINGS, number), "credit_card_monthly_expense": number, **dict.fromkeys(COUNTS.values(), count),
                      **dict.fromkeys(FLAGS, pa.int8()), "asset_level": text, "contact_result": text, "stat_month": text, "user_id": pa.string(),
                      "last_app_login_time": pa.timestamp("s"), "last_contact_time": pa.timestamp("s")},
        include_columns=["user_id", *HOLDINGS, "asset_level", *FLAGS, *COUNTS.values(), "credit_card_monthly_expense", "last_app_login_time",
                         "last_contact_time", "contact_result", "stat_month"],
        strings_can_be_null=True)).to_pandas(self_destruct=True, split_blocks=True)
    panel["user"] = pd.Index(base["user_id"]).get_indexer(panel.pop("user_id")).astype(np.int32)
    months = panel.pop("stat_month").cat
    numbers = months.categories.to_numpy(dtype="datetime64[M]").astype(np.int32)
    panel["month"] = numbers[months.codes]
    return base, panel


def start_of(month):
    return np.int64(month).astype("datetime64[M]").astype("datetime64[s]")


def bounds_of(levels):
    """Low and high end of each spelling of asset_level: "50-80万", "500万以上", "10万以下"; NaN for others."""
    parts = levels.to_series(index=range(len(levels))).str.replace("萬", "万").str.extract(r"^(?:([\d.]+)[-~～－至])?([\d.]+)万(以上|以下)?$")
    low, high, end = parts[0].astype(float), parts[1].astype(float), parts[2]
    low = np.where(end == "以下", -np.inf, np.where(end == "以上", high, low))
    return 1e4 * low, np.where(end == "以上", np.inf, 1e4 * high)


def quality(base, panel):
    """Offenders of each rule of packs/wealth/quality.toml."""
    held = panel[list(HOLDINGS)]
    month_end = (panel["month"].to_numpy() + 1).astype("datetime64[M]").astype("datetime64[s]")
    known = panel["user"] >= 0
    span = panel[known].groupby("user")["month"].agg(["min", "max", "size"])
    level = panel["asset_level"].cat
    low, high = (np.append(bound, np.nan)[level.codes] for bound in bounds_of(level.categories))
    total = held.sum(axis=1, skipna=False)
    opened = base["open_account_date"].to_numpy().astype("datetime64[M]").astype(np.int64)[span.index]
    login, contact = panel["last_app_login_time"], panel["last_contact_time"]
    flags = panel[list(FLAGS)]
    wrong_flag = np.any([flags[flag].notna() & held[value].notna() & ((flags[flag] > 0) != (held[value] > 0)) for flag, value in FLAGS.items()], axis=0)
    counts = panel[[*COUNTS.values(), "credit_card_monthly_expense"]]
    offenders = {"months_without_gap": (span["size"] <= span["max"] - span["min"]).sum(),
                 "customers_have_months": len(base) - len(span),
                 "months_have_customer": (~known).sum(),
                 "assets_present": held.isna().any(axis=1).sum(),
                 "profile_present": base[["age", "gender", "occupation_type", "city_level", "branch_name", "open_account_date"]].isna().any(axis=1).sum(),
                 "assets_not_negative": (held < 0).any(axis=1).sum(),
                 "flags_agree_with_values": wrong_flag.sum(),
                 "asset_level_agrees_with_total": ((total < low) | (total > high)).sum(),
                 "product_count_agrees": ((panel["product_count"] <= 4) & (panel["product_count"] != flags.sum(axis=1, skipna=False))).sum(),
                 "counts_not_negative": (counts < 0).any(axis=1).sum(),
                 "ages_possible": ((base["age"] < 0) | (base["age"] > 120)).sum(),
                 "contacts_have_results": (contact.isna() != panel["contact_result"].isna()).sum(),
                 "contacts_not_in_the_future": (contact >= month_end).sum(),
                 "logins_not_in_the_future": (login >= month_end).sum(),
                 "accounts_opened_before_first_month": (opened > span["min"].to_numpy()).sum(),
                 "months_up_to_date": (span["max"] < panel["month"].max()).sum()}
    return {name: int(count) for name, count in offenders.items()}


class Months:
    """The panel lined up: each column an array of [month][customer], NaN (NaT) where a customer has no row."""

    def __init__(self, panel, customers):
        self.first, self.last = int(panel["month"].min()), int(panel["month"].max())
        keep = (panel["user"] >= 0).to_numpy()
        self.place = ((panel["month"].to_numpy() - self.first).astype(np.int64) * customers + panel["user"].to_numpy())[keep]
        self.shape, self.keep = (self.last - self.first + 1, customers), keep
        self.columns = {}
        self.columns["total"] = self.line_up(panel[list(HOLDINGS)].fillna(0).sum(axis=1))
        for name, column in zip(("stock", "cash", "fixed", "equity", "alternative"), HOLDINGS):
            self.columns[name] = self.line_up(panel[column])
        for name, column in COUNTS.items():
            self.columns[name] = self.line_up(panel[column])
        self.columns["expense"] = self.line_up(panel["credit_card_monthly_expense"])
        for name, column in (("login", "last_app_login_time"), ("contact", "last_contact_time")):
            self.columns[name] = self.line_up(panel[column].astype("datetime64[s]"))
        result = panel["contact_result"].cat
        self.results = result.categories
        self.columns["result"] = self.line_up(result.codes.astype(np.float32))
        starts = np.arange(self.first, self.last + 1).astype("datetime64[M]").astype("datetime64[s]")
        self.contacted = self.columns["contact"] >= starts[:, None]
        del self.place, self.keep

    def line_up(self, values):
        values = values.to_numpy()[self.keep]
        out = np.full(self.shape[0] * self.shape[1], np.datetime64("NaT") if values.dtype.kind == "M" else np.nan, values.dtype)
        out[self.place] = values
        return out.reshape(self.shape)

    def of(self, name, cutoff, ago=0):
        month = cutoff - self.first - ago
        return self.columns[name][month] if month >= 0 else np.full(self.shape[1], np.nan, np.float32)


def percent_rank(groups, values):
    frame = pd.DataFrame({"group": groups, "value": values})
    by = frame.groupby("group", dropna=False, observed=True, sort=False)["value"]
    others = by.transform("size") - 1
    return np.where(others > 0, (by.rank(method="min") - 1) / np.maximum(others, 1), 0)


def features(base, months, cutoff, threshold):
    """One row a customer below the threshold at the end of `cutoff`: places in `base`, and the 54 features."""
    def at(name, ago=0):
        return months.of(name, cutoff, ago)[rows]

    all_total = months.of("total", cutoff)
    rows = np.flatnonzero(all_total < threshold)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # of nanmax, for nobody
        begin = max(cutoff - months.first - LOOK_BACK + 1, 0)
        window = slice(begin, cutoff - months.first + 1)
        highest = np.fmax.reduce(months.columns["total"][window], axis=0)[rows]
        total, total_1, total_2, total_3, total_6 = (np.where(value > 0, value, np.nan) for value in (at("total", ago) for ago in (0, 1, 2, 3, 6)))
        plain = np.where(np.isnan(total), 0, total)
        g0, g1, g2 = np.log(total / total_1), np.log(total_1 / total_2), np.log(total_2 / total_3)
        growth_3, distance = np.log(total / total_3), np.log(threshold / np.maximum(plain, 1000))
        mean_3 = {name: (at(name).astype(np.float64) + at(name, 1) + at(name, 2)) / 3
                  for name in ("compares", "opens", "views", "trades", "investments", "expense")}
        end = start_of(cutoff + 1)
        contact, cool = at("contact"), at("cool")
        cooling = contact + np.nan_to_num(cool).astype("timedelta64[D]") > end
        people = base.iloc[rows]
        opened = people["open_account_date"].to_numpy().astype("datetime64[M]")
        result = at("result")
        columns = {
            "total": plain, "distance": distance, "of_highest": total / np.where(highest == 0, np.nan, highest),
            "growth_1": g0, "growth_3": growth_3, "growth_6": np.log(total / total_6), "acceleration": g0 - g1,
            "volatility": np.sqrt(((g0 - g1) ** 2 + (g1 - g2) ** 2) / 4),
            "largest_change": np.fmax(np.fmax(abs(g0), abs(g1)), abs(g2)),
            "rising_months": (g0 > LEAST_RISE).astype(np.float32) + (g1 > LEAST_RISE) + (g2 > LEAST_RISE),
            "months_to_threshold": np.minimum(np.maximum(distance / np.fmax(growth_3 / 3, LEAST_FLOOR), 0), MOST_MONTHS),
            "cash_share": at("cash") / total, "stock_share": at("stock") / total, "fixed_income_share": at("fixed") / total,
            "equity_share": at("equity") / total, "alternative_share": at("alternative") / total,
            "largest_share": np.fmax.reduce([at(name) for name in ("cash", "stock", "fixed", "equity", "alternative")]) / total,
            "cash_change_1": (at("cash") - at("cash", 1)) / total, "cash_change_3": (at("cash") - at("cash", 3)) / total, "cash": at("cash"),
            "products": at("products"), "products_change_3": at("products") - at("products", 3),
            "compares": at("compares"), "compares_3": mean_3["compares"], "compares_change": at("compares") - at("compares", 1),
            "opens": at("opens"), "opens_3": mean_3["opens"], "opens_change": at("opens") - at("opens", 1),
            "view_time": at("views"), "view_time_3": mean_3["views"], "trades": at("trades"), "trades_3": mean_3["trades"],
            "investments": at("investments"), "investments_3": mean_3["investments"], "investments_change": at("investments") - at("investments", 1),
            "expense": at("expense"), "expense_3": mean_3["expense"], "expense_share": at("expense") / total,
            "trade_amount": people["monthly_trade_amount"].to_numpy(),
            "days_since_login": days_between(at("login"), end), "days_since_contact": days_between(contact, end),
            "contacts": months.contacted[window].sum(axis=0)[rows],
            "contact_result": pd.Categorical.from_codes(np.where(np.isnan(result), -1, result).astype(np.int8), months.results),
            "cooling_down": (cooling & ~np.isnan(cool)).astype(np.float32), "age": people["age"].to_numpy(),
            **{name: people[name].array for name in CATEGORIES},
            "tenure": whole_months(opened, cutoff) / 12,
            "rank_in_city_level": percent_rank(people["city_level"].array, plain),
            "rank_in_occupation": percent_rank(people["occupation_type"].array, plain),
            "rank_of_interest": percent_rank(people["city_level"].array, np.nan_to_num(at("compares"))),
        }
    return rows, pd.DataFrame({name: values if isinstance(values, pd.Categorical) else np.asarray(values, np.float32)
                               for name, values in columns.items()})


def days_between(times, end):
    days = (end.astype("datetime64[D]") - times.astype("datetime64[D]")).astype(np.float64)
    return np.where(np.isnat(times), np.nan, days)


def whole_months(dates, cutoff):
    return np.where(np.isnat(dates), np.nan, cutoff - dates.astype(np.int64).astype(np.float64))


def labels(months, cutoff, horizon, threshold, rows):
    """Whether a customer reaches the threshold in the horizon; NaN where there is no month of it."""
    after = months.columns["total"][cutoff - months.first + 1:cutoff - months.first + 1 + horizon]
    highest = np.fmax.reduce(after, axis=0)[rows]
    return np.where(np.isnan(highest), np.nan, highest >= threshold)
