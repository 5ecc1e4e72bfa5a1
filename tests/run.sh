#!/usr/bin/env bash
# The one door to all tests: builds everything, then unit and data-file tests, end-to-end tests, and a short fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >/dev/null
cmake --build build -j "$(nproc)"
(cd build && ctest -j "$(nproc)" --output-on-failure)
for target in build/*_fuzz; do
  name=$(basename "$target")
  "$target" --seconds "${FUZZ_SECONDS:-10}" "fuzz/corpus/${name%_fuzz}"
done
