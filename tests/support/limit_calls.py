"""Runs a program with the system calls that a systemd unit leaves it.

argv[1]: {"allow": [names], "families": [names of address families]}; the rest is the program with its arguments.
What is not allowed fails with EPERM, as SystemCallErrorNumber=EPERM has it; clone3, whose flags a filter cannot see,
with ENOSYS, as RestrictNamespaces= has it.
"""
import errno
import json
import os
import socket
import sys

import seccomp

wanted = json.loads(sys.argv[1])
rules = seccomp.SyscallFilter(defaction=seccomp.ERRNO(errno.EPERM))
rules.set_attr(seccomp.Attr.CTL_NNP, True)
for name in sorted(set(wanted["allow"]) - {"socket", "clone", "clone3", "unshare", "setns"}):
    try:
        rules.add_rule(seccomp.ALLOW, name)
    except (RuntimeError, ValueError, OSError):
        pass  # not a call of this architecture
for family in wanted["families"]:
    rules.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, getattr(socket, family)))
NAMESPACES = 0x7E020000
rules.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, NAMESPACES, 0))
rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
rules.load()
os.execv(sys.argv[2], sys.argv[2:])
