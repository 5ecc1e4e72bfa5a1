#pragma once
// A SELECT that a pack's file holds, as a part of another.
#include <string>

namespace auspex::flow {

/// In brackets, without what ends a statement.
std::string Enclosed(std::string sql);

/// Whether a column of the SQL type `type` holds numbers; flags do.
bool IsNumberType(const std::string& type);

}  // namespace auspex::flow
