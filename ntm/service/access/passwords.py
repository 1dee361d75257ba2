"""Passwords and other secrets: made at random, hashed with argon2, checked, refused where they are easy to guess."""

from __future__ import annotations

import hashlib
import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from ntm.vietnamese.messages import _
from ntm.vietnamese.text import nfc

if TYPE_CHECKING:
    from pwdlib import PasswordHash

LEAST_LETTERS = 10
MOST_LETTERS = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another
_HASHING = threading.BoundedSemaphore(2)  # each takes 64 MB


def random_password() -> str:
    """Twelve letters in three groups: 59 bits, easy to read out."""
    return "-".join("".join(secrets.choice(_LETTERS) for _at in range(4)) for _group in range(3))


def hashed(password: str) -> str:
    """The hash by which a password is kept."""
    with _HASHING:
        return _hasher().hash(nfc(password))


def verified(password: str, kept: str) -> tuple[bool, str | None]:
    """Whether a password is that of a hash, and a stronger hash to keep in its place where there is one."""
    with _HASHING:
        return _hasher().verify_and_update(nfc(password), kept)


@cache
def nobodys_hash() -> str:
    """A hash nobody's password fits: an unknown name takes as long as a known one."""
    return _hasher().hash(secrets.token_urlsafe(16))


def weak(password: str, login: str) -> str | None:
    """Why a password may not be chosen, in a sentence; None: it may."""
    if len(password) < LEAST_LETTERS:
        return _("Mật khẩu cần ít nhất {count} ký tự.").format(count=LEAST_LETTERS)
    if len(password) > MOST_LETTERS:
        return _("Mật khẩu dài quá {count} ký tự.").format(count=MOST_LETTERS)
    if login in password.lower() or len(set(password)) < 5:
        return _("Mật khẩu dễ đoán: đừng dùng tên đăng nhập hay ít ký tự lặp lại.")
    return None


def token_hash(token: str) -> str:
    """How a session's or program's token is known to the database: it is itself too random to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def attempt_key(kind: str, text: str) -> str:
    """How failed attempts of a login or from an address are known."""
    return f"{kind}:{text}"


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash  # loads argon2: only where passwords are at hand

    return PasswordHash.recommended()
