#include "learn/table/panel_kernel.h"

#pragma GCC diagnostic ignored "-Wpsabi"

namespace auspex::learn {
namespace {

typedef double Lanes __attribute__((vector_size(64), aligned(8), may_alias));
#define AUSPEX_LANES(address) (*reinterpret_cast<Lanes*>(const_cast<double*>(address)))
#define At AUSPEX_LANES

namespace plain {
#include "learn/table/panel_kernel.inc"
}

#ifdef __x86_64__
#pragma GCC push_options
#pragma GCC target("avx2")
namespace avx2 {
#include "learn/table/panel_kernel.inc"
}
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,prefer-vector-width=512")
namespace avx512 {
#include "learn/table/panel_kernel.inc"
}
#pragma GCC pop_options
#endif

#undef At
#undef AUSPEX_LANES

}  // namespace

PanelKernel PanelKernelFor(SimdLevel level) {
#ifdef __x86_64__
  if (level == SimdLevel::kAvx512) return {avx512::Margins, avx512::Dots, avx512::Gram};
  if (level == SimdLevel::kAvx2) return {avx2::Margins, avx2::Dots, avx2::Gram};
#else
  static_cast<void>(level);
#endif
  return {plain::Margins, plain::Dots, plain::Gram};
}

}  // namespace auspex::learn
