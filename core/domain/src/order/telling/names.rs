//! What people call kinds of facts, their parts and marks: the few words that no playbook has.

use crate::moment::Interval;
use crate::playbook::facts::fact_kind_words;
use crate::playbook::words::Words;
use crate::verdict::reason_words;

/// Dates that people agreed on are told in the time of the first market, minutes east of UTC.
const ZONE_MINUTES: i32 = crate::moment::MARKET_ZONE_MINUTES;

/// Code, 简体中文, English.
type Row = (&'static str, &'static str, &'static str);

const KINDS: &[Row] = &[
    ("transition", "状态变更", "step"),
    ("photo", "拍照", "photo"),
    ("signature", "签名", "signature"),
    ("fix", "定位", "position"),
    ("scan", "扫码", "scan"),
    ("reading", "读数", "reading"),
    ("consent", "客户同意", "consent"),
    ("refusal", "客户拒收", "refused by the customer"),
    ("contact_attempt", "联系客户", "contact attempt"),
    ("comment", "备注", "remark"),
    ("urge", "催办", "urged"),
    ("urge_answer", "回复催办", "answer to the urge"),
    ("part", "备件", "part"),
    ("payment", "收款", "payment"),
    ("quote", "报价", "quote"),
    ("timer", "计时", "timer"),
    ("visit", "上门", "visit"),
    ("custody", "交接", "custody"),
    ("assignment", "派单", "assignment"),
    ("approval", "审批", "approval"),
    ("approval_request", "申请审批", "asked for approval"),
    ("delegation", "委托审批", "approval delegated"),
    ("proposed", "建议修改", "proposal"),
    ("withdrawn", "撤回", "taken back"),
    ("moved", "移到别的单", "moved to another order"),
    ("found", "建单", "order made"),
    ("keyed", "补单号", "number added"),
    ("do_not_load", "拦截", "intercepted"),
    ("unsigned", "未签名", "not signed"),
    ("duty", "上下班", "duty"),
    ("shift_closed", "交班", "shift closed"),
    ("settled", "冲突已定", "conflict settled"),
    ("fields", "修改信息", "fields changed"),
    ("withheld", "内容不可见", "not for this reader"),
    ("unknown", "需更新才能显示", "update needed to show this"),
    ("decided", "系统重新判定", "decided anew"),
    ("joined", "并单", "joined"),
    ("parted", "拆单", "parted"),
    ("generation", "资料整理", "document renewed"),
    ("triggered", "系统自动处理", "done by rule"),
];

const CUSTODY: &[Row] = &[
    ("taken", "取件", "taken"),
    ("given", "交出", "handed over"),
    ("received", "接收", "received"),
    ("returned", "交回网点", "brought back"),
    ("shelved", "入柜/上架", "put down"),
];

const STEPS: &[Row] = &[
    ("visit/begin", "到达现场", "visit begun"),
    ("visit/end", "离开现场", "visit ended"),
    ("timer/start", "开始计时", "timer started"),
    ("timer/stop", "停止计时", "timer stopped"),
    ("duty/begin", "上班", "duty begun"),
    ("duty/break_begin", "开始休息", "break begun"),
    ("duty/break_end", "休息结束", "break ended"),
    ("duty/end", "下班", "duty ended"),
    ("sequenced/offered", "建议派送顺序", "order of calls offered"),
    ("sequenced/kept", "定了派送顺序", "order of calls kept"),
    ("sequenced/let_go", "放开派送顺序", "order of calls let go"),
    ("sequenced/declined", "没采纳建议的顺序", "offered order declined"),
];

const LABELS: &[Row] = &[
    ("reason", "原因", "reason"),
    ("note", "说明", "note"),
    ("text", "内容", "text"),
    ("role", "类型", "what"),
    ("signer", "签名人", "signer"),
    ("line", "所签内容", "what was signed"),
    ("raw", "条码", "code"),
    ("quantity", "项目", "quantity"),
    ("value_milli", "数值", "value"),
    ("unit", "单位", "unit"),
    ("sensor", "记录仪", "logger"),
    ("to", "对象", "to"),
    ("who", "何人", "who"),
    ("channel", "方式", "by"),
    ("words", "原话", "in their words"),
    ("outcome", "结果", "outcome"),
    ("answer", "回复", "answer"),
    ("accuracy_dm", "精度", "accuracy"),
    ("kind", "类型", "kind"),
    ("keys", "单号", "numbers"),
    ("key", "单号", "number"),
    ("person", "何人", "person"),
    ("place", "地点", "place"),
    ("path", "字段", "field"),
    ("value", "建议值", "proposed value"),
    ("granted", "同意", "granted"),
    ("level", "级别", "level"),
    ("transition", "事项", "step"),
    ("purpose", "款项", "purpose"),
    ("method", "方式", "method"),
    ("amount", "金额", "amount"),
    ("slip", "单据号", "slip"),
    ("step", "动作", "step"),
    ("orders", "单数", "orders"),
    ("name", "名称", "name"),
    ("serial", "序列号", "serial"),
    ("number", "第几版", "number"),
    ("timer", "项目", "timer"),
    ("vehicle", "车辆", "vehicle"),
    ("outlet", "网点", "outlet"),
    ("document", "资料", "document"),
    ("about", "事项", "about"),
    ("holds", "是否属实", "it is so"),
    ("received", "是否到账", "it has come"),
    ("reference", "流水号", "reference"),
    ("until_ms", "至", "until"),
    ("from_ms", "自", "from"),
    ("to_ms", "至", "until"),
    ("areas", "片区", "areas"),
    ("kinds", "类型", "kinds"),
    ("minutes", "分钟", "minutes"),
    ("lasted_ms", "时长", "lasted"),
];

const OUTCOMES: &[Row] = &[
    ("reached", "已接通", "reached"),
    ("no_answer", "无人接听", "no answer"),
    ("rejected", "拒接", "call rejected"),
    ("invalid", "空号", "number does not exist"),
    ("off", "停机/关机", "switched off"),
];

const METHODS: &[Row] = &[
    ("cash", "现金", "cash"),
    ("qr", "扫码(待核实)", "QR code (said to be paid)"),
    ("card", "刷卡", "card"),
    ("transfer", "转账(待核实)", "bank transfer (said to be paid)"),
];

const CHANNELS: &[Row] = &[
    ("call", "电话", "call"),
    ("phone", "电话", "call"),
    ("sms", "短信", "text message"),
    ("wechat", "微信", "WeChat"),
    ("chat", "聊天", "chat"),
    ("in_person", "当面", "in person"),
    ("standing", "长期授权", "standing consent"),
];

const PART_STEPS: &[Row] = &[
    ("asked", "申领", "asked for"),
    ("reserved", "已备货", "reserved"),
    ("short", "缺货", "short"),
    ("sent", "已发出", "sent"),
    ("received", "领到", "received"),
    ("used", "用掉", "used"),
    ("returned", "退回", "given back"),
];

const MARKS: &[Row] = &[
    ("unsent", "还在手机上", "still on the phone"),
    ("stored", "平台已收到", "at the hub"),
    ("flagged", "已收,有疑问", "kept, with a question"),
    ("late", "改派后的工作,仅作记录", "late work, kept as a record"),
    ("refused", "未接受", "not accepted"),
    ("blocked", "修改未生效", "change without effect"),
    ("held", "待处理", "waiting"),
];

fn find(rows: &[Row], code: &str) -> Option<Words> {
    let found = rows.iter().find(|row| row.0 == code);
    found.map(|(_, zh, en)| Words::new(*zh, *en))
}

fn of(rows: &[Row], code: &str) -> Words {
    find(rows, code).unwrap_or_else(|| Words::new(code, code))
}

pub(super) fn kind(kind: &str) -> Words {
    find(KINDS, kind).unwrap_or_else(|| fact_kind_words(kind))
}

pub(super) fn custody(act: &str) -> Words {
    of(CUSTODY, act)
}

pub(super) fn step(kind: &str, step: &str) -> Option<Words> {
    find(STEPS, &format!("{kind}/{step}"))
}

/// What a part of a row is called; `None` for what only programs read.
pub(super) fn label(kind: &str, name: &str) -> Option<Words> {
    match (kind, name) {
        ("assignment", "to") => Some(Words::new("派给", "to")),
        ("consent", "to") => Some(Words::new("放到", "to")),
        ("moved" | "withdrawn", "to" | "fact" | "evidence") => None,
        ("photo", "camera") | ("transition", "from") => None,
        _ => find(LABELS, name),
    }
}

pub(super) fn outcome(code: &str) -> Words {
    of(OUTCOMES, code)
}

pub(super) fn method(code: &str) -> Words {
    of(METHODS, code)
}

pub(super) fn channel(code: &str) -> Words {
    of(CHANNELS, code)
}

pub(super) fn part_step(code: &str) -> Words {
    of(PART_STEPS, code)
}

/// A number with what it counts.
pub(super) fn number(name: &str, number: i64) -> Words {
    match name {
        "accuracy_dm" => {
            let metres = number / 10;
            Words::new(format!("{metres} 米"), format!("{metres} m"))
        }
        "lasted_ms" => {
            let seconds = number / 1_000;
            Words::new(format!("{seconds} 秒"), format!("{seconds} s"))
        }
        "until_ms" | "from_ms" | "to_ms" => {
            let ms = u64::try_from(number).ok();
            Interval { earliest_ms: ms, latest_ms: ms }.words(ZONE_MINUTES)
        }
        "value_milli" => {
            let sign = if number < 0 { "-" } else { "" };
            let size = number.unsigned_abs();
            let text = format!("{sign}{}.{}", size / 1_000, (size % 1_000) / 100);
            Words::new(&text, &text)
        }
        _ => Words::new(number.to_string(), number.to_string()),
    }
}

/// The mark in words; nothing is said of what was simply accepted.
pub(super) fn mark(mark: &str, why: Option<&str>) -> Option<Words> {
    let words = find(MARKS, mark)?;
    // What blocks is a number or a hash, and says nothing to people.
    let why = why.filter(|_| mark != "blocked").map(reason_words);
    Some(match why {
        Some(why) => {
            Words::new(format!("{}:{}", words.zh, why.zh), format!("{}: {}", words.en, why.en))
        }
        None => words,
    })
}
