# SPDX-License-Identifier: GPL-2.0
#
#	make run			what the project does, shown on a booted kernel: that of the
#					tests if it is built, and else a smaller one
#	make run ARGS='COMMAND'		a command in the guest: its output, its status
#	make shell			a root shell in the guest
#	make run FLAVOUR=std		with the kernel of the tests; for shell, too
#	make test			all tests that need no special option
#	make test TESTS='NAME…'		some of them: suites, or single tests
#	make test JOBS=1		in so many guests at once; default: one for each processor; so does bench
#	make bench			what operations cost, beside the unpatched kernel
#	make bench CHECK=1		and fails if one costs more than it did
#	make bench BENCH_GROUPS='GROUP…'	some of it, with the kernels that it takes
#	make bench PROFILE=ROW		the functions that a row's instructions are spent in
#	make bench SHARING=ROW		the cache lines that two processes both write to
#	make bench LATENCY=1		the longest times without interrupts or preemption
#	make fuzz			shake requests and what carries labels, on a kernel with KASAN,
#					guided by the code that is reached; PROGRAMS=N in each guest
#	make coverage			the lines of our files that the guest tests run, by function
#	make fuzz-tools TIME=60		fuzz what the tools read, each fuzzer for so many seconds
#	make fuzz-tools FUZZERS='NAME…'	some of the fuzzers, see tools/fuzz/fuzz.mk
#	make analyse-tools		gcc's analyser and clang-tidy over the tools
#	make patches			the series for `git am`, in build/patches-KVER
#	make kernel | tools		only build
#	make deb			Debian packages: contidctl, libcontid0, libcontid-dev
#	make deb-kernel			and of the kernel, with Debian's configuration cloud-amd64
#	make deb-kernel FLAVOUR=amd64	or amd64; or with another one, by CONFIG_FILE=…
#	make audit-userspace		and of audit, with tools that know containers by name
#	make vm				a Debian machine with all these packages, and its console
#	make vm ARGS='COMMAND'		a command in it: its output, its status
#	make vm-shell			a root shell in it
#	make vm KEEP=1			what is written to its disk is kept; make vm-reset drops that
#	make vm-test			prove what is said of it, TESTS='NAME…' some of that
#	make clean			delete what was built; ccache keeps its own
#
#	Each command installs the packages that it needs, as scripts/packages has them.
#
#	KVER=6.12|6.1	the kernel; default: 6.12		DEBUG=1	with KASAN, lockdep, kmemleak…
#							DEBUG=kcsan	with KCSAN for our files
#	VERBOSE=1	say more; `make run` prints audit records

KVER ?= 6.12
DEBUG ?=
TESTS ?=

debug := $(filter-out 0 n no,$(DEBUG))
flavour := $(if $(debug),$(if $(filter kcsan,$(debug)),kcsan,debug),std)
# What run and shell boot; "any" is for scripts/run-guest to pick
boot := $(or $(FLAVOUR),$(if $(debug),$(flavour),any))
export VERBOSE

# A command line is for a shell, in the guest: make must not look into it, nor
# hand it to every program it starts.
command := $(value ARGS)
unexport ARGS
MAKEOVERRIDES =

.PHONY: help run shell test bench fuzz coverage fuzz-tools analyse-tools patches kernel tools \
	deb deb-kernel audit-userspace \
	vm vm-shell vm-reset vm-test helpers benchmarks clean
help:
	@sed -n '3,/^$$/s/^#//p' $(firstword $(MAKEFILE_LIST))

# Options, from make's command line or the environment
given = $(if $($(1)),$(1)=$($(1)))

# These exit with the status of what they run, which make can not do by itself.
-load build/make-exec.so(make_exec_gmk_setup)
build/make-exec.so: scripts/make-exec.c
	@scripts/install-deps exec
	@mkdir -p $(@D)
	@gcc -shared -fPIC -O2 -o $@.tmp $<
	@mv $@.tmp $@

run:
	$(exec /usr/bin/env,$(call given,VERBOSE),scripts/run-guest,$(KVER),$(boot),$(or $(command),selftests/vm/demo))
	$(no_exec)
shell:
	$(exec scripts/run-guest,$(KVER),$(boot))
	$(no_exec)
test:
	$(exec /usr/bin/env,$(call given,JOBS),selftests/run,$(KVER),$(flavour),$(TESTS))
	$(no_exec)

