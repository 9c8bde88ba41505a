// Push any message or event, written as JSON.

import { push } from "./actions.js";
import { fill, find, h } from "./dom.js";
import { t } from "./i18n.js";

const TEMPLATES = [
  { type: "text", content: "你好" },
  { type: "event", event: "click", event_key: "V1001_TODAY" },
  { type: "event", event: "subscribe" },
  { type: "event", event: "enter_agent" },
  { type: "event", event: "LOCATION", latitude: "31.230416", longitude: "121.473701", precision: "30" },
  { type: "event", event: "scancode_waitmsg", event_key: "SCAN", scan_code_info: { scan_type: "qrcode", scan_result: "https://example.com/" } },
  { type: "event", event: "change_contact", change_type: "create_user", UserID: "newcomer", Name: "新人", Department: "1" },
  { type: "event", event: "change_contact", change_type: "delete_user", UserID: "newcomer" },
  { type: "event", event: "change_contact", change_type: "update_party", Id: 2, Name: "研发中心" },
  { type: "event", event: "batch_job_result", BatchJob: { JobId: "job1", JobType: "sync_user", ErrCode: 0, ErrMsg: "ok" } },
  { type: "event", event: "template_card_event", event_key: "yes", TaskId: "task1", CardType: "button_interaction", ResponseCode: "code" },
  { type: "link", title: "标题", description: "描述", url: "https://example.com/", pic_url: "" },
];

const label = (one) => [one.type, one.event, one.change_type].filter((part, i) => part && !(i === 0 && one.event)).join(" / ");

export function startPush() {
  let text = JSON.stringify(TEMPLATES[0], null, 2);
  return () => {
    const box = h("textarea", { class: "code", rows: "14", spellcheck: "false", value: text, on: { input: () => (text = box.value) } });
    const result = h("pre", { class: "result-json", tabindex: "0", hidden: true });
    const choose = h("select", { on: { change: () => {
      box.value = text = JSON.stringify(TEMPLATES[choose.value], null, 2);
    } } }, TEMPLATES.map((one, index) => h("option", { value: index }, label(one))));
    const note = h("p", { class: "notice bad", role: "alert", hidden: true });
    const submit = async (event) => {
      event.preventDefault();
      let spec;
      note.hidden = true;
      try {
        spec = JSON.parse(box.value);
        if (!spec || typeof spec !== "object" || Array.isArray(spec)) throw new Error("{…}");
      } catch (error) {
        note.hidden = false;
        return fill(note, t("push.bad", { reason: error.message }));
      }
      const system = ["change_contact", "batch_job_result"].includes(spec.event);
      const answer = await push(system ? { from: undefined, AgentID: undefined, ...spec } : spec);
      if (!answer) return;
      result.hidden = false;
      fill(result, JSON.stringify(answer, null, 2));
    };
    fill(find("#push"), h("form", { class: "box", on: { submit } },
      h("h3", {}, t("push.title")), h("p", { class: "muted" }, t("push.hint")),
      h("label", { class: "field" }, h("span", {}, t("push.template")), choose),
      h("label", { class: "field" }, h("span", {}, t("push.json")), box), note,
      h("button", { type: "submit", class: "primary" }, t("push.send")), result));
  };
}
