#pragma once
// Which months a panel has. What is known at the end of one: past_future.h.
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "pack/pack.h"
#include "store/database.h"

namespace auspex::data {

/// The pack's first panel. Throws Error(kUsage) for a pack without one.
const pack::Table& PanelOf(const pack::Pack& pack);

/// The months that the panel has rows of, oldest first. Throws Error(kUsage) where nothing has been loaded.
std::vector<Micros> PanelMonths(store::Connection& connection, const pack::Pack& pack);

/// The month that `asked` spells; the newest where it is empty. Throws Error(kUsage) for a text that is no month and a month that `months` does not have.
Micros ChooseMonth(const std::vector<Micros>& months, const std::string& asked);

/// 2025-03.
std::string MonthName(Micros month);

}  // namespace auspex::data
