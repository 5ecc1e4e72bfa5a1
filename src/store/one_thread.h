#pragma once
// While there is one, every statement of the database runs on the thread that asks, alone. For bulk writing beside work on our own threads: an
// Appender would otherwise hand each block to a thread of DuckDB's and ask at full speed whether it is done.
#include "store/database.h"

namespace auspex::store {

class OneThread {
 public:
  explicit OneThread(const Connection& connection);
  ~OneThread();
  OneThread(const OneThread&) = delete;

 private:
  Connection connection_;  // of its own: what the other one does may be rolled back already
  int64_t threads_;
};

}  // namespace auspex::store
