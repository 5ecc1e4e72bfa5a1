#pragma once
// Keeps OpenMP to the calling thread for as long as an object lives. oneDNN divides its work, and so orders its sums,
// by the number of OpenMP threads; our own threads stand above it (base/threads.h).
#include <omp.h>

namespace auspex::learn {

class SingleThread {
 public:
  SingleThread() : before_(omp_get_max_threads()) {
    if (before_ != 1) omp_set_num_threads(1);
  }
  ~SingleThread() {
    if (before_ != 1) omp_set_num_threads(before_);
  }
  SingleThread(const SingleThread&) = delete;
  SingleThread& operator=(const SingleThread&) = delete;

 private:
  int before_;
};

}  // namespace auspex::learn
