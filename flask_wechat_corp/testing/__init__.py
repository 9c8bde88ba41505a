"""Call your own callback as WeCom does: signed and encrypted, with the reply checked.

::

    client = CallbackClient(app)
    assert client.text("你好", user="zhangsan").text == "你好！"
    client.conversation("zhangsan").say("报修").expect("是什么问题？")
"""

from .api_calls import SentCall
from .client import CallbackClient
from .conversation import Conversation
from .kf import KfConversation, KfReplies
from .received import Received
from .robot import RobotClient, RobotReceived
from .waiting import settle

__all__ = [
    "CallbackClient",
    "Conversation",
    "KfConversation",
    "KfReplies",
    "Received",
    "RobotClient",
    "RobotReceived",
    "SentCall",
    "settle",
]
