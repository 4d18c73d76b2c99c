"""Runs `b4 am -t` on each NAME.mbox of a folder, offline, in one process: NAME.am is what it writes, NAME.log what it says."""

import contextlib
import io
import os
import sys

import b4
import b4.command

folder = sys.argv[1]
for name in sorted(entry[:-5] for entry in os.listdir(folder) if entry.endswith(".mbox")):
    mailbox = os.path.join(folder, name + ".mbox")
    with open(os.path.join(folder, name + ".args"), encoding="utf-8") as more:
        arguments = more.read().split()
    sys.argv = ["b4", "--offline-mode", "am", "-t", "-o", "-", "-m", mailbox, *arguments]
    # What b4 keeps from run to run.
    b4.MAIN_CONFIG = None
    b4.logger.handlers.clear()
    raw = io.BytesIO()
    said = io.StringIO()
    # b4 writes the mailbox to `sys.stdout.buffer`.
    with contextlib.redirect_stdout(io.TextIOWrapper(raw)), contextlib.redirect_stderr(said):
        try:
            b4.command.cmd()
            sys.stdout.flush()
        except SystemExit:
            pass
        except Exception as error:  # on some mail it ends with a traceback
            print(f"{type(error).__name__}: {error}", file=said)
        data = raw.getvalue()
    with open(os.path.join(folder, name + ".am"), "wb") as out:
        out.write(data)
    with open(os.path.join(folder, name + ".log"), "w", encoding="utf-8") as out:
        out.write(said.getvalue())
