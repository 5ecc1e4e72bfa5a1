#pragma once
// Threads. All parallel work goes through ParallelFor, whose blocks do not depend on the number of threads: so the
// result has the same bits with 1, 2 or 7 of them as long as each block writes only its own output.
#include <cstddef>
#include <functional>

namespace auspex {

/// Sets how many threads ParallelFor uses from now on; 0 means as many as the machine has.
void SetThreads(size_t threads);
size_t Threads();

/// Calls body(begin, end) for blocks [0, block), [block, 2*block), … up to `count`, in any order, on all threads.
/// What stops the caller's piece of work (base/progress.h) stops this between two blocks with Error(kCancelled).
/// The first exception thrown by a body is rethrown here after the others have ended.
void ParallelFor(size_t count, size_t block, const std::function<void(size_t begin, size_t end)>& body);

}  // namespace auspex
