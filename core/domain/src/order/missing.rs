//! What a decision says is missing: short codes that never change, and back into words for people.

use crate::decision::Exception;
use crate::playbook::Playbook;
use crate::playbook::words::{Lang, Words};
use crate::playbook::workflow::Missing;

/// The stable code of something missing: `photo/door/1`, `stage/loaded|attempted`.
#[must_use]
pub fn code(missing: &Missing) -> String {
    match missing {
        Missing::Workflow { kind } => format!("workflow/{kind}"),
        Missing::Transition { id } => format!("transition/{id}"),
        Missing::Stage { needs, .. } => format!("stage/{}", needs.join("|")),
        Missing::Lane { lane, needs, .. } => format!("lane/{lane}/{}", needs.join("|")),
        Missing::Lanes { open } => format!("lanes/{}", open.join("|")),
        Missing::Dispute => "dispute".into(),
        Missing::Settling => "settling".into(),
        Missing::Role { needs, .. } => format!("role/{}", needs.join("|")),
        Missing::Assigned => "assigned".into(),
        Missing::Reason { group, .. } => format!("reason/{group}"),
        Missing::SubOrders { kinds, open, absent } => {
            format!("sub_orders/{open}/{absent}/{}", kinds.join("|"))
        }
        Missing::Note => "note".into(),
        Missing::Evidence { kind, role, count } => match role {
            Some(role) => format!("{kind}/{role}/{count}"),
            None => format!("{kind}//{count}"),
        },
        Missing::Attempts { outcomes, count, apart_minutes } => {
            format!("attempts/{}/{count}/{apart_minutes}", outcomes.join("|"))
        }
        Missing::UsedUp { made, then } => format!("used_up/{made}/{then}"),
        Missing::Consent { kinds } => format!("consent/{}", kinds.join("|")),
        Missing::Source { channel, source } => format!("source/{channel}/{source}"),
        Missing::Lapsed { kinds } => format!("lapsed/{}", kinds.join("|")),
        Missing::Form { form, count, .. } => format!("form/{form}/{count}"),
        Missing::NextDate => "next_date".into(),
        Missing::Payment { purpose, amount_minor, paid_minor } => {
            format!("payment/{purpose}/{amount_minor}/{paid_minor}")
        }
        Missing::AnyOf { of } => {
            let choices: Vec<String> = of.iter().map(code).collect();
            format!("any/{}", choices.join(","))
        }
        Missing::Guard { .. } => "guard".into(),
        Missing::Approval { level, count, lapsed, .. } => match lapsed {
            Some(why) => format!("approval/{level}/{count}/{why}"),
            None => format!("approval/{level}/{count}"),
        },
        Missing::Denied { level, .. } => format!("denied/{level}"),
        Missing::Author { roles } => format!("author/{}", roles.join("|")),
        Missing::InTime { roles } => format!("in_time/{}", roles.join("|")),
    }
}

/// The words for one code of an exception, in both languages; a code of a newer program is its own
/// words.
#[must_use]
pub fn words(playbook: &Playbook, kind: &str, exception: &Exception, code: &str) -> Words {
    match code {
        "late" => Words::new("改派后的工作,仅作记录", "late work, moves nothing"),
        super::triggers::TOO_MANY => {
            Words::new("同一次操作触发的规则太多", "one act set off too many rules")
        }
        "hub" => Words::new("由服务器判定", "the hub decides"),
        "withdraw/author" => Words::new("只有本人或调度可撤回", "only its author or the desk"),
        "custody/holder" => Words::new("交出人手上没有此件", "the giver does not have it"),
        "custody/person" => Words::new("未写明交给谁", "it says not to whom"),
        _ if code.starts_with("answer/") => super::approvals::why(playbook, code),
        _ if code.starts_with("stage/") => wrong_stage(playbook, kind, code),
        _ if code.starts_with("with/") => only_with(playbook, kind, code),
        _ => match meaning(playbook, kind, exception, code) {
            Some(missing) => {
                Words::new(missing.words(playbook, Lang::Zh), missing.words(playbook, Lang::En))
            }
            None => Words::new(code, code),
        },
    }
}

