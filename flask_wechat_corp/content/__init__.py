"""What a message holds. The same objects answer a callback and travel through ``message/send``.

Each class knows its WeCom message type (``msgtype``) and gives the body of ``message/send`` with
``to_message()``. Source: developer.work.weixin.qq.com/document/path/90236 (sending messages).
"""

from .articles import Article, MPArticle, MPNews, News
from .basic import Content, File, Image, Markdown, MarkdownV2, Text, Video, Voice
from .cards import MiniprogramNotice, TaskCard, TemplateCard, TextCard

__all__ = [
    "Article",
    "Content",
    "File",
    "Image",
    "MPArticle",
    "MPNews",
    "Markdown",
    "MarkdownV2",
    "MiniprogramNotice",
    "News",
    "TaskCard",
    "TemplateCard",
    "Text",
    "TextCard",
    "Video",
    "Voice",
]
