#include "simulate/write.h"

#include <charconv>
#include <system_error>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"
#include "base/time.h"

namespace auspex::simulate {
namespace {

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void AppendInteger(uint64_t value, std::string& out) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

/// Six significant digits; what is smaller than any use is 0.
void AppendProbability(double p, std::string& out) {
  if (p < 1e-12) {
    out += '0';
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, p, std::chars_format::general, 6).ptr);
}

}  // namespace

EventRows::EventRows(const pack::Pack& pack, const pack::Simulation& data) : pack_(&pack), data_(&data) {
  for (const auto& column : pack.Events().columns) {
    cells_.push_back(CellOf(column.name));
    if (cells_.back().kind != Kind::kEmpty || !column.required) continue;
    throw Error(Fault::kUsage, "the simulator does not fill the required column '" + column.name + "'", data.file.string(),
                "Name it in an [[attribute]] or as dwell_column, session_column or flag_column.");
  }
  for (const auto& symbol : pack.journey.vocabulary) symbols_.push_back(Quoted(symbol.name));
  for (const auto& texts : data.details) {
    details_.emplace_back();
    for (const auto& text : texts) details_.back().push_back(Quoted(text));
  }
}

EventRows::Cell EventRows::CellOf(const std::string& column) const {
  const auto is = [&](const std::string& name) { return !name.empty() && name == column; };
  Cell cell;
  if (is(pack_->Events().customer)) cell.kind = Kind::kCustomer;
  if (is(pack_->Events().time)) cell.kind = Kind::kTime;
  if (is(pack_->journey.detail)) cell.kind = Kind::kDetail;
  if (is(pack_->journey.symbol)) cell.kind = Kind::kSymbol;
  if (is(data_->dwell_column)) cell.kind = Kind::kDwell;
  if (is(data_->session_column)) cell.kind = Kind::kSession;
  if (is(data_->flag_column)) cell.kind = Kind::kFlag;
  for (size_t a = 0; a < data_->attributes.size(); ++a) {
    const auto& attribute = data_->attributes[a];
    for (size_t c = 0; c < attribute.columns.size(); ++c) {
      if (!is(attribute.columns[c])) continue;
      cell = {.kind = Kind::kAttribute, .values = {}, .attribute = a};
      for (const auto& value : attribute.values) cell.values.push_back(Quoted(value[c]));
    }
  }
  return cell;
}

std::string EventRows::Header() const {
  std::string header;
  for (const auto& column : pack_->Events().columns) header += (header.empty() ? "" : ",") + Quoted(column.name);
  return header + '\n';
}

void EventRows::Append(const std::string& customer, const Event& event, std::string& out) const {
  for (const Cell& cell : cells_) {
    switch (cell.kind) {
      case Kind::kCustomer: out += customer; break;
      case Kind::kTime: out += FormatTime(event.time * kSecond); break;
      case Kind::kSymbol: out += symbols_[event.symbol]; break;
      case Kind::kDetail: out += details_[event.symbol][event.detail]; break;
      case Kind::kAttribute: out += cell.values[event.attributes[cell.attribute]]; break;
      case Kind::kDwell: AppendInteger(event.dwell, out); break;
      case Kind::kSession: AppendInteger(event.session, out); break;
      case Kind::kFlag: out += event.flag ? '1' : '0'; break;
      case Kind::kEmpty: break;
    }
    out += ',';
  }
  out.back() = '\n';
}

std::string TruthHeader(const pack::Pack& pack) {
  std::string header = Quoted(pack.Events().customer);
  for (const auto& symbol : pack.journey.vocabulary) header += ',' + Quoted("next:" + symbol.name);
  for (const auto& conversion : pack.conversions) header += ',' + Quoted("conversion:" + conversion.name);
  return header + '\n';
}

void AppendTruth(const std::string& customer, const Foretold& truth, std::string& out) {
  out += customer;
  for (const auto* law : {&truth.next, &truth.conversions}) {
    for (const double p : *law) {
      out += ',';
      AppendProbability(p, out);
    }
  }
  out += '\n';
}

std::string CustomerName(uint64_t seed, uint64_t number) {
  return 'u' + Hex(Mix(Mix(seed) + number));  // Mix is one to one, so no two numbers share a name
}

}  // namespace auspex::simulate
