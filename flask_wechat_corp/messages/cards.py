"""Events of interactive cards: buttons, choices, the menu of a card.

Source: developer.work.weixin.qq.com/document/path/90240.
"""

from __future__ import annotations

from ..callback.fields import Element, Elements, Text, Texts
from .base import TypedEvent, TypedPart

__all__ = [
    "OptionIds",
    "SelectedItem",
    "SelectedItems",
    "TaskcardClickEvent",
    "TemplateCardEvent",
    "TemplateCardMenuEvent",
]


class OptionIds(TypedPart):
    """The options that were chosen."""

    __slots__ = ()

    option_id = Texts("OptionId", "OpitonId")


class SelectedItem(TypedPart):
    """A question and the options that were chosen."""

    __slots__ = ()

    question_key = Text("QuestionKey")
    option_ids = Element("OptionIds", OptionIds, "OpitonIds")


class SelectedItems(TypedPart):
    """The questions of a card."""

    __slots__ = ()

    selected_item = Elements("SelectedItem", SelectedItem)


class TemplateCardEvent(TypedEvent, event="template_card_event", page=90240):
    """A button of a card was pressed; ``event_key`` is its key."""

    __slots__ = ()

    event_key = Text("EventKey")
    task_id = Text("TaskId")
    card_type = Text("CardType")
    response_code = Text("ResponseCode")
    selected_items = Element("SelectedItems", SelectedItems)

    @property
    def selected(self) -> dict[str, list[str]]:
        """What was chosen: question key -> option ids; empty for a card without choices.

        A question that was not answered is missing or has an empty list, as WeCom sent it.
        """
        chosen: dict[str, list[str]] = {}
        for item in (self.selected_items and self.selected_items.selected_item) or ():
            options = item.option_ids and item.option_ids.option_id
            chosen.setdefault(item.question_key or "", []).extend(options or ())
        return chosen


class TemplateCardMenuEvent(TypedEvent, event="template_card_menu_event", page=90240):
    """An entry of a card's menu was chosen; ``event_key`` is its key."""

    __slots__ = ()

    event_key = Text("EventKey")
    task_id = Text("TaskId")
    card_type = Text("CardType")
    response_code = Text("ResponseCode")


class TaskcardClickEvent(TypedEvent, event="taskcard_click"):
    """A button of a task card was pressed: the old kind, before template cards."""

    __slots__ = ()

    event_key = Text("EventKey")
    task_id = Text("TaskId")
