#include "serve/job_queue.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "serve/job_fixture.h"

namespace auspex::serve {
namespace {

class JobQueueTest : public JobTest {};

TEST_F(JobQueueTest, RunsOneAfterTheOtherInOrder) {
  LoadEvents();
  std::vector<json> jobs;
  for (int i = 0; i < 3; ++i) jobs.push_back(Start({{"kind", "train"}, {"models", {"popularity"}}}));
  EXPECT_EQ(jobs[0]["state"], "queued");
  EXPECT_EQ(jobs[0]["by"], "ann");
  EXPECT_TRUE(jobs[0]["started"].is_null());
  for (size_t i = 0; i < jobs.size(); ++i) {
    const json ended = Ended(jobs[i]);
    EXPECT_EQ(ended["id"], i + 1);
    EXPECT_EQ(ended["state"], "done") << ended.dump();
    EXPECT_EQ(ended["run"], i + 1) << "the first to come is the first to be served";
    EXPECT_TRUE(ended["progress"].is_null());
    EXPECT_TRUE(ended["problem"].is_null());
    EXPECT_EQ(ended["finished"].get<std::string>().back(), 'Z');
  }
  const json list = json::parse(jobs_->List(2, "en"));
  ASSERT_EQ(list["jobs"].size(), 2u);
  EXPECT_EQ(list["jobs"][0]["id"], 3);
  EXPECT_EQ(list["jobs"][1], Ended(jobs[1]));
}

TEST_F(JobQueueTest, TellsHowFarTheRunningOneIs) {
  LoadEvents();
  pack_.model["hidden"] = 192, pack_.model["batch"] = 8;  // an epoch lasts long enough for a rate
  const json job = Start(LongRequest());
  Await(job, "running");
  uint64_t version = 0;
  bool final = false;
  json now;
  do {
    now = json::parse(jobs_->Watch(job["id"], version, 30, final, "en"));
    ASSERT_FALSE(final) << now.dump();
  } while (now["progress"]["rate"].is_null() || now["progress"]["unit"] != "windows");
  const json& progress = now["progress"];
  EXPECT_NE(progress["stage"].get<std::string>().find("training the LSTM"), std::string::npos);
  EXPECT_GT(progress["total"], 0);
  EXPECT_LE(progress["done"], progress["total"]);
  EXPECT_GT(progress["rate"], 0);
  EXPECT_GE(progress["remaining_seconds"], 0);
  EXPECT_GT(progress["elapsed_seconds"], 0);
  EXPECT_FALSE(now["started"].is_null());
  jobs_->Cancel(job["id"], "en");
  EXPECT_EQ(Ended(job)["state"], "cancelled");
}

TEST_F(JobQueueTest, CancelsTheRunningOneAndWaitingOnesAlone) {
  LoadEvents();
  const json running = Start(LongRequest()), waiting = Start(LongRequest()), last = Start({{"kind", "train"}, {"models", {"popularity"}}});
  Await(running, "running");
  const json cancelled = json::parse(jobs_->Cancel(waiting["id"], "en"));
  EXPECT_EQ(cancelled["state"], "cancelled");
  EXPECT_TRUE(cancelled["started"].is_null());
  EXPECT_EQ(Read(running["id"])["state"], "running");
  jobs_->Cancel(running["id"], "en");
  const json ended = Ended(running);
  EXPECT_EQ(ended["state"], "cancelled");
  EXPECT_TRUE(ended["problem"].is_null());
  EXPECT_TRUE(ended["run"].is_null());
  const json done = Ended(last);
  EXPECT_EQ(done["state"], "done") << done.dump();
  EXPECT_EQ(done["run"], 1) << "what was cancelled left no run";
  EXPECT_EQ(ErrorOf([&] { jobs_->Cancel(running["id"], "en"); }), "409 | the job has ended already | 1");
  EXPECT_EQ(ErrorOf([&] { jobs_->Cancel(99, "en"); }), "404 | there is no job 99 | ");
}

TEST_F(JobQueueTest, AFailedOneSaysWhatHappenedAndTheNextOneRuns) {
  const json failing = Ended(Start({{"kind", "train"}}));
  EXPECT_EQ(failing["state"], "failed");
  EXPECT_EQ(failing["problem"]["title"], "there are no events in this workspace");
  EXPECT_EQ(failing["problem"]["status"], 400);
  EXPECT_FALSE(failing["problem"]["advice"].get<std::string>().empty());
  EXPECT_TRUE(failing["summary"].is_null());
  LoadEvents();
  EXPECT_EQ(Ended(Start({{"kind", "train"}, {"models", {"popularity"}}}))["state"], "done");
}

TEST_F(JobQueueTest, StartsAnEndedOneAgain) {
  const json failed = Ended(Start({{"kind", "train"}, {"models", {"popularity"}}}));
  EXPECT_EQ(failed["state"], "failed");
  LoadEvents();
  const json again = json::parse(jobs_->Restart(failed["id"], "bob", "en"));
  EXPECT_EQ(again["id"], 2);
  EXPECT_EQ(again["by"], "bob");
  EXPECT_EQ(again["request"], failed["request"]);
  EXPECT_EQ(Ended(again)["state"], "done");
  EXPECT_EQ(Read(1)["state"], "failed");
  const json running = Start(LongRequest());
  EXPECT_EQ(ErrorOf([&] { jobs_->Restart(running["id"], "ann", "en"); }), "409 | the job has not ended yet | 3");
  EXPECT_EQ(ErrorOf([&] { jobs_->Restart(99, "ann", "en"); }), "404 | there is no job 99 | ");
}

TEST_F(JobQueueTest, StoppingInterruptsAllAndTheyCanBeStartedAgain) {
  LoadEvents();
  const json running = Start(LongRequest()), waiting = Start({{"kind", "train"}, {"models", {"popularity"}}});
  Await(running, "running");
  jobs_->Stop();
  EXPECT_EQ(Read(running["id"])["state"], "interrupted");
  EXPECT_EQ(Read(waiting["id"])["state"], "interrupted");
  EXPECT_EQ(ErrorOf([&] { Start({{"kind", "evaluate"}}); }), "503 | the server is stopping | ");
  Open();
  EXPECT_EQ(Read(running["id"])["state"], "interrupted");
  const json again = json::parse(jobs_->Restart(waiting["id"], "ann", "en"));
  EXPECT_EQ(again["id"], 3);
  EXPECT_EQ(Ended(again)["state"], "done");
}

TEST_F(JobQueueTest, WhatRanWhenTheServerDiedIsInterrupted) {
  jobs_.reset();
  workspace_->Connect().Run(
      "INSERT INTO jobs(id, kind, request, state, account, created, started) VALUES "
      "(4, 'train', '{\"kind\":\"train\"}', 'running', 'ann', TIMESTAMP '2026-01-02 03:04:05', TIMESTAMP '2026-01-02 03:04:06'), "
      "(5, 'train', '{\"kind\":\"train\"}', 'queued', 'ann', TIMESTAMP '2026-01-02 03:04:07', NULL)");
  Open();
  EXPECT_EQ(Read(4)["state"], "interrupted");
  EXPECT_EQ(Read(4)["created"], "2026-01-02T03:04:05Z");
  EXPECT_EQ(Read(4)["started"], "2026-01-02T03:04:06Z");
  EXPECT_FALSE(Read(4)["finished"].is_null());
  EXPECT_EQ(Read(5)["state"], "interrupted");
  EXPECT_EQ(Ended(json::parse(jobs_->Restart(4, "ann", "en")))["id"], 6);
}

TEST_F(JobQueueTest, RefusesMoreThanItKeepsWaiting) {
  LoadEvents();
  Await(Start(LongRequest()), "running");
  for (int i = 0; i < 100; ++i) Start({{"kind", "evaluate"}});
  EXPECT_EQ(ErrorOf([&] { Start({{"kind", "evaluate"}}); }), "409 | 100 jobs are waiting already | ");
}

TEST_F(JobQueueTest, ManyMayLookWhileItWorks) {
  LoadEvents();
  const json job = Start({{"kind", "train"}, {"models", {"popularity", "markov1"}}});
  std::vector<std::thread> people;
  for (int t = 0; t < 4; ++t) {
    people.emplace_back([&] {
      EXPECT_EQ(Ended(job)["state"], "done");
      for (int i = 0; i < 5; ++i) EXPECT_EQ(json::parse(jobs_->List(10, "en"))["jobs"].back()["id"], job["id"]);
      EXPECT_EQ(Ended(Start({{"kind", "evaluate"}}))["state"], "done");
    });
  }
  for (auto& person : people) person.join();
  EXPECT_EQ(json::parse(jobs_->List(10, "en"))["jobs"].size(), 5u);
}

}  // namespace
}  // namespace auspex::serve
