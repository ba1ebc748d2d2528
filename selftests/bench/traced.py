# SPDX-License-Identifier: GPL-2.0
"""A guest of which QEMU logs each instruction of a row of the benchmark."""

import bisect
import os
import signal
import socket
import subprocess
import tempfile
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
PROGRAMS = os.path.join(HERE, "../../build/selftests/bench")
# Programs are linked below this address, the kernel lies above the other one
USER, KERNEL = 1 << 32, 1 << 63


class Symbols:
    """The functions of one or more ELF files, or what has other types of nm, by address."""

    def __init__(self, *files, types="tTwW"):
        found = {}
        for file in files:
            out = subprocess.run(["nm", file], check=True, text=True,
                                 stdout=subprocess.PIPE).stdout
            for line in out.splitlines():
                fields = line.split()
                if len(fields) == 3 and fields[1] in types:
                    found.setdefault(int(fields[0], 16), fields[2])
        self.by_name = {name: address for address, name in found.items()}
        self.addresses = sorted(found)
        self.names = [found[address] for address in self.addresses]

    def name(self, address):
        if USER <= address < KERNEL:
            return "(libraries)"
        i = bisect.bisect_right(self.addresses, address) - 1
        return self.names[i] if i >= 0 else "(unknown)"


class Monitor:
    """QEMU's, for what has no option on its command line. QEMU calls."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen()
        self.sock = None

    def answer(self):
        self.sock, _ = self.listener.accept()
        self.wait()

    def wait(self):
        got = b""
        while not got.endswith(b"(qemu) "):
            part = self.sock.recv(4096)
            if not part:
                raise EOFError("QEMU has gone")
            got += part

    def say(self, command):
        self.sock.sendall(command.encode() + b"\n")
        self.wait()


def follow(vmlinux, image, row, groups, cpus, what, report):
    """Run a row in a guest and call report(TITLE, PATH OF THE LOG, SYMBOLS) for each state
    and size of it. WHAT is for QEMU to log. Exits if there is no such row.
    """
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "monitor")
        monitor = Monitor(path)
        log = os.path.join(work, "log")
        env = dict(os.environ, ACCEL="icount", GUEST_CPUS=str(cpus),
                   GUEST_ARGS="norandmaps nokaslr",
                   GUEST_QEMU=f"-monitor unix:{path},server=off")
        command = (f"BENCH_ROW='{row}' BENCH_MOST=1000 "
                   f"{os.path.join(HERE, 'guest')} {' '.join(groups)}")
        guest = subprocess.Popen(
            [os.path.join(HERE, "../vm/boot"), image, command], env=env,
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            found = converse(guest, monitor, log, what, vmlinux, report)
        finally:
            guest.send_signal(signal.SIGTERM)
            guest.wait()
    if not found:
        sys.exit(f"no operation '{row}' here; the first column of "
                 "Documentation/contid/performance-6.12.txt has their names")


def converse(guest, monitor, log, what, vmlinux, report):
    """Follow what the programs say about their progress. Was there the row?"""
    title = None
    for line in guest.stderr:
        if line.startswith("tracing "):
            title = line[len("tracing "):].strip()
            if monitor.sock is None:
                monitor.answer()
            monitor.say("singlestep on")
            monitor.say(f"logfile {log}")
            monitor.say(f"log {what}")
        elif line.startswith("traced"):
            monitor.say("log none")
            monitor.say("singlestep off")
            program = os.path.join(PROGRAMS, title.split(":")[0])
            report(title, log, Symbols(vmlinux, program))
            os.unlink(log)
        else:
            sys.stderr.write(line)
            continue
        guest.stdin.write("\n")
        guest.stdin.flush()
    return title is not None
