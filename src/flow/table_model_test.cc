// Models of tables as files: they come back to the same bits, and nothing else passes for one.
#include "flow/table_model.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/progress.h"
#include "flow/model_container.h"
#include "flow/model_file.h"
#include "flow/table_recipes.h"

namespace auspex::flow {
namespace {

learn::LabelledTable SmallTable() {
  learn::LabelledTable data;
  data.table.rows = 200;
  data.table.schema = {{"x", {}}, {"plan", {"a", "b"}}};
  data.table.columns.resize(2);
  for (size_t r = 0; r < data.table.rows; ++r) {
    data.table.columns[0].push_back(r % 7 == 0 ? learn::kMissing : static_cast<float>(r * 37 % 101));
    data.table.columns[1].push_back(static_cast<float>(r % 2));
    data.labels.push_back(r * 37 % 101 > 50 || r % 13 == 0);
  }
  return data;
}

TableModel Fitted(const std::string& name) {
  TableModel model;
  model.pack = "small";
  model.target = "left";
  model.positive = "yes";
  model.missing = {"NA"};
  model.delimiter = ';';
  model.kinds = {data::FeatureKind::kNumber, data::FeatureKind::kCategory};
  TableRecipeOptions options;
  options.calibrate = true;
  Progress progress;
  model.recipe = learn::FitOnAll(TableRecipe(name, options), SmallTable(), 3, progress);
  return model;
}

std::string Complaint(const std::string& bytes) {
  try {
    DecodeTableModel(bytes, "m");
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::kUsage);
    return error.what();
  }
  return "";
}

TEST(TableModel, ComesBackToTheSameBits) {
  for (const auto& name : ChooseModels({}).names) {
    const TableModel model = Fitted(name);
    const std::string bytes = EncodeTableModel(model);
    const TableModel back = DecodeTableModel(bytes, "m");
    EXPECT_EQ(EncodeTableModel(back), bytes) << name;
    const learn::FeatureTable table = SmallTable().table;
    std::vector<float> before(table.rows), after(table.rows);
    model.Predict(table, before);
    back.Predict(table, after);
    EXPECT_EQ(before, after) << name;
    EXPECT_EQ(back.delimiter, ';');
    EXPECT_EQ(back.missing, model.missing);
    EXPECT_EQ(back.kinds, model.kinds);
  }
}

TEST(TableModel, OfCutOffDamagedNewerAndForeignBytesIsRefused) {
  const std::string bytes = EncodeTableModel(Fitted("tree"));
  for (size_t length = 0; length < bytes.size(); length += 7) EXPECT_NE(Complaint(bytes.substr(0, length)), "") << length;
  std::string damaged = bytes;
  damaged[bytes.size() / 2] ^= 4;
  EXPECT_NE(Complaint(damaged).find("its checksum does not agree"), std::string::npos);
  std::string newer = bytes;
  newer[8] = 3;
  EXPECT_NE(Complaint(newer).find("newer version of Auspex (format 3)"), std::string::npos);
  EXPECT_NE(Complaint("PK").find("this is no model file"), std::string::npos);
  EXPECT_THROW(DecodeModel(bytes, "m"), Error);
}

TEST(TableModel, OfVersionOneIsAJourneyThatIsStillRead) {
  std::ifstream in(AUSPEX_SOURCE_DIR "/fuzz/corpus/model/markov1", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  ASSERT_EQ(bytes[8], 1);
  EXPECT_EQ(DecodeModel(bytes, "m").model->Name(), "markov1");
  EXPECT_NE(Complaint(bytes).find("this is a model of journeys"), std::string::npos) << Complaint(bytes);
}

}  // namespace
}  // namespace auspex::flow
