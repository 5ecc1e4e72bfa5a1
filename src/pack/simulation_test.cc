#include "pack/simulation.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

/// Lines 1 to 7; a case adds its own from line 8 on.
const std::string kBasics = R"(group_by = "kind"
dwell_column = "seconds"
[[attribute]]
name = "channel"
columns = ["source"]
values = [["s1"], ["s2"]]

)";
/// Lines 8 to 17.
const std::string kGroups = R"([[group]]
name = "look"
dwell = { median = 12 }
moves = { look = 3, act = 1 }
details = ["{symbol} page"]
[[group]]
name = "act"
end = 2
[details]
B = ["b1", "b2"]
)";
/// Lines 18 on.
const std::string kIntents = R"([[flow]]
name = "do"
steps = ["B", "C"]
back = 0.1
[[intent]]
name = "eager"
first = { look = 1 }
flows = { do = 0.5 }
attributes.channel = [3, 1]
[[intent]]
name = "idle"
share = 2
next = { eager = 0.2 }
)";

Pack SmallPack() {
  Pack pack;
  pack.name = "small";
  pack.folder = "small";
  pack.tables.emplace_back();
  pack.Events().columns.resize(2);
  pack.Events().columns[0].name = "seconds";
  pack.Events().columns[1].name = "source";
  pack.journey.vocabulary = {{"A", {{"kind", "look"}}}, {"B", {{"kind", "look"}}}, {"C", {{"kind", "act"}}}};
  return pack;
}

