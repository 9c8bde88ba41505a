"""Conversion of ids between applications and corps (账号ID)."""

from __future__ import annotations

from typing import Any, Literal

from ..engine.arguments import Time
from ..engine.call import SuiteToken
from ..engine.checks import max_length
from ..engine.family import Family

__all__ = ["IdConvert"]

MAX_TEMPORARY = 100
MAX_IDS = 1000


class IdConvert(Family):
    """Conversions of ids.

    For members see :class:`~flask_wechat_corp.api.contacts.batch.BatchJobs`.
    """

    def convert_tmp_external_userid(
        self,
        business_type: Literal[1, 2, 3],
        user_type: Literal[1, 2, 3, 4],
        tmp_external_userid_list: list[str],
    ) -> dict[str, Any]:
        """Convert temporary ids of persons outside the corp: ``results``.

        A customer has ``external_userid`` there, another person ``corpid`` and ``userid``. The
        rest is in ``invalid_tmp_external_userid_list``. The application must be the one that got
        the temporary ids.

        :param business_type: where they come from: 1 meetings, 2 forms, 3 smart sheets
        :param user_type: 1 customers, 2 linked corps, 3 upstream and downstream, 4 circles
        :param tmp_external_userid_list: at most 100

        WeCom page 98729.
        """
        max_length("tmp_external_userid_list", tmp_external_userid_list, MAX_TEMPORARY)
        body = {
            "business_type": business_type,
            "user_type": user_type,
            "tmp_external_userid_list": tmp_external_userid_list,
        }
        return self._post("idconvert/convert_tmp_external_userid", body, idempotent=True)

    def convert_external_tagid(self, external_tagid_list: list[str]) -> dict[str, Any]:
        """Convert at most 1,000 ids of customer tags into those of the service provider: ``items``.

        Wrong ids are in ``invalid_external_tagid_list``.

        WeCom page 96169.
        """
        max_length("external_tagid_list", external_tagid_list, MAX_IDS)
        body = {"external_tagid_list": external_tagid_list}
        return self._post("idconvert/external_tagid", body, idempotent=True)

    def convert_open_kfid(self, open_kfid_list: list[str]) -> dict[str, Any]:
        """Convert at most 1,000 ids of service accounts into those of the provider: ``items``.

        Wrong ids are in ``invalid_open_kfid_list``.

        :raises ValueError: more than 1,000 ids

        WeCom page 97110.
        """
        max_length("open_kfid_list", open_kfid_list, MAX_IDS)
        body = {"open_kfid_list": open_kfid_list}
        return self._post("idconvert/open_kfid", body, idempotent=True)

    def idconvert_unionid_to_external_userid(
        self,
        subject_type: Literal[0, 1],
        *,
        unionid: str,
        openid: str,
        mass_call_ticket: str | None = None,
    ) -> dict[str, Any]:
        """Get ``external_userid`` of a WeChat user, or ``pending_id``, which is valid for 90 days.

        At most 100,000 calls an hour, 480,000 a day and 7,500,000 a month; of the corp for type 0,
        of the provider for type 1.

        :param subject_type: whose mini program gave the two ids: 0 the corp's, 1 the provider's
        :param mass_call_ticket: lifts these limits, see :meth:`apply_mass_call_ticket`

        WeCom page 97108.
        """
        body = {
            "unionid": unionid,
            "openid": openid,
            "subject_type": subject_type,
            "mass_call_ticket": mass_call_ticket,
        }
        return self._post("idconvert/unionid_to_external_userid", body, idempotent=True)

    def batch_external_userid_to_pending_id(
        self, external_userid: list[str], *, chat_id: str | None = None
    ) -> dict[str, Any]:
        """Get the pending ids of customers that were asked for by union id before.

        :param external_userid: at most 100
        :param chat_id: look only at the members of this customer group

        WeCom page 95926, not checked against the manual.
        """
        max_length("external_userid", external_userid, MAX_TEMPORARY)
        body = {"external_userid": external_userid, "chat_id": chat_id}
        return self._post("idconvert/batch/external_userid_to_pending_id", body, idempotent=True)

    def convert_chatid(self, chat_id_list: list[str]) -> dict[str, Any]:
        """Convert ids of customer groups into the new, encrypted ones.

        WeCom page 99601, not checked against the manual.
        """
        return self._post("idconvert/chatid", {"chat_id_list": chat_id_list}, idempotent=True)

    def apply_to_upgrade_chatid(self, upgrade_time: Time) -> dict[str, Any]:
        """Set when ids of customer groups become those of the provider's third-party applications.

        For applications made for the corp (代开发), with 客户联系-基础客户信息. Until then WeCom
        accepts both kinds of ids and returns the old ones.

        :param upgrade_time: within the next 7 days

        WeCom page 99601.
        """
        return self._post("idconvert/apply_to_upgrade_chatid", {"upgrade_time": upgrade_time})

    def upgrade_chatid_for_new_corp(self, suite_access_token: str) -> dict[str, Any]:
        """Encrypt ids of customer groups for corps that authorise the suite from now on.

        WeCom page 99601, not checked against the manual.
        """
        return self._post(
            "idconvert/upgrade_chatid_for_new_corp",
            auth=SuiteToken(suite_access_token),
        )
