#include "learn/lstm_kernel.h"

#include <dnnl.hpp>

#include <algorithm>
#include <list>
#include <map>
#include <mutex>
#include <tuple>

#include "base/error.h"
#include "learn/single_thread.h"

namespace auspex::learn {
namespace {

using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
using Forwards = dnnl::lstm_forward;
using Backwards = dnnl::lstm_backward;
constexpr auto kFloat = dnnl::memory::data_type::f32;
constexpr auto kDirection = dnnl::rnn_direction::unidirectional_left2right;

const dnnl::engine& Engine() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::stream& Stream() {
  thread_local dnnl::stream stream(Engine());
  return stream;
}

dnnl::memory At(const Desc& desc, const float* values) {
  return {desc, Engine(), const_cast<float*>(values)};  // oneDNN has no const memory; sources are only read
}

/// Weights in the layout of some primitives; `version` tells of which weights.
struct Packed {
  Desc input, recurrent;
  dnnl::memory input_memory, recurrent_memory;
  uint64_t version = 0;
};

enum class Pass { kInfer, kForward, kBackward };

struct Plan {
  Desc x, y;
  Desc start;  ///< of h and c before the first step; empty for inference
  Desc workspace, scratchpad;
  Packed* packed = nullptr;
  dnnl::primitive primitive;
};

}  // namespace

struct LstmKernel::Impl {
  size_t input, hidden;
  const float *input_weights = nullptr, *recurrent_weights = nullptr, *bias = nullptr;
  uint64_t version = 0;
  std::mutex mutex;  // of what follows
  std::map<std::tuple<Pass, size_t, size_t>, Plan> plans;
  std::list<Packed> layouts;

  Desc Weights(size_t rows, Tag tag) const { return {{1, 1, Dim(rows), 4, Dim(hidden)}, kFloat, tag}; }
  Desc Bias() const { return {{1, 1, 4, Dim(hidden)}, kFloat, Tag::ldgo}; }
  static dnnl::memory::dim Dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

  Forwards::primitive_desc Describe(const Plan& plan, dnnl::prop_kind kind) const;
  Plan MakePlan(Pass pass, Block block);
  Packed* FindLayout(const Desc& input_layout, const Desc& recurrent_layout);
  void Pack(Packed& packed) const;
  const Plan& PlanFor(Pass pass, Block block);
};

Forwards::primitive_desc LstmKernel::Impl::Describe(const Plan& plan, dnnl::prop_kind kind) const {
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);  // the library's own is one a process: not for many threads
  const Desc none;
  return {Forwards::desc(kind, kDirection, plan.x, plan.start, plan.start, Weights(input, Tag::any),
                         Weights(hidden, Tag::any), Bias(), plan.y, none, none),
          attr, Engine()};
}

Plan LstmKernel::Impl::MakePlan(Pass pass, Block block) {
  const auto steps = Dim(block.steps), rows = Dim(block.rows);
  Plan plan;
  plan.x = Desc({steps, rows, Dim(input)}, kFloat, Tag::tnc);
  plan.y = Desc({steps, rows, Dim(hidden)}, kFloat, Tag::tnc);
  // Without an initial state the gradient of the recurrent weights is wrong in oneDNN 2.6 (it counts a state before the
  // first step that is not 0), so training passes one of zeros.
  if (pass != Pass::kInfer) plan.start = Desc({1, 1, rows, Dim(hidden)}, kFloat, Tag::ldnc);
  const auto kind = pass == Pass::kInfer ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;
  const auto forward = Describe(plan, kind);
  plan.workspace = forward.workspace_desc();
  if (pass != Pass::kBackward) {
    plan.scratchpad = forward.scratchpad_desc();
    plan.packed = FindLayout(forward.weights_layer_desc(), forward.weights_iter_desc());
    plan.primitive = Forwards(forward);
    return plan;
  }
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  const Desc none;
  const Backwards::primitive_desc backward(
      Backwards::desc(dnnl::prop_kind::backward, kDirection, plan.x, plan.start, plan.start,
                      Weights(input, Tag::any), Weights(hidden, Tag::any), Bias(), plan.y, none, none, plan.x,
                      plan.start, plan.start, Weights(input, Tag::ldigo), Weights(hidden, Tag::ldigo), Bias(), plan.y,
                      none, none),
      attr, Engine(), forward);
  plan.scratchpad = backward.scratchpad_desc();
  plan.packed = FindLayout(backward.weights_layer_desc(), backward.weights_iter_desc());
  plan.primitive = Backwards(backward);
  return plan;
}

Packed* LstmKernel::Impl::FindLayout(const Desc& input_layout, const Desc& recurrent_layout) {
  for (auto& packed : layouts)
    if (packed.input == input_layout && packed.recurrent == recurrent_layout) return &packed;
  layouts.push_back({input_layout, recurrent_layout, dnnl::memory(input_layout, Engine()),
                     dnnl::memory(recurrent_layout, Engine()), 0});
  return &layouts.back();
}

