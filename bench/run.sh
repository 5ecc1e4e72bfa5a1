#!/bin/sh
# Measures build/auspex against pandas and Keras, then learning from tables (bench/learn.sh) and the pack wealth (bench/wealth.sh), on this machine;
# bench/README.md says what is compared and how.
#   bench/run.sh [--small] [--customers N] [--training N]
set -eu
cd "$(dirname "$0")/.."

customers=1000000 training_customers=50000 epochs=6 speed_epochs=3 speed_windows=100000 repeats="1 2 3" learn=
while [ $# -gt 0 ]; do
  case $1 in
    --small) customers=20000 training_customers=10000 epochs=2 speed_windows=20000 repeats=1 learn=--small ;;
    --customers) shift; customers=${1:?--customers wants a number} ;;
    --training) shift; training_customers=${1:?--training wants a number} ;;
    *) echo "usage: bench/run.sh [--small] [--customers N] [--training N]" >&2; exit 2 ;;
  esac
  shift
done

threads=$(nproc)
auspex=${AUSPEX:-build/auspex}
work=${AUSPEX_BENCH_DIR:-build/bench}
actions=packs/insurance/actions.csv
results=$work/results.jsonl
venv=${AUSPEX_BENCH_VENV:-bench/.venv}
python="$venv/bin/python -B -W ignore"
export TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=

[ -x "$auspex" ] || { echo "bench: $auspex is missing; build it first: make build" >&2; exit 2; }

set_up_peer() {
  if ! cmp -s bench/peers/requirements.txt "$venv/installed.txt"; then
    echo "bench: installing the peer into $venv" >&2
    "${PYTHON:-python3}" -m venv "$venv" || { echo "bench: Python cannot make a virtual environment; on Debian install python3-venv" >&2; exit 1; }
    "$venv/bin/pip" install -q --disable-pip-version-check -r bench/peers/requirements.txt ||
      { echo "bench: the peer cannot be installed (bench/peers/requirements.txt wants Python 3.11 to 3.13 and a package index)" >&2; exit 1; }
    cp bench/peers/requirements.txt "$venv/installed.txt"
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

say() { echo "bench: $*" >&2; }

set_up_peer
rm -rf "$work"
mkdir -p "$work"
: >"$results"
cp "$auspex" "$work/auspex" && auspex=$work/auspex  # so that a rebuild in between does not mix two programs

say "what the machine can do"
measure probe $python bench/probe.py --threads "$threads"

say "data: $training_customers customers to train on, $customers to score"
ours simulate.training --seed 3 simulate --pack insurance --customers "$training_customers" --out "$work/training"
ours simulate --seed 7 simulate --pack insurance --customers "$customers" --out "$work/scoring"
training=$work/training/events.csv scoring=$work/scoring/events.csv

say "training speed, alternating"
ours init.training init "$work/shop" --pack insurance
ours ingest.training -w "$work/shop" ingest "$training"
peer peer.prepare prepare --events "$training" --actions "$actions" --out "$work/arrays"
for _ in $repeats; do
  ours train.speed -w "$work/shop" train --model lstm --max-events 1000000000 --epochs "$speed_epochs"
  peer peer.train.speed train --arrays "$work/arrays" --threads "$threads" --batches 256 512 1024 --windows "$speed_windows"
done

say "training to the end, for quality on the same test slice"
ours train.quality -w "$work/shop" train --model lstm --max-events 1000000000 --epochs "$epochs"
ours evaluate -w "$work/shop" evaluate
peer peer.train.quality train --arrays "$work/arrays" --threads "$threads" --epochs "$epochs" --out "$work/model"

say "scoring, alternating"
ours init init "$work/big" --pack insurance
ours ingest -w "$work/big" ingest "$scoring"
ours train -w "$work/big" train --model lstm --epochs "$epochs"
peer peer.prepare.scoring prepare --events "$scoring" --actions "$actions" --out "$work/arrays" --encoder "$work/model/encoder.json"
for _ in $repeats; do
  ours predict -w "$work/big" predict --out "$work/result.csv"
  peer peer.score score --windows "$work/arrays/score.npz" --model "$work/model" --threads "$threads" --most 250000
done

say "end to end"
eval "$($python bench/report.py "$results" --choices)"
peer peer.end_to_end end_to_end --events "$scoring" --actions "$actions" --threads "$threads" --way "$score_way" --batch "$score_batch" \
  --model "$work/model" --out "$work/peer.csv"
peer peer.end_to_end.plain end_to_end --events "$scoring" --actions "$actions" --threads "$threads" --way loop --batch 1024 --plain \
  --model "$work/model" --out "$work/peer.csv"
peer check check --ours "$work/result.csv" --peer "$work/peer.csv" --actions "$actions"

say "end to end with training, on as many windows and epochs"
peer peer.end_to_end.training end_to_end --events "$scoring" --actions "$actions" --threads "$threads" \
  --way "$score_way" --batch "$score_batch" \
  --train-windows "$train_windows" --epochs "$train_epochs" --train-way "$train_way" --train-batch "$train_batch" --out "$work/peer.csv"

$python bench/report.py "$results" --json "$work/report.json"
say "the figures are in $work/report.json, every measurement in $results"

bench/learn.sh $learn
bench/wealth.sh $learn
