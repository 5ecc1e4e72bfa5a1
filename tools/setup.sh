#!/usr/bin/env bash
# Installs what Auspex is built with: Debian packages, DuckDB (npm), LightGBM (PyPI, optional); with the word `test` also what
# it is tested with: a browser, and fonts that it shows Chinese with.
# Idempotent; a second run takes under a second. Exits 1 with a list of what is missing if it can install nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
deps=.deps
mkdir -p "$deps"

debian=(g++ make cmake ninja-build ccache pkg-config python3 python3-venv npm ca-certificates
  libdnnl-dev libtbb-dev libicu-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libsodium-dev
  libxlsxwriter-dev libcairo2-dev libpango1.0-dev libcpp-httplib-dev libssl-dev prometheus-cpp-dev zlib1g-dev libeigen3-dev libxgboost-dev libgtest-dev libgmock-dev)
[ "${1:-}" = test ] && debian+=(chromium fonts-noto-cjk)
duckdb_library=@duckdb/node-bindings-linux-x64@1.5.6-r.1
duckdb_header=duckdb@1.4.4

root() { if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else return 1; fi; }
have_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
have_program() { command -v "$1" >/dev/null 2>&1; }

missing=()
for package in "${debian[@]}"; do
  case $package in
    npm | cmake | make | g++ | python3 | chromium) have_program "$package" || missing+=("$package") ;;
    *) have_package "$package" || missing+=("$package") ;;
  esac
done
if ((${#missing[@]})); then
  echo "setup: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if ! { root apt-get update -qq && root apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$deps/apt.log" 2>&1; }; then
    [ -s "$deps/apt.log" ] && tail -n 5 "$deps/apt.log" >&2
    echo "setup: could not install these Debian packages; install them and try again:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
  fi
fi

# DuckDB: one on the system is taken first.
if [ -e /usr/include/duckdb.h ] || [ -e /usr/local/include/duckdb.h ]; then
  :
elif ! [ -e "$deps/lib/libduckdb.so" ] || ! [ -e "$deps/include/duckdb.h" ] || [ "$(cat "$deps/duckdb.version" 2>/dev/null)" != "$duckdb_library $duckdb_header" ]; then
  echo "setup: fetching DuckDB from npm"
  work=$(mktemp -d "$deps/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if ! (cd "$work" && npm pack --silent "$duckdb_library" "$duckdb_header" >/dev/null 2>npm.log); then
    tail -n 5 "$work/npm.log" >&2
    echo "setup: npm could not fetch $duckdb_library and $duckdb_header; install a DuckDB with its header, or allow npm, and try again" >&2
    exit 1
  fi
  mkdir -p "$deps/lib" "$deps/include"
  tar -xzf "$work"/duckdb-node-bindings-linux-x64-*.tgz -C "$work" package/libduckdb.so
  tar -xzf "$work"/duckdb-1*.tgz -C "$work" package/src/duckdb/src/include/duckdb.h
  mv "$work/package/libduckdb.so" "$deps/lib/"
  mv "$work/package/src/duckdb/src/include/duckdb.h" "$deps/include/"
  echo "$duckdb_library $duckdb_header" >"$deps/duckdb.version"
fi

# LightGBM is optional: used from the next models on where PyPI answers.
if ! [ -e "$deps/lib/lib_lightgbm.so" ] && ! [ -e "$deps/lightgbm.skipped" ]; then
  if python3 -m venv "$deps/python" >/dev/null 2>&1 &&
    "$deps/python/bin/pip" --quiet --disable-pip-version-check --timeout 15 --retries 1 download --no-deps --only-binary :all: \
      -d "$deps/python" lightgbm==4.6.0 >/dev/null 2>&1; then
    mkdir -p "$deps/lib"
    python3 - "$deps" <<'PY'
import glob, sys, zipfile
deps = sys.argv[1]
with zipfile.ZipFile(glob.glob(deps + "/python/lightgbm-*.whl")[0]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith("lib_lightgbm.so"))
    open(deps + "/lib/lib_lightgbm.so", "wb").write(wheel.read(name))
PY
  else
    touch "$deps/lightgbm.skipped"
    echo "setup: LightGBM is not installed (PyPI does not answer); everything else works"
  fi
  rm -rf "$deps/python"
fi
