#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/progress.h"
#include "base/time.h"
#include "store/database.h"
#include "store/workspace.h"

namespace auspex::store {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "auspex-store-XXXXXX").string();
    path_ = mkdtemp(name.data());
    fs::create_directories(path_ / "pack");
    std::ofstream(path_ / "pack" / "pack.toml") << "format = 1\n";
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

template <class F>
std::string MessageOf(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Database, BindsValuesAndReadsColumns) {
  Database database({});
  Connection connection = database.Connect();
  connection.Run("CREATE TABLE t(a VARCHAR, b DOUBLE, c BIGINT); INSERT INTO t VALUES ('x', 1.5, 7), (NULL, NULL, NULL)");
  connection.Query("INSERT INTO t VALUES (?, ?, ?)", {std::string("it's; DROP TABLE t"), 2.5, int64_t{-1}});
  Result result = connection.Stream("SELECT * FROM t");
  Chunk chunk;
  ASSERT_TRUE(result.Next(chunk));
  ASSERT_EQ(chunk.rows(), 3u);
  EXPECT_EQ(chunk.Text(0, 0), "x");
  EXPECT_FALSE(chunk.Valid(0, 1));
  EXPECT_EQ(chunk.Text(0, 2), "it's; DROP TABLE t");
  EXPECT_EQ(chunk.Numbers<double>(1)[2], 2.5);
  EXPECT_EQ(chunk.Numbers<int64_t>(2)[0], 7);
  EXPECT_FALSE(result.Next(chunk));
}

TEST(Database, AppendsBlocksWithNullsAndLists) {
  Database database({});
  Connection connection = database.Connect();
  connection.Run("CREATE TABLE t(name VARCHAR, moment TIMESTAMP, names VARCHAR[], numbers INTEGER[])");
  Appender appender(connection, "t");
  for (int block = 0; block < 2; ++block) {
    for (size_t row = 0; row < 3; ++row) {
      appender.SetText(0, row, "a name longer than twelve bytes " + std::to_string(row));
      appender.Numbers<int64_t>(1)[row] = static_cast<int64_t>(row) * kDay;
      const uint64_t at = appender.SetList(2, row, row);
      for (size_t i = 0; i < row; ++i) appender.SetListText(2, at + i, "element");
      const uint64_t numbers = appender.SetList(3, row, row);
      for (size_t i = 0; i < row; ++i) appender.ListNumbers<int32_t>(3)[numbers + i] = static_cast<int32_t>(10 * row + i);
    }
    appender.SetNull(0, 1);
    appender.Flush(3);
  }
  appender.Close();
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM t"), 6);
  EXPECT_EQ(connection.Integer("SELECT count(name) FROM t"), 4);
  EXPECT_EQ(connection.Text("SELECT string_agg(CAST(numbers AS VARCHAR), ';' ORDER BY moment) FROM t"), "[];[];[10];[10];[20, 21];[20, 21]");
  EXPECT_EQ(connection.Integer("SELECT sum(len(names)) FROM t"), 6);
}

TEST(Transaction, WithoutCommitLeavesNothing) {
  Database database({});
  Connection connection = database.Connect();
  connection.Run("CREATE TABLE t(a INTEGER)");
  {
    Transaction transaction(connection);
    connection.Run("INSERT INTO t VALUES (1)");
  }
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM t"), 0);
}

TEST(Database, AFailureNamesWhatDuckDbSays) {
  Database database({});
  Connection connection = database.Connect();
  EXPECT_NE(MessageOf([&] { connection.Query("SELECT nothing FROM nowhere"); }).find("nowhere"), std::string::npos);
}

TEST(Database, RefusesATextThatIsNoUtf8) {
  Database database({});
  Connection connection = database.Connect();
  EXPECT_EQ(MessageOf([&] { connection.Text("SELECT ?", {std::string("a\xFF" "b")}); }), "a text is no valid UTF-8");
  EXPECT_EQ(connection.Text("SELECT ?", {std::string("a\0b", 3)}), std::string("a\0b", 3));
}

TEST(Workspace, SurvivesClosing) {
  Folder folder;
  Workspace::Create(folder / "w", folder / "pack", "p");
  {
    Workspace workspace(folder / "w");
    workspace.Connect().Run("CREATE TABLE t AS SELECT 42 a");
  }
  Workspace workspace(folder / "w");
  EXPECT_EQ(workspace.Connect().Integer("SELECT a FROM t"), 42);
  EXPECT_TRUE(fs::exists(workspace.pack_folder() / "pack.toml"));
}

