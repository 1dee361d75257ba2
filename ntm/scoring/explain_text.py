"""An explanation's tree as plain Vietnamese lines, for `ntm explain`."""

from __future__ import annotations

from datetime import date
from typing import Any

from ntm.scoring.verdict import Body, Verdict
from ntm.scoring.wording import body_word, verdict_word
from ntm.vietnamese.dates import format_day
from ntm.vietnamese.messages import _


def explain_text(tree: dict[str, Any]) -> str:
    """The lines of a tree of ntm.scoring.explain: what decides first and in full, the rest in one line."""
    head = (
        _("{kind} {name}, ngày {day}, theo {set}")
        .format(
            kind={"xa": _("xã"), "phuong": _("phường"), "thi_tran": _("thị trấn")}.get(
                tree["unit"]["kind"], ""
            ),
            name=tree["unit"]["name"],
            day=_day(tree["on"]),
            set=tree["criteria_set"],
        )
        .strip()
    )
    lines = [head[:1].upper() + head[1:], *_node(tree, 0)]
    lines += [_("Lưu ý: {warning}").format(warning=warning) for warning in tree["warnings"]]
    return "\n".join(lines)


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))


def _node(node: dict[str, Any], depth: int) -> list[str]:
    return _measure(node, depth) if node["level"] == "measure" else _joined(node, depth)


def _joined(node: dict[str, Any], depth: int) -> list[str]:
    indent = "  " * depth
    name = node["id"] if node["level"] == "indicator" else node["number"]
    kind = _("Tiêu chí") if node["level"] == "criterion" else _("Chỉ tiêu")
    lines = [
        f"{indent}{kind} {name} ({node['name']}): {node['verdict_text'].upper()}, {node['basis_text']}.",
        *_declaration(node, indent + "  "),
    ]
    if node.get("not_applicable"):
        lines.append(f"{indent}  " + _("Không áp dụng: {reason}").format(reason=node["not_applicable"]))
    deciding = [child for child in node["children"] if child["decides"]]
    others = [child for child in node["children"] if not child["decides"]]
    detailed = deciding if node["verdict"] != Verdict.MET.word else []
    if node["level"] == "indicator":
        detailed, others = node["children"], []
    for child in detailed:
        lines += _node(child, depth + 1)
    rest = others if detailed else node["children"]
    if rest:
        told = "; ".join(f"{child['id']} {child['verdict_text']}" for child in rest)
        label = _("Các chỉ tiêu khác") if detailed else _("Các chỉ tiêu")
        lines.append(f"{indent}  {label}: {told}.")
    if node["missing"] and depth == 0:
        lines.append(f"{indent}  " + _("Còn thiếu để kết luận:"))
        lines += [f"{indent}  - {missing['text']}" for missing in node["missing"]]
    return lines


def _declaration(node: dict[str, Any], indent: str) -> list[str]:
    declared = node["declared"]
    if declared is None:
        return []
    body = body_word(Body[declared["by"].upper()])
    verdict = verdict_word(Verdict[declared["verdict"].upper()])
    day = _(", ngày {day}").format(day=_day(declared["on"])) if declared["on"] else ""
    lines = [indent + _("Kết luận của {body}: {verdict}{day}.").format(body=body, verdict=verdict, day=day)]
    if node["disagrees"]:
        computed = verdict_word(Verdict[node["computed"].upper()])
        kept = (
            _("lấy kết luận, vì mức yêu cầu còn nghi ngờ")
            if node["decided_by"] == "declaration"
            else _("lấy kết quả tính")
        )
        lines.append(
            indent
            + _("Khác nhau: tính từ số liệu là {computed}; {kept}.").format(computed=computed, kept=kept)
        )
    return lines


def _measure(node: dict[str, Any], depth: int) -> list[str]:
    indent = "  " * depth
    lines = [f"{indent}{node['id']} {node['name']}: {_measure_verdict(node)}"]
    inner = indent + "  "
    value = (
        _("{value}, ngày {day}").format(value=node["value_text"], day=_day(node["on"]))
        if node["value_text"] is not None
        else _("chưa có số liệu")
    )
    lines.append(
        inner
        + _("Kết quả: {value}. Yêu cầu: {required}.").format(value=value, required=node["required_text"])
    )
    if node["gap_text"]:
        lines.append(inner + _("Khoảng cách: {gap}.").format(gap=node["gap_text"]))
    threshold = node["threshold"]
    if threshold is not None:
        lines.append(inner + _("Mức áp dụng: {why}.").format(why="; ".join(threshold["why"])))
        if not threshold["illustrative"]:  # what is made up has no source, and "why" has said so
            source = threshold["source"] or _("không rõ")
            checked = threshold["checked_text"]
            lines.append(inner + _("Nguồn: {source} ({checked}).").format(source=source, checked=checked))
    lines += [inner + _("Thiếu: {text}.").format(text=missing["text"]) for missing in node["missing"]]
    return lines


def _measure_verdict(node: dict[str, Any]) -> str:
    if node["only_disproves"] and node["verdict"] != Verdict.NOT_MET.word:
        return _("chỉ để đối chiếu, không thay cho từng phần")
    return str(node["verdict_text"])
