#!/bin/sh
# Measures the whole way of the pack wealth against pandas, scikit-learn, LightGBM, XGBoost and shap on this machine; bench/README.md says how.
#   bench/wealth.sh [--small] [--customers N] [--peer-reasons-rows N]     the peer explains N customers only; its time is scaled, and the table says so
set -eu
cd "$(dirname "$0")/.."

customers=1000000 checked=4000 reasons_rows=0
while [ $# -gt 0 ]; do
  case $1 in
    --small) customers=20000 checked=2000 ;;
    --customers) shift; customers=${1:?--customers wants a number} ;;
    --peer-reasons-rows) shift; reasons_rows=${1:?--peer-reasons-rows wants a number} ;;
    *) echo "usage: bench/wealth.sh [--small] [--customers N] [--peer-reasons-rows N]" >&2; exit 2 ;;
  esac
  shift
done

threads=$(nproc)
auspex=${AUSPEX:-build/auspex}
work=${AUSPEX_BENCH_DIR:-build/bench}/wealth
results=$work/results.jsonl
venv=${AUSPEX_BENCH_WEALTH_VENV:-bench/.venv-wealth}
wanted=bench/peers/wealth-requirements.txt
python="$venv/bin/python -B -W ignore"

say() { echo "bench: $*" >&2; }

[ -x "$auspex" ] || { say "$auspex is missing; build it first: make build"; exit 2; }

set_up_peer() {
  if ! cmp -s "$wanted" "$venv/installed.txt"; then
    say "installing the peer into $venv"
    "${PYTHON:-python3}" -m venv "$venv" || { say "Python cannot make a virtual environment; on Debian install python3-venv"; exit 1; }
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$wanted" ||
      { say "the peer cannot be installed ($wanted wants Python 3.11 to 3.13 and a package index)"; exit 1; }
    cp "$wanted" "$venv/installed.txt"
  fi
}

measure() {  # LABEL COMMAND...
  $python bench/measure.py "$results" "$@"
}

peer() {  # LABEL SCRIPT OPTIONS...
  label=$1 script=$2
  shift 2
  measure "$label" $python "bench/peers/$script.py" "$@"
}

ours() {  # LABEL COMMAND OPTIONS...
  label=$1
  shift
  measure "$label" "$auspex" --json --threads "$threads" "$@"
}

# The peer's features and counts must be those of auspex, on data with values missing and wrong.
check_alike() {
  say "the peer's features and quality counts against those of auspex: $checked customers with faults"
  ours check.simulate --seed 7 simulate --pack wealth --customers "$checked" --faults 0.02 --out "$work/checked"
  ours check.init init "$work/checking" --pack wealth
  ours check.ingest -w "$work/checking" ingest "$work/checked/user_base.csv" "$work/checked/user_behavior_assets.csv"
  "$auspex" --json -w "$work/checking" quality >"$work/quality.json"
  all=
  for month in 2025-04 2025-06 2025-09 2025-12; do
    ours check.features -w "$work/checking" features --month "$month" --out "$work/features-$month.parquet"
    all="$all $month=$work/features-$month.parquet"
  done
  for by in pandas polars; do
    # shellcheck disable=SC2086
    peer check wealth_check --base "$work/checked/user_base.csv" --panel "$work/checked/user_behavior_assets.csv" --by "$by" \
      --quality "$work/quality.json" --ours $all
  done
}

set_up_peer
rm -rf "$work"
mkdir -p "$work"
: >"$results"
cp "$auspex" "$work/auspex" && auspex=$work/auspex  # so that a rebuild in between does not mix two programs
check_alike

say "data: $customers customers by 12 months"
ours simulate --seed 7 simulate --pack wealth --customers "$customers" --out "$work/data"
base=$work/data/user_base.csv panel=$work/data/user_behavior_assets.csv
cat "$base" "$panel" >/dev/null  # read once, so that neither side waits for the disk

say "auspex"
ours init init "$work/bank" --pack wealth
ours ingest -w "$work/bank" ingest "$base" "$panel"
ours features -w "$work/bank" features
ours train -w "$work/bank" train
ours predict -w "$work/bank" predict --model lightgbm --out "$work/ours"
ours segment -w "$work/bank" segment --out "$work/ours"

say "the peer"
peer peer.polars wealth_polars --base "$base" --panel "$panel"
peer peer wealth_peer --base "$base" --panel "$panel" --described packs/wealth/features.toml --out "$work/peer" --threads "$threads" \
  --reasons-rows "$reasons_rows"

$python bench/wealth_report.py "$results" --json "$work/report.json"
say "the figures are in $work/report.json, every measurement in $results"