TEST(Workspace, BoundsTheMemoryOfItsDatabase) {
  Folder folder;
  Workspace::Create(folder / "w", folder / "pack", "p");
  Workspace workspace(folder / "w");
  Connection connection = workspace.Connect();
  const int64_t machine = sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
  const std::string limit = connection.Text("SELECT current_setting('memory_limit')");  // such as 1.4 GiB
  EXPECT_NEAR(std::stod(limit), static_cast<double>(std::max(int64_t{1500} << 20, machine / 16)) / (1 << 30), 0.11) << limit;
  EXPECT_NE(limit.find("GiB"), std::string::npos) << limit;
}

TEST(Workspace, RefusesAFolderThatHoldsSomething) {
  Folder folder;
  EXPECT_NE(MessageOf([&] { Workspace::Create(folder / "pack", folder / "pack", "p"); }).find("not empty"), std::string::npos);
}

TEST(Workspace, RefusesWhatIsNoWorkspace) {
  Folder folder;
  EXPECT_NE(MessageOf([&] { Workspace workspace(folder / "pack"); }).find("this is no workspace"), std::string::npos);
}

TEST(Workspace, RefusesANewerFormatAndADamagedFile) {
  Folder folder;
  Workspace::Create(folder / "w", folder / "pack", "p");
  std::ofstream(folder / "w/workspace.json") << R"({"format": 99})";
  EXPECT_NE(MessageOf([&] { Workspace workspace(folder / "w"); }).find("newer version of Auspex (format 99)"), std::string::npos);
  std::ofstream(folder / "w/workspace.json") << R"({"form)";
  EXPECT_NE(MessageOf([&] { Workspace workspace(folder / "w"); }).find("damaged"), std::string::npos);
}

TEST(Workspace, ASecondProcessIsToldWhichOneHasIt) {
  Folder folder;
  Workspace::Create(folder / "w", folder / "pack", "p");
  Workspace workspace(folder / "w");
  const pid_t child = fork();
  if (child == 0) {
    const std::string message = MessageOf([&] { Workspace second(folder / "w"); });
    _exit(message.find("in use by process " + std::to_string(getppid())) != std::string::npos ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Stop, ReachesAQueryThatRunsAndLeavesOthersAlone) {
  Database database({});
  Connection mine = database.Connect(), other = database.Connect();
  StopFlag flag;
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    flag.Stop();
  });
  std::string message;
  {
    const StopScope scope(&flag);
    message = MessageOf([&] { mine.Integer("SELECT sum(sin(a.range * b.range)) FROM range(4000000) a, range(4000000) b"); });
    EXPECT_EQ(MessageOf([&] { mine.Integer("SELECT 1"); }), "stopped as you asked; nothing was changed");
  }
  stopper.join();
  EXPECT_EQ(message, "stopped as you asked; nothing was changed");
  EXPECT_EQ(other.Integer("SELECT 42"), 42);
  EXPECT_EQ(mine.Integer("SELECT 42"), 42);
}

TEST(Stop, EndsTheQueryBeforeItsConnectionGoes) {
  Database database({});
  database.Connect().Run("CREATE TABLE t AS SELECT range i, range % 1000 j FROM range(300000)");
  for (int round = 0; round < 60; ++round) {
    StopFlag flag;
    std::thread stopper([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(50 * round));
      flag.Stop();
    });
    const auto work = [&] {
      const StopScope scope(&flag);
      for (;;) {
        Connection connection = database.Connect();  // goes while the error passes through
        Result result = connection.Stream("SELECT a.i, sum(b.i) FROM t a JOIN t b ON a.j = b.i GROUP BY 1 ORDER BY 2");
        Chunk chunk;
        while (result.Next(chunk)) {
        }
      }
    };
    EXPECT_EQ(MessageOf(work), "stopped as you asked; nothing was changed");
    stopper.join();
  }
  EXPECT_EQ(database.Connect().Integer("SELECT count(*) FROM t"), 300000);
}

TEST(Stop, RollsTheTransactionBack) {
  Database database({});
  Connection connection = database.Connect();
  connection.Run("CREATE TABLE t(i BIGINT)");
  StopFlag flag;
  const auto insert = [&] {
    const StopScope scope(&flag);
    Transaction transaction(connection);
    connection.Run("INSERT INTO t SELECT range FROM range(1000)");
    flag.Stop();
    transaction.Commit();
  };
  EXPECT_EQ(MessageOf(insert), "stopped as you asked; nothing was changed");
  EXPECT_EQ(connection.Integer("SELECT count(*) FROM t"), 0);
}

}  // namespace
}  // namespace auspex::store
