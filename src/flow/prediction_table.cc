#include "flow/prediction_table.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <vector>

#include "base/error.h"
#include "decide/candidate.h"
#include "pack/decision_row.h"

namespace auspex::flow {
namespace {

using data::Interner;
using store::QuoteName;

/// A list of names as an ENUM type of the database, and the code of each symbol class or name in it.
std::string EnumSql(const std::string& type, const std::vector<std::string>& names) {
  std::string sql = "CREATE TYPE " + QuoteName(type) + " AS ENUM (";
  for (size_t i = 0; i < names.size(); ++i) sql += (i > 0 ? ", " : "") + store::QuoteText(names[i]);
  return sql + ")";
}

/// Sets an ENUM value, whose width follows from how many names the type has.
void SetCode(store::Appender& appender, size_t column, uint64_t row, uint32_t code, size_t names, bool in_list) {
  const auto set = [&]<class T>(T value) {
    if (in_list) {
      appender.ListNumbers<T>(column)[row] = value;
    } else {
      appender.Numbers<T>(column)[row] = value;
    }
  };
  if (names <= 0x100) set(static_cast<uint8_t>(code));
  else if (names <= 0x10000) set(static_cast<uint16_t>(code));
  else set(code);
}

constexpr size_t kMostEnum = 60000;  ///< a column with more different texts is VARCHAR

/// A text column of the steps: an ENUM in the order of the alphabet, or VARCHAR if there are too many texts.
struct TextColumn {
  const Interner* names;
  const std::vector<uint32_t>* values;
  std::string name, type;
  std::vector<uint32_t> code_of;  ///< interner's number -> code of the ENUM

  bool is_enum() const { return names->size() <= kMostEnum; }
  void Create(store::Connection& connection) {
    if (!is_enum()) return;
    std::vector<uint32_t> sorted(names->size());
    std::iota(sorted.begin(), sorted.end(), 0u);
    std::ranges::sort(sorted, {}, [&](uint32_t n) { return names->Name(n); });
    code_of.resize(sorted.size());
    std::vector<std::string> texts;
    for (uint32_t code = 0; code < sorted.size(); ++code) {
      code_of[sorted[code]] = code;
      texts.emplace_back(names->Name(sorted[code]));
    }
    connection.Run(EnumSql(type, texts));
  }
  void SetElement(store::Appender& appender, size_t column, uint64_t element, size_t step) const {
    const uint32_t code = (*values)[step];
    if (is_enum()) SetCode(appender, column, element, code_of[code], names->size(), true);
    else appender.SetListText(column, element, names->Name(code));
  }
};

constexpr uint32_t kEmpty = UINT32_MAX;  ///< code of a symbol without the attribute: NULL

/// An attribute of the vocabulary: its values as an ENUM, and the code for every name of the symbol ENUM.
struct Attribute {
  std::string name, type;
  std::vector<std::string> values;
  std::vector<uint32_t> code_of;
};

/// All symbol names that can be shown: the model's classes first, then names that only the data has.
std::vector<std::string> SymbolNames(const data::Journeys& journeys, const data::StepEncoder& encoder) {
  std::vector<std::string> names = encoder.symbols;
  const std::set<std::string_view> known(encoder.symbols.begin(), encoder.symbols.end());
  for (uint32_t n = 0; n < journeys.symbol_names.size(); ++n) {
    if (!known.contains(journeys.symbol_names.Name(n))) names.emplace_back(journeys.symbol_names.Name(n));
  }
  return names;
}

std::vector<Attribute> AttributesOf(const pack::Pack& pack, const std::vector<std::string>& names, const std::string& table) {
  std::vector<Attribute> attributes;
  const auto& vocabulary = pack.journey.vocabulary;
  if (vocabulary.empty()) return attributes;
  const auto unknown = std::find_if(vocabulary.begin(), vocabulary.end(), [&](const auto& s) { return s.name == pack.journey.unknown; });
  for (const auto& attribute : pack.journey.attributes) {
    Attribute& a = attributes.emplace_back(Attribute{attribute, table + "_" + attribute, {}, {}});
    for (const auto& name : names) {
      auto symbol = std::find_if(vocabulary.begin(), vocabulary.end(), [&](const auto& s) { return s.name == name; });
      if (symbol == vocabulary.end()) symbol = unknown;
      const std::string value = symbol == vocabulary.end() ? "" : symbol->attributes.at(attribute);
      if (value.empty()) {
        a.code_of.push_back(kEmpty);
        continue;
      }
      const auto at = std::find(a.values.begin(), a.values.end(), value);
      a.code_of.push_back(static_cast<uint32_t>(at - a.values.begin()));
      if (at == a.values.end()) a.values.push_back(value);
    }
  }
  return attributes;
}

/// The `top` likeliest symbols, likeliest first; among equals the lower class.
void TopCandidates(std::span<const float> symbols, size_t top, std::vector<decide::Candidate>& candidates) {
  candidates.clear();
  for (uint32_t k = 0; k < symbols.size(); ++k) {
    if (candidates.size() == top && symbols[k] <= candidates.back().probability) continue;
    if (candidates.size() == top) candidates.pop_back();
    auto at = candidates.end();
    while (at != candidates.begin() && (at - 1)->probability < symbols[k]) --at;
    candidates.insert(at, {k, symbols[k]});
  }
}

}  // namespace

struct PredictionTable::State {
  State(const pack::Pack& p, const data::Journeys& j, Micros n) : pack(p), journeys(j), now(n) {}

