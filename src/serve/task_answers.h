#pragma once
// JSON objects of the API about customers of a task over tables. Included by *_routes.cc only.
#include <nlohmann/json.hpp>

#include "flow/act.h"
#include "flow/task_explain.h"
#include "flow/task_picture.h"
#include "learn/shap_importance.h"

namespace auspex::serve {

/// A number as JSON; null for one that is not finite.
nlohmann::ordered_json FiniteOrNull(double value);
/// The list of TaskFeature: what every feature of the models' schema means, in words, and how its values are spread.
nlohmann::ordered_json FeatureInfosJson(const pack::Pack& pack, const flow::TaskPicture& picture, const std::string& language);
/// TaskScore.
nlohmann::ordered_json ScoreJson(const flow::TaskReceipt& receipt);
/// TaskContact.
nlohmann::ordered_json ContactJson(const flow::ContactReceipt& receipt);

}  // namespace auspex::serve
