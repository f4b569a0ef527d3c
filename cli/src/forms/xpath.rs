//! The XPath of XLSForms: what relevance, constraints and calculations are written in.

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum XPath {
    /// `'text'`.
    Text(String),
    /// `12.5`, as it is written.
    Number(String),
    /// `${name}`, or a path that ends in a name.
    Answer(String),
    /// `.`: the answer that a constraint is about.
    This,
    /// A bare name: in a choice filter an attribute of the choice.
    Name(String),
    /// A function.
    Call(String, Vec<XPath>),
    /// `-x`.
    Minus(Box<XPath>),
    /// Two parts with an operator between them.
    Both(&'static str, Box<XPath>, Box<XPath>),
}

/// Brackets and functions in each other, at most.
const DEPTH_MAX: usize = 40;
/// Signs, names and values of one expression, at most: a long chain of operators is as deep as it is long.
const TOKENS_MAX: usize = 1_000;

/// What `regex(., '…')` asks of the answer itself, and what else stands beside it behind `and`.
pub(super) fn patterns(tree: XPath) -> (Vec<String>, Option<XPath>) {
    match tree {
        XPath::Call(name, args) if name == "regex" => match args.as_slice() {
            [XPath::This, XPath::Text(pattern)] => (vec![pattern.clone()], None),
            _ => (Vec::new(), Some(XPath::Call(name, args))),
        },
        XPath::Both("and", left, right) => {
            let ((mut found, left), (more, right)) = (patterns(*left), patterns(*right));
            found.extend(more);
            let rest = match (left, right) {
                (Some(left), Some(right)) => {
                    Some(XPath::Both("and", Box::new(left), Box::new(right)))
                }
                (one, other) => one.or(other),
            };
            (found, rest)
        }
        other => (Vec::new(), Some(other)),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Text(String),
    Number(String),
    Answer(String),
    Path(String),
    Word(String),
    Sign(&'static str),
}

const SIGNS: [&str; 14] = ["!=", "<=", ">=", "(", ")", ",", "=", "<", ">", "+", "-", "*", "|", "["];
/// Operators from the loosest to the tightest.
const LEVELS: [&[&str]; 6] =
    [&["or"], &["and"], &["=", "!="], &["<", "<=", ">", ">="], &["+", "-"], &["*", "div", "mod"]];

/// Reads an expression; a person is told what is not understood.
pub(super) fn parse(text: &str) -> Result<XPath, String> {
    let tokens = tokens(text)?;
    if tokens.len() > TOKENS_MAX {
        return Err(format!("an expression has at most {TOKENS_MAX} parts"));
    }
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let tree = parser.level(0)?;
    match parser.peek() {
        None => Ok(tree),
        Some(token) => Err(format!("{} is not expected here", shown(token))),
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Text(text) => format!("'{text}'"),
        Token::Number(word) | Token::Word(word) | Token::Path(word) => word.clone(),
        Token::Answer(name) => format!("${{{name}}}"),
        Token::Sign(sign) => (*sign).to_owned(),
    }
}

fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.' | ':')
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = token(rest, first)?;
        found.push(token);
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(found)
}

fn token(rest: &str, first: char) -> Result<(Token, usize), String> {
    let while_is = |fits: fn(char) -> bool| rest.find(|sign| !fits(sign)).unwrap_or(rest.len());
    if let quote @ ('\'' | '"') = first {
        let end = rest.get(1..).and_then(|rest| rest.find(quote)).ok_or("a text has no end")?;
        let text = rest.get(1..=end).unwrap_or_default();
        return Ok((Token::Text(text.to_owned()), end + 2));
    }
    if let Some(name) = rest.strip_prefix("${") {
        let end = name.find('}').ok_or("a ${ has no }")?;
        let name = name.get(..end).unwrap_or_default().trim();
        return Ok((Token::Answer(name.to_owned()), end + 3));
    }
    let digit_follows = rest.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    if first.is_ascii_digit() || (first == '.' && digit_follows) {
        let end = while_is(|sign| sign.is_ascii_digit() || sign == '.');
        return Ok((Token::Number(rest.get(..end).unwrap_or_default().to_owned()), end));
    }
    if first == '/' || rest.starts_with("..") || rest.starts_with("./") {
        let end = while_is(|sign| is_name(sign) || sign == '/');
        return Ok((Token::Path(rest.get(..end).unwrap_or_default().to_owned()), end));
    }
    if first == '.' {
        return Ok((Token::Path(".".to_owned()), 1));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    if first.is_alphabetic() || first == '_' {
        return Ok(word(rest));
    }
    Err(format!("'{first}' is not understood"))
}

/// A word: an operator, a function or a name; names may hold a minus.
fn word(rest: &str) -> (Token, usize) {
    let end = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    let token = match LEVELS.iter().flat_map(|level| level.iter()).find(|sign| **sign == word) {
        Some(sign) => Token::Sign(sign),
        None => Token::Word(word.to_owned()),
    };
    (token, end)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn level(&mut self, level: usize) -> Result<XPath, String> {
        let Some(signs) = LEVELS.get(level) else { return self.single() };
        let mut left = self.level(level + 1)?;
        while let Some(Token::Sign(sign)) = self.peek() {
            let sign = *sign;
            if !signs.contains(&sign) {
                break;
            }
            self.at += 1;
            let right = self.level(level + 1)?;
            left = XPath::Both(sign, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<XPath, String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err("it is nested too deep".to_owned());
        }
        let found = match self.next() {
            Some(Token::Text(text)) => XPath::Text(text),
            Some(Token::Number(number)) => XPath::Number(number),
            Some(Token::Answer(name)) => XPath::Answer(name),
            Some(Token::Path(path)) => path_of(&path)?,
            Some(Token::Word(word)) => self.word(word)?,
            Some(Token::Sign("-")) => XPath::Minus(Box::new(self.single()?)),
            Some(Token::Sign("(")) => {
                let inner = self.level(0)?;
                self.close()?;
                inner
            }
            Some(other) => return Err(format!("{} is not expected here", shown(&other))),
            None => return Err("it ends too early".to_owned()),
        };
        self.depth -= 1;
        Ok(found)
    }

    fn word(&mut self, word: String) -> Result<XPath, String> {
        if self.peek() != Some(&Token::Sign("(")) {
            // No question is called so: XPath finds nothing there, and people write it for that.
            return Ok(if word == "null" { XPath::Text(String::new()) } else { XPath::Name(word) });
        }
        self.at += 1;
        let mut args = Vec::new();
        while self.peek() != Some(&Token::Sign(")")) {
            if !args.is_empty() && self.next() != Some(Token::Sign(",")) {
                return Err(format!("{word}() has no end"));
            }
            args.push(self.level(0)?);
        }
        self.close()?;
        // `current()/../name` goes on after the call.
        if word == "current" && matches!(self.peek(), Some(Token::Path(_))) {
            return self.single();
        }
        Ok(XPath::Call(word, args))
    }

    fn close(&mut self) -> Result<(), String> {
        match self.next() {
            Some(Token::Sign(")")) => Ok(()),
            _ => Err("a bracket is not closed".to_owned()),
        }
    }
}

/// A path is known by its last name: names are unique in a form.
fn path_of(path: &str) -> Result<XPath, String> {
    if path == "." {
        return Ok(XPath::This);
    }
    let last = path.rsplit('/').next().unwrap_or_default();
    match last {
        "" | "." | ".." => Err(format!("the path {path} names no question")),
        name => Ok(XPath::Answer(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_bind_as_in_xpath() {
        let tree = parse("${a} + 2 * 3 > 4 and not(selected(., 'x-y')) or ../b = 'c'");
        let XPath::Both("or", left, right) = tree.expect("read") else { panic!("or is loosest") };
        assert!(matches!(*left, XPath::Both("and", ..)));
        let b = XPath::Both(
            "=",
            Box::new(XPath::Answer("b".into())),
            Box::new(XPath::Text("c".into())),
        );
        assert_eq!(*right, b);
        assert_eq!(
            parse("string-length(.)"),
            Ok(XPath::Call("string-length".into(), vec![XPath::This]))
        );
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for text in ["", "1 +", "selected(", "'x", "${x", "a b", "#", &"(".repeat(100)] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
