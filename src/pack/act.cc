#include "pack/act.h"

#include <algorithm>

#include "pack/segments.h"
#include "pack/toml_reader.h"
#include "pack/vocabulary.h"

namespace auspex::pack {
namespace {

template <class T>
void CheckName(const std::string& kind, const std::string& name, const std::vector<T>& before, const std::string& where) {
  if (!IsIdentifier(name)) Refuse("the " + kind + " `" + name + "` has no usable name", where, "use a-z, 0-9 and _, beginning with a letter");
  if (std::ranges::count(before, name, &T::name) > 0) Refuse("the " + kind + " `" + name + "` occurs twice", where, "rename one of them");
}

std::string WordingKey(const TomlTable& table, const std::string& key, const Pack& pack) {
  const std::string text = table.Text(key);
  CheckWordingKey(text, pack, table.Where(key));
  return text;
}

/// A number within bounds.
double Within(const TomlTable& table, const std::string& key, double otherwise, double least, double most, const std::string& advice) {
  const double number = table.Number(key, otherwise);
  if (!(number >= least && number <= most)) Refuse("`" + key + "` is out of range", table.Where(key), advice);
  return number;
}

std::vector<ContactCondition> ReadConditions(const TomlTable& root, const Pack& pack) {
  std::vector<ContactCondition> conditions;
  if (!root.Has("conditions")) return conditions;
  for (const auto& [name, table] : root.Table("conditions").NamedTables()) {
    CheckName("condition", name, conditions, table.Where());
    conditions.push_back({name, table.Text("holds"), table.Text("value", ""), WordingKey(table, "text", pack), table.line()});
    table.RefuseUnknown();
  }
  return conditions;
}

Channel ReadChannel(const TomlTable& table, const Act& act, const Pack& pack) {
  Channel channel{table.Text("name"), WordingKey(table, "text", pack), 0, 0, 1, table.Texts("when"), table.Text("from", ""), table.line()};
  CheckName("channel", channel.name, act.channels, table.Where("name"));
  if (!table.Has("capacity"))
    Refuse("the channel `" + channel.name + "` has no capacity", table.Where(), "add `capacity = …`, contacts a day; 0: it rests");
  channel.capacity = static_cast<uint64_t>(table.Integer("capacity", 0, 0, 1'000'000'000));
  channel.cost = Within(table, "cost", 0, 0, 1e12, "write what a contact costs");
  channel.effect = Within(table, "effect", 1, 0, 1, "write the share of the conversion's chance that is owed to a contact, 0 to 1");
  table.RefuseUnknown();
  std::vector<std::string> known;
  for (const auto& condition : act.conditions) known.push_back(condition.name);
  for (const auto& name : channel.when) {
    if (std::ranges::count(known, name) == 0)
      Refuse("the channel `" + channel.name + "` asks for the unknown condition `" + name + "`", table.Where("when"), Suggest(name, known));
  }
  return channel;
}

Message ReadMessage(const TomlTable& table, const Pack& pack) {
  Message message{table.Text("when"), WordingKey(table, "text", pack), table.line()};
  table.RefuseUnknown();
  return message;
}

ActTable ReadActTable(const TomlTable& table, const std::vector<ActTable>& before) {
  ActTable made{table.Text("name"), table.Text("sql"), table.line()};
  CheckName("table", made.name, before, table.Where("name"));
  table.RefuseUnknown();
  return made;
}

WatchPeriod ReadPeriod(const TomlTable& table) {
  const std::vector<std::string> known = {"auto", "month", "week"};
  const std::string text = table.Text("period", "auto");
  const auto at = std::ranges::find(known, text);
  if (at == known.end()) Refuse("unknown period `" + text + "`", table.Where("period"), Suggest(text, known));
  return static_cast<WatchPeriod>(at - known.begin());
}

Watch ReadWatch(const TomlTable& table, const std::vector<Watch>& before, const Pack& pack) {
  Watch watch{table.Text("name"), WordingKey(table, "text", pack), table.Text("counts"), table.Texts("by"),
              static_cast<size_t>(table.Integer("baseline", 6, 2, 1000)), ReadPeriod(table), table.line()};
  CheckName("watch", watch.name, before, table.Where("name"));
  for (const auto& name : watch.by) {
    if (!IsIdentifier(name)) Refuse("`by` names `" + name + "`", table.Where("by"), "use a-z, 0-9 and _, beginning with a letter");
  }
  table.RefuseUnknown();
  return watch;
}

Funnel ReadFunnel(const TomlTable& table, const Pack& pack) {
  Funnel funnel{table.Text("by"), table.Texts("steps"), table.Text("counts"), table.line()};
  if (funnel.steps.size() < 2) Refuse("the funnel has fewer than two steps", table.Where("steps"), "name the wording keys of two steps or more");
  for (const auto& step : funnel.steps) CheckWordingKey(step, pack, table.Where("steps"));
  table.RefuseUnknown();
  return funnel;
}

}  // namespace

Act ReadAct(const std::filesystem::path& file, const Pack& pack) {
  const TomlNode node = ReadToml(file);
  const TomlTable root(node, file);
  Act act;
  act.file = file;
  act.row_file = pack.folder / root.Text("row");
  act.row_sql = ReadText(act.row_file, root.Where("row"));
  if (!root.Has("value")) Refuse("the key `value` is missing", root.Where(), "add `value = …`, what a conversion is worth");
  act.value = Within(root, "value", 0, 0, 1e15, "write what a conversion is worth");
  act.least_probability = Within(root, "least_probability", 0, 0, 1, "write a probability, 0 to 1");
  act.most_customers = static_cast<uint64_t>(root.Integer("most_customers", 0, 0, 1'000'000'000));
  act.days = static_cast<size_t>(root.Integer("days", 1, 1, 31));
  act.delay = Within(root, "delay", 0, 0, 1, "write a share, 0 to 1");
  act.conditions = ReadConditions(root, pack);
  for (const TomlTable& table : root.Tables("channel")) act.channels.push_back(ReadChannel(table, act, pack));
  if (act.channels.empty() || act.channels.size() * act.days > 256) {
    Refuse("there are " + std::to_string(act.channels.size()) + " channels on " + std::to_string(act.days) + " days", root.Where(),
           "channels × days has to lie in 1..256");
  }
  for (const TomlTable& table : root.Tables("message")) act.messages.push_back(ReadMessage(table, pack));
  if (act.messages.empty() || act.messages.back().when != "true") {
    Refuse("some customers would have no message", root.Where(), "end with a [[message]] whose `when` is \"true\"");
  }
  for (const TomlTable& table : root.Tables("table")) act.tables.push_back(ReadActTable(table, act.tables));
  if (root.Has("funnel")) act.funnel = ReadFunnel(root.Table("funnel"), pack);
  for (const TomlTable& table : root.Tables("watch")) act.watches.push_back(ReadWatch(table, act.watches, pack));
  root.RefuseUnknown();
  for (const char* key : kLeftOutTexts) CheckWordingKey(key, pack, root.Where());
  return act;
}

}  // namespace auspex::pack
