#include "flow/act_json.h"

#include <nlohmann/json.hpp>

namespace auspex::flow {
namespace {

using json = nlohmann::ordered_json;

std::string Dump(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

json Object(const std::vector<std::pair<std::string, uint64_t>>& counts) {
  json object = json::object();
  for (const auto& [name, count] : counts) object[name] = count;
  return object;
}

}  // namespace

std::string ToJson(const ActSummary& summary) {
  json out = {{"run", summary.run},       {"month", summary.month},           {"start", summary.start},
              {"listed", summary.listed}, {"approached", summary.approached}, {"value", summary.value}};
  json places = json::array();
  for (const auto& place : summary.places) {
    places.push_back({{"day", place.day},
                      {"channel", place.channel},
                      {"name", place.name},
                      {"capacity", place.capacity},
                      {"taken", place.taken},
                      {"price", place.price}});
  }
  out["places"] = places;
  out["left_out"] = Object(summary.left_out);
  if (summary.before) out["since"] = {{"run", *summary.before}, {"new", summary.added}, {"gone", Object(summary.dropped)}};
  out["example"] = summary.example, out["seconds"] = summary.seconds;
  return Dump(out);
}

std::string ToJson(const ContactReceipt& receipt) {
  json out = {{"run", receipt.run}, {"customer", receipt.customer}, {"month", receipt.month}};
  json decision = json::object(), row = json::object(), channels = json::array();
  for (const auto& [name, value] : receipt.stored) decision[name] = value;
  for (const auto& [name, value] : receipt.row) row[name] = value;
  for (const auto& channel : receipt.channels) {
    json conditions = json::object();
    for (const auto& [name, holds] : channel.conditions) conditions[name] = holds;
    channels.push_back({{"channel", channel.channel},
                        {"allowed", channel.allowed},
                        {"first_day", channel.first_day},
                        {"value", channel.value},
                        {"conditions", conditions}});
  }
  out["decision"] = decision, out["row"] = row, out["channels"] = channels;
  return Dump(out);
}

}  // namespace auspex::flow
