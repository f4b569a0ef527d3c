//! From XPath to a formula of our forms. XPath turns every value into what an operator wants; here each has a type,
//! so the turning is written out. What has no counterpart is refused by its name.

use std::collections::BTreeMap;

use super::xpath::XPath;

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Number,
    Text,
    /// A date: a text that counts as days in a sum.
    Date,
    /// Several choices.
    Several,
}

/// A question that formulas can name.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) kind: Kind,
    pub(super) repeat: Option<String>,
}

/// The questions of a form by their names, and its repeat groups.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) questions: BTreeMap<String, Named>,
    pub(super) repeats: Vec<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) repeat: Option<&'a str>,
    pub(super) this: Option<Kind>,
}

/// A formula and what it gives.
pub(super) type Made = Result<(String, Kind), String>;

#[derive(Debug, Clone, Copy)]
struct Writer<'a> {
    names: &'a Names,
    place: Place<'a>,
}

/// The formula of an expression.
pub(super) fn formula(tree: &XPath, names: &Names, place: Place<'_>) -> Made {
    Writer { names, place }.any(tree)
}

/// The formula of a condition.
pub(super) fn condition(tree: &XPath, names: &Names, place: Place<'_>) -> Result<String, String> {
    Writer { names, place }.truth(tree, false)
}

/// The formula of a calculation that is to give this kind of value.
pub(super) fn as_kind(
    tree: &XPath,
    names: &Names,
    place: Place<'_>,
    kind: Kind,
) -> Result<String, String> {
    turned(tree, Writer { names, place }.any(tree)?, kind)
}

type Written = (String, Kind);

/// What was written of an expression, as another kind of value.
fn turned(tree: &XPath, made: Written, kind: Kind) -> Result<String, String> {
    match kind {
        Kind::Bool => Ok(as_truth(made)),
        Kind::Number => as_number(tree, made),
        Kind::Text | Kind::Date => Ok(as_text(made)),
        Kind::Several => Err("several choices cannot be reckoned".to_owned()),
    }
}

fn as_truth((text, kind): Written) -> String {
    match kind {
        Kind::Bool => text,
        Kind::Number => format!("{text} != 0"),
        Kind::Text | Kind::Date => format!("{text} != ''"),
        Kind::Several => format!("size({text}) > 0"),
    }
}

fn as_number(tree: &XPath, (text, kind): Written) -> Result<String, String> {
    if let XPath::Text(text) = tree {
        return Ok(if is_number(text) { text.clone() } else { "number('')".to_owned() });
    }
    Ok(match kind {
        Kind::Number => text,
        Kind::Text | Kind::Bool => format!("number({text})"),
        Kind::Date => format!("days({text})"),
        Kind::Several => return Err("several choices are no number".to_owned()),
    })
}

fn as_text((text, kind): Written) -> String {
    match kind {
        Kind::Text | Kind::Date => text,
        Kind::Number | Kind::Bool | Kind::Several => format!("text({text})"),
    }
}

/// `${x} = ''` and `${x} = 'NaN'` ask whether a number is given.
fn is_given(sign: &str, (left, made): (&XPath, &Written), right: &XPath) -> Option<String> {
    let XPath::Text(empty) = right else { return None };
    let asks = matches!(sign, "=" | "!=") && matches!(empty.as_str(), "" | "NaN");
    let (text, kind) = made;
    if !asks || !matches!(left, XPath::Answer(_)) || *kind != Kind::Number {
        return None;
    }
    Some(if sign == "=" { format!("!has({text})") } else { format!("has({text})") })
}

fn quoted(text: &str) -> Result<String, String> {
    match text.chars().any(|sign| sign == '\'' || sign == '\\' || sign.is_control()) {
        false => Ok(format!("'{text}'")),
        true if !text.contains(['"', '\\']) && !text.chars().any(char::is_control) => {
            Ok(format!("\"{text}\""))
        }
        true => Err(format!("the text {text:?} cannot be written in a formula")),
    }
}

fn is_number(text: &str) -> bool {
    let plain = text.strip_prefix('-').unwrap_or(text);
    !plain.is_empty()
        && plain.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        && plain.split('.').count() <= 2
}

fn plain_number(text: &str) -> String {
    match text.strip_prefix('.') {
        Some(places) => format!("0.{places}"),
        None => text.trim_end_matches('.').to_owned(),
    }
}

