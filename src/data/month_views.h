#pragma once
// What is known at the end of a month, for packs with a panel: views in schema `past`.
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

/// Makes views past.TABLE: of panels the rows up to `month`, of events those before its end, of customers all.
void SetPastOfMonth(store::Connection& connection, const pack::Pack& pack, Micros month);

/// Makes the pack's tables without rows in schema past and nowhere else, so that SQL that names others does not bind. For checks, in a database of its own.
void SetEmptyPast(store::Connection& connection, const pack::Pack& pack);

}  // namespace auspex::data