no_exec = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,$(cannot_exec))
cannot_exec = @echo "make could not load build/make-exec.so; GNU make 4 is needed" >&2; exit 2

bench:
	$(exec /usr/bin/env,$(call given,JOBS),$(call given,CHECK),$(call given,PROFILE),$(call given,SHARING),$(call given,LATENCY),$(call given,BENCH_REPEAT),$(call given,BENCH_GROUPS),$(call given,BENCH_MOST),selftests/bench/run,$(KVER))
	$(no_exec)

fuzz:
	$(exec /usr/bin/env,$(call given,JOBS),$(call given,PROGRAMS),$(call given,SEED),$(call given,UPDATE),selftests/fuzz/run,$(KVER))
	$(no_exec)

coverage:
	$(exec /usr/bin/env,$(call given,JOBS),selftests/coverage/run,$(KVER),$(TESTS))
	$(no_exec)

fuzz-tools:
	@scripts/install-deps fuzz
	@$(MAKE) -C tools fuzz FUZZ_S=$(or $(TIME),60) $(if $(FUZZERS),FUZZERS='$(FUZZERS)')
analyse-tools:
	@scripts/install-deps analyse
	@$(MAKE) -s -C tools analyse

patches:
	@scripts/make-series $(KVER)
kernel:
	@KVER=$(KVER) scripts/install-deps kernel
	@scripts/prepare $(KVER)
	@scripts/build-kernel $(KVER) $(flavour)
tools:
	@scripts/install-deps tools
	@scripts/build-tools
deb:
	@scripts/build-deb
deb-kernel:
	@$(call given,CONFIG_FILE) $(call given,FLAVOUR) $(call given,JOBS) scripts/build-deb-kernel $(KVER)

audit-userspace:
	@scripts/build-audit-userspace

# exec's arguments are split before they are expanded, so each option is one
vm:
	$(exec /usr/bin/env,$(call given,KEEP),$(call given,KERNEL_DEBS),$(call given,NETWORK),$(call given,ACCEL),scripts/run-vm,$(KVER),$(if $(command),run,console),$(command))
	$(no_exec)
vm-shell:
	$(exec /usr/bin/env,$(call given,KEEP),$(call given,KERNEL_DEBS),$(call given,NETWORK),$(call given,ACCEL),scripts/run-vm,$(KVER),shell)
	$(no_exec)
vm-reset:
	@scripts/run-vm $(KVER) reset
vm-test:
	$(exec /usr/bin/env,$(call given,KERNEL_DEBS),$(call given,CHURN),$(call given,ACCEL),selftests/vm/prove,$(KVER),$(TESTS))
	$(no_exec)

# Programs that guest tests need and the machine does not have. For
# scripts/build-tools to call, which sees to what they are built from.
helpers: $(patsubst selftests/progs/%.c,build/selftests/progs/%,$(filter-out %.bpf.c,$(wildcard selftests/progs/*.c))) \
	$(patsubst selftests/progs/static/%.c,build/selftests/progs/%,$(wildcard selftests/progs/static/*.c)) \
	$(patsubst selftests/progs/%.c,build/selftests/progs/%.o,$(wildcard selftests/progs/*.bpf.c))
build/selftests/progs/%: selftests/progs/%.c
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -pthread -MMD -MP -Iinclude/uapi \
		-o $@ $< -Wl,--as-needed -lauparse -laudit -lbpf
build/selftests/progs/%: selftests/progs/static/%.c
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -static -MMD -MP -o $@ $<
-include $(wildcard build/selftests/progs/*.d)

# Programs of the benchmark, at fixed addresses for a trace to find them
benchmarks: $(patsubst selftests/bench/%.c,build/selftests/bench/%,$(wildcard selftests/bench/*.c))
build/selftests/bench/%: selftests/bench/%.c $(wildcard selftests/bench/*.h selftests/progs/*.h) include/uapi/linux/contid.h
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wno-unused-parameter -Werror -no-pie -pthread \
		-Iinclude/uapi -o $@ $< -Wl,--as-needed -laudit
build/selftests/progs/%.bpf.o: selftests/progs/%.bpf.c
	@mkdir -p $(@D)
	clang -target bpf -O2 -g -Wall -Werror -I/usr/include/$(shell gcc -print-multiarch) -c -o $@ $<

clean:
	rm -rf build
