"""The table of strategies as an analyst writes it with numpy: one condition a row of the table, the first that holds."""
import csv

import numpy as np

from journeys import CONVERSIONS, STEPS

NONE, NO_LINE = "持續觀察", "各類保險"
ADVISOR = "推薦顧問：「這位專家最擅長%s，3 分鐘內確認預約」"


class Actions:
    """Families, levels and product lines of the actions, by class (0-based)."""

    def __init__(self, path):
        with open(path, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        self.names = [row["action_group"] for row in rows]
        self.family = np.array([row["family"] for row in rows])
        self.level = np.array([int(row["level"]) for row in rows])
        line = [row.get("line") or "" for row in rows]
        self.lines = sorted(set(line) - {""})
        self.line = np.array([self.lines.index(name) if name else -1 for name in line])

    def having(self, *families):
        """Whether an action (with one more row for "no step") is of these families."""
        return np.append(np.isin(self.family, families), False)

    def named(self, *names):
        return np.append(np.isin(self.names, names), False)


def deciding(actions, top):
    """Of the five (likeliest first), the one of highest level; argmax takes the first, thus the likeliest, of equals."""
    return np.take_along_axis(top, actions.level[top].argmax(1)[:, None], axis=1)[:, 0]


def favourite_line(actions, last):
    """The product line that each customer looked at most, among equals the newest."""
    line = np.append(actions.line, -1)[last]
    newness = np.arange(1, STEPS + 1)
    votes = np.stack([np.where(line == k, 100, 0).sum(1) + np.where(line == k, newness, 0).max(1)
                      for k in range(len(actions.lines))], axis=1)
    names = np.array([*actions.lines, NO_LINE], dtype=object)
    return names[np.where(votes.max(1) > 0, votes.argmax(1), len(actions.lines))]


def advise(actions, windows, times, top, now):
    """Texts for customers: windows [n, 10] of action classes + 1 (0: no step), times [n] of the last step, top [n, 5], the time now."""
    last = windows.astype(np.int64) - 1  # -1, a step that does not exist, reads the row for it
    newest, recent = last[:, -1], last[:, -3:]
    choice = deciding(actions, top)
    service, tools = actions.having("service"), actions.having("service", "quote", "free_mix", "custom_plan")
    result = np.append(["結果" in name for name in actions.names], False)
    uses = service[last].sum(1)
    since = now - times
    idle = since > np.timedelta64(30, "m")
    fresh_step = actions.having("conversion_step")[newest] & (since <= np.timedelta64(5, "m"))
    result_page = result[recent].any(1)
    mixing = actions.having("free_mix", "custom_plan")
    sharing = actions.named("保存與分享試算結果", "保存與分享自由配、訂製組合結果")

    def wants(*families):
        return actions.having(*families)[choice]

    rows = [
        (actions.named(CONVERSIONS[0])[last].any(1), "此用戶於期間內已完成網路投保"),
        (actions.named(CONVERSIONS[1])[last].any(1), "此用戶於期間內已完成預約O2O"),
        (wants("other", "policy_view"), "屬於低參與意圖，持續觀察，暫不進行行銷"),
        (wants("service") & (uses == 0), "提示「找服務」位於畫面上方選單"),
        (wants("service") & (uses > 3), "右下角阿發顯示「Hi，需要幫忙嗎？」"),
        (wants("product_page") & ~tools[newest] & (actions.having("product_page")[last].sum(1) >= 3), "顯示試算入口，推動進一步互動"),
        (wants("offer") & ~actions.having("offer")[newest], "彈窗展示好康優惠相關資訊"),
        (wants("free_mix", "custom_plan") & ~mixing[recent].any(1),
         "引導彈窗：「三個問題找到最適合你的商品！」、「一鍵搭配個人化的商品組合，只要 2 分鐘！」"),
        (wants("quote") & ~tools[newest], "引導彈窗：「只要 2 步驟，取得商品費用估算！」"),
        (wants("quote_result") & actions.having("quote", "free_mix", "custom_plan")[newest], "進度提醒：「就快完成了！試算結果即將產生」"),
        (sharing[choice] & result_page, "提示：「對試算結果有疑問嗎？預約免費專人解讀！」"),
        (actions.named("Line分享轉傳")[choice] & result_page, "鼓勵推薦、提供分享回饋誘因"),
        (wants("advisor"), ADVISOR),
        (wants("buy_now"), "橫幅 CTA：「立即投保享優惠！」"),
        (wants("conversion_step") & idle, "發送 EDM 引導用戶回流程"),
        (wants("conversion_step") & fresh_step, "進度提醒：「距離完成只差 2 步」"),
        (wants("conversion") & idle, "EDM 提醒尚未完成，引導用戶回流程"),
        (wants("conversion") & fresh_step, "進度提醒：「距離完成只差 1 步」"),
    ]
    texts = np.array([text for _, text in rows] + [NONE], dtype=object)
    which = np.select([condition for condition, _ in rows], np.arange(len(rows)), default=len(rows))
    advice = texts[which]
    advisor = advice == ADVISOR
    advice[advisor] = [ADVISOR % line for line in favourite_line(actions, last[advisor])]
    return advice
