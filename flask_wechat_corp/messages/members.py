"""What members send: texts, images, voice and video, locations, links.

Source: developer.work.weixin.qq.com/document/path/90239.
"""

from __future__ import annotations

from ..callback.fields import Decimal, Text, Whole
from ..callback.message import Message
from .base import TypedMessage

__all__ = [
    "FileMessage",
    "ImageMessage",
    "LinkMessage",
    "LocationMessage",
    "MixedMessage",
    "ShortVideoMessage",
    "TextMessage",
    "VideoMessage",
    "VoiceMessage",
]


class TextMessage(TypedMessage, msg_type="text", page=90239):
    """A text."""

    __slots__ = ()

    content = Text("Content")


class ImageMessage(TypedMessage, msg_type="image", page=90239):
    """An image; ``media_id`` is valid for three days."""

    __slots__ = ()

    pic_url = Text("PicUrl")
    media_id = Text("MediaId")


class VoiceMessage(TypedMessage, msg_type="voice", page=90239):
    """A voice recording; ``media_id`` is valid for three days."""

    __slots__ = ()

    media_id = Text("MediaId")
    format = Text("Format")
    recognition = Text("Recognition")


class VideoMessage(TypedMessage, msg_type="video", page=90239):
    """A video; ``media_id`` is valid for three days."""

    __slots__ = ()

    media_id = Text("MediaId")
    thumb_media_id = Text("ThumbMediaId")


class ShortVideoMessage(TypedMessage, msg_type="shortvideo"):
    """A short video: a type of official accounts that the manual of WeCom does not list."""

    __slots__ = ()

    media_id = Text("MediaId")
    thumb_media_id = Text("ThumbMediaId")


class LocationMessage(TypedMessage, msg_type="location", page=90239):
    """A location; ``location_x`` is the latitude, in degrees."""

    __slots__ = ()

    location_x = Decimal("Location_X")
    location_y = Decimal("Location_Y")
    scale = Whole("Scale")
    label = Text("Label")
    app_type = Text("AppType")


class LinkMessage(TypedMessage, msg_type="link", page=90239):
    """A link."""

    __slots__ = ()

    title = Text("Title")
    description = Text("Description")
    url = Text("Url")
    pic_url = Text("PicUrl")


class FileMessage(Message, msg_type="file"):
    """A file: the manual of apps does not list it, other SDKs have seen these fields."""

    __slots__ = ()

    file_key = Text("FileKey")
    file_md5 = Text("FileMd5")
    file_total_len = Whole("FileTotalLen")


class MixedMessage(Message, msg_type="mixed"):
    """Text and images in one message: the manual of apps does not list it."""

    __slots__ = ()
