#pragma once
// A file of SQL statements taken apart, so that each can be run by itself and an error can name its line.
#include <string>
#include <string_view>
#include <vector>

namespace auspex::simulate {

struct SqlStatement {
  std::string sql;  ///< from its first word on, without the closing `;`
  int line = 1;     ///< of the first word in the file
};

/// Splits at every `;` outside of texts, quoted names, `$$` texts and comments. What holds nothing but comments is left out.
std::vector<SqlStatement> SplitStatements(std::string_view script);

/// The line of the file that DuckDB's message about `statement` means: messages count lines from the statement's first.
int LineOfMessage(const SqlStatement& statement, std::string_view message);

}  // namespace auspex::simulate
