// SPDX-License-Identifier: GPL-2.0
/*
 * make-records: do one thing after the other that the kernel, or the kernel on behalf
 * of user space, writes an audit record of its own type about. What can not be
 * done is reported on stderr, and fails.
 */

#include <fcntl.h>
#include <libaudit.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/fanotify.h>
#include <linux/openat2.h>
#include <mqueue.h>
#include <net/if.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "provoke.h"

static int failed;
static int audit;

#define must(done) do {							\
	if (!(done)) {							\
		fprintf(stderr, "make-records: %s: %m\n", #done);		\
		failed = 1;						\
	}								\
} while (0)

/* In a process of its own, for what a process does only once. */
static void in_child(void (*action)(void))
{
	pid_t pid = fork();

	if (!pid) {
		action();
		_exit(failed);
	}
	must(pid > 0 && waitpid(pid, NULL, 0) == pid);
}

/* Records that a privileged program asks the kernel to write. */
static void user_messages(void)
{
	static const int types[] = {
		AUDIT_USER, AUDIT_USER_AUTH, AUDIT_USER_ACCT, AUDIT_USER_MGMT,
		AUDIT_CRED_ACQ, AUDIT_CRED_DISP, AUDIT_USER_START,
		AUDIT_USER_END, AUDIT_USER_AVC, AUDIT_USER_CHAUTHTOK,
		AUDIT_USER_ERR, AUDIT_CRED_REFR, AUDIT_USER_LOGIN,
		AUDIT_USER_LOGOUT, AUDIT_ADD_USER, AUDIT_SERVICE_START,
		AUDIT_SYSTEM_BOOT, AUDIT_USER_CMD, AUDIT_TRUSTED_APP,
		AUDIT_ANOM_LOGIN_FAILURES, AUDIT_CRYPTO_SESSION,
		AUDIT_VIRT_CONTROL, AUDIT_RESP_ACCT_LOCK,
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		must(audit_log_user_message(audit, types[i], "make-records", NULL,
					    NULL, NULL, 1) > 0);
}

static void login(void)
{
	must(audit_setloginuid(1000) == 0);
}

static void configuration(void)
{
	must(audit_set_backlog_limit(audit, 65536) > 0);
	must(audit_set_feature(audit, AUDIT_FEATURE_ONLY_UNSET_LOGINUID, 1,
			       0) > 0);
	must(audit_set_feature(audit, AUDIT_FEATURE_ONLY_UNSET_LOGINUID, 0,
			       0) > 0);
}

/* A rule that is made and deleted, and rules that their directory takes along. */
static void rules(void)
{
	must(system("r='never,exit -F arch=b64 -S getppid' &&"
		    "auditctl -a $r -F auid=4321 &&"
		    "auditctl -d $r -F auid=4321 &&"
		    "mkdir /tmp/ruled && : >/tmp/ruled/file &&"
		    "auditctl -a $r -F dir=/tmp/ruled &&"
		    "auditctl -w /tmp/ruled/file -p x &&"
		    "rm /tmp/ruled/file && : >/tmp/ruled/exe &&"
		    "auditctl -a $r -F exe=/tmp/ruled/exe &&"
		    "rm -r /tmp/ruled") == 0);
}

static void promiscuity(void)
{
	struct ifreq ifr = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	must(ioctl(fd, SIOCGIFFLAGS, &ifr) == 0);
	ifr.ifr_flags |= IFF_PROMISC;
	must(ioctl(fd, SIOCSIFFLAGS, &ifr) == 0);
	ifr.ifr_flags &= ~IFF_PROMISC;
	must(ioctl(fd, SIOCSIFFLAGS, &ifr) == 0);
	close(fd);
}

static void seccomp(void)
{
	must(seccomp_log_getppid() == 0);
	syscall(SYS_getppid);
}

static void set_knob(const char *path, const char *value)
{
	FILE *knob = fopen(path, "w");

	must(knob && fputs(value, knob) >= 0 && fclose(knob) == 0);
}

/* In a directory like /tmp another user's link must not be followed, and what may be
 * another user's file must not be opened for creation.
 */
static void sticky_directory(void)
{
	set_knob("/proc/sys/fs/protected_symlinks", "1");
	set_knob("/proc/sys/fs/protected_regular", "2");
	must(mkdir("/tmp/sticky", 01777) == 0 &&
	     chmod("/tmp/sticky", 01777) == 0);
	must(symlink("/etc/passwd", "/tmp/sticky/link") == 0 &&
	     lchown("/tmp/sticky/link", 1, 1) == 0);
	must(close(creat("/tmp/sticky/file", 0666)) == 0 &&
	     chown("/tmp/sticky/file", 1, 1) == 0 &&
	     chmod("/tmp/sticky/file", 0666) == 0);
	must(setuid(65534) == 0);
	must(open("/tmp/sticky/link", O_RDONLY) < 0);
	must(open("/tmp/sticky/file", O_RDWR | O_CREAT, 0666) < 0);
}

static void clocks(void)
{
	struct timex frequency = { .modes = ADJ_FREQUENCY, .freq = 1 << 16 };
	struct timex offset = { .modes = ADJ_SETOFFSET | ADJ_NANO,
				.time.tv_usec = 1000 };

	must(adjtimex(&frequency) >= 0);
	/* Only a change is logged. */
	frequency.freq *= 2;
	must(adjtimex(&frequency) >= 0);
	must(adjtimex(&offset) >= 0);
}

static void bpf(void)
{
	struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_SOCKET_FILTER,
		.insns = (unsigned long)insns,
		.insn_cnt = 2,
		.license = (unsigned long)"GPL",
	};

	must(syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)) >= 0);
}

