"""A process that loses the right to write while it runs.

It answers each line of its input, a text from a member, with a line of status and text.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

from flask_wechat_corp.stores.renewal import lease_renewer
from flask_wechat_corp.testing import CallbackClient
from tests.faults.bot import app

#: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER, for which root ignores the modes of files.
IGNORE_MODES = 1 << 1 | 1 << 2 | 1 << 3


class Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def obey_modes() -> None:
    """Let the modes of files count for root too, and for the calling thread.

    Another user could not enter a temporary folder that is closed to all but root.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = Header(0x20080522, 0), (Data * 2)()
    for call in (libc.capget, libc.capset):
        if call(ctypes.byref(header), data) != 0:
            raise OSError(ctypes.get_errno(), "the capabilities could not be changed")
        data[0].effective &= ~IGNORE_MODES
        data[0].permitted &= ~IGNORE_MODES


def main() -> None:
    client = CallbackClient(app)
    client.text("+1")  # everything is imported and opened by now
    lease_renewer.stop()  # its thread would keep the right to write
    app.config["WECHAT_CORP_STORE"].close()
    if os.geteuid() == 0:
        obey_modes()
    print("ready", flush=True)
    for line in sys.stdin:
        got = client.text(line.strip())
        print(json.dumps([got.status, got.text]), flush=True)


if __name__ == "__main__":
    main()
