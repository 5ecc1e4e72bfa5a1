#!/usr/bin/env bash
# The one door to all tests: builds everything, then unit tests, data files, end-to-end tests, a short fuzz, the pages' own tests,
# and the pages in a real browser (its screenshots are left in web/screenshots).
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset release >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
rm -f build-configure.log
cmake --build build -j "$(nproc)"
(cd build && ctest -j "$(nproc)" --output-on-failure --progress)

fuzz() { echo "fuzz: $1"; "build/$1" --seconds "${FUZZ_SECONDS:-8}" "${@:2}"; }
fuzz csv_fuzz fuzz/corpus/csv
fuzz pack_fuzz fuzz/corpus/pack packs/insurance/{pack.toml,strategies.toml,actions.csv,result.sql,wording/en.toml}
fuzz model_fuzz fuzz/corpus/model
fuzz filter_fuzz fuzz/corpus/filter
fuzz http_fuzz fuzz/corpus/http
fuzz lightgbm_fuzz fuzz/corpus/lightgbm
fuzz xgboost_fuzz fuzz/corpus/xgboost

echo "pages"
cd web
npm run --silent check
npm run --silent test
npm run --silent browser
