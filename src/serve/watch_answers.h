#pragma once
// Answers to what came of the contacts, made once for all languages and before anybody asks: counting takes seconds where there are many customers.
#include <memory>
#include <string>

#include "pack/pack.h"
#include "store/workspace.h"

namespace auspex::serve {

class AnswerCache;

/// The answer in `language`, kept in `answers` until the workspace changes.
std::string WatchAnswer(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers, const std::string& language);

/// Makes the answers on a thread of its own, at a low priority, at its start and whenever the workspace has changed; nothing for a pack without contacts.
class WatchMaker {
 public:
  WatchMaker(store::Workspace& workspace, const pack::Pack& pack, AnswerCache& answers);
  ~WatchMaker();  ///< stops what is being made
  WatchMaker(const WatchMaker&) = delete;

  void Start();
  void WorkspaceChanged();  ///< from any thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace auspex::serve