impl Writer<'_> {
    fn any(&self, tree: &XPath) -> Made {
        match tree {
            XPath::Text(text) => Ok((quoted(text)?, Kind::Text)),
            XPath::Number(number) => Ok((plain_number(number), Kind::Number)),
            XPath::This => {
                let kind = self.place.this.ok_or("'.' stands for no answer here")?;
                Ok(("this".to_owned(), kind))
            }
            XPath::Answer(name) => self.answer(name),
            XPath::Name(name) => Err(format!("'{name}' names no question: write ${{{name}}}")),
            XPath::Minus(of) => Ok((format!("-({})", self.number(of)?), Kind::Number)),
            XPath::Call(name, args) => self.call(name, args),
            XPath::Both(sign, left, right) => self.both(sign, left, right),
        }
    }

    fn answer(&self, name: &str) -> Made {
        let found = self.names.questions.get(name);
        let named = found.ok_or_else(|| format!("there is no question '{name}'"))?;
        match &named.repeat {
            None => Ok((format!("a.{name}"), named.kind)),
            Some(own) if self.place.repeat == Some(own) => Ok((format!("item.{name}"), named.kind)),
            Some(own) => Err(format!(
                "'{name}' is asked in each item of '{own}': only sum(), min(), max() and count() read it from outside"
            )),
        }
    }

    /// As yes or no. `exact`: what cannot be said counts as no, where XPath compares with NaN.
    fn truth(&self, tree: &XPath, exact: bool) -> Result<String, String> {
        match tree {
            XPath::Both(sign @ ("and" | "or"), left, right) => {
                let sign = if *sign == "and" { "&&" } else { "||" };
                let (left, right) = (self.truth(left, exact)?, self.truth(right, exact)?);
                Ok(format!("({left} {sign} {right})"))
            }
            XPath::Both(sign @ ("=" | "!=" | "<" | "<=" | ">" | ">="), left, right) => {
                self.compare(sign, left, right, exact)
            }
            XPath::Call(name, args) if name == "not" && args.len() == 1 => {
                let of = args.first().ok_or("not() needs something")?;
                Ok(format!("!({})", self.truth(of, true)?))
            }
            other => Ok(as_truth(self.any(other)?)),
        }
    }

    fn number(&self, tree: &XPath) -> Result<String, String> {
        as_number(tree, self.any(tree)?)
    }

    fn text(&self, tree: &XPath) -> Result<String, String> {
        Ok(as_text(self.any(tree)?))
    }

    fn both(&self, sign: &str, left: &XPath, right: &XPath) -> Made {
        let cel = match sign {
            "+" | "-" | "*" => sign,
            "div" => "/",
            "mod" => "%",
            _ => {
                let tree =
                    XPath::Both(static_sign(sign), Box::new(left.clone()), Box::new(right.clone()));
                return Ok((self.truth(&tree, true)?, Kind::Bool));
            }
        };
        Ok((format!("({} {cel} {})", self.number(left)?, self.number(right)?), Kind::Number))
    }

    fn compare(
        &self,
        sign: &str,
        left: &XPath,
        right: &XPath,
        exact: bool,
    ) -> Result<String, String> {
        // Each part is written once, whatever it is compared as: parts in parts would else double at every level.
        let (one, other) = (self.any(left)?, self.any(right)?);
        if let Some(test) = is_given(sign, (left, &one), right) {
            return Ok(test);
        }
        let cel = if sign == "=" { "==" } else { sign };
        let kinds = (one.1, other.1);
        let orders = !matches!(sign, "=" | "!=");
        let wants_number =
            |kind, tree: &XPath| kind == Kind::Number || matches!(tree, XPath::Number(_));
        let made = match kinds {
            // Dates are ordered as they are written.
            (Kind::Date, Kind::Date | Kind::Text) | (Kind::Text, Kind::Date) => {
                format!("{} {cel} {}", as_text(one), as_text(other))
            }
            // `${choice} = 1`: the value of a choice is a text.
            (Kind::Text, _) if !orders && whole(right).is_some() => {
                format!("{} {cel} '{}'", as_text(one), whole(right).unwrap_or_default())
            }
            (_, Kind::Text) if !orders && whole(left).is_some() => {
                format!("'{}' {cel} {}", whole(left).unwrap_or_default(), as_text(other))
            }
            (first, second)
                if orders || wants_number(first, left) || wants_number(second, right) =>
            {
                let (one, other) = (as_number(left, one)?, as_number(right, other)?);
                let made = format!("{one} {cel} {other}");
                return Ok(match exact {
                    true => format!("coalesce({made}, {})", sign == "!="),
                    false => made,
                });
            }
            (Kind::Bool, _) | (_, Kind::Bool) => {
                format!("{} {cel} {}", as_truth(one), as_truth(other))
            }
            _ => format!("{} {cel} {}", as_text(one), as_text(other)),
        };
        Ok(made)
    }

    fn call(&self, name: &str, args: &[XPath]) -> Made {
        let bool = |text| Ok((text, Kind::Bool));
        let number = |text| Ok((text, Kind::Number));
        match (name, args) {
            ("true", []) => bool("true".to_owned()),
            ("false", []) => bool("false".to_owned()),
            ("not", [_]) => {
                let tree = XPath::Call(name.to_owned(), args.to_vec());
                bool(self.truth(&tree, true)?)
            }
            ("selected", [of, value]) => bool(self.selected(of, value)?),
            ("count-selected", [of]) => number(format!("size({})", self.any(of)?.0)),
            ("if", [condition, yes, no]) => self.choose(condition, yes, no),
            ("coalesce", [first, second]) => {
                let (first, kind) = self.any(first)?;
                let second = as_kind(second, self.names, self.place, kind)?;
                Ok((format!("coalesce({first}, {second})"), kind))
            }
            ("concat", [_, ..]) => {
                let parts: Result<Vec<String>, String> =
                    args.iter().map(|part| self.text(part)).collect();
                Ok((format!("({})", parts?.join(" + ")), Kind::Text))
            }
            ("string-length", [of]) => number(format!("size({})", self.text(of)?)),
            ("contains", [within, sought]) => bool(self.search("contains", within, sought)?),
            ("starts-with", [within, sought]) => bool(self.search("startsWith", within, sought)?),
            ("ends-with", [within, sought]) => bool(self.search("endsWith", within, sought)?),
            ("number", [of]) => number(self.number(of)?),
            ("string" | "normalize-space", [of]) => Ok((self.text(of)?, Kind::Text)),
            ("boolean", [of]) => bool(self.truth(of, true)?),
            ("int", [of]) => number(format!("trunc({})", self.number(of)?)),
            ("round", [of]) => number(format!("round({})", self.number(of)?)),
            ("round", [of, XPath::Number(places)]) => {
                number(format!("round({}, {places})", self.number(of)?))
            }
            ("floor", [of]) => number(format!("floor({})", self.number(of)?)),
            ("today", []) => Ok(("today".to_owned(), Kind::Date)),
            ("date", [of]) => Ok((self.text(of)?, Kind::Date)),
            ("decimal-date-time", [of]) => number(format!("days({})", self.text(of)?)),
            ("sum" | "min" | "max", [XPath::Answer(column)]) => self.gather(name, column),
            ("count", [XPath::Answer(repeat)]) if self.names.repeats.contains(repeat) => {
                number(format!("size(a.{repeat})"))
            }
            _ => Err(format!("the function {name}() with {} parts is not supported", args.len())),
        }
    }

    fn selected(&self, of: &XPath, value: &XPath) -> Result<String, String> {
        let (list, kind) = self.any(of)?;
        let value = self.text(value)?;
        Ok(match kind {
            Kind::Several => format!("{value} in {list}"),
            Kind::Text | Kind::Date => format!("{list} == {value}"),
            Kind::Number | Kind::Bool => format!("text({list}) == {value}"),
        })
    }

    fn search(&self, how: &str, within: &XPath, sought: &XPath) -> Result<String, String> {
        Ok(format!("{}.{how}({})", self.text(within)?, self.text(sought)?))
    }

    /// Both branches have one type: numbers where one of them is, and the other may be.
    fn choose(&self, condition: &XPath, yes: &XPath, no: &XPath) -> Made {
        let condition = self.truth(condition, true)?;
        let numeric = |tree: &XPath| match tree {
            XPath::Text(text) => text.is_empty() || is_number(text),
            _ => false,
        };
        let (one, other) = (self.any(yes)?, self.any(no)?);
        let kind = match (one.1, other.1) {
            (one, other) if one == other => one,
            (Kind::Number, _) if numeric(no) => Kind::Number,
            (_, Kind::Number) if numeric(yes) => Kind::Number,
            (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => Kind::Date,
            _ => Kind::Text,
        };
        let (one, other) = (turned(yes, one, kind)?, turned(no, other, kind)?);
        Ok((format!("({condition} ? {one} : {other})"), kind))
    }

    fn gather(&self, how: &str, column: &str) -> Made {
        let named = self.names.questions.get(column);
        let named = named.ok_or_else(|| format!("there is no question '{column}'"))?;
        match (&named.repeat, named.kind) {
            (Some(repeat), Kind::Number) => {
                Ok((format!("{how}(a.{repeat}.{column})"), Kind::Number))
            }
            _ => Err(format!("{how}() needs numbers of a repeat group, which '{column}' is not")),
        }
    }
}

fn whole(tree: &XPath) -> Option<&str> {
    match tree {
        XPath::Number(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => Some(text),
        _ => None,
    }
}

fn static_sign(sign: &str) -> &'static str {
    const ALL: [&str; 8] = ["or", "and", "=", "!=", "<", "<=", ">", ">="];
    ALL.iter().find(|one| **one == sign).copied().unwrap_or("=")
}

#[cfg(test)]
mod tests;
