#include "learn/table/logistic_solver.h"

#include <algorithm>
#include <cmath>
#include <eigen3/Eigen/Cholesky>

#include "base/error.h"
#include "base/progress.h"
#include "learn/table/elastic_net.h"

namespace auspex::learn {
namespace {

constexpr size_t kSampleEvery = 16, kSampleFromRows = 100000;
constexpr double kReuseBelow = 1e-6;       // relative decrease from which on the information of the step before is good enough
constexpr size_t kSeparationFrom = 6;      // Newton steps that data with a maximum is near it after
constexpr double kLargeStep = 1e-3;        // of a standardised coefficient
constexpr double kOnTheBorder = 1e-6;      // of the greatest margin

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Penalty {
  double ridge = 0, lasso = 0;

  bool none() const { return ridge == 0 && lasso == 0; }
  double operator()(std::span<const double> b) const {
    double square = 0, absolute = 0;
    for (size_t j = 1; j < b.size(); ++j) square += b[j] * b[j], absolute += std::fabs(b[j]);
    return ridge / 2 * square + lasso * absolute;
  }
};

Penalty PenaltyOf(const LogisticOptions& options) {
  const auto refuse = [](const std::string& what) { throw Error(Fault::kUsage, what, "logistic"); };
  if (!(options.tolerance > 0 && options.tolerance < 1)) refuse("the tolerance must be between 0 and 1");
  if (options.max_iterations == 0) refuse("there must be at least one iteration");
  if (!options.penalised) return {};
  if (!(options.l2 >= 0 && std::isfinite(options.l2))) refuse("the strength of the penalty must be a number from 0 up");
  if (!(options.l1_ratio >= 0 && options.l1_ratio <= 1)) refuse("the absolute share of the penalty must be from 0 to 1");
  return {options.l2 * (1 - options.l1_ratio), options.l2 * options.l1_ratio};
}

class Descent {
 public:
  Descent(const LogisticRows& rows, const Penalty& penalty, size_t every) : rows_(rows), penalty_(penalty), every_(every) {}

  /// From `start` until the decrease foreseen is at most `enough` of the objective.
  LogisticSolution Run(std::vector<double> start, double enough, size_t most, Progress& progress) {
    LogisticSolution solution;
    b_ = std::move(start);
    Move(b_, true);
    while (solution.iterations < most && !solution.converged) {
      progress.Update(++solution.iterations);
      const std::vector<double> target = Target(enough);
      const double decrease = Foreseen(target), objective = std::fabs(objective_) + 1e-300;
      double largest = 0;
      for (size_t j = 0; j < b_.size(); ++j) largest = std::max(largest, std::fabs(target[j] - b_[j]));
      const bool small = decrease <= enough * objective;
      if (penalty_.none() && largest > kLargeStep && (small || solution.iterations >= kSeparationFrom) && Separates(target, solution)) break;
      if (small && (largest <= kLargeStep || !penalty_.none() || every_ > 1)) {
        loss_ -= decrease + penalty_(target) - penalty_(b_);
        b_ = target;
        solution.converged = true;
      } else if (!Search(target, decrease, decrease > kReuseBelow * objective)) {
        solution.converged = decrease <= 1e3 * enough * objective;  // rounding does not let it fall any further
        break;
      }
    }
    solution.coefficients = b_;
    solution.loss = loss_;
    return solution;
  }

 private:
  void Move(std::span<const double> to, bool with_information) {
    LogisticPass pass = rows_.Evaluate(to, with_information, every_);
    const auto scale = static_cast<double>(every_);
    for (double& value : pass.gradient) value *= scale;
    for (double& value : pass.information) value *= scale;
    loss_ = pass.loss * scale;
    objective_ = loss_ + penalty_(to);
    gradient_ = std::move(pass.gradient);
    if (with_information) information_ = std::move(pass.information);
  }

