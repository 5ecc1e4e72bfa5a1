#include "flow/left_list.h"

#include <nlohmann/json.hpp>

#include "flow/result_runs.h"

namespace auspex::flow {
namespace {

std::optional<int64_t> ListBefore(store::Connection& connection, int64_t run) {
  const auto rows = connection.Query("SELECT settings FROM runs WHERE run = ?", {run}).Rows();
  if (rows.empty()) return {};
  const auto settings = nlohmann::json::parse(rows[0][0].value_or("{}"), nullptr, false);
  if (!settings.is_object() || settings.value("before", int64_t{0}) == 0) return {};
  return settings.at("before").get<int64_t>();
}

LeftCustomer CustomerOf(const std::vector<std::optional<std::string>>& row) {
  LeftCustomer customer{*row[0], *row[1], std::stoll(row[2].value_or("0")), std::stod(row[3].value_or("0")), {}, {}};
  if (row[4]) customer.rank = std::stoll(*row[4]);
  if (row[5]) customer.probability = std::stod(*row[5]);
  return customer;
}

}  // namespace

LeftList ReadLeft(store::Connection& connection, int64_t run, const std::string& why, uint64_t offset, uint64_t limit) {
  LeftList list;
  list.before = ListBefore(connection, run);
  if (!list.before) return list;
  const std::string table = "main." + store::QuoteName(RunTable(run, "left"));
  for (const std::string each : {"reached", "fell", "gone"}) {
    list.counts.emplace_back(each, static_cast<uint64_t>(connection.Integer("SELECT count(*) FROM " + table + " WHERE why = ?", {each})));
    if (why.empty() || why == each) list.total += list.counts.back().second;
  }
  const std::string page = " ORDER BY rank_before, customer LIMIT " + std::to_string(limit) + " OFFSET " + std::to_string(offset);
  const std::string sql = "SELECT customer, why, rank_before, probability_before, rank, probability FROM " + table + " WHERE ? IN ('', why)" + page;
  for (const auto& row : connection.Query(sql, {why}).Rows()) list.customers.push_back(CustomerOf(row));
  return list;
}

}  // namespace auspex::flow
