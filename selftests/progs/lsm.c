// SPDX-License-Identifier: GPL-2.0
/*
 * lsm FILE: load the programs of a BPF object and attach them, print "attached"
 * and wait to be killed, which detaches them.
 */

#include <bpf/libbpf.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct bpf_program *program;
	struct bpf_object *object;

	if (argc != 2)
		return 2;
	object = bpf_object__open_file(argv[1], NULL);
	if (!object || bpf_object__load(object))
		return 1;
	bpf_object__for_each_program(program, object) {
		if (!bpf_program__attach(program))
			return 1;
	}
	puts("attached");
	fclose(stdout);
	for (;;)
		pause();
}