  /// Where the quadratic at b_ is least.
  std::vector<double> Target(double enough) const {
    if (penalty_.lasso > 0)
      return MinimiseElasticNet({information_, gradient_, b_}, penalty_.ridge, penalty_.lasso, enough * 1e-3 * std::fabs(objective_));
    const auto size = static_cast<Eigen::Index>(b_.size());
    Matrix h = Eigen::Map<const Matrix>(information_.data(), size, size);
    Eigen::VectorXd slope = Eigen::Map<const Eigen::VectorXd>(gradient_.data(), size);
    for (Eigen::Index j = 1; j < size; ++j) {
      h(j, j) += penalty_.ridge;
      slope(j) += penalty_.ridge * b_[static_cast<size_t>(j)];
    }
    Eigen::LLT<Matrix> factor(h);
    for (double jitter = 1e-14 * h.trace(); factor.info() != Eigen::Success && jitter < h.trace(); jitter *= 10) {
      h.diagonal().array() += jitter;
      factor.compute(h);
    }
    const Eigen::VectorXd step = factor.solve(slope);
    std::vector<double> target(b_.size());
    for (size_t j = 0; j < b_.size(); ++j) target[j] = b_[j] - step(static_cast<Eigen::Index>(j));
    return target;
  }

  /// By how much the quadratic and the penalty fall from b_ to `target`.
  double Foreseen(std::span<const double> target) const {
    const auto size = static_cast<Eigen::Index>(b_.size());
    const Eigen::VectorXd step = Eigen::Map<const Eigen::VectorXd>(target.data(), size) - Eigen::Map<const Eigen::VectorXd>(b_.data(), size);
    const double linear = step.dot(Eigen::Map<const Eigen::VectorXd>(gradient_.data(), size));
    const double square = step.dot(Eigen::Map<const Matrix>(information_.data(), size, size) * step);
    return std::max(0.0, -(linear + square / 2 + penalty_(target) - penalty_(b_)));
  }

  /// Goes towards `target` until the objective falls; false if it does not.
  bool Search(const std::vector<double>& target, double decrease, bool with_information) {
    const double before = objective_, loss_before = loss_;
    const std::vector<double> gradient = gradient_;
    for (double share = 1; share > 1e-8; share /= 2) {
      std::vector<double> to(b_.size());
      for (size_t j = 0; j < to.size(); ++j) to[j] = b_[j] + share * (target[j] - b_[j]);
      Move(to, with_information);
      if (objective_ <= before - 1e-4 * share * decrease) {
        b_ = std::move(to);
        return true;
      }
    }
    objective_ = before;
    loss_ = loss_before;
    gradient_ = gradient;
    return false;
  }

  bool Separates(const std::vector<double>& target, LogisticSolution& solution) const {
    if (every_ > 1) return false;
    std::vector<double> direction(b_.size());
    for (size_t j = 0; j < b_.size(); ++j) direction[j] = target[j] - b_[j];
    for (const std::vector<double>* candidate : {static_cast<const std::vector<double>*>(&direction), &b_}) {
      const LogisticRows::Range range = rows_.SignedMargins(*candidate);
      if (range.least < -kOnTheBorder * range.largest || range.most <= kOnTheBorder * range.largest) continue;
      solution.separating = *candidate;
      solution.separates_completely = range.least > kOnTheBorder * range.largest;
      return true;
    }
    return false;
  }

  const LogisticRows& rows_;
  const Penalty& penalty_;
  size_t every_;
  std::vector<double> b_, gradient_, information_;
  double loss_ = 0, objective_ = 0;
};

}  // namespace

LogisticSolution SolveLogistic(const LogisticRows& rows, const LogisticOptions& options, Progress& progress) {
  const Penalty penalty = PenaltyOf(options);
  progress.Begin("logistic regression", "steps", options.max_iterations);
  std::vector<double> start(rows.size(), 0.0);
  if (rows.rows() >= kSampleFromRows) {
    Penalty sample = penalty;
    sample.ridge = std::max(sample.ridge, 1e-6 * static_cast<double>(rows.rows()));  // a sample may have no finite solution
    const double enough = std::max(options.tolerance, static_cast<double>(rows.size()) / static_cast<double>(rows.rows()));
    start = Descent(rows, sample, kSampleEvery).Run(std::move(start), enough, 10, progress).coefficients;
  }
  LogisticSolution solution = Descent(rows, penalty, 1).Run(std::move(start), options.tolerance, options.max_iterations, progress);
  progress.End();
  return solution;
}

}  // namespace auspex::learn
