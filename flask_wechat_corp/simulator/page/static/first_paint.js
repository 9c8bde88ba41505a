// Runs before the first paint, so that a remembered theme or language does not flash.
(() => {
  const root = document.documentElement;
  let saved = {};
  try {
    saved = JSON.parse(localStorage.getItem("wecom-simulator") ?? "{}") ?? {};
  } catch {
    // Storage may be disabled; then the defaults apply.
  }
  if (saved.theme === "dark" || saved.theme === "light") root.dataset.theme = saved.theme;
  const wanted = saved.language ?? navigator.language ?? "";
  root.lang = wanted.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
})();
