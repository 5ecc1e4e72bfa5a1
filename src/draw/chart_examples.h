#pragma once
// One chart of each kind with plausible data, for tests.
#include <cmath>

#include "base/random.h"
#include "draw/charts.h"

namespace auspex::draw {

struct ChartExample {
  std::string name;
  Chart chart;
};

inline CurveChart RocExample() {
  CurveChart chart{{"一般顧客中被選到的比例", 0, 1, Numbers::kPercent, false}, {"高淨值顧客中找到的比例", 0, 1, Numbers::kPercent, false}, {}, {}, true, false};
  const char* names[] = {"LightGBM", "XGBoost", "隨機森林", "邏輯迴歸", "決策樹"};
  for (int m = 0; m < 5; ++m) {
    Curve curve{names[m], "AUC 0." + std::to_string(921 - 12 * m) + " [0.91, 0.93]", {}};
    for (int k = 0; k <= 50; ++k) curve.points.push_back({k / 50.0, std::pow(k / 50.0, 0.09 + 0.03 * m)});
    chart.curves.push_back(std::move(curve));
  }
  chart.guides.push_back({"隨機猜測", {{0, 0}, {1, 1}}});
  return chart;
}

inline CoefficientChart CoefficientExample() {
  return {"勝算比（對數刻度）", "提高機會", "降低機會", "無法確定方向",
          {{"總資產", "每增加 213,400 元", 6.31, 5.8, 6.9}, {"近三個月資產成長率", "每增加 4.1 個百分點", 1.84, 1.7, 2.0},
           {"職業：工程師", "相對於：服務業", 1.08, 0.93, 1.25}, {"信用卡月支出 <script>", "每增加 8,200 元", 0.71, 0.65, 0.78}, {"無區間", "", 1.4, NAN, NAN}}};
}

inline void GrowExample(std::vector<TreeBox>& boxes, int depth, double share, double positive) {
  const size_t at = boxes.size();
  boxes.push_back({"", 0, 0, share, positive});
  if (depth == 0 || share < 0.004) return;
  boxes[at].condition = depth % 2 == 0 ? "總資產 ≤ 812,345 元" : "近三個月流入 ≤ 25,000 元";
  boxes[at].left = boxes.size();
  GrowExample(boxes, depth - 1, share * 0.7, positive * 0.5);
  boxes[at].right = boxes.size();
  GrowExample(boxes, depth - 1, share * 0.3, std::min(0.97, positive * 2.1));
}

inline TreeChart TreeExample(int depth) {
  TreeChart chart{"占", "高淨值", "是", "否", "…還有 {count} 片葉", 5, {}};
  GrowExample(chart.boxes, depth, 1, 0.05);
  return chart;
}

inline BeeswarmChart BeeswarmExample() {
  BeeswarmChart chart{"對勝算對數的貢獻", "數值低", "數值高", "缺值或類別", {}};
  Random random(5);
  for (int f = 0; f < 8; ++f) {
    SwarmRow row{f == 1 ? "近三個月股票、基金與固定收益商品合計淨流入金額" : "特徵 " + std::to_string(f + 1), {}, {}};
    for (int k = 0; k < 400; ++k) {
      const double value = random.Normal();
      row.values.push_back(k % 40 == 0 ? NAN : value);
      row.contributions.push_back((value * (f % 3 == 2 ? -1 : 1) + 0.5 * random.Normal()) / (f + 1));
    }
    if (f == 5) row.values.clear();
    chart.rows.push_back(std::move(row));
  }
  return chart;
}

inline DependenceChart DependenceExample(bool categories) {
  DependenceChart chart{"總資產（元）", "對勝算對數的貢獻", {}, {}, {}, false};
  Random random(7);
  for (int k = 0; k < 500; ++k) {
    const double value = categories ? static_cast<double>(k % 4) : 2e5 * std::exp(0.6 * random.Normal());
    chart.values.push_back(k % 50 == 0 ? NAN : value);
    chart.contributions.push_back((categories ? value - 1.5 : std::log(value / 2e5)) + 0.2 * random.Normal());
  }
  if (categories) chart.x_label = "城市等級", chart.categories = {"一線城市", "二線城市", "三線城市", "其他"};
  return chart;
}

inline std::vector<ChartExample> ChartExamples() {
  std::vector<ChartExample> examples;
  examples.push_back({"roc", RocExample()});
  CurveChart lift{{"聯絡的顧客比例", 0, 1, Numbers::kPercent, false},
                  {"提升倍數", 0, 10, Numbers::kPlain, false},
                  {{"LightGBM", "", {}}},
                  {{"不選擇", {{0, 1}, {1, 1}}}},
                  false,
                  true};
  for (int k = 1; k <= 10; ++k) lift.curves[0].points.push_back({k / 10.0, std::pow(k / 10.0, -0.95)});
  examples.push_back({"lift", lift});
  CalibrationChart calibration{"預測機率", "實際比例", "預測與實際一致", "每組實際比例與 95% 信賴區間", {}};
  for (int k = 0; k < 10; ++k) calibration.dots.push_back({k * 0.04, k * 0.038 + 0.004, k * 0.034, k * 0.042 + 0.01});
  examples.push_back({"calibration", calibration});
  KsChart ks{"預測機率", "達到該機率以上的比例", "高淨值", "一般", "KS 0.62", {}, {}, 0.3, std::pow(0.7, 0.5), std::pow(0.7, 3)};
  for (int k = 0; k <= 40; ++k) ks.yes.push_back({k / 40.0, std::pow(1 - k / 40.0, 0.5)}), ks.no.push_back({k / 40.0, std::pow(1 - k / 40.0, 3)});
  examples.push_back({"ks", ks});
  examples.push_back({"coefficients", CoefficientExample()});
  examples.push_back({"tree", TreeExample(7)});
  examples.push_back({"bars", BarChart{"平均絕對貢獻（勝算對數）", {{"總資產", "1.42", 1.42}, {"近三個月成長率", "0.61", 0.61}, {"App 開啟次數", "0.08", 0.08}}}});
  examples.push_back({"beeswarm", BeeswarmExample()});
  examples.push_back({"dependence", DependenceExample(false)});
  examples.push_back({"dependence_categories", DependenceExample(true)});
  examples.push_back(
      {"waterfall",
       WaterfallChart{"勝算對數",
                      "一般顧客 3.1%",
                      "這位顧客 41.0%",
                      -3.44,
                      {{"總資產", "912,000 元", 2.9}, {"近三個月成長率", "+4.2%", 1.1}, {"職業", "服務業", -0.62}, {"其他 31 項", "", -0.3}}}});
  ChoiceChart choice{"群數", 4, {{"群內離散（慣性）", {}, NAN}, {"輪廓係數", {}, NAN}, {"穩定度（Jaccard）", {}, 0.75}}};
  for (int k = 2; k <= 10; ++k) {
    choice.panels[0].points.push_back({k * 1.0, 9e5 / k});
    choice.panels[1].points.push_back({k * 1.0, 0.4 - 0.02 * std::abs(k - 4)});
    choice.panels[2].points.push_back({k * 1.0, 0.95 - 0.05 * std::max(0, k - 4)});
  }
  examples.push_back({"choice", choice});
  ProfileChart profile{"與全體平均的差距，以標準差為單位", {"總資產", "股票", "現金", "月交易額", "App 開啟次數"}, {}};
  for (int c = 0; c < 4; ++c)
    profile.columns.push_back(
        {c == 0 ? "高資產高交易的核心客群" : "客群 " + std::to_string(c + 1), "12,345 人 · 12.3%", {1.5 - c, 0.2 * c, -0.3, NAN, -1.9 + c}});
  examples.push_back({"profiles", profile});
  HeatChart heat{"相關係數", {"總資產", "年齡", "App 開啟次數", "一個很長的欄位名稱，長到放不下的欄位名稱"}, {}};
  for (int i = 0; i < 16; ++i) heat.values.push_back(i % 5 == 0 ? 1 : i == 7 ? NAN : 0.13 * (i % 4 + i / 4) - 0.3);
  examples.push_back({"heat", heat});
  return examples;
}

}  // namespace auspex::draw