  const pack::Pack& pack;
  const data::Journeys& journeys;
  Micros now;
  std::vector<std::string> names;        ///< of the symbol ENUM
  std::vector<uint32_t> name_of_symbol;  ///< journeys' symbol -> code in `names`
  std::vector<double> ranks;             ///< class -> rank of the deciding candidate
  std::vector<Attribute> attributes;
  std::vector<TextColumn> texts;         ///< detail, then the categories
  std::unique_ptr<store::Appender> appender;
  size_t pending = 0;  ///< rows of the block that is being filled
  std::vector<decide::Candidate> candidates;

  size_t AppendCandidates(std::span<const float> symbols);
  void AppendRow(size_t customer, std::span<const float> symbols, std::span<const float> conversions);
  void AppendSteps(size_t customer, size_t column);
  std::string TableSql(const std::string& table) const;
};

std::string PredictionTable::State::TableSql(const std::string& table) const {
  std::map<std::string, std::string> enums = {{"deciding", table + "_symbol"}, {"step_symbol", table + "_symbol"}};
  for (size_t k = 1; k <= pack.top; ++k) enums["next_" + std::to_string(k)] = table + "_symbol";
  for (const auto& a : attributes) enums["deciding_" + a.name] = enums["step_" + a.name] = a.type;
  for (const auto& t : texts) {
    if (t.is_enum()) enums[t.name] = t.type;
  }
  std::string columns;
  for (const auto& column : pack::DecisionRow(pack)) {
    const auto own = enums.find(column.name);
    const std::string type = own == enums.end() ? column.type : QuoteName(own->second) + (column.type.ends_with("[]") ? "[]" : "");
    columns += (columns.empty() ? "" : ", ") + QuoteName(column.name) + " " + type;
  }
  return "CREATE TABLE " + QuoteName(table) + "(" + columns + ")";
}

PredictionTable::PredictionTable(store::Connection& connection, const pack::Pack& pack, const std::string& table,
                                 const data::Journeys& journeys, const data::StepEncoder& encoder, Micros now)
    : state_(std::make_unique<State>(pack, journeys, now)) {
  State& s = *state_;
  s.names = SymbolNames(journeys, encoder);
  for (uint32_t n = 0; n < journeys.symbol_names.size(); ++n) {
    const auto at = std::find(s.names.begin(), s.names.end(), journeys.symbol_names.Name(n));
    s.name_of_symbol.push_back(static_cast<uint32_t>(at - s.names.begin()));
  }
  s.attributes = AttributesOf(pack, s.names, table);
  s.ranks = decide::RanksOf(pack);
  s.texts.push_back({&journeys.detail_names, &journeys.details, "step_detail", table + "_detail", {}});
  for (size_t c = 0; c < pack.journey.categories.size(); ++c) {
    const std::string& name = pack.journey.categories[c];
    s.texts.push_back({&journeys.category_names[c], &journeys.categories[c], "step_" + name, table + "_" + name, {}});
  }
  for (auto& t : s.texts) t.Create(connection);
  connection.Run(EnumSql(table + "_symbol", s.names));
  for (const auto& a : s.attributes) connection.Run(EnumSql(a.type, a.values));
  connection.Run(s.TableSql(table));
  s.appender = std::make_unique<store::Appender>(connection, table);
}

PredictionTable::~PredictionTable() = default;

void PredictionTable::State::AppendSteps(size_t customer, size_t column) {
  const uint64_t end = journeys.begin[customer + 1];
  const size_t count = end - journeys.begin[customer];
  // Newest first: element e is step end - 1 - e.
  uint64_t first = appender->SetList(column, pending, count);
  for (size_t e = 0; e < count; ++e) SetCode(*appender, column, first + e, name_of_symbol[journeys.symbols[end - 1 - e]], names.size(), true);
  for (size_t t = 0; t < texts.size(); ++t) {
    first = appender->SetList(++column, pending, count);
    for (size_t e = 0; e < count; ++e) texts[t].SetElement(*appender, column, first + e, end - 1 - e);
    if (t > 0) continue;  // times stand between the detail and the categories
    first = appender->SetList(++column, pending, count);
    for (size_t e = 0; e < count; ++e) appender->ListNumbers<int64_t>(column)[first + e] = journeys.times[end - 1 - e];
  }
  ++column;
  for (const auto& a : attributes) {
    const uint64_t at = appender->SetList(column, pending, count);
    for (size_t e = 0; e < count; ++e) {
      const uint32_t code = a.code_of[name_of_symbol[journeys.symbols[end - 1 - e]]];
      if (code == kEmpty) appender->SetListNull(column, at + e);
      else SetCode(*appender, column, at + e, code, a.values.size(), true);
    }
    ++column;
  }
}

/// Sets the candidates and the one that decides, from column 3 on; returns the column after them.
size_t PredictionTable::State::AppendCandidates(std::span<const float> symbols) {
  TopCandidates(symbols, pack.top, candidates);
  size_t column = 3;
  for (size_t k = 0; k < pack.top; ++k, column += 2) {
    if (k < candidates.size()) {
      SetCode(*appender, column, pending, candidates[k].symbol, names.size(), false);
      appender->Numbers<float>(column + 1)[pending] = candidates[k].probability;
    } else {
      appender->SetNull(column, pending);
      appender->SetNull(column + 1, pending);
    }
  }
  const auto choice = decide::ChooseCandidate(candidates, ranks, pack.strategy ? pack.strategy->least_confidence : 0);
  if (!choice.deciding) {
    for (size_t c = 0; c < 2 + attributes.size(); ++c) appender->SetNull(column++, pending);
    return column;
  }
  const decide::Candidate& deciding = candidates[*choice.deciding];
  SetCode(*appender, column++, pending, deciding.symbol, names.size(), false);
  appender->Numbers<float>(column++)[pending] = deciding.probability;
  for (const auto& a : attributes) {
    const uint32_t code = a.code_of[deciding.symbol];
    if (code == kEmpty) appender->SetNull(column++, pending);
    else SetCode(*appender, column++, pending, code, a.values.size(), false);
  }
  return column;
}

void PredictionTable::State::AppendRow(size_t customer, std::span<const float> symbols, std::span<const float> conversions) {
  appender->SetText(0, pending, journeys.customers.Name(static_cast<uint32_t>(customer)));
  appender->Numbers<int64_t>(1)[pending] = journeys.times[journeys.begin[customer + 1] - 1];
  appender->Numbers<int64_t>(2)[pending] = now;
  size_t column = AppendCandidates(symbols);
  for (const float p : conversions) appender->Numbers<float>(column++)[pending] = p;
  AppendSteps(customer, column);
  if (++pending == store::Appender::kRows) {
    appender->Flush(pending);
    pending = 0;
  }
}

void PredictionTable::Append(size_t first, const learn::Predictions& predictions) {
  const size_t symbols = predictions.num_symbols, conversions = predictions.num_conversions;
  for (size_t r = 0; r < predictions.rows; ++r) {
    state_->AppendRow(first + r, {predictions.symbols.data() + r * symbols, symbols},
                      {predictions.conversions.data() + r * conversions, conversions});
  }
}

void PredictionTable::Close() {
  if (state_->pending > 0) state_->appender->Flush(state_->pending);
  state_->pending = 0;
  state_->appender->Close();
}

}  // namespace auspex::flow
