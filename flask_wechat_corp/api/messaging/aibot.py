"""Smart robots (智能机器人): the reply after the callback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..engine.call import NO_AUTH
from ..engine.family import Family, JSONObject

if TYPE_CHECKING:
    from ..engine import records_office as records

__all__ = ["AIBotReplies"]


class AIBotReplies(Family):
    """Replies of smart robots by their ``response_url``."""

    def reply_aibot(
        self,
        response_code: str,
        msgtype: Literal["markdown", "template_card"],
        *,
        markdown: records.RobotMarkdown | None = None,
        template_card: JSONObject | None = None,
    ) -> dict[str, Any]:
        """Send a message into the chat of a callback, once, within an hour.

        The code stands for the access token.

        :param response_code: from the ``response_url`` of the callback
        :param markdown: ``{"content": …, "feedback": {"id": …}}``: the content has at most 20,480
            bytes, the ``id``, which comes back when a user rates the reply, 256
        :param template_card: a card, perhaps with ``feedback``

        WeCom page 101138.
        """
        body = {"msgtype": msgtype, "markdown": markdown, "template_card": template_card}
        return self._post("aibot/response", body, {"response_code": response_code}, auth=NO_AUTH)
