# SPDX-License-Identifier: GPL-2.0
#
# Fuzzers of all that the tools read from outside, with libFuzzer, which clang has. A
# part of tools/Makefile.
#
#	make -C tools fuzz [FUZZ_S=60]		run the fuzzers, each so many seconds
#	make -C tools fuzz FUZZERS='NAME…'	some of them
#	make -C tools fuzz-check		run the corpora in the tree, and so many
#	    [FUZZ_RUNS=2000]			inputs of each fuzzer, always the same ones
#	make -C tools fuzz-merge		put what longer runs have found into the corpora
#
# What a fuzzer finds stays in $(O)/fuzz, as does its own corpus.

F := $(O)/fuzz
FUZZ_S ?= 60
FUZZ_RUNS ?= 2000
# A store for each input takes its time.
FUZZ_RUNS_show ?= 500
FUZZ_CC ?= clang
FUZZ_MAX_LEN ?= 8192

# What contid-trail reads, and what libcontid and contidctl do
trail_fuzzers := records options spool answer show
ctl_fuzzers := messages answers ids batch oci rules rule_list log
all_fuzzers := $(trail_fuzzers) $(ctl_fuzzers)
FUZZERS ?= $(all_fuzzers)

# What stands in for a part of the program
wrap_fuzz_answer := clickhouse_ask
wrap_fuzz_answers := syscall
wrap_fuzz_ids := syscall
wrap_fuzz_show := store_open store_close
wrap_fuzz_batch := contid_open command_run

fuzz_lib_obj := $(lib_src:%.c=$(F)/%.o) $(F)/fuzz/capture.o $(F)/fuzz/fail.o
fuzz_trail_obj := $(trail_src:%.c=$(F)/%.o) $(shared_src:%.c=$(F)/%.o) $(F)/fuzz/reader.o
fuzz_ctl_obj := $(ctl_src:%.c=$(F)/%.o)
fuzz_bin = $(FUZZERS:%=$(F)/fuzz-%)

# An input is found at fault after ten seconds, too.
fuzz_options = -max_len=$(FUZZ_MAX_LEN) -timeout=10 -print_final_stats=1 \
	$(if $(wildcard fuzz/dictionaries/$(1)),-dict=fuzz/dictionaries/$(1))

fuzz: $(fuzz_bin)
	$(Q)set -e; $(foreach name,$(FUZZERS), \
		mkdir -p $(F)/corpus/$(name); \
		$(F)/fuzz-$(name) -max_total_time=$(FUZZ_S) $(call fuzz_options,$(name)) \
			-artifact_prefix=$(F)/$(name)- $(F)/corpus/$(name) fuzz/corpus/$(name);)

# A fixed seed, and an empty corpus of its own: the same inputs each time
fuzz-check: $(fuzz_bin)
	$(Q)set -e; $(foreach name,$(FUZZERS), \
		rm -rf $(F)/check; mkdir $(F)/check; \
		$(F)/fuzz-$(name) -runs=$(or $(FUZZ_RUNS_$(name)),$(FUZZ_RUNS)) -seed=1 $(call fuzz_options,$(name)) \
			-artifact_prefix=$(F)/$(name)- $(F)/check fuzz/corpus/$(name) \
			>$(F)/$(name).log 2>&1 || { tail -n 60 $(F)/$(name).log; exit 1; }; \
		echo "fuzz-$(name): $$(sed -n 's/^stat::number_of_executed_units: *//p' $(F)/$(name).log) inputs";)
	$(Q)rm -rf $(F)/check

fuzz-merge: $(fuzz_bin)
	$(Q)set -e; $(foreach name,$(FUZZERS), \
		$(F)/fuzz-$(name) -merge=1 -max_len=$(FUZZ_MAX_LEN) fuzz/corpus/$(name) $(F)/corpus/$(name);)

$(all_fuzzers:%=$(F)/fuzz-%): $(F)/fuzz-%: $(F)/fuzz/fuzz_%.o $(fuzz_lib_obj)
	$(call say,LD)
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $@ $(filter %.o,$^) \
		$(foreach f,$(wrap_fuzz_$*),-Wl,--wrap=$(f)) $(LIB_LIBS) $(JSON_LIBS) -lauparse $(AUDIT_LIBS) \
		$(if $(filter $*,$(trail_fuzzers)),$(TRAIL_LIBS))
$(trail_fuzzers:%=$(F)/fuzz-%): $(fuzz_trail_obj)
$(ctl_fuzzers:%=$(F)/fuzz-%): $(fuzz_ctl_obj)
$(F)/fuzz-answers $(F)/fuzz-ids: $(F)/fuzz/peer.o
$(F)/fuzz-rules $(F)/fuzz-rule_list: $(F)/fuzz/audit.o

# The programs are functions there; contidctl has its libraries linked.
$(F)/contid-trail/contid-trail.o: fuzz_cflags := -Dmain=trail_main
# A store is made for each input.
$(F)/contid-trail/store/%.o: fuzz_cflags := -DCACHE=64
$(F)/contidctl/contidctl.o: fuzz_cflags := -Dmain=contidctl_main -DLINK_LIBRARIES
$(F)/contidctl/%.o: fuzz_cflags ?= -DLINK_LIBRARIES
$(F)/contidctl/top.o: fuzz_cflags := -DLIBEXECDIR='"libexec"' -DLINK_LIBRARIES
$(F)/fuzz/%.o: fuzz_cflags := -I .

.SECONDARY: $(all_fuzzers:%=$(F)/fuzz/fuzz_%.o)
$(F)/%.o: %.c $(O)/flags | $(uapi)
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(all_cflags) -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
		-fno-sanitize-recover=all $(fuzz_cflags) -c -o $@ $<

.PHONY: fuzz fuzz-check fuzz-merge
