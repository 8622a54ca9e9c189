# make demo   a throw-away installation with sample orders, on loopback
# make test   every test
# make help   the rest
.PHONY: help deps demo test build samples soak fuzz bench accuracy asan tsan format tidy clean
.DEFAULT_GOAL := help

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# As root the roles become users of their own, who must be able to reach the data: not below /root.
DEMO ?= $(shell [ "$$(id -u)" = 0 ] && echo /var/lib/gatehouse-demo || echo $(CURDIR)/.demo)
LISTEN ?= 127.0.0.1:8080
JOBS ?= 2
export CCACHE_SLOPPINESS := pch_defines,time_macros
export CCACHE_BASEDIR := $(CURDIR)

help:
	@sed -n 's/^# //p' Makefile
	@echo "also: build samples soak fuzz bench accuracy asan tsan format tidy clean"

# Debian packages and npm modules that are missing; asks for sudo only when something is.
deps:
	@tools/install-deps "$(SUDO)"

build: deps
	cmake --preset dev
	cmake --build --preset dev -j $(JOBS)

demo: deps
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target gatehouse gatehouse-samples
	@# Their dates count from today: made anew when a day old.
	find build/samples-demo/manifest.json -newer build/release/bin/gatehouse-samples -mtime 0 2>/dev/null | grep -q . \
	    || build/release/bin/gatehouse-samples --out build/samples-demo --small
	build/release/bin/gatehouse demo --directory $(DEMO) --samples $(CURDIR)/build/samples-demo --listen $(LISTEN)

test: build
	ctest --preset dev

# make asan, make tsan: without the tests of the eye's sandbox, whose bound on memory leaves a sanitizer no room
asan tsan: deps
	cmake --preset $@
	cmake --build --preset $@ -j $(JOBS)
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	    ctest --test-dir build/$@ --output-on-failure -LE 'acceptance|browser' \
	    -E 'imaging\.(Eye|Sandbox|Hostile)\.'

# Hours instead of minutes: the same tests with their long counts.
soak: build
	GATEHOUSE_LONG=1 ctest --preset dev

fuzz: deps
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	tests/fuzz/run build/fuzz $${SECONDS_EACH:-60}

bench: build
	bench/run build/dev

# ACCURACY='--quick --real-only', '--count 500 --retakes 3' …: see bench/accuracy.mjs
accuracy: build
	bench/accuracy build/dev $(ACCURACY)

format:
	git ls-files '*.cpp' '*.h' | xargs clang-format -i

tidy: build
	git ls-files '*.cpp' | grep -v '^tests/' | xargs -P $(JOBS) -n 4 clang-tidy -p build/dev --quiet

clean:
	rm -rf build