Simulation Read(const std::string& text, Pack pack = SmallPack()) {
  pack.simulate = fs::temp_directory_path() / ("auspex_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".toml");
  std::ofstream(pack.simulate) << text;
  return ReadSimulation(pack);
}

/// `line: message` of the error that reading `text` gives.
std::string ErrorOf(const std::string& text) {
  try {
    Read(text);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    const std::string& where = error.where();
    return where.substr(where.find_last_of(':') + 1) + ": " + error.message();
  }
  return "nothing was thrown";
}

TEST(Simulation, ResolvesNamesAndDefaults) {
  const Simulation data = Read(kBasics + kGroups + kIntents);
  EXPECT_EQ(data.dwell_column, "seconds");
  EXPECT_EQ(data.group_of, (std::vector<uint16_t>{0, 0, 1}));
  EXPECT_EQ(data.groups[0].moves, (std::vector<double>{3, 1}));
  EXPECT_EQ(data.groups[0].dwell_median, 12);
  EXPECT_EQ(data.groups[1].end, 2);
  EXPECT_EQ(data.details[0], std::vector<std::string>{"A page"});
  EXPECT_EQ(data.details[1], (std::vector<std::string>{"b1", "b2"}));
  EXPECT_EQ(data.details[2], std::vector<std::string>{"C"});
  EXPECT_EQ(data.flows[0].steps, (std::vector<uint16_t>{1, 2}));
  EXPECT_EQ(data.intents[0].next, (std::vector<double>{1, 0}));
  EXPECT_EQ(data.intents[1].next, (std::vector<double>{0.2, 0.8}));
  EXPECT_EQ(data.intents[1].symbols, (std::vector<double>{1, 1, 1}));
  EXPECT_EQ(data.intents[1].attributes[0], (std::vector<double>{1, 1}));
  EXPECT_EQ(data.hours.size(), 24u);
}

TEST(Simulation, NamesTheLineOfWhatIsWrong) {
  const std::string good = kBasics + kGroups;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"group_by = \n", "1: "},
      {"speed = 3\n" + good, "1: unknown key 'speed' in the file"},
      {"flag_column = \"flag\"\n" + good, "1: the pack's table has no column 'flag'"},
      {"longest_dwell = 9999\n" + good, "1: 'longest_dwell' in the file is no number from 1 to 1700"},
      {"repeat = \"often\"\n" + good, "1: 'repeat' in the file is no number from 0 on"},
      {"lag = [3, 1]\n" + good, "1: 'lag' must be two seconds, 1 to 60 in order"},
      {"hours = [1, 2]\n" + good, "1: 'hours' in the file must have 24 weights"},
      {"hours = 3\n" + good, "1: 'hours' in the file must have 24 weights"},
      {"flags = { Z = 0.5 }\n" + good, "1: the file.flags names 'Z', which does not exist"},
      {"flags = { A = 1.5 }\n" + good, "1: 'A' in the file.flags is no number from 0 to 1"},
      {"flags = 3\n" + good, "1: 'flags' in the file is no table"},
      {"flow = 3\n" + good, "1: 'flow' in the file is no array"},
      {"flow = [3]\n" + good, "1: 'flow' is no array of tables"},
      {"group_by = 3\n", "1: 'group_by' in the file is no text"},
      {"", "1: 'group_by' is missing in the file"},
      {kBasics, "1: no [[group]] holds the symbol 'A'"},
      {kBasics + "[[attribute]]\nname = \"x\"\n", "8: attribute 'x' must have 1 to 255 values"},
      {kBasics + "[[attribute]]\nname = \"x\"\ncolumns = [\"source\"]\nvalues = [[\"a\", \"b\"]]\n",
       "11: a value of attribute 'x' must have one text a column"},
      {kBasics + "[[attribute]]\nname = \"x\"\ncolumns = [\"source\"]\nvalues = [\"a\"]\n",
       "11: 'values' in attribute 2 is no array of texts"},
      {kBasics + "[[group]]\nname = \"look\"\n" + kGroups, "8: two groups have the same name"},
      {good + "[[flow]]\nname = \"f\"\nsteps = [\"A\"]\n", "20: 'steps' in flow 1 needs two symbols or more"},
      {good + "[[flow]]\nname = \"f\"\nsteps = [\"A\", \"Z\"]\n", "20: flow 1 names 'Z', which does not exist"},
      {good + "[[flow]]\nname = \"f\"\nsteps = [\"A\", \"B\"]\n[[flow]]\nname = \"f\"\nsteps = [\"A\", \"B\"]\n",
       "21: two flows are named 'f'"},
      {good, "there must be 1 to 32 intents"},
      {good + kIntents + "[[intent]]\nname = \"idle\"\n", "31: two intents are named 'idle'"},
      {good + kIntents + "leave = 2\n", "31: 'leave' in intent 2 is no number from 0 to 1"},
      {good + kIntents + "attributes.device = [1]\n", "31: there is no [[attribute]] named 'device'"},
      {good + kIntents + "attributes.channel = [0, 0]\n", "31: the weights of 'channel' in intent 2.attributes are all zero"},
      {good + kIntents + "flows = { do = 0.95 }\n", "31: going on and back in flow 'do' sum to more than 1"},
      {good + kIntents + "[[intent]]\nname = \"x\"\nnext = { idle = 0.7, eager = 0.5 }\n",
       "33: the probabilities of 'next' sum to more than 1"},
      {good + kIntents + "gap = { sooner = 1 }\n", "31: unknown key 'sooner' in intent 2.gap"},
  };
  for (const auto& [text, expected] : cases) {
    const std::string error = ErrorOf(text);
    EXPECT_NE(error.find(expected), std::string::npos) << "got '" << error << "', expected '" << expected << "'";
  }
}

TEST(Simulation, RefusesTooManyAttributes) {
  std::string text = kBasics;
  for (const char* name : {"a", "b", "c", "d"}) {
    text += "[[attribute]]\nname = \"" + std::string(name) + "\"\ncolumns = [\"source\"]\nvalues = [[\"x\"]]\n";
  }
  EXPECT_EQ(ErrorOf(text), "3: there are more than 4 attributes");
}

TEST(Simulation, RefusesDetailsThatAreNone) {
  std::string groups = kGroups;
  groups.replace(groups.find("B = [\"b1\", \"b2\"]"), 16, "B = []");
  EXPECT_EQ(ErrorOf(kBasics + groups + kIntents), "17: 'B' must have 1 to 255 details");
}

TEST(Simulation, RefusesPacksWithoutSimulatorOrVocabulary) {
  const auto message = [](const Pack& pack) -> std::string {
    try {
      ReadSimulation(pack);
    } catch (const Error& error) {
      return error.message();
    }
    return "nothing was thrown";
  };
  Pack pack = SmallPack();
  EXPECT_EQ(message(pack), "the pack 'small' has no simulator");
  pack.simulate = "missing.toml";
  EXPECT_NE(message(pack).find("File could not be opened"), std::string::npos);
  pack.journey.vocabulary.clear();
  EXPECT_EQ(message(pack), "the simulator needs a pack whose vocabulary is given");
}

}  // namespace
}  // namespace auspex::pack
