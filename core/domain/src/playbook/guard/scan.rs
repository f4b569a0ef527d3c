//! The first look at a guard's text, before the parser: without recursion, it bounds everything
//! that makes parsing, checking or evaluating deep.

use super::GuardError;
use crate::limits;

/// What a guard may call. `map` and `matches` are not among them: they cannot be bounded.
pub(super) const FUNCTIONS: [&str; 9] =
    ["has", "all", "exists", "exists_one", "filter", "size", "contains", "startsWith", "endsWith"];

const SIGNS: &str = "&|!=<>+-*/%?:,.()[]";

/// What an expression may hold, and how much of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fence {
    /// The functions that it may call.
    pub(crate) functions: &'static [&'static str],
    /// Whether its numbers may have decimals.
    pub(crate) decimals: bool,
    /// Words, numbers and signs, at most.
    pub(crate) tokens_max: usize,
    /// Brackets in each other, at most.
    pub(crate) nesting_max: usize,
    /// Choices (`? :`), at most.
    pub(crate) choices_max: usize,
}

/// The fence of guards.
const GUARDS: Fence = Fence {
    functions: &FUNCTIONS,
    decimals: false,
    tokens_max: limits::GUARD_TOKENS_MAX,
    nesting_max: limits::GUARD_NESTING_MAX,
    choices_max: limits::GUARD_CHOICES_MAX,
};

struct Scan<'a> {
    fence: &'a Fence,
    chars: std::iter::Peekable<std::iter::Enumerate<std::str::Chars<'a>>>,
    tokens: usize,
    depth: usize,
    choices: usize,
    unary: usize,
}

/// Refuses what is too long, too nested, or uses signs and functions that guards do not have.
pub(super) fn check(text: &str) -> Result<(), GuardError> {
    if text.len() > limits::GUARD_BYTES_MAX {
        return Err(GuardError::TooLong(text.len()));
    }
    check_within(text, &GUARDS)
}

/// The same for expressions of another fence; their length is bounded by who calls.
pub(crate) fn check_within(text: &str, fence: &Fence) -> Result<(), GuardError> {
    let chars = text.chars().enumerate().peekable();
    let mut scan = Scan { fence, chars, tokens: 0, depth: 0, choices: 0, unary: 0 };
    while let Some((at, sign)) = scan.chars.next() {
        if sign.is_ascii_whitespace() {
            continue;
        }
        scan.tokens += 1;
        at_most("tokens", scan.tokens, fence.tokens_max)?;
        scan.unary = if matches!(sign, '!' | '-') { scan.unary + 1 } else { 0 };
        at_most("signs in a row", scan.unary, 3)?;
        match sign {
            '\'' | '"' => scan.text(at, sign)?,
            '0'..='9' => scan.number(at)?,
            'a'..='z' | 'A'..='Z' | '_' => scan.word(at, sign)?,
            _ => scan.sign(at, sign)?,
        }
    }
    Ok(())
}

fn at_most(what: &'static str, count: usize, max: usize) -> Result<(), GuardError> {
    if count > max { Err(GuardError::TooMuch { what, max }) } else { Ok(()) }
}

fn not_used(what: impl Into<String>, at: usize) -> GuardError {
    GuardError::NotUsed { what: what.into(), at: at + 1 }
}

impl Scan<'_> {
    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, sign)| *sign)
    }

    fn text(&mut self, at: usize, quote: char) -> Result<(), GuardError> {
        let mut empty = true;
        while let Some((place, sign)) = self.chars.next() {
            if sign == quote {
                let triple = empty && self.peek() == Some(quote);
                return if triple { Err(not_used("a triple quote", at)) } else { Ok(()) };
            }
            if sign == '\\' || sign.is_control() {
                return Err(not_used("an escape or control character", place));
            }
            empty = false;
        }
        Err(not_used("a text without end", at))
    }

    fn number(&mut self, at: usize) -> Result<(), GuardError> {
        while let Some(sign) = self.peek() {
            match sign {
                '0'..='9' => self.chars.next(),
                '.' if self.fence.decimals => self.chars.next(),
                'a'..='z' | 'A'..='Z' | '_' | '.' => {
                    return Err(not_used("a number that is not a whole number", at));
                }
                _ => break,
            };
        }
        Ok(())
    }

    fn word(&mut self, at: usize, first: char) -> Result<(), GuardError> {
        let mut word = String::from(first);
        while let Some(sign) =
            self.peek().filter(|sign| sign.is_ascii_alphanumeric() || *sign == '_')
        {
            word.push(sign);
            self.chars.next();
        }
        if self.peek().is_some_and(|sign| matches!(sign, '\'' | '"')) {
            return Err(not_used("a text with a prefix", at));
        }
        while self.peek().is_some_and(|sign| sign.is_ascii_whitespace()) {
            self.chars.next();
        }
        let called = self.peek() == Some('(') && word != "in";
        if called && !self.fence.functions.contains(&word.as_str()) {
            return Err(GuardError::UnknownFunction(word));
        }
        Ok(())
    }

    fn sign(&mut self, at: usize, sign: char) -> Result<(), GuardError> {
        if !SIGNS.contains(sign) || (sign == '/' && self.peek() == Some('/')) {
            return Err(not_used(format!("'{sign}'"), at));
        }
        match sign {
            '(' | '[' => self.depth += 1,
            ')' | ']' => self.depth = self.depth.saturating_sub(1),
            '?' => self.choices += 1,
            _ => {}
        }
        at_most("brackets in each other", self.depth, self.fence.nesting_max)?;
        at_most("choices", self.choices, self.fence.choices_max)
    }
}
