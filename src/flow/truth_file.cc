#include "flow/truth_file.h"

#include "base/error.h"

namespace auspex::flow {
namespace {

/// SELECT of the customer and the columns named, as FLOAT; says which one is missing.
std::string SelectTruth(store::Connection& connection, const std::filesystem::path& path, const std::vector<std::string>& wanted) {
  const std::string source = "read_csv(" + store::QuoteText(path.string()) + ", header = true, all_varchar = true, auto_detect = true)";
  const store::Result shape = connection.Query("SELECT * FROM " + source + " LIMIT 0");
  std::string sql = "SELECT " + store::QuoteName(shape.Name(0));
  for (const auto& name : wanted) {
    bool found = false;
    for (size_t c = 1; c < shape.columns() && !found; ++c) found = shape.Name(c) == name;
    if (!found) {
      throw Error(Fault::kData, "column " + name + " is missing", path.string(), "Use the truth.csv that `auspex simulate` wrote with this pack.");
    }
    sql += ", CAST(" + store::QuoteName(name) + " AS FLOAT)";
  }
  return sql + " FROM " + source;
}

}  // namespace

Truth ReadTruth(store::Connection& connection, const std::filesystem::path& path, const pack::Pack& pack, const data::Journeys& journeys,
                const data::StepEncoder& encoder) {
  if (!std::filesystem::is_regular_file(path)) throw Error(Fault::kUsage, "there is no such file", path.string());
  std::vector<std::string> wanted;
  for (const auto& symbol : encoder.symbols) wanted.push_back("next:" + symbol);
  for (const auto& conversion : pack.conversions) wanted.push_back("conversion:" + conversion.name);
  store::Result result = connection.Stream(SelectTruth(connection, path, wanted));
  const size_t classes = encoder.symbols.size();
  Truth truth;
  truth.conversions.resize(pack.conversions.size());
  store::Chunk chunk;
  while (result.Next(chunk)) {
    for (size_t r = 0; r < chunk.rows(); ++r) {
      const uint32_t customer = journeys.customers.Find(chunk.Text(0, r));
      if (customer == data::Interner::kNone) {
        ++truth.missing;
        continue;
      }
      truth.customers.push_back(customer);
      for (size_t k = 0; k < classes; ++k) truth.symbols.push_back(chunk.Numbers<float>(1 + k)[r]);
      for (size_t k = 0; k < truth.conversions.size(); ++k) truth.conversions[k].push_back(chunk.Numbers<float>(1 + classes + k)[r]);
    }
  }
  if (truth.customers.empty()) {
    throw Error(Fault::kData, "none of its customers is in the workspace", path.string(),
                "Load the events.csv that was simulated together with it, without --pseudonymise.");
  }
  return truth;
}

}  // namespace auspex::flow
