"""Avatars: a simple drawn face for every member, always the same one."""

from __future__ import annotations

import hashlib

__all__ = ["avatar_svg"]

_GROUNDS = ("#8ecae6", "#f4b183", "#b7d7a8", "#d5b9e8", "#ffd58a", "#9fd8cb", "#f2a7b5", "#a9bcf5")
_SKINS = ("#ffdfc4", "#f5cfa8", "#eabf95", "#ffe4cf")
_HAIRS = ("#22201f", "#3a2a22", "#4b3428", "#2b2d42")
_SHIRTS = ("#2f6fd0", "#2a9d8f", "#e76f51", "#6d597a", "#355070", "#c8553d", "#4f772d", "#bc4b77")

_SHORT = (
    '<path d="M18 31c-1-13 5-20 14-20s15 7 14 20c-2-4-3-8-5-10-6 2-13 2-18 0-2 2-4 6-5 10z"/>',
    '<path d="M18 30c-2-12 5-19 14-19s16 6 14 19c-1-3-3-6-4-9-4 0-9-1-13-4-2 4-6 5-8 6z"/>',
    '<path d="M18 29c0-12 6-18 14-18s14 6 14 18l-3-8c-7-3-15-3-22 0z"/>',
)
_LONG = (
    '<path d="M17 48c-3-22 1-37 15-37s18 15 15 37h-6c2-9 2-18 0-26-6 1-13 0-17-4-1 9-2 20 0 30z"/>',
    '<path d="M18 40c-3-18 2-29 14-29s17 11 14 29l-4 2c1-7 1-14-1-20-6 2-12 2-18 0'
    '-2 6-2 13-1 20z"/>',
    '<path d="M18 31c-1-13 5-20 14-20s15 7 14 20c-1-4-3-7-5-9-6 0-11-1-14-4-2 4-5 7-9 13z"/>'
    '<circle cx="32" cy="9" r="6"/>',
)


def avatar_svg(userid: str, gender: str = "0") -> str:
    """Return a face as SVG, the same one for the same arguments.

    :param userid: the member
    :param gender: WeCom's code: ``"1"`` male, ``"2"`` female, ``"0"`` unknown
    """
    seed = hashlib.sha256(userid.lower().encode()).digest()
    ground = _GROUNDS[seed[0] % len(_GROUNDS)]
    skin = _SKINS[seed[1] % len(_SKINS)]
    hair = _HAIRS[seed[2] % len(_HAIRS)]
    shirt = _SHIRTS[seed[3] % len(_SHIRTS)]
    styles = _LONG if gender == "2" or (gender != "1" and seed[4] % 2) else _SHORT
    glasses = (
        '<g fill="none" stroke="#333" stroke-width="1.2"><circle cx="27" cy="31" r="4"/>'
        '<circle cx="37" cy="31" r="4"/><path d="M31 31h2"/></g>'
        if seed[5] % 4 == 0
        else ""
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="{ground}"/>'
        f'<path d="M10 64c0-13 9-18 22-18s22 5 22 18z" fill="{shirt}"/>'
        f'<path d="M27 40h10v8c-2 4-8 4-10 0z" fill="{skin}"/>'
        f'<ellipse cx="32" cy="30" rx="12.5" ry="14.5" fill="{skin}"/>'
        f'<g fill="{hair}">{styles[seed[6] % len(styles)]}</g>'
        '<g fill="#2b2b2b"><circle cx="27" cy="31" r="1.5"/><circle cx="37" cy="31" r="1.5"/></g>'
        '<path d="M28 38q4 3 8 0" fill="none" stroke="#b5533c" stroke-width="1.6"'
        ' stroke-linecap="round"/>'
        f"{glasses}</svg>"
    )
