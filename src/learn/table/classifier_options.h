#pragma once
// Settings of the models of tables; every default is stated here and nowhere else.
#include <cstddef>
#include <string>
#include <vector>

#include "learn/table/classifier.h"

namespace auspex::learn {

struct LogisticOptions {
  double l2 = 1;            ///< strength of the ridge penalty on standardised columns, half the squared norm times this (scikit-learn's 1 / C)
  double l1_ratio = 0;      ///< share of the penalty that is absolute (elastic net); 0: ridge
  bool penalised = true;    ///< false: plain maximum likelihood, as R's glm
  size_t max_iterations = 100;
  double tolerance = 1e-10; ///< relative change of the objective
};

struct TreeOptions {
  size_t max_depth = 12;
  double min_leaf_weight = 20;
  double min_gain = 0;
  int prune_folds = 5;      ///< cross-validated cost-complexity pruning by the one-standard-error rule; 0: none
};

struct RandomForestOptions {
  size_t trees = 300;
  size_t max_depth = 24;
  double min_leaf_weight = 20;
  double features_share = 0;  ///< of the features tried at a split; 0: the square root of their number
  double rows_share = 1;      ///< bootstrap sample
  bool out_of_bag = false;    ///< whether rows are scored by the trees that did not draw them (random_forest.h)
};

/// Of LightGBM and XGBoost alike; each maps them to its own names.
struct BoostingOptions {
  size_t rounds = 1000;       ///< at most, with validation rows that say when to stop
  size_t rounds_alone = 400;  ///< without
  size_t patience = 50;       ///< rounds without a better validation log loss
  double learning_rate = 0.03;
  size_t leaves = 0;          ///< 0: one for 1500 training rows, 4 to 31 (LeavesFor)
  double min_leaf_weight = 20;///< least rows of a leaf
  double l2 = 10;
  double rows_share = 0.8, features_share = 0.5;
  size_t seeds = 1;           ///< models of different seeds whose mean is the model: steadier, and as many times slower
};

struct ClassifierOptions {
  LogisticOptions logistic;
  TreeOptions tree;
  RandomForestOptions random_forest;
  BoostingOptions boosting;
  std::vector<Monotone> monotone;
};

}  // namespace auspex::learn
