#!/bin/sh
# Measures learning from tables against scikit-learn, LightGBM and shap on this machine; bench/README.md says what is compared and how.
#   bench/learn.sh [--small] [explain] [kmeans] [logistic] [forest]     no name: all of them
set -eu
cd "$(dirname "$0")/.."

explained=200000 contributed=2000 explained_trees=300 clustered=1000000 regressed=1000000 grown=200000 tested=50000 grown_trees=300 repeats="1 2 3"
parts=
while [ $# -gt 0 ]; do
  case $1 in
    --small) explained=20000 contributed=300 explained_trees=50 clustered=50000 regressed=50000 grown=10000 tested=2500 grown_trees=50 repeats=1 ;;
    explain | kmeans | logistic | forest) parts="$parts $1" ;;
    *) echo "usage: bench/learn.sh [--small] [explain] [kmeans] [logistic] [forest]" >&2; exit 2 ;;
  esac
  shift
done
parts=${parts:-explain kmeans logistic forest}

threads=$(nproc)
build=${AUSPEX_BUILD:-build}
work=${AUSPEX_BENCH_DIR:-build/bench}/learn
results=$work/results.jsonl
venv=${AUSPEX_BENCH_LEARN_VENV:-bench/.venv-learn}
wanted=bench/peers/learn-requirements.txt
python="$venv/bin/python -B -W ignore"
export OMP_NUM_THREADS="$threads" OPENBLAS_NUM_THREADS="$threads"

say() { echo "bench: $*" >&2; }

set_up_peers() {
  if ! cmp -s "$wanted" "$venv/installed.txt"; then
    say "installing the peers into $venv"
    "${PYTHON:-python3}" -m venv "$venv" || { say "Python cannot make a virtual environment; on Debian install python3-venv"; exit 1; }
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$wanted" ||
      { say "the peers cannot be installed ($wanted wants Python 3.11 to 3.13 and a package index)"; exit 1; }
    cp "$wanted" "$venv/installed.txt"
  fi
}

build_ours() {
  [ -f "$build/CMakeCache.txt" ] || { say "$build is not set up; build first: make build"; exit 2; }
  say "building what is measured"
  targets=
  for part in $parts; do
    case $part in forest) targets="$targets tree_bench" ;; *) targets="$targets ${part}_bench" ;; esac
  done
  # shellcheck disable=SC2086
  cmake --build "$build" -j "$threads" --target $targets >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }
}

measure() {  # LABEL COMMAND...
  $python bench/measure.py "$results" "$@"
}

peer() {  # LABEL SCRIPT OPTIONS...
  label=$1 script=$2
  shift 2
  measure "$label" $python "bench/peers/$script.py" "$@"
}

ours() {  # LABEL PROGRAM OPTIONS...
  label=$1 program=$2
  shift 2
  measure "$label" "$build/$program" "$@"
}

explain() {
  model=$work/model.txt rows=$work/rows.f32
  say "scores and explanations of $explained rows: $explained_trees trees of 63 leaves, 40 features"
  peer make.explain forest_peer make "$model" "$rows" "$explained" 40 "$explained_trees" 63
  for _ in $repeats; do
    ours score explain_bench "$model" "$rows" "$explained" 40 score "$threads" 5
    peer lightgbm.predict forest_peer run "$model" "$rows" "$explained" 40 predict "$threads" 3
    ours shap explain_bench "$model" "$rows" "$explained" 40 shap "$threads" 3
    for way in pred_contrib shap shap_own; do
      peer "peer.$way" forest_peer run "$model" "$rows" "$contributed" 40 "$way" "$threads" 1
    done
  done
  rm -f "$rows"
}

kmeans() {
  say "k-means: $clustered rows of 20 features, 8 clusters, best of 3 starts"
  peer make.kmeans kmeans_peer make "$work/points.f32" "$clustered" 20 8
  for _ in $repeats; do
    ours kmeans kmeans_bench "$work/points.f32" "$clustered" 20 8 3 "$threads"
    peer peer.kmeans kmeans_peer run "$work/points.f32" "$clustered" 20 8 3
  done
  rm -f "$work/points.f32"
}

logistic() {
  say "logistic regression: $regressed rows of 60 features"
  peer make.logistic logistic_peer make "$work/logistic.f32" "$regressed" 60
  for _ in $repeats; do
    ours logistic logistic_bench "$work/logistic.f32" "$regressed" 60 "$threads"
    for solver in lbfgs newton-cholesky; do
      peer "peer.logistic.$solver" logistic_peer run "$work/logistic.f32" "$regressed" 60 "$solver"
    done
  done
  rm -f "$work/logistic.f32"
}

forest() {
  all=$((grown + tested))
  say "random forest: $grown rows of 40 features, $grown_trees trees, judged on $tested other rows"
  peer make.forest tree_peer make "$work/forest.f32" "$all" 40
  for _ in $repeats; do
    ours forest tree_bench "$work/forest.f32" "$all" 40 "$grown_trees" 5 "$threads" "$tested"
    peer peer.forest tree_peer run "$work/forest.f32" "$all" 40 "$grown_trees" 5 "$threads" "$tested"
  done
  rm -f "$work/forest.f32"
}

set_up_peers
rm -rf "$work"
mkdir -p "$work"
: >"$results"
build_ours
for part in $parts; do $part; done
$python bench/learn_report.py "$results" --json "$work/report.json"
say "the figures are in $work/report.json, every measurement in $results"
