"""Rules of the contacts: what is written is read back."""

from __future__ import annotations

from tests.helpers.simulated import DirectWorld


def test_rules_are_kept(wecom: DirectWorld) -> None:
    rule = {"rule_type": 1, "range": {"userid": ["lisi"], "partyid": [2]}}
    made = wecom("contactrule/create", rules=[rule, {**rule, "rule_type": 3}])
    first, second = made["rule_ids"]
    assert wecom("contactrule/list")["rules"][0] == {"rule_id": first, **rule}
    changed = {"rule_id": first, "rule_type": 1, "range": {"tagid": [1]}}
    assert wecom("contactrule/update", rules=[changed])["rules"] == [changed]
    without = {"rule_id": first, "range": {"tagid": [1]}}
    assert wecom("contactrule/update", rules=[without])["rules"] == [changed]
    wecom("contactrule/delete", rule_ids=[second])
    assert wecom("contactrule/list")["rules"] == [changed]


def test_rules_are_refused(wecom: DirectWorld) -> None:
    rule = {"rule_type": 1, "range": {"userid": ["lisi"]}}
    [rule_id] = wecom("contactrule/create", rules=[rule])["rule_ids"]
    other = {"rule_id": rule_id, **rule, "rule_type": 2}
    assert wecom.refused("contactrule/update", rules=[other]) == 40058
    assert wecom.refused("contactrule/delete", rule_ids=[rule_id, 1]) == 40058
    assert wecom.refused("contactrule/delete", rule_ids=[]) == 40058
    assert wecom("contactrule/list")["rules"] == [{"rule_id": rule_id, **rule}]
    for key, value, errcode in (
        ("userid", "stranger", 60111),
        ("partyid", 99, 60123),
        ("tagid", 99, 40068),
    ):
        outside = {"rule_type": 1, "range": {key: [value]}}
        assert wecom.refused("contactrule/create", rules=[outside]) == errcode
