#include "flow/pack_select.h"

#include <algorithm>
#include <cctype>

namespace auspex::flow {

std::string Enclosed(std::string sql) {
  while (!sql.empty() && (sql.back() == ';' || std::isspace(static_cast<unsigned char>(sql.back())))) sql.pop_back();
  return "(" + sql + "\n)";
}

bool IsNumberType(const std::string& type) {
  constexpr const char* kTypes[] = {"BOOLEAN",   "TINYINT",  "SMALLINT", "INTEGER", "BIGINT", "UTINYINT",
                                    "USMALLINT", "UINTEGER", "UBIGINT",  "HUGEINT", "FLOAT",  "DOUBLE"};
  return std::ranges::count(kTypes, type) > 0 || type.starts_with("DECIMAL");
}

}  // namespace auspex::flow
