#include "flow/model_settings.h"

namespace auspex::flow {

learn::SequenceOptions SettingsOf(const pack::Pack& pack) {
  learn::SequenceOptions options;
  const auto set = [&](const char* name, auto& option) {
    const auto at = pack.model.find(name);
    if (at != pack.model.end()) option = static_cast<std::remove_reference_t<decltype(option)>>(at->second);
  };
  learn::LstmOptions& lstm = options.lstm;
  set("hidden", lstm.hidden);
  set("layers", lstm.layers);
  set("symbol_embedding", lstm.symbol_embedding);
  set("category_embedding", lstm.category_embedding);
  set("dropout", lstm.dropout);
  set("learning_rate", lstm.learning_rate);
  set("weight_decay", lstm.weight_decay);
  set("batch", lstm.batch);
  set("epochs", lstm.epochs);
  set("patience", lstm.patience);
  set("members", lstm.members);
  return options;
}

}  // namespace auspex::flow
