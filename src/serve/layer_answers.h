#pragma once
// Answers about layers, made once for all languages: a million customers take seconds to read.
#include <string>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::serve {

class AnswerCache;

/// The answer in `language`, kept in `answers` until the workspace changes; of `segment` only, where it is not empty. Throws HttpError 404 no_data where
/// nothing has been loaded, and as flow::MeasureLayers.
std::string LayersAnswer(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers, const std::string& language, const std::string& segment);

}  // namespace auspex::serve
