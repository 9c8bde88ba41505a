// Requests to the control plane, and the stream of events.

/** Send a request and return the decoded response; an error has the simulator's reason. */
export async function request(method, path, body) {
  const options = { method, headers: {} };
  // The control plane accepts JSON only, which a form of another site cannot send.
  if (method !== "GET") options.headers["Content-Type"] = "application/json";
  if (body !== undefined) options.body = JSON.stringify(body);
  return answer(await fetch(path, options));
}

/** Upload a file and return its row with `media_id` and `md5`. */
export async function upload(type, file) {
  const data = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(file);
  });
  return request("POST", "/_sim/media", {
    type, filename: file.name || type, content_type: file.type || "application/octet-stream", data,
  });
}

async function answer(response) {
  let data = null;
  try {
    data = await response.json();
  } catch {
    // It is not JSON: the status is the reason.
  }
  if (!response.ok) throw new Error(data?.reason ?? data?.error ?? `HTTP ${response.status}`);
  return data ?? {};
}

export const NAMES = [
  "hello", "message", "delivery", "call", "menu", "contacts", "tags", "agents", "chats", "media",
  "clock", "dialogue", "faults", "reset",
];

/** Listen to events; reconnect for as long as the page is open. */
export function listen(receive, connected) {
  let wait = 500;
  const open = () => {
    const source = new EventSource("/_sim/events");
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        wait = 500;
        connected(true);
        receive(name, JSON.parse(event.data).row ?? {});
      });
    }
    source.addEventListener("error", () => {
      connected(false);
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 8000);
    });
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  open();
}
