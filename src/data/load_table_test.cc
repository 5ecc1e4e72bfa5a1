#include "data/load_table.h"

#include <gmock/gmock.h>

#include "data/ingest_fixture.h"

namespace auspex::data {
namespace {

using testing::ElementsAre;

const std::string kHead(kSmallHeader);

TEST_F(IngestTest, ALoadIsDeletedWithAllThatBelongsToIt) {
  Load({Write("1.csv", kHead + "a,2025-03-01,look,1,0,,\nb,x,look,1,0,,\n")});
  Load({Write("2.csv", kHead + "c,2025-03-02,look,1,0,,\nd,x,look,1,0,,\n")});
  EXPECT_TRUE(DeleteLoad(connection_, 1));
  EXPECT_THAT(Rows("SELECT load_id, customer FROM events"), ElementsAre("2|c"));
  EXPECT_THAT(Rows("SELECT load_id, value FROM rejects"), ElementsAre("2|x"));
  EXPECT_THAT(Rows("SELECT load_id FROM loads"), ElementsAre("2"));
  EXPECT_EQ(Load({Write("1.csv", kHead + "a,2025-03-01,look,1,0,,\n")}).kept, 1);
}

TEST_F(IngestTest, WhatIsNotThereIsNotDeleted) {
  EXPECT_FALSE(HasLoads(connection_));
  EXPECT_FALSE(DeleteLoad(connection_, 1));
  Load(kHead + "a,2025-03-01,look,1,0,,\n");
  EXPECT_TRUE(HasLoads(connection_));
  for (const int64_t id : {int64_t{0}, int64_t{2}, int64_t{-1}, INT64_MAX}) EXPECT_FALSE(DeleteLoad(connection_, id));
  EXPECT_EQ(Events().size(), 1);
}

TEST_F(IngestTest, ALoadCanBeDeletedWhileAnotherOneIsWritten) {
  Load(kHead + "a,2025-03-01,look,1,0,,\n");
  store::Connection other = connection_.Another();
  {
    store::Transaction writing(other);
    other.Run("INSERT INTO main.events SELECT 2, * EXCLUDE (load_id) FROM main.events");
    EXPECT_TRUE(DeleteLoad(connection_, 1));
    writing.Commit();
  }
  EXPECT_THAT(Rows("SELECT load_id, customer FROM events"), ElementsAre("2|a"));
}

}  // namespace
}  // namespace auspex::data
