"""Follow a personal link as a browser with script does: what stands behind the # is posted to the page before it."""

from __future__ import annotations

from typing import Any

from django.test import Client


def follow(client: Client, link: str, **asked: Any) -> Any:
    """Open the door of a link and give the answer to its token (a path without a # is just asked for)."""
    address, _mark, token = link.partition("#")
    if not token:
        return client.get(address, **asked)
    door = client.get(address)
    assert door.status_code == 200, address
    assert token not in door.content.decode()
    return client.post(address, {"code": token}, **asked)
