# The doors of the project. Each target does the set-up it needs; all may be called again and again.
.PHONY: demo test build setup bench asan tsan fuzz clean

JOBS ?= $(shell nproc)

demo: build
	@build/auspex demo

build: setup
	@cmake --preset release >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
	@rm -f build-configure.log
	@cmake --build build -j $(JOBS) --target auspex

test:
	@tools/setup.sh test
	@tests/run.sh

asan tsan: setup
	cmake --preset $@ && cmake --build --preset $@ -j $(JOBS)
	cd build-$@ && ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=suppressions=$(CURDIR)/tools/tsan.supp ctest -j $(JOBS) --output-on-failure

bench: build
	@bench/run.sh

setup:
	@tools/setup.sh

clean:
	rm -rf build build-asan build-tsan
