#pragma once
// What a pack of tables wants foretold: a yes-no outcome of each customer within a horizon after a cutoff month. Features and labels are SQL over the
// views that data/past_future.h makes; docs/pack.md, "A task over tables", describes the files.
#include <filesystem>
#include <string>
#include <vector>

namespace auspex::pack {

/// A number that the SQL sees as a column of past.run.
struct TaskSetting {
  std::string name;
  double value = 0;
};

/// How a value is written for people.
enum class ValueFormat { kNumber, kInteger, kMoney, kPercent, kText };

/// "number", "integer", "money", "percent", "text".
const char* ValueFormatName(ValueFormat format);

/// A column of features.sql. Texts are keys of the wording; `{value}` and `{meaning}` in reasons are the customer's own value and the meaning.
struct TaskFeature {
  std::string name;
  std::string meaning;
  std::string unit;     ///< may be empty
  std::string source;   ///< tables and columns that it is made of, as they are called there
  std::string group;    ///< business feature: columns of one group are one reason
  ValueFormat format = ValueFormat::kNumber;
  std::string up, down; ///< reasons, where it raises or lowers the chance
  int line = 0;

  /// What becomes of it when other features of the row change (data/follow_sql.h says what the SQL sees); empty: it stays.
  std::string follows = {};
  int follows_line = 0;
  std::vector<std::string> follows_from = {};  ///< the features that it follows, by name
  int follows_level = 0;                  ///< 1 and more: after all that it follows; 0: it follows nothing
};

struct TableTask {
  std::string name;             ///< "high_value"
  std::string outcome;          ///< wording key: what is foretold, in words
  std::filesystem::path features_file, label_file, described_file;
  std::string features_sql;     ///< SELECT over past.*: the customer, then the features; one row a customer of the population
  std::string label_sql;        ///< SELECT (customer, BOOLEAN) over past.* and future.*
  int horizon_months = 3;       ///< after the cutoff month
  int least_months = 1;         ///< of data, the cutoff's own among them, that a training cutoff needs
  int training_cutoffs = 4;     ///< at most
  double list_share = 0.05;     ///< of the ranked customers that are on the list
  std::vector<TaskSetting> settings;
  std::vector<TaskFeature> features;  ///< in the order of their file

  const TaskFeature* Find(const std::string& feature) const;  ///< nullptr if there is none
};

}  // namespace auspex::pack