static void network(void)
{
	must(system("nft add table ip make-records && nft delete table ip make-records") == 0);
	must(system("p='src 192.0.2.1 dst 192.0.2.2 dir out'; "
		    "ip xfrm policy add $p && ip xfrm policy delete $p") == 0);
}

/* What is typed at a terminal is logged before the reader's own message about it,
 * and when the reader exits.
 */
static void terminal(void)
{
	struct {
		struct nlmsghdr nlh;
		struct audit_tty_status status;
	} request = {
		.nlh = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = AUDIT_TTY_SET,
			.nlmsg_flags = NLM_F_REQUEST,
		},
		.status = { .enabled = 1, .log_passwd = 1 },
	};
	int master, slave;
	char line[8];

	must(send(audit, &request, sizeof(request), 0) == sizeof(request));
	master = posix_openpt(O_RDWR | O_NOCTTY);
	must(grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	must(write(master, "typed\n", 6) == 6);
	must(read(slave, line, sizeof(line)) == 6);
	must(audit_log_user_message(audit, AUDIT_USER_TTY, "make-records", NULL, NULL,
				    NULL, 1) > 0);
	must(write(master, "again\n", 6) == 6);
	must(read(slave, line, sizeof(line)) == 6);
}

/* A process opens a file, and another one has to permit it. */
static void ask_permission(void)
{
	struct fanotify_event_metadata event;
	struct fanotify_response answer = {
		.response = FAN_ALLOW | FAN_AUDIT,
	};
	int group = fanotify_init(FAN_CLASS_CONTENT | FAN_ENABLE_AUDIT,
				  O_RDONLY);
	pid_t child;

	must(group >= 0);
	must(close(creat("/tmp/permission", 0600)) == 0);
	must(fanotify_mark(group, FAN_MARK_ADD, FAN_OPEN_PERM, AT_FDCWD,
			   "/tmp/permission") == 0);
	child = fork();
	if (!child)
		_exit(open("/tmp/permission", O_RDONLY) < 0);
	must(read(group, &event, sizeof(event)) == sizeof(event));
	answer.fd = event.fd;
	must(write(group, &answer, sizeof(answer)) == sizeof(answer));
	must(waitpid(child, NULL, 0) == child);
	must(unlink("/tmp/permission") == 0);
}

static void listen_to_log(void)
{
	struct sockaddr_nl addr = {
		.nl_family = AF_NETLINK,
		.nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1),
	};
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	must(bind(fd, (void *)&addr, sizeof(addr)) == 0 && close(fd) == 0);
}

/* The attempt is logged, also for a module that does not exist. */
static void module(void)
{
	must(syscall(SYS_delete_module, "make-records", O_NONBLOCK) < 0);
}

/* What shows as further records of system call events, where rules ask. */
static void system_calls(void)
{
	struct sockaddr_un addr = { AF_UNIX, "/nowhere" };
	struct open_how how = { .flags = O_RDONLY };
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 8 };
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	struct __user_cap_header_struct cap = {
		_LINUX_CAPABILITY_VERSION_3, 0
	};
	struct __user_cap_data_struct caps[2];
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), fds[2];
	struct shmid_ds shm;
	char message[8];
	pid_t child;
	mqd_t mq;
	int id;

	must(connect(fd, (void *)&addr, sizeof(addr)) < 0);
	must(pipe(fds) == 0);
	must(syscall(SYS_openat2, AT_FDCWD, "/etc/hostname", &how,
		     sizeof(how)) >= 0);

	mq = mq_open("/make-records", O_CREAT | O_RDWR, 0600, &attr);
	must(mq >= 0);
	must(mq_send(mq, "x", 1, 0) == 0 &&
	     mq_receive(mq, message, sizeof(message), NULL) == 1);
	must(mq_notify(mq, &event) == 0);
	must(mq_setattr(mq, &attr, NULL) == 0);
	mq_unlink("/make-records");

	id = shmget(IPC_PRIVATE, 4096, 0600);
	must(shmctl(id, IPC_STAT, &shm) == 0);
	must(shmctl(id, IPC_SET, &shm) == 0);
	must(shmctl(id, IPC_RMID, NULL) == 0);

	must(syscall(SYS_capget, &cap, caps) == 0 &&
	     syscall(SYS_capset, &cap, caps) == 0);
	fd = open("/etc/hostname", O_RDONLY);
	must(mmap(NULL, 1, PROT_READ, MAP_PRIVATE, fd, 0) != MAP_FAILED);

	child = fork();
	if (!child)
		pause();
	must(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
}

int main(void)
{
	audit = audit_open();
	must(audit >= 0);

	user_messages();
	in_child(login);
	configuration();
	promiscuity();
	in_child(crash);
	in_child(seccomp);
	in_child(sticky_directory);
	must(unlink("/tmp/sticky/link") == 0 &&
	     unlink("/tmp/sticky/file") == 0 && rmdir("/tmp/sticky") == 0);
	clocks();
	in_child(bpf);
	network();
	in_child(terminal);
	in_child(ask_permission);
	listen_to_log();
	module();
	rules();
	system_calls();
	return failed;
}
