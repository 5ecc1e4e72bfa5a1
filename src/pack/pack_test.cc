// Packs that hold and packs that do not: each fault is written into a sound pack, and the error has to say what, where
// (file:line, counted by hand) and what to do.
#include "pack/pack.h"

#include "pack/decision_row.h"
#include "pack/pack_fixture.h"
#include "pack/sql_text.h"
#include "pack/wording.h"

namespace auspex::pack {
namespace {

namespace fs = std::filesystem;

const std::map<std::string, std::string> kSound = {
    {"pack.toml", R"(format = 1
name = "shop"
language = "en"
utc_offset = "-03:30"
strategies = "strategies.toml"
result = "result.sql"
simulate = "simulate.toml"
wording = "wording"
results = "results.toml"
[events]
customer = "who"
time = "at"
earliest_year = 2000

[[events.column]]
name = "who"
type = "text"
required = true
aliases = ["visitor"]

[[events.column]]
name = "at"
type = "time"
required = true

[[events.column]]
name = "what"
type = "text"
required = true

[[events.column]]
name = "stay"
type = "number"
least = 0
most = 9

[journey]
steps = 4
symbol = "what"
vocabulary = "words.csv"
unknown = "rest"
numbers = ["stay"]

[task]
name = "next"
top = 2
horizon_days = 1.5

[[conversion]]
name = "sale"
symbol = "buy"
)"},
    {"words.csv", "what,family,level\nlook,see,1\n\"buy, now\",act,2\nbuy,act,2\nrest,,0\n"},
    {"strategies.toml", R"(rank_by = "level"
channels = ["site"]
none_text = "none"
[definitions]
top_kind = "kind || '!'"
kind = "step_family[1]"
[conditions.looked]
holds = "kind = {family:see} OR deciding = {symbol:buy, now}"
[[rule]]
id = "go"
when = ["looked"]
channel = "site"
action = "go_on"
text = "go.on"
)"},
    {"result.sql", "SELECT * FROM decision\n"},
    {"results.toml", R"toml(strategy_column = "advice"
[[facet]]
name = "seen"
value = "step_family[1] = {family:see}"
[[chart]]
id = "chances"
kind = "histogram"
columns = ["p_sale"]
bins = 4
low = 0
high = 1
[[chart]]
id = "flow"
kind = "sankey"
columns = ["seen", "next_1"]
[[card]]
id = "all"
value = "count(*)"
format = "count"
)toml"},
    {"simulate.toml", ""},
    {"wording/en.toml", "none = \"wait\"\n[go]\non = \"go {kind}\"\n"},
    {"wording/fr.toml", "none = \"attendez\"\n[go]\non = \"allez {kind}\"\n"},
    {"cases/go.toml", "[[case]]\nname = \"a\"\nrule = \"go\"\ncandidates = [[\"buy\", 1]]\nsteps = [[\"look\", 2.5, \"d\"], \"buy\"]\n"},
};

void ExpectRefused(const Fault& fault) { ExpectRefused(kSound, fault); }

TEST(ReadPack, SoundPackIsReadWhole) {
  const Folder folder(kSound);
  const Pack pack = ReadPack(folder.path());
  EXPECT_EQ(pack.utc_offset_minutes, -210);
  EXPECT_EQ(pack.Events().columns.size(), 4u);
  EXPECT_EQ(pack.Events().Find("who")->aliases, std::vector<std::string>{"visitor"});
  EXPECT_EQ(pack.Events().Find("stay")->most, 9);
  EXPECT_EQ(pack.Events().Find("none"), nullptr);
  EXPECT_EQ(pack.journey.vocabulary[1].name, "buy, now");
  EXPECT_EQ(pack.journey.attributes, (std::vector<std::string>{"family", "level"}));
  EXPECT_EQ(pack.horizon_days, 1.5);
  ASSERT_TRUE(pack.strategy);
  EXPECT_EQ(pack.strategy->definitions[0].name, "kind");  // used by the other one, so it comes first
  EXPECT_EQ(pack.strategy->definitions[1].uses, std::vector<std::string>{"kind"});
  EXPECT_EQ(pack.strategy->conditions[0].sql, "kind = 'see' OR deciding = 'buy, now'");
  EXPECT_EQ(pack.strategy->rules[0].line, 9);
  EXPECT_EQ(pack.wording.at("fr").at("go.on"), "allez {kind}");
  EXPECT_EQ(pack.result_sql, "SELECT * FROM decision\n");
}

TEST(ReadPack, DecisionRowHasAColumnForEachPartOfThePack) {
  const Folder folder(kSound);
  std::string names;
  for (const auto& column : DecisionRow(ReadPack(folder.path()))) names += column.name + " ";
  EXPECT_EQ(names,
            "customer last_time now next_1 confidence_1 next_2 confidence_2 deciding deciding_confidence deciding_family "
            "deciding_level p_sale step_symbol step_detail step_time step_family step_level ");
}

TEST(ReadPack, FaultsOfPackTomlAreNamed) {
  const std::string f = "pack.toml";
  const std::vector<Fault> faults = {
      {f, "", "(removed)", "", "there is no pack", "pack.toml"},
      {f, "language = ", "langage = ", "pack.toml:3", "unknown key `langage`", "did you mean `language`?"},
      {f, "name = \"shop\"", "name = 3", "pack.toml:2", "`name` is a whole number", "a text"},
      {f, "name = \"shop\"", "name = \"My Shop\"", "pack.toml:2", "name `My Shop` is not usable", "a-z"},
      {f, "format = 1", "format = 2", "pack.toml:1", "newer than this program knows (1)", "newer version"},
      {f, "format = 1\n", "", "pack.toml:1", "`format` is missing", "format = 1"},
      {f, "name = \"shop\"", "name = \"shop", "pack.toml:2", "not valid TOML", "syntax"},
      {f, "-03:30", "3:30", "pack.toml:4", "no offset: 3:30", "+08:00"},
      {f, "\"result.sql\"", "\"results.sql\"", "pack.toml:6", "results.sql, which is missing", "create it"},
      {f, "\"result.sql\"", "\"../result.sql\"", "pack.toml:6", "leads out of the pack", "inside"},
      {f, "wording = \"wording\"", "wording = \"words\"", "pack.toml:8", "is missing", "en.toml"},
      {f, "wording = \"wording\"\n", "", "pack.toml:5", "strategies need a wording", "wording"},
      {f, "language = \"en\"", "language = \"es\"", "pack.toml:3", "no language `es`", "did you mean `en`?"},
      {f, "customer = \"who\"", "customer = \"whom\"", "pack.toml:11", "`whom`, which is no column of events", "did you mean `who`?"},
      {f, "customer = \"who\"", "customer = \"at\"", "pack.toml:11", "of type time", "text"},
      {f, "type = \"time\"\nrequired = true", "type = \"time\"", "pack.toml:12", "which may be missing", "required = true"},
      {f, "earliest_year = 2000", "earliest_year = 0", "pack.toml:13", "`earliest_year` is 0", "1..9999"},
      {f, "name = \"at\"", "name = \"WHO\"", "pack.toml:22", "used by column `who` already", "one column"},
      {f, "name = \"at\"\n", "name = \"at\"\naliases = [\"visitor\"]\n", "pack.toml:23", "`visitor` of column `at`", "one column"},
      {f, "type = \"number\"", "type = \"numbr\"", "pack.toml:33", "unknown type `numbr`", "did you mean `number`?"},
      {f, "most = 9", "most = -1", "pack.toml:34", "greater than `most`", "swap"},
      {f, "most = 9", "mots = 9", "pack.toml:35", "unknown key `mots` in [[column]]", "`most`"},
      {f, "required = true\naliases", "required = 1\naliases", "pack.toml:18", "a whole number", "true or false"},
      {f, "aliases = [\"visitor\"]", "aliases = [1]", "pack.toml:19", "an item of `aliases`", "list of texts"},
      {f, "required = true\naliases", "least = 0\naliases", "pack.toml:15", "bound numbers", "remove"},
      {f, "symbol = \"what\"", "symbol = \"waht\"", "pack.toml:39", "no column of events", "did you mean `what`?"},
      {f, "numbers = [\"stay\"]", "numbers = [\"what\"]", "pack.toml:42", "of type text", "number or integer"},
      {f, "numbers = [\"stay\"]", "numbers = [\"stay\", \"stay\"]", "pack.toml:42", "`stay` twice", "remove"},
      {f, "\"words.csv\"", "\"word.csv\"", "pack.toml:40", "is missing", "create it"},
      {f, "vocabulary = \"words.csv\"\n", "", "pack.toml:40", "`unknown` needs a vocabulary", "learnt from the data"},
      {f, "unknown = \"rest\"\n", "", "pack.toml:37", "`unknown` is missing", "outside the vocabulary"},
      {f, "unknown = \"rest\"", "unknown = \"rst\"", "pack.toml:41", "rst, which is not in the vocabulary", "did you mean `rest`?"},
      {f, "[task]\n", "[tsk]\n", "pack.toml:1", "`task` is missing", "task"},
      {f, "horizon_days = 1.5", "horizon_days = 0", "pack.toml:47", "greater than 0", "days"},
      {f, "horizon_days = 1.5", "horizon_days = 1.5\n[model]\nhiden = 3", "pack.toml:49", "hiden", "hidden"},
      {f, "horizon_days = 1.5", "horizon_days = 1.5\n[model]\ndropout = 2", "pack.toml:49", "out of range", "docs/pack.md"},
      {f, "horizon_days = 1.5", "horizon_days = inf", "pack.toml:47", "not finite", "finite"},
      {f, "top = 2", "top = 5", "pack.toml:46", "greater than the number of symbols", "4"},
      {f, "symbol = \"buy\"", "symbol = \"byu\"", "pack.toml:51", "byu, which is not in the vocabulary", "did you mean `buy`?"},
      {f, "name = \"sale\"", "name = \"a sale\"", "pack.toml:50", "no usable name", "a-z"},
      {f, "[[conversion]]", "[[conversion]]\nname = \"sale\"\nsymbol = \"look\"\n[[conversion]]", "pack.toml:53", "`sale` occurs twice", "rename"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadPack, FaultsOfTheVocabularyAreNamed) {
  const std::string f = "words.csv";
  const std::vector<Fault> faults = {
      {f, "rest,,0", "look,,0\nrest,,0", "words.csv:5", "look occurs twice, first on line 2", "remove"},
      {f, "rest,,0", "rest,0", "words.csv:5", "2 fields, the header 3", "quote"},
      {f, "rest,,0", "rest,,0\n,a,1", "words.csv:6", "symbol is empty", "name it"},
      {f, "family", "Family", "words.csv:1", "`Family` has no usable name", "a-z"},
      {f, "family", "level", "words.csv:1", "`level` occurs twice", "rename"},
      {f, "family", "symbol", "words.csv:1", "`symbol` has no usable name", "taken"},
      {f, "\"buy, now\"", "\"buy, now", "words.csv:3", "quoted field has no end", "close"},
      {f, "\"buy, now\"", "\"buy\" now", "words.csv:3", "follows a closing quote", "double"},
      {f, "", "\n", "words.csv:1", "vocabulary is empty", "header"},
      {f, "", "what,level\n", "words.csv:1", "has no symbol", "add one row"},
      {f, "level", "confidence", "pack.toml", "called `deciding_confidence`", "rename"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadPack, FaultsOfStrategiesAreNamed) {
  const std::string f = "strategies.toml";
  const std::vector<Fault> faults = {
      {f, "", "(removed)", "pack.toml:5", "strategies.toml, which is missing", "create it"},
      {f, "rank_by = \"level\"", "rank_by = \"levle\"", "strategies.toml:1", "unknown attribute `levle`", "did you mean `level`?"},
      {f, "rank_by = \"level\"", "rank_by = \"family\"", "strategies.toml:1", "of look is no number: `see`", "number"},
      {f, "none_text", "least_confidence = 2\nnone_text", "strategies.toml:3", "outside 0..1", "probability"},
      {f, "[\"site\"]", "[\"site\", \"site\"]", "strategies.toml:2", "`site` occurs twice", "remove"},
      {f, "none_text = \"none\"", "none_text = \"non\"", "strategies.toml:3", "unknown wording `non`", "did you mean `none`?"},
      {f, "top_kind =", "last_time =", "strategies.toml:5", "`last_time` has the name of a column", "rename"},
      {f, "top_kind =", "c_kind =", "strategies.toml:5", "`c_kind` has the name of a column", "c_"},
      {f, "top_kind =", "\"top kind\" =", "strategies.toml:5", "no usable name", "a-z"},
      {f, "step_family[1]", "KIND", "strategies.toml:6", "circle: kind → kind", "break"},
      {f, "step_family[1]", "top_kind", "strategies.toml:5", "circle: top_kind → kind → top_kind", "break"},
      {f, "{family:see}", "{family:sea}", "strategies.toml:8", "sea is not a value of the attribute `family`", "did you mean `see`?"},
      {f, "{family:see}", "{famly:see}", "strategies.toml:8", "no attribute `famly`", "did you mean `family`?"},
      {f, "{family:see}", "{family:see", "strategies.toml:8", "see OR deciding = {symbol:buy, now is not a value", "known are"},
      {f, "now}", "now", "strategies.toml:8", "{symbol: has no end", "close it"},
      {f, "{symbol:buy, now}", "{symbol:buy now}", "strategies.toml:8", "buy now is not a symbol", "did you mean `buy, now`?"},
      {f, "holds =", "hold =", "strategies.toml:7", "`holds` is missing", "holds"},
      {f, "[[rule]]", "valeu = \"kind\"\n[[rule]]", "strategies.toml:9", "unknown key `valeu`", "did you mean `value`?"},
      {f, "[conditions.looked]", "[conditions.Looked]", "strategies.toml:7", "`Looked` has no usable name", "a-z"},
      {f, "id = \"go\"", "id = \"go on\"", "strategies.toml:10", "no usable name", "a-z"},
      {f, "when = [\"looked\"]", "when = [\"locked\"]", "strategies.toml:11", "unknown condition `locked`", "did you mean `looked`?"},
      {f, "when = [\"looked\"]", "when = [\"looked\", \"looked\"]", "strategies.toml:11", "names `looked` twice", "remove"},
      {f, "when = [\"looked\"]\n", "", "strategies.toml:9", "has no condition", "when ="},
      {f, "channel = \"site\"", "channel = \"sight\"", "strategies.toml:12", "unknown channel `sight`", "`site`"},
      {f, "action = \"go_on\"", "action = \"go on\"", "strategies.toml:13", "no usable name", "a-z"},
      {f, "text = \"go.on\"", "text = \"go.in\"", "strategies.toml:14", "unknown wording `go.in`", "did you mean `go.on`?"},
      {f, "[[rule]]", "[[rule]]\nid=\"go\"\nwhen=[\"looked\"]\nchannel=\"site\"\naction=\"a\"\ntext=\"none\"\n[[rule]]", "strategies.toml:16",
       "`go` occurs twice", "rename"},
      {f, "[[rule]]", "[rule]", "strategies.toml:9", "`rule` is a table", "[[rule]]"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadPack, ResultsAreRead) {
  const Folder folder(kSound);
  const Results results = ReadPack(folder.path()).results;
  EXPECT_EQ(results.strategy_column, "advice");
  EXPECT_EQ(results.facets.at(0).sql, "step_family[1] = 'see'");
  EXPECT_EQ(results.charts.at(0).kind, ChartKind::kHistogram);
  EXPECT_EQ(results.charts[0].bins, 4u);
  EXPECT_EQ(results.charts[0].high, 1);
  EXPECT_EQ(results.charts.at(1).columns, (std::vector<std::string>{"seen", "next_1"}));
  EXPECT_EQ(results.cards.at(0).format, CardFormat::kCount);
}

TEST(ReadPack, WithoutResultsThereAreDefaults) {
  auto files = kSound;
  files["pack.toml"].erase(files["pack.toml"].find("results = \"results.toml\"\n"), 25);
  const Folder folder(files);
  const Results results = ReadPack(folder.path()).results;
  EXPECT_TRUE(results.file.empty());
  EXPECT_EQ(results.charts.size(), 2u);
  EXPECT_EQ(results.charts[1].id, "p_sale");
  EXPECT_EQ(results.facets.at(0).name, "next_1");
}

TEST(ReadPack, FaultsOfTheResultsAreNamed) {
  const std::string f = "results.toml";
  const std::vector<Fault> faults = {
      {f, "name = \"seen\"", "name = \"last seen\"", "results.toml:3", "the facet `last seen` has no usable name", "a-z"},
      {f, "name = \"seen\"", "name = \"rowid\"", "results.toml:3", "no facet may be called `rowid`", "rename"},
      {f, "{family:see}", "{family:sea}", "results.toml:4", "sea is not a value of the attribute `family`", "did you mean `see`?"},
      {f, "value = \"step", "values = \"step", "results.toml:2", "`value` is missing", ""},
      {f, "kind = \"histogram\"", "kind = \"histo\"", "results.toml:7", "unknown `kind`: `histo`", "did you mean `histogram`?"},
      {f, "[\"p_sale\"]", "[\"p_sale\", \"seen\"]", "results.toml:8", "the chart `chances` has 2 columns", "a histogram takes 1"},
      {f, "[\"seen\", \"next_1\"]", "[\"seen\"]", "results.toml:15", "the chart `flow` has 1 columns", "a sankey takes 2 to 8"},
      {f, "low = 0\n", "", "results.toml:5", "the chart `chances` has no range", "`low`"},
      {f, "high = 1", "high = 0", "results.toml:10", "the chart `chances` has no range", "greater `high`"},
      {f, "bins = 4", "bins = 0", "results.toml:9", "bins", ""},
      {f, "id = \"flow\"", "id = \"chances\"", "results.toml:13", "the chart `chances` occurs twice", "rename"},
      {f, "format = \"count\"", "format = \"euro\"", "results.toml:19", "unknown `format`: `euro`", "`count`"},
      {f, "[[card]]", "[[card]]\ncolour = 1", "results.toml:17", "unknown key `colour`", ""},
      {f, "strategy_column", "strategy", "results.toml:1", "unknown key `strategy`", "`strategy_column`"},
      {f, "", "(removed)", "pack.toml:9", "`results` names results.toml, which is missing", "create it"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadPack, FaultsOfTheWordingAreNamed) {
  const std::vector<Fault> faults = {
      {"wording/fr.toml", "none = \"attendez\"\n", "", "fr.toml", "language fr has no text for `none`", "en says: wait"},
      {"wording/fr.toml", "{kind}", "{kynd}", "fr.toml:3", "{kynd}, which is no definition", "did you mean `kind`?"},
      {"wording/fr.toml", "\"attendez\"", "1", "fr.toml:1", "`none` is no text", "quotes"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadCases, FaultsAreNamed) {
  const std::string f = "cases/go.toml";
  const std::vector<Fault> faults = {
      {f, "", "\n", "go.toml:1", "no case", "[[case]]"},
      {f, "rule = \"go\"\n", "", "go.toml:1", "`rule` is missing", "for none"},
      {f, "rule = \"go\"", "rule = \"og\"", "go.toml:3", "unknown rule `og`", "`go`"},
      {f, "rule = \"go\"", "misses = \"og\"\nrule = \"\"", "go.toml:3", "unknown rule `og`", "`go`"},
      {f, "rule = \"go\"", "rule = \"go\"\nnow = \"soon\"", "go.toml:4", "`now` is no time: soon", "2025"},
      {f, "[[\"buy\", 1]]", "[[\"buy\", 1.5]]", "go.toml:4", "not as wanted", "confidence in 0..1"},
      {f, "[[\"buy\", 1]]", "[[\"buy\"]]", "go.toml:4", "not as wanted", "confidence"},
      {f, "[[\"buy\", 1]]", "[[\"buys\", 1]]", "go.toml:4", "buys, which is not in the vocabulary", "`buy`"},
      {f, "[[\"buy\", 1]]", "[[\"buy\", 1], [\"look\", 0], [\"rest\", 0]]", "go.toml:4", "more than 2 candidates", "top"},
      {f, "\"look\", 2.5", "\"lok\", 2.5", "go.toml:5", "lok, which is not in the vocabulary", "`look`"},
      {f, "\"look\", 2.5", "\"look\", \"then\"", "go.toml:5", "step's time", "minutes before now"},
      {f, "\"look\", 2.5", "\"look\", 0.5", "go.toml:5", "earlier than the one before", "newest last"},
      {f, "[\"look\", 2.5, \"d\"]", "\"buy\", \"buy\", \"buy\", \"buy\"", "go.toml:5", "more than 4 steps", "sees no more"},
      {f, "rule = \"go\"", "rule = \"go\"\nconversions = { sail = 1 }", "go.toml:4", "unknown key `sail`", "did you mean `sale`?"},
      {f, "rule = \"go\"", "rule = \"go\"\ncategories = { source = \"x\" }", "go.toml:4", "unknown key `source`", ""},
      {f, "rule = \"go\"", "rule = \"go\"\nadvise = \"x\"", "go.toml:4", "unknown key `advise`", "did you mean `advice`?"},
  };
  for (const Fault& fault : faults) ExpectRefused(fault);
}

TEST(ReadCases, TimesAreMinutesBeforeNowOrAMinuteApart) {
  const Folder folder(kSound);
  const Case each = ReadCases(CaseFiles(folder.path())[0], ReadPack(folder.path()))[0];
  EXPECT_EQ(FormatTime(each.now), "2025-03-01 12:00:00");
  EXPECT_EQ(FormatTime(each.steps[0].time), "2025-03-01 11:57:30");
  EXPECT_EQ(FormatTime(each.steps[1].time), "2025-03-01 11:59:00");
  EXPECT_EQ(each.steps[0].detail, "d");
}

TEST(Fingerprint, ChangesWithAnyFileAndOnlyThen) {
  const Folder folder(kSound);
  const std::string before = ReadPack(folder.path()).fingerprint;
  folder.Write(".swap", "x");
  EXPECT_EQ(ReadPack(folder.path()).fingerprint, before);
  folder.Write("simulate.toml", "# changed");
  const std::string changed = ReadPack(folder.path()).fingerprint;
  EXPECT_NE(changed, before);
  folder.Write("notes.txt", "");
  EXPECT_NE(ReadPack(folder.path()).fingerprint, changed);
  EXPECT_EQ(before.size(), 16u);
}

TEST(FillWording, UnknownNamesAndBracesStay) {
  EXPECT_EQ(FillWording("{a} and {b}, {a}{", {{"a", "{b}"}}), "{b} and {b}, {b}{");
  EXPECT_EQ(FillWording("{ a } {}", {{"a", "x"}}), "{ a } {}");
  EXPECT_EQ(PlaceholdersIn("{a} {b} {a} {A}"), (std::set<std::string>{"a", "b"}));
}

TEST(SqlText, NamesAreThoseOutsideConstantsCommentsFunctionsAndFields) {
  EXPECT_EQ(NamesIn("Foo + len(bar) -- baz\n + 'it''s qux' /* quux */ + t.field + \"Corge\" + 1e5"),
            (std::set<std::string>{"foo", "bar", "t", "corge"}));
}

TEST(SqlText, PlaceholdersInsideConstantsStay) {
  Journey journey;
  journey.vocabulary = {{"it's", {}}};
  EXPECT_EQ(ExpandPlaceholders("x = {symbol:it's} AND y = '{symbol:no}' AND z = { 'a': 1 }", journey, ""),
            "x = 'it''s' AND y = '{symbol:no}' AND z = { 'a': 1 }");
}

}  // namespace
}  // namespace auspex::pack
