#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "serve/job_fixture.h"

namespace auspex::serve {
namespace {

class JobKindsTest : public JobTest {
 protected:
  std::string Refusal(const json& request) {
    return ErrorOf([&] { Start(request); });
  }
};

std::string TextOf(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(JobKindsTest, FromAnUploadToAdvice) {
  const std::string upload = Upload("events of May.csv", TextOf(EventFile()));
  const json ingest = Ended(Start({{"kind", "ingest"}, {"uploads", {upload}}}));
  ASSERT_EQ(ingest["state"], "done") << ingest.dump();
  EXPECT_TRUE(ingest["run"].is_null());
  EXPECT_EQ(ingest["summary"]["files"][0]["file"], "events of May.csv");
  EXPECT_GT(ingest["summary"]["kept"], 1000);
  EXPECT_EQ(ErrorOf([&] { uploads_.Find(upload); }).substr(0, 3), "404") << "it is not needed any more";

  const json train = Ended(Start({{"kind", "train"}, {"models", {"popularity", "markov1"}}, {"epochs", 1}, {"horizon_days", 3}}));
  ASSERT_EQ(train["state"], "done") << train.dump();
  EXPECT_EQ(train["run"], 1);
  EXPECT_EQ(train["summary"]["models"].size(), 2u);
  EXPECT_EQ(train["summary"]["evaluated"], true);
  EXPECT_EQ(workspace_->Connect().Integer("SELECT count(*) FROM evaluations"), 2);

  const json evaluate = Ended(Start({{"kind", "evaluate"}}));
  ASSERT_EQ(evaluate["state"], "done") << evaluate.dump();
  EXPECT_EQ(evaluate["run"], 1);
  EXPECT_GT(evaluate["summary"]["top5"], evaluate["summary"]["top1"]);

  const json predict = Ended(Start({{"kind", "predict"}, {"to", "2100-01-01"}, {"model", {{"run", 1}, {"name", "popularity"}}}}));
  ASSERT_EQ(predict["state"], "done") << predict.dump();
  EXPECT_EQ(predict["run"], 2);
  EXPECT_EQ(predict["summary"]["model"], "popularity");
  EXPECT_EQ(predict["summary"]["to"], "2100-01-02 00:00:00") << "a date means up to its end";
  EXPECT_EQ(predict["summary"]["customers"], workspace_->Connect().Integer("SELECT count(*) FROM run_2_decision"));
}

TEST_F(JobKindsTest, AnUnusableFileIsNamedAsTheUserCallsItAndStays) {
  const std::string upload = Upload("mine.csv", "a,b\n1,2\n");
  const json failed = Ended(Start({{"kind", "ingest"}, {"uploads", {upload}}}));
  EXPECT_EQ(failed["state"], "failed");
  EXPECT_EQ(failed["problem"]["status"], 422);
  EXPECT_EQ(failed["problem"]["where"].get<std::string>().rfind("mine.csv", 0), 0u) << failed["problem"].dump();
  EXPECT_EQ(failed.dump().find(folder_.string()), std::string::npos) << "folders of the server are nobody's business";
  EXPECT_NO_THROW(uploads_.Find(upload)) << "so that it can be loaded with a mapping";
}

TEST_F(JobKindsTest, Pseudonymises) {
  const std::string upload = Upload("events.csv", TextOf(EventFile()));
  const std::string customer = store::QuoteName(pack_.Events().customer);
  const std::string first = workspace_->Connect().Text("SELECT " + customer + " FROM read_csv(?) LIMIT 1", {EventFile().string()});
  ASSERT_EQ(Ended(Start({{"kind", "ingest"}, {"uploads", {upload}}, {"pseudonymise", true}}))["state"], "done");
  EXPECT_EQ(workspace_->Connect().Integer("SELECT count(*) FROM events WHERE " + customer + " = ?", {first}), 0);
}

TEST_F(JobKindsTest, RefusesRequestsThatDoNotHold) {
  EXPECT_EQ(ErrorOf([&] { jobs_->Start("[", "ann", "en"); }), "400 | this is no JSON | body");
  EXPECT_EQ(Refusal(json::object()), "400 | is missing | kind");
  EXPECT_EQ(Refusal({{"kind", 1}}), "400 | must be text | kind");
  EXPECT_EQ(Refusal({{"kind", "fly"}}), "400 | there is no kind of job fly | kind");
  EXPECT_EQ(Refusal({{"kind", "evaluate"}, {"speed", 1}}), "400 | a job of kind evaluate has no such field | speed");
  EXPECT_EQ(json::parse(jobs_->List(10, "en"))["jobs"].size(), 0u);
}

TEST_F(JobKindsTest, RefusesIngestsThatDoNotHold) {
  const std::string list = "400 | must be a list of 1 to 100 texts | uploads";
  EXPECT_EQ(Refusal({{"kind", "ingest"}}), "400 | is missing | uploads");
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", json::array()}}), list);
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", {1}}}), list);
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", {"x", "x"}}}), "400 | names something twice | uploads");
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", {"../../etc/passwd"}}}).substr(0, 3), "404");
  const std::string half = uploads_.Begin("half.csv", 10, "ann").id, whole = Upload("a.csv", "x");
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", {half}}}).substr(0, 3), "409");
  const auto mapped = [&](const json& mapping) { return Refusal({{"kind", "ingest"}, {"uploads", {whole}}, {"mapping", mapping}}); };
  EXPECT_EQ(mapped(1), "400 | must be an object of columns and the headers they are read from | mapping");
  EXPECT_EQ(mapped({{"no such", "x"}}), "400 | the pack has no column no such | mapping");
  EXPECT_EQ(mapped({{pack_.Events().time, 1}}), "400 | the header of column " + pack_.Events().time + " is no text | mapping");
  EXPECT_EQ(Refusal({{"kind", "ingest"}, {"uploads", {whole}}, {"pseudonymise", "yes"}}), "400 | must be true or false | pseudonymise");
}

TEST_F(JobKindsTest, RefusesTrainingsThatDoNotHold) {
  EXPECT_EQ(Refusal({{"kind", "train"}, {"models", "lstm"}}), "400 | must be a list of 1 to 4 texts | models");
  EXPECT_EQ(Refusal({{"kind", "train"}, {"models", {"oracle"}}}), "400 | there is no kind of model oracle | models");
  EXPECT_EQ(Refusal({{"kind", "train"}, {"epochs", 0}}), "400 | must be a whole number from 1 to 1000 | epochs");
  for (const json& days : {json(0), json(-1), json(1e9), json("7"), json(true)}) {
    EXPECT_EQ(Refusal({{"kind", "train"}, {"horizon_days", days}}), "400 | must be a number of days above 0, at most 3660 | horizon_days");
  }
}

TEST_F(JobKindsTest, RefusesPredictionsThatDoNotHold) {
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"from", "tomorrow"}}), "this is no date or time: tomorrow | from");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"from", 1}}), "400 | must be text | from");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"from", "2025-03-02"}, {"to", "2025-03-01"}}), "400 | the period ends before it begins | to");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"model", "lstm"}}), "400 | must be an object with run and name | model");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"model", {{"run", 0}, {"name", "lstm"}}}}).substr(0, 3), "400");
  EXPECT_EQ(Refusal({{"kind", "predict"}, {"model", {{"run", 9}, {"name", "lstm"}}}}), "there is no training run 9 | ");
}

}  // namespace
}  // namespace auspex::serve
