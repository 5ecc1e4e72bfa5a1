#pragma once
// A PDF of a page, by a Chromium that is installed.
#include <filesystem>
#include <string>

namespace auspex::flow {

/// The program: that of the environment variable AUSPEX_CHROMIUM, else the first of chromium, chromium-browser, google-chrome and
/// google-chrome-stable in PATH; empty if there is none.
std::filesystem::path FindChromium();

/// Throws Error(kUsage) where there is no Chromium, Error(kInternal) where it fails or takes more than two minutes.
void PrintPdf(const std::filesystem::path& html, const std::filesystem::path& pdf);

}  // namespace auspex::flow
