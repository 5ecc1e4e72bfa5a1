#include "store/one_thread.h"

#include "base/error.h"
#include "base/progress.h"

namespace auspex::store {

OneThread::OneThread(const Connection& connection)
    : connection_(connection.Another()), threads_(connection_.Integer("SELECT current_setting('threads')")) {
  connection_.Run("SET threads = 1");
}

OneThread::~OneThread() {
  const StopScope scope(nullptr);  // a piece of work that was stopped gives the threads back too
  try {
    connection_.Run("SET threads = " + std::to_string(threads_));
  } catch (const Error&) {  // Ctrl-C: the process ends
  }
}

}  // namespace auspex::store
