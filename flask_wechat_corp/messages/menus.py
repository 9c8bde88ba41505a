"""Events of an app's menu.

Source: developer.work.weixin.qq.com/document/path/90240.
"""

from __future__ import annotations

from ..callback.fields import Decimal, Element, Elements, Text, Whole
from .base import TypedEvent, TypedPart

__all__ = [
    "ClickEvent",
    "LocationSelectEvent",
    "PicList",
    "PicPhotoOrAlbumEvent",
    "PicSysphotoEvent",
    "PicWeixinEvent",
    "Picture",
    "ScanCodeInfo",
    "ScancodePushEvent",
    "ScancodeWaitmsgEvent",
    "SendLocationInfo",
    "SendPicsInfo",
    "ViewEvent",
    "ViewMiniprogramEvent",
]


class ClickEvent(TypedEvent, event="click", page=90240):
    """A menu button was pressed; ``event_key`` is its key."""

    __slots__ = ()

    event_key = Text("EventKey")


class ViewEvent(TypedEvent, event="view", page=90240):
    """A menu button opened a page; ``event_key`` is the address."""

    __slots__ = ()

    event_key = Text("EventKey")


class ViewMiniprogramEvent(TypedEvent, event="view_miniprogram", page=90240):
    """A menu button opened a mini program; ``event_key`` is the page in it."""

    __slots__ = ()

    event_key = Text("EventKey")


class ScanCodeInfo(TypedPart):
    """What a scan found."""

    __slots__ = ()

    scan_type = Text("ScanType")
    scan_result = Text("ScanResult")


class ScancodePushEvent(TypedEvent, event="scancode_push", page=90240):
    """A menu button scanned a code."""

    __slots__ = ()

    event_key = Text("EventKey")
    scan_code_info = Element("ScanCodeInfo", ScanCodeInfo)


class ScancodeWaitmsgEvent(TypedEvent, event="scancode_waitmsg", page=90240):
    """A menu button scanned a code, and the member waits for the answer."""

    __slots__ = ()

    event_key = Text("EventKey")
    scan_code_info = Element("ScanCodeInfo", ScanCodeInfo)


class Picture(TypedPart):
    """A picture, by its MD5 sum."""

    __slots__ = ()

    pic_md5_sum = Text("PicMd5Sum")


class PicList(TypedPart):
    """The pictures; several lists count as one."""

    __slots__ = ()

    item = Elements("item", Picture)


class SendPicsInfo(TypedPart):
    """The pictures that a menu button sent."""

    __slots__ = ()

    count = Whole("Count")
    pic_list = Element("PicList", PicList, merged=True)


class PicSysphotoEvent(TypedEvent, event="pic_sysphoto", page=90240):
    """A menu button took a photo."""

    __slots__ = ()

    event_key = Text("EventKey")
    send_pics_info = Element("SendPicsInfo", SendPicsInfo)


class PicPhotoOrAlbumEvent(TypedEvent, event="pic_photo_or_album", page=90240):
    """A menu button took a photo or chose pictures."""

    __slots__ = ()

    event_key = Text("EventKey")
    send_pics_info = Element("SendPicsInfo", SendPicsInfo)


class PicWeixinEvent(TypedEvent, event="pic_weixin", page=90240):
    """A menu button chose pictures of WeChat's album."""

    __slots__ = ()

    event_key = Text("EventKey")
    send_pics_info = Element("SendPicsInfo", SendPicsInfo)


class SendLocationInfo(TypedPart):
    """A location that was chosen on a map; ``location_x`` is the latitude."""

    __slots__ = ()

    location_x = Decimal("Location_X")
    location_y = Decimal("Location_Y")
    scale = Whole("Scale")
    label = Text("Label")
    poiname = Text("Poiname")


class LocationSelectEvent(TypedEvent, event="location_select", page=90240):
    """A menu button chose a location."""

    __slots__ = ()

    event_key = Text("EventKey")
    send_location_info = Element("SendLocationInfo", SendLocationInfo)
    app_type = Text("AppType")