void LstmKernel::Impl::Pack(Packed& packed) const {
  auto plain_input = At(Weights(input, Tag::ldigo), input_weights);
  auto plain_recurrent = At(Weights(hidden, Tag::ldigo), recurrent_weights);
  dnnl::reorder(plain_input, packed.input_memory).execute(Stream(), plain_input, packed.input_memory);
  dnnl::reorder(plain_recurrent, packed.recurrent_memory).execute(Stream(), plain_recurrent, packed.recurrent_memory);
  packed.version = version;
}

const Plan& LstmKernel::Impl::PlanFor(Pass pass, Block block) {
  const std::scoped_lock lock(mutex);
  const auto key = std::tuple(pass, block.steps, block.rows);
  auto found = plans.find(key);
  if (found == plans.end()) found = plans.emplace(key, MakePlan(pass, block)).first;
  if (found->second.packed->version != version) Pack(*found->second.packed);
  return found->second;
}

LstmKernel::LstmKernel(size_t input, size_t hidden) : impl_(std::make_unique<Impl>()) {
  impl_->input = input;
  impl_->hidden = hidden;
}
LstmKernel::~LstmKernel() = default;
LstmKernel::LstmKernel(LstmKernel&&) noexcept = default;

void LstmKernel::SetWeights(const float* input, const float* recurrent, const float* bias) {
  impl_->input_weights = input;
  impl_->recurrent_weights = recurrent;
  impl_->bias = bias;
  ++impl_->version;
}

namespace {

/// The arguments that all passes share; grows the workspace as needed.
std::unordered_map<int, dnnl::memory> Arguments(const Plan& plan, const Desc& bias_desc, const float* bias,
                                                const float* x, const float* y, LstmKernel::Workspace& workspace) {
  workspace.state.Grow(plan.workspace.get_size() / sizeof(float) + 1);
  workspace.room.Grow(plan.scratchpad.get_size() / sizeof(float) + 1);
  std::unordered_map<int, dnnl::memory> arguments{{DNNL_ARG_SRC_LAYER, At(plan.x, x)},
          {DNNL_ARG_DST_LAYER, At(plan.y, y)},
          {DNNL_ARG_WEIGHTS_LAYER, plan.packed->input_memory},
          {DNNL_ARG_WEIGHTS_ITER, plan.packed->recurrent_memory},
          {DNNL_ARG_BIAS, At(bias_desc, bias)},
          {DNNL_ARG_WORKSPACE, At(plan.workspace, workspace.state.data())},
          {DNNL_ARG_SCRATCHPAD, At(plan.scratchpad, workspace.room.data())}};
  if (const size_t size = plan.start.get_size() / sizeof(float)) {
    workspace.start.Grow(size);
    std::fill_n(workspace.start.data(), size, 0.0f);
    arguments[DNNL_ARG_SRC_ITER] = arguments[DNNL_ARG_SRC_ITER_C] = At(plan.start, workspace.start.data());
  }
  return arguments;
}

/// Runs `work`, turning what oneDNN throws into an Error.
template <class Work>
void Guarded(const Work& work) {
  const SingleThread single;
  try {
    work();
  } catch (const dnnl::error& e) {
    throw Error(Fault::kInternal, std::string("oneDNN cannot compute the LSTM: ") + e.what(), "lstm",
                "free memory, or use a smaller `hidden`");
  }
}

}  // namespace

void LstmKernel::Infer(Block block, const float* x, float* y, Workspace& workspace) const {
  Guarded([&] {
    const Plan& plan = impl_->PlanFor(Pass::kInfer, block);
    plan.primitive.execute(Stream(), Arguments(plan, impl_->Bias(), impl_->bias, x, y, workspace));
  });
}

void LstmKernel::Forward(Block block, const float* x, float* y, Workspace& workspace) const {
  Guarded([&] {
    const Plan& plan = impl_->PlanFor(Pass::kForward, block);
    plan.primitive.execute(Stream(), Arguments(plan, impl_->Bias(), impl_->bias, x, y, workspace));
  });
}

void LstmKernel::Backward(Block block, const float* x, const float* y, const float* dy, Workspace& workspace,
                          const Gradients& out) const {
  Guarded([&] {
    const Plan& plan = impl_->PlanFor(Pass::kBackward, block);
    auto arguments = Arguments(plan, impl_->Bias(), impl_->bias, x, y, workspace);
    arguments[DNNL_ARG_DIFF_DST_LAYER] = At(plan.y, dy);
    arguments[DNNL_ARG_DIFF_SRC_LAYER] = At(plan.x, out.x);
    const size_t start = plan.start.get_size() / sizeof(float);
    workspace.d_start.Grow(2 * start);
    arguments[DNNL_ARG_DIFF_SRC_ITER] = At(plan.start, workspace.d_start.data());
    arguments[DNNL_ARG_DIFF_SRC_ITER_C] = At(plan.start, workspace.d_start.data() + start);
    arguments[DNNL_ARG_DIFF_WEIGHTS_LAYER] = At(impl_->Weights(impl_->input, Tag::ldigo), out.input);
    arguments[DNNL_ARG_DIFF_WEIGHTS_ITER] = At(impl_->Weights(impl_->hidden, Tag::ldigo), out.recurrent);
    arguments[DNNL_ARG_DIFF_BIAS] = At(impl_->Bias(), out.bias);
    plan.primitive.execute(Stream(), arguments);
  });
}

}  // namespace auspex::learn
