"""Names in the order of the Vietnamese alphabet."""

from __future__ import annotations

from ntm.vietnamese.collation import collation_key

IN_ORDER = [
    "Ái Quốc", "An Sơn", "Bắc Sơn", "Cao Lộc", "Chi Lăng", "Dân Tiến", "Đình Lập", "Đồng Bục", "Hải Yến",
    "Hòa Bình", "Hoa Thám", "Hoàng Văn Thụ", "Lộc Bình", "Lợi Bác", "Mẫu Sơn", "Na Dương", "Ôn Châu",
    "Quan Sơn", "Tân Đoàn", "Tây Sơn", "Thạch Đạn", "Tú Đoạn", "Tú Xuyên", "Tự Do", "Xuân Dương", "Yên Khoái",
]  # fmt: skip


def test_letters_come_first_and_tones_after_them() -> None:
    assert sorted(sorted(IN_ORDER), key=collation_key) == IN_ORDER
    backwards = list(reversed(IN_ORDER))
    assert sorted(backwards, key=collation_key) == IN_ORDER


def test_tones_follow_the_dictionary() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=collation_key) == [
        "ma",
        "mà",
        "mả",
        "mã",
        "má",
        "mạ",
    ]


def test_decomposed_text_sorts_like_composed() -> None:
    assert collation_key("Hòa")[:2] == collation_key("Ho\u0300a")[:2]


def test_figures_come_before_letters() -> None:
    assert sorted(["Thôn A", "Thôn 10", "Thôn 2"], key=collation_key) == ["Thôn 10", "Thôn 2", "Thôn A"]
