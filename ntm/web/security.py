"""What protects every answer and request: headers, cookies, form tokens, the origin of requests.

The content-security policy allows no inline script or style: templates use classes and files, never `style=`
or `on…=`. A form's token is bound to the browser's cookie and masked anew each time it is written, so that
compression tells nothing of it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ntm.vietnamese.messages import in_language

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}
MOST_BYTES = 40 * 1024 * 1024
"""The longest request: several photographs, or a province's workbook."""
FIELD = "form_token"
HEADER = "x-form-token"
LANGUAGE = "ntm_language"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class Guard:
    """The outermost layer: language and origin of a request, headers of every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what comes from another site; else answer, with the headers on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        secure = request.url.scheme == "https"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "private, no-store")
                if secure:
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        refused = _refused(request)
        if refused is not None:
            await refused(scope, receive, send_with_headers)
            return
        with in_language(_language(request)):
            await self.app(scope, receive, send_with_headers)


def _language(request: Request) -> str:
    """A person's choice at the pages; what a program says it reads."""
    if request.url.path.startswith("/api/"):
        return request.headers.get("accept-language", "vi")[:2].lower()
    return request.cookies.get(LANGUAGE, "vi")


def _refused(request: Request) -> Response | None:
    if request.method in SAFE:
        return None
    if request.headers.get("sec-fetch-site") == "cross-site" or not _same_origin(request.headers):
        return PlainTextResponse("Yêu cầu đến từ trang khác bị từ chối.", 403)
    return None


def _same_origin(headers: Headers) -> bool:
    """Whether the page that sends is one of ours, where the browser says which it is."""
    origin = headers.get("origin")
    return origin is None or (origin != "null" and urlsplit(origin).netloc == headers.get("host"))


def may_sign_in(request: Request) -> bool:
    """Whether a password may be sent at all: over https, or within this machine."""
    return request.url.scheme == "https" or request.url.hostname in _LOCAL


def cookie_name(request: Request, name: str) -> str:
    """The name of a cookie: over https, one that no other host or path can set."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def set_cookie(
    request: Request, response: Response, name: str, value: str, seconds: int | None = None
) -> None:
    """Give the browser a cookie that scripts and other sites do not see."""
    response.set_cookie(
        cookie_name(request, name), value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def form_token(secret: str) -> str:
    """A form's token for the browser that holds `secret` in its cookie, masked anew."""
    mask = secrets.token_bytes(16)
    return (mask + _xor(mask, _bound(secret))).hex()


def token_fits(secret: str, token: str) -> bool:
    """Whether a form's token was made for the browser that holds `secret`."""
    try:
        given = bytes.fromhex(token)
    except ValueError:
        return False
    return len(given) == 32 and hmac.compare_digest(_xor(given[:16], given[16:]), _bound(secret))


def _bound(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"form", hashlib.sha256)[:16]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def local_path(text: str | None) -> str:
    """A path of this site to go on to; the start for anything else, so that no link leads a person away."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or len(text) > 500:
        return "/"
    parts = urlsplit(text)
    clean = not parts.scheme and not parts.netloc and text.isprintable()
    return text if clean else "/"