/// An assignment that stands only beside a step.
fn only_with(playbook: &Playbook, kind: &str, code: &str) -> Words {
    let id = code.strip_prefix("with/").unwrap_or_default();
    let step = playbook.transition(kind, id).map(|step| step.name.clone());
    let step = step.unwrap_or_else(|| Words::new(id, id));
    Words::new(
        format!("不能直接改派,须选“{}”", step.zh),
        format!("it goes to somebody only with the step \u{201c}{}\u{201d}", step.en),
    )
}

/// The exception holds the stages that would have done, not the one at which the order stood.
fn wrong_stage(playbook: &Playbook, kind: &str, code: &str) -> Words {
    let ids = list(code.strip_prefix("stage/").unwrap_or_default());
    let name = |id: &String| {
        let stage = playbook.stage(kind, id);
        stage.map_or_else(|| Words::new(id, id), |stage| stage.name.clone())
    };
    let names: Vec<Words> = ids.iter().map(name).collect();
    let join =
        |pick: fn(&Words) -> &str, with| names.iter().map(pick).collect::<Vec<_>>().join(with);
    let (zh, en) = (join(|name| &name.zh, "/"), join(|name| &name.en, ", "));
    Words::new(format!("当时的状态不能这样操作(须为:{zh})"), format!("only possible while: {en}"))
}

fn list(text: &str) -> Vec<String> {
    text.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn meaning(playbook: &Playbook, kind: &str, exception: &Exception, code: &str) -> Option<Missing> {
    let (head, rest) = code.split_once('/').unwrap_or((code, ""));
    let mut parts = rest.split('/');
    Some(match head {
        "workflow" => Missing::Workflow { kind: rest.to_owned() },
        "transition" => Missing::Transition { id: rest.to_owned() },
        "lane" => Missing::Lane {
            lane: parts.next()?.to_owned(),
            is: String::new(),
            needs: list(parts.next()?),
        },
        "lanes" => Missing::Lanes { open: list(rest) },
        "dispute" => Missing::Dispute,
        "settling" => Missing::Settling,
        "role" => Missing::Role { is: String::new(), needs: list(rest) },
        "assigned" => Missing::Assigned,
        "reason" => Missing::Reason { group: rest.to_owned(), given: None },
        "sub_orders" => Missing::SubOrders {
            open: parts.next()?.parse().ok()?,
            absent: parts.next()?.parse().ok()?,
            kinds: list(parts.next()?),
        },
        "note" => Missing::Note,
        "attempts" => Missing::Attempts {
            outcomes: list(parts.next()?),
            count: parts.next()?.parse().ok()?,
            apart_minutes: parts.next()?.parse().ok()?,
        },
        "used_up" => {
            Missing::UsedUp { made: parts.next()?.parse().ok()?, then: parts.next()?.to_owned() }
        }
        "consent" if !rest.contains('/') => Missing::Consent { kinds: list(rest) },
        "source" => {
            Missing::Source { channel: parts.next()?.to_owned(), source: parts.next()?.to_owned() }
        }
        "lapsed" => Missing::Lapsed { kinds: list(rest) },
        "form" => Missing::Form {
            form: parts.next()?.to_owned(),
            count: parts.next()?.parse().ok()?,
            questions: Vec::new(),
        },
        "next_date" => Missing::NextDate,
        "payment" => Missing::Payment {
            purpose: parts.next()?.to_owned(),
            amount_minor: parts.next()?.parse().ok()?,
            paid_minor: parts.next()?.parse().ok()?,
        },
        "any" => {
            let of = rest.split(',').map(|choice| meaning(playbook, kind, exception, choice));
            Missing::AnyOf { of: of.collect::<Option<_>>()? }
        }
        "guard" => {
            let transition = exception.rule.rsplit('/').next()?;
            let rule = playbook.transition(kind, transition)?.guard.as_ref()?;
            Missing::Guard { rule: rule.cel.clone(), words: rule.words.clone(), error: None }
        }
        "approval" | "denied" => {
            return super::approvals::missing(playbook, kind, exception, (head, rest));
        }
        "author" => Missing::Author { roles: list(rest) },
        "in_time" => Missing::InTime { roles: list(rest) },
        "stage" => return None,
        evidence => Missing::Evidence {
            kind: evidence.to_owned(),
            role: parts.next().filter(|role| !role.is_empty()).map(str::to_owned),
            count: parts.next()?.parse().ok()?,
        },
    })
}
