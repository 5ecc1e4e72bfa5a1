#pragma once
// TOML files as checked values: every access says what it wants, and what is not as wanted becomes Error(kUsage) with
// `file:line`, what was found and what to write instead. Keys nobody asked for are refused with the nearest known key.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace auspex::pack {

/// A value of a TOML file with the line it begins on.
struct TomlNode {
  enum class Kind { kText, kInteger, kNumber, kFlag, kTime, kArray, kTable };
  Kind kind = Kind::kTable;
  int line = 0;
  std::string text;  ///< of kText; of kTime its spelling, which base/time.h reads
  int64_t integer = 0;
  double number = 0;  ///< of kInteger as well
  bool flag = false;
  std::vector<TomlNode> items;                            ///< of kArray
  std::vector<std::pair<std::string, TomlNode>> entries;  ///< of kTable, in the order of the file
};

/// Reads a whole file. Throws Error(kUsage) if it is missing or not TOML.
TomlNode ReadToml(const std::filesystem::path& file);
/// The bytes of a file. Throws Error(kUsage) if it is missing; `where` says who asked for it, empty: the file itself.
std::string ReadText(const std::filesystem::path& file, const std::string& where = {});

/// `file:line`.
std::string At(const std::filesystem::path& file, int line);
/// Throws Error(kUsage).
[[noreturn]] void Refuse(const std::string& what, const std::string& where, const std::string& advice);
/// "did you mean `x`?" for the candidate nearest to `name` (by edits), or the list of all.
std::string Suggest(const std::string& name, const std::vector<std::string>& candidates);

/// One table of a file. Keeps the node by reference: the file's root must outlive it.
class TomlTable {
 public:
  /// `name` is how errors call the table, such as `[journey]`; empty for the file's root.
  TomlTable(const TomlNode& node, std::filesystem::path file, std::string name = {});

  bool Has(const std::string& key) const;
  bool IsSection(const std::string& key) const;  ///< [key], not [[key]]; false if there is none
  std::string Text(const std::string& key) const;  ///< required and not empty
  std::string Text(const std::string& key, const std::string& otherwise) const;
  std::vector<std::string> Texts(const std::string& key) const;  ///< none if the key is missing
  int64_t Integer(const std::string& key, int64_t otherwise, int64_t least, int64_t most) const;
  double Number(const std::string& key, double otherwise) const;
  std::optional<double> Number(const std::string& key) const;
  bool Flag(const std::string& key, bool otherwise) const;
  Micros Time(const std::string& key) const;  ///< required; a TOML date-time or a text
  const TomlNode* Node(const std::string& key) const;  ///< nullptr if missing
  const TomlNode& Array(const std::string& key) const;  ///< required
  TomlTable Table(const std::string& key) const;  ///< required
  std::vector<TomlTable> Tables(const std::string& key) const;  ///< array of tables; none if the key is missing
  /// Tables inside this one that the file names itself, such as `[conditions.idle]`, in the order of the file.
  std::vector<std::pair<std::string, TomlTable>> NamedTables() const;
  /// Texts that the file names itself, in its order.
  std::vector<std::pair<std::string, TomlNode>> NamedTexts() const;

  /// Throws for a key that no call above has asked for.
  void RefuseUnknown() const;

  int line() const { return node_.line; }
  const std::filesystem::path& file() const { return file_; }
  std::string Where() const { return At(file_, node_.line); }
  std::string Where(const std::string& key) const;  ///< of the key, of the table if it is missing

 private:
  const TomlNode& Required(const std::string& key) const;
  [[noreturn]] void WrongType(const std::string& key, const TomlNode& found, const std::string& wanted) const;

  const TomlNode& node_;
  std::filesystem::path file_;
  std::string name_;
  mutable std::set<std::string> asked_;
};

}  // namespace auspex::pack
