"""Makes made.jsonl: 800 labelled messages out of a grammar, slot lists and noise.

How the 1,000 messages of this folder came about, so that nobody takes the figures for more than they are:

* hand.jsonl: 211 messages, each written by hand for this project in the spirit of the trade's real messages, before the
  engine and its phrases were. They are no customer's words, and their author is the engine's. In the first run that
  ended, order numbers were read exactly in 211 of them, waybills in 210, telephone numbers in 211, topics in 205. Then
  one message with a digit too many, labels of a topic that was added, and some phrases were put right: since then it is a
  development set.
* made.jsonl: this script. A message is two to four parts of the lists below in any order, Chinese, English or both,
  joined with the punctuation of chats; numbers come from the carriers' forms with random digits; then noise: full
  width, groups, lower case, a letter for a digit, doubled signs, line ends. The label is what was put in. First run:
  799, 790 and 800 of 800. Made messages show that forms and noise do not confuse the reading; they cannot show
  that people write like this.

Run `python3 make.py > made.jsonl`; the seed is fixed.
"""

import json
import random

RANDOM = random.Random(20261122)
DIGITS = "0123456789"


def digits(count):
    return "".join(RANDOM.choice(DIGITS) for _ in range(count))


def s10():
    body = digits(8)
    weighted = sum(int(d) * w for d, w in zip(body, (8, 6, 4, 2, 3, 5, 9, 7)))
    check = {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)
    return RANDOM.choice(["EA", "RR", "LZ", "CP"]) + body + str(check) + RANDOM.choice(["CN", "DE", "US"])


def sscc():
    body = digits(17)
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return body + str((10 - total % 10) % 10)


WAYBILLS = [
    lambda: "SF1" + digits(12),
    lambda: "YT" + digits(13),
    lambda: "JT" + digits(13),
    lambda: "JDVA" + digits(11),
    lambda: "DPK" + digits(12),
    lambda: "7" + digits(13),
    lambda: "4" + RANDOM.choice("0126789") + digits(13),
    lambda: "43" + digits(13),
    lambda: "77" + digits(13),
    s10,
]
WAYBILL_CUES = ["单号", "运单号:", "快递单号 ", "物流单号:", "运单", "单号是", "tracking no. ", "waybill ", "", "", ""]
ORDER_CUES = ["订单号", "订单编号:", "订单号码 ", "订单:", "order no. ", "order number: ", "工单号"]
PHONE_CUES = ["电话", "手机:", "联系电话 ", "手机号", "打", "回拨", "phone: ", "call me on ", "", ""]
GAPS = [",", ",", " ", "。", "\n", ", ", "!", ";"]
CHAT = [
    "麻烦帮查下到哪了", "两天了还没到", "外箱全湿了", "我要投诉", "放门口就行", "周二以后送", "谁负责??", "急急急",
    "收件人王女士", "望湖路188号云栖花园3幢2单元1102室", "科创园B座7楼前台", "石桥村5组小卖部", "共3件",
    "今天下午四点前必须到", "2026-11-22下的单", "价值1280.00元", "尾号6017", "取件码 3-5-8021", "门禁1102#",
    "身份证号 11010119900307851X", "验证码 482913", "QQ 30029911", "型号KFR-35GW/BP3", "工号8001235", "谢谢",
    "where is my parcel", "it is damaged", "please hurry", "not arrived yet", "I want a refund", "thanks",
    "leave it at the door", "room 1102, building 3", "7th floor", "since 20 Nov 2026", "about 12.5 kg",
]


def waybill():
    """The value, and how it is written."""
    value = RANDOM.choice(WAYBILLS)()
    written, noise = value, RANDOM.random()
    if noise < 0.10:
        cut = RANDOM.choice([3, 4])
        written = " ".join(value[i : i + cut] for i in range(0, len(value), cut))
    elif noise < 0.18:
        written = "".join(chr(ord(c) + 0xFEE0) for c in value)
    elif noise < 0.26:
        written = value.lower()
    elif noise < 0.32 and value[0] in "SYJD" and not value.startswith("JDVA") and "0" in value[4:]:
        at = value.index("0", 4)
        written = value[:at] + "O" + value[at + 1 :]
    return value, written


def phone():
    kind = RANDOM.random()
    area = RANDOM.choice(["010", "021", "0571", "0755", "028"])
    own = RANDOM.choice("2345678") + digits(7)
    extension = RANDOM.choice(["802", "1", "5678", "0042"])
    mobile = RANDOM.choice(["199", "170", "138", "155"]) + digits(8)
    if kind < 0.30:
        return mobile, mobile
    if kind < 0.40:
        return mobile, f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}"
    if kind < 0.46:
        return mobile, f"{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}"
    if kind < 0.52:
        return mobile, "".join(chr(ord(c) + 0xFEE0) for c in mobile)
    if kind < 0.60:
        masked = mobile[:3] + "****" + mobile[7:]
        return masked, masked.replace("****", RANDOM.choice(["****", "xxxx", "****"]))
    if kind < 0.72:
        word = RANDOM.choice(["转", "转分机", " ext. ", "分机", " 转 "])
        return f"{mobile}转{extension}", mobile + word + extension
    if kind < 0.82:
        return f"{area}-{own}", RANDOM.choice([f"{area}-{own}", f"({area}){own}", f"{area}{own}"])
    if kind < 0.90:
        return f"{area}-{own}转{extension}", f"{area}-{own}{RANDOM.choice(['转', '分机', 'ext'])}{extension}"
    if kind < 0.95:
        rest = digits(3), digits(4)
        return f"400-{rest[0]}-{rest[1]}", f"400-{rest[0]}-{rest[1]}"
    return f"+86{mobile}", RANDOM.choice([f"+86{mobile}", f"+86 {mobile}", f"+86-{mobile}"])


def order():
    form = RANDOM.random()
    if form < 0.4:
        value = "2026" + digits(8)
        return value, value
    if form < 0.7:
        head, tail = RANDOM.choice(["TM", "WX", "D", "AB"]), digits(6)
        return f"{head}{tail}", RANDOM.choice([f"{head}-{tail}", f"{head}{tail}"])
    a, b = digits(5), digits(4)
    return f"{a}{b}", f"{a}-{b}"


def message():
    parts, label = [], {"o": [], "w": [], "p": []}
    if RANDOM.random() < 0.7:
        for _ in range(2 if RANDOM.random() < 0.12 else 1):
            value, written = waybill()
            label["w"].append(value)
            parts.append(RANDOM.choice(WAYBILL_CUES) + written)
    if RANDOM.random() < 0.06:
        value = sscc()
        label["w"].append(value)
        parts.append(RANDOM.choice([f"(00){value}", f"托盘码00{value}"]))
    if RANDOM.random() < 0.35:
        value, written = order()
        label["o"].append(value)
        parts.append(RANDOM.choice(ORDER_CUES) + written)
    if RANDOM.random() < 0.55:
        value, written = phone()
        label["p"].append(value)
        parts.append(RANDOM.choice(PHONE_CUES) + written)
    parts += RANDOM.sample(CHAT, RANDOM.choice([0, 1, 1, 2, 3]) or (not parts))
    RANDOM.shuffle(parts)
    text = parts[0]
    for part in parts[1:]:
        text += RANDOM.choice(GAPS) + part
    if RANDOM.random() < 0.15:
        text += RANDOM.choice(["!!!", "??", "。。", " 😡", "~"])
    return {"t": text} | {key: sorted(set(values)) for key, values in label.items() if values}


for _ in range(800):
    print(json.dumps(message(), ensure_ascii=False, separators=(",", ":")))
