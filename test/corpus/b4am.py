"""Runs `b4 am -t` on each mailbox of a folder, offline, in one process: NAME.mbox gives NAME.am (absent: b4 found no patches)."""

import contextlib
import io
import os
import sys

import b4
import b4.command


class Output(io.TextIOWrapper):
    """b4 writes the mailbox to `sys.stdout.buffer`."""


folder = sys.argv[1]
names = sorted(name[:-5] for name in os.listdir(folder) if name.endswith(".mbox"))
for name in names:
    mailbox = os.path.join(folder, name + ".mbox")
    raw = io.BytesIO()
    sys.argv = ["b4", "--offline-mode", "am", "-t", "-o", "-", "-m", mailbox]
    with open(os.path.join(folder, name + ".args"), encoding="utf-8") as more:
        sys.argv += more.read().split()
    # What b4 keeps from run to run.
    b4.MAIN_CONFIG = None
    try:
        with contextlib.redirect_stdout(Output(raw)):
            b4.command.cmd()
            sys.stdout.flush()
            data = raw.getvalue()
    except SystemExit:
        data = b""
    except Exception as error:  # b4 gives up on some mail with a traceback
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        data = b""
    if data:
        with open(os.path.join(folder, name + ".am"), "wb") as out:
            out.write(data)
