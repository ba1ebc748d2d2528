# SPDX-License-Identifier: GPL-2.0
#
#	make run			what the project does, shown on a booted kernel
#	make run ARGS='COMMAND'		a command in the guest: its output, its status
#	make shell			a root shell in the guest
#	make test			all tests that need no special option
#	make test TESTS='NAME…'		some of them: suites, or single tests
#	make test JOBS=1		in so many guests at once; default: one for each processor; so does bench
#	make bench			what operations cost, beside the unpatched kernel
#	make bench CHECK=1		and fails if one costs more than it did
#	make bench PROFILE=ROW		the functions that a row's instructions are spent in
#	make patches			the series for `git am`, in build/patches-KVER
#	make kernel | tools		only build
#	make deb			Debian packages: contidctl, libcontid0, libcontid-dev
#	make deb-kernel			and of the kernel, with Debian's configuration; hours
#	make deb-kernel CONFIG_FILE=…	with another one
#	make clean			delete what was built; ccache keeps its own
#
#	KVER=6.12|6.1	the kernel, 6.12 unless told		DEBUG=1	with KASAN, lockdep, kmemleak…
#	VERBOSE=1	say more

KVER ?= 6.12
DEBUG ?=
TESTS ?=

debug := $(filter-out 0 n no,$(DEBUG))
flavour := $(if $(debug),debug,std)
export VERBOSE

# A command line is for a shell, in the guest: make must not look into it, nor
# hand it to every program it starts.
command := $(value ARGS)
unexport ARGS
MAKEOVERRIDES =

.PHONY: help run shell test bench patches kernel tools deb deb-kernel helpers benchmarks clean
help:
	@sed -n '3,/^$$/s/^#//p' $(firstword $(MAKEFILE_LIST))

# Options, from make's command line or the environment
given = $(if $($(1)),$(1)=$($(1)))

# These exit with the status of what they run, which make can not do by itself.
-load build/become.so
build/become.so: scripts/become.c
	@scripts/deps
	@mkdir -p $(@D)
	@gcc -shared -fPIC -O2 -o $@.tmp $<
	@mv $@.tmp $@

run:
	$(become scripts/guest,$(KVER),$(flavour),$(or $(command),selftests/guest/demo))
	$(not_become)
shell:
	$(become scripts/guest,$(KVER),$(flavour))
	$(not_become)
test:
	$(become /usr/bin/env,$(call given,JOBS),selftests/run,$(KVER),$(flavour),$(TESTS))
	$(not_become)

not_become = @echo "make could not load build/become.so; GNU make 4 is needed" >&2; exit 2

bench:
	$(become /usr/bin/env,$(call given,JOBS),$(call given,CHECK),$(call given,PROFILE),$(call given,BENCH_REPEAT),$(call given,BENCH_GROUPS),$(call given,BENCH_MOST),selftests/bench/run,$(KVER))
	$(not_become)

patches:
	@scripts/patches $(KVER)
kernel:
	@scripts/deps
	@scripts/prepare $(KVER)
	@scripts/build-kernel $(KVER) $(flavour)
tools:
	@scripts/deps
	@scripts/build-tools
deb:
	@scripts/deb
deb-kernel:
	@$(call given,CONFIG_FILE) scripts/deb-kernel $(KVER)

# Programs that guest tests need and the machine does not have. For
# scripts/build-tools to call, which sees to what they are built from.
helpers: $(patsubst selftests/bin/%.c,build/selftests/bin/%,$(filter-out %.bpf.c,$(wildcard selftests/bin/*.c))) \
	$(patsubst selftests/bin/static/%.c,build/selftests/bin/%,$(wildcard selftests/bin/static/*.c)) \
	$(patsubst selftests/bin/%.c,build/selftests/bin/%.o,$(wildcard selftests/bin/*.bpf.c))
build/selftests/bin/%: selftests/bin/%.c $(wildcard selftests/bin/*.h) include/uapi/linux/contid.h
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -pthread -Iinclude/uapi \
		$(shell pkg-config --cflags libnl-genl-3.0) -o $@ $< -Wl,--as-needed \
		$(shell pkg-config --libs libnl-genl-3.0) -lauparse -laudit -lbpf
build/selftests/bin/%: selftests/bin/static/%.c
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -static -o $@ $<

# Programs of the benchmark, at fixed addresses for a trace to find them
benchmarks: $(patsubst selftests/bench/%.c,build/selftests/bench/%,$(wildcard selftests/bench/*.c))
build/selftests/bench/%: selftests/bench/%.c $(wildcard selftests/bench/*.h selftests/bin/*.h) include/uapi/linux/contid.h
	@mkdir -p $(@D)
	gcc -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Wno-unused-parameter -Werror -no-pie -pthread \
		-Iinclude/uapi -o $@ $< -Wl,--as-needed -laudit
build/selftests/bin/%.bpf.o: selftests/bin/%.bpf.c
	@mkdir -p $(@D)
	clang -target bpf -O2 -g -Wall -Werror -I/usr/include/$(shell gcc -print-multiarch) -c -o $@ $<

clean:
	rm -rf build
