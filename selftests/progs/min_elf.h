/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The smallest programs there are, for x86-64: a page, no library, nothing to
 * read but themselves. Executing one costs no more than execve() does.
 */

#ifndef SELFTESTS_MIN_ELF_H
#define SELFTESTS_MIN_ELF_H

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "tap.h"

/* pause() for ever */
static const unsigned char min_elf_pause[] = {
	0xb8, 0x22, 0x00, 0x00, 0x00,		/* mov $34, %eax */
	0x0f, 0x05,				/* syscall */
	0xeb, 0xf7,				/* jmp to the start */
};

/* exit_group(0) */
static const unsigned char min_elf_exit[] = {
	0x31, 0xff,				/* xor %edi, %edi */
	0xb8, 0xe7, 0x00, 0x00, 0x00,		/* mov $231, %eax */
	0x0f, 0x05,				/* syscall */
};

#define MIN_ELF_BASE	0x400000UL

/* Returns a file descriptor to be executed, close-on-exec. */
static inline int min_elf_open(const unsigned char *code, size_t len)
{
	struct {
		Elf64_Ehdr eh;
		Elf64_Phdr ph;
		unsigned char code[16];
	} file = {
		.eh = {
			.e_ident = { 0x7f, 'E', 'L', 'F', ELFCLASS64,
				     ELFDATA2LSB, EV_CURRENT },
			.e_type = ET_EXEC,
			.e_machine = EM_X86_64,
			.e_version = EV_CURRENT,
			.e_entry = MIN_ELF_BASE + sizeof(Elf64_Ehdr) +
				   sizeof(Elf64_Phdr),
			.e_phoff = sizeof(Elf64_Ehdr),
			.e_ehsize = sizeof(Elf64_Ehdr),
			.e_phentsize = sizeof(Elf64_Phdr),
			.e_phnum = 1,
		},
		.ph = {
			.p_type = PT_LOAD,
			.p_flags = PF_R | PF_X,
			.p_vaddr = MIN_ELF_BASE,
			.p_filesz = sizeof(file),
			.p_memsz = sizeof(file),
			.p_align = 4096,
		},
	};
	char path[64];
	int fd, ro;

	memcpy(file.code, code, len);
	fd = memfd_create("min_elf", MFD_CLOEXEC);
	if (fd < 0 || write(fd, &file, sizeof(file)) != sizeof(file))
		bail("min_elf program");
	/* What is open for writing cannot be executed. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ro = open(path, O_RDONLY | O_CLOEXEC);
	if (ro < 0)
		bail("min_elf program");
	close(fd);
	return ro;
}

static inline void min_elf_exec(int fd)
{
	static char * const none[] = { "min_elf", NULL };

	fexecve(fd, none, none + 1);
	_exit(127);
}

#endif /* SELFTESTS_MIN_ELF_H */
