"""What the records of calls for security contain; see :mod:`.records`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypedDict

from .arguments import Time

__all__ = ["ApprovalNode", "ApprovalNodes", "FileOperation", "TrustedDevice"]


class _TrustedDevice(TypedDict):
    system: Literal["Windows", "Mac"]


class TrustedDevice(_TrustedDevice, total=False):
    """A computer of the corp (WeCom page 98920).

    Windows needs ``mac_addr``, at most 100 addresses; a Mac needs ``seq_no``. The rest is for
    Windows: ``harddisk_uuid`` has at most 100 entries.
    """

    mac_addr: Sequence[str]
    seq_no: str
    motherboard_uuid: str
    harddisk_uuid: Sequence[str]
    domain: str
    pc_name: str


class FileOperation(TypedDict, total=False):
    """What was done with files (WeCom page 98079); ``source`` is of uploads and downloads."""

    type: int
    source: int


class _ApprovalNode(TypedDict):
    node_apv_status: Literal[1, 2, 3, 101, 102]
    node_apv_rel: Literal[1, 2, 3]


class ApprovalNode(_ApprovalNode, total=False):
    """A node of an approval, with at least one approver in either list (WeCom page 99880).

    ``node_apv_status`` is 1 pending, 2 rejected, 3 approved, 101 withdrawn, 102 not reached;
    ``node_apv_rel`` 1 all, 2 one, 3 one after the other. A list has at most 100 members.
    """

    current_approvers: Sequence[str]
    completed_approvers: Sequence[str]
    apv_update_time: Time


class ApprovalNodes(TypedDict):
    """The nodes of an approval."""

    node_list: Sequence[ApprovalNode]
