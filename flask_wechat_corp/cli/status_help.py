"""What to do when the callback's public address answers with a status."""

from __future__ import annotations

from .language import text

__all__ = ["remedy_for"]

_MOVED = (
    "Use the address that the redirect leads to; WeCom does not follow redirects.",
    "请填写重定向后的最终地址，企业微信不跟随重定向。",
)
_SERVER_LOG = ("Look at the log of that server.", "请查看那台服务器的日志。")
_REMEDIES = {
    301: _MOVED,
    302: (
        "The URL redirects to a login page: exempt the callback path from login.",
        "这个地址跳转到了登录页：请让回调路径免登录。",
    ),
    308: _MOVED,
    400: (
        "Another application answers there, or something reads the request before the callback.",
        "响应的是另一个应用，或请求在到达回调之前被读取了。",
    ),
    401: (
        "TOKEN, ENCODING_AES_KEY or ID differ between this process and that server, or a clock is"
        " wrong.",
        "两边的 TOKEN、ENCODING_AES_KEY 或 ID 不一致，或时钟不准。",
    ),
    403: (
        "A firewall or a CSRF check rejects the request before the callback.",
        "请求在到达回调之前被防火墙或 CSRF 检查拒绝了。",
    ),
    404: (
        "The path differs: see URL, and the prefix that the proxy adds or strips.",
        "路径不一致：检查 URL 配置，以及代理添加或去掉的前缀。",
    ),
}


def remedy_for(status: int) -> str:
    """Return what to do about a status that is not 200."""
    return text(*_REMEDIES.get(status, _SERVER_LOG))
