//! Numbers of forms: decimals with nine places, exact and alike on every machine.

use std::fmt;

/// Billionths in one.
const ONE: i128 = 1_000_000_000;
/// Places after the point.
const PLACES: usize = 9;
/// Digits before the point.
const DIGITS: usize = 15;
/// What no number reaches, in billionths.
const BOUND: i128 = 1_000_000_000_000_000 * ONE;

/// A decimal number of up to 15 digits before the point and 9 after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(i128);

impl Number {
    /// A whole number; none beyond 15 digits.
    #[must_use]
    pub fn whole(value: i64) -> Option<Self> {
        Self::bounded(i128::from(value).checked_mul(ONE))
    }

    /// How many there are of something.
    #[must_use]
    pub fn count(value: usize) -> Self {
        let whole = i64::try_from(value).ok().and_then(Self::whole);
        whole.unwrap_or(Self(BOUND - 1))
    }

    /// Reads `12`, `-0.5`, `3.1400`: digits, one point with digits on both sides of it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, plain) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, places) = match plain.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (plain, ""),
        };
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = !whole.is_empty() && whole.len() <= DIGITS && places.len() <= PLACES;
        if !fits || !digits(whole) || !digits(places) {
            return None;
        }
        let all: i128 = format!("{whole}{places:0<PLACES$}").parse().ok()?;
        Some(Self(if negative { -all } else { all }))
    }

    /// Whether it has no places after the point.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0 % ONE == 0
    }

    /// The whole number that it is.
    #[must_use]
    pub fn as_whole(self) -> Option<i64> {
        self.is_whole().then(|| i64::try_from(self.0 / ONE).ok()).flatten()
    }

    /// The sum; none beyond the bound.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        Self::bounded(self.0.checked_add(other.0))
    }

    /// The difference; none beyond the bound.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        Self::bounded(self.0.checked_sub(other.0))
    }

    /// The product, rounded half away from zero at the ninth place; none beyond the bound.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Self::bounded(self.0.checked_mul(other.0).map(|product| divided(product, ONE)))
    }

    /// The quotient, rounded half away from zero at the ninth place; none by zero or beyond the bound.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        if other.0 == 0 {
            return None;
        }
        Self::bounded(self.0.checked_mul(ONE).map(|scaled| divided(scaled, other.0)))
    }

    /// What is left by a division, with the sign of the dividend; none by zero.
    #[must_use]
    pub fn rest(self, other: Self) -> Option<Self> {
        Self::bounded(self.0.checked_rem(other.0))
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self(-self.0)
    }

    /// Rounded half away from zero to this many places, nine at most.
    #[must_use]
    pub fn rounded(self, places: usize) -> Self {
        let kept = u32::try_from(places.min(PLACES)).unwrap_or(0);
        let unit = ONE / 10_i128.pow(kept);
        Self(divided(self.0, unit) * unit)
    }

    /// The largest whole number that is not above it.
    #[must_use]
    pub fn floor(self) -> Self {
        Self(self.0.div_euclid(ONE) * ONE)
    }

    /// Its whole part, the sign kept.
    #[must_use]
    pub fn truncated(self) -> Self {
        Self(self.0 / ONE * ONE)
    }

    fn bounded(value: Option<i128>) -> Option<Self> {
        value.filter(|value| value.abs() < BOUND).map(Self)
    }
}

/// A quotient rounded half away from zero.
fn divided(value: i128, by: i128) -> i128 {
    let (quotient, rest) = (value / by, value % by);
    let away = if (value < 0) == (by < 0) { 1 } else { -1 };
    if rest.abs() * 2 >= by.abs() { quotient + away } else { quotient }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, places) = (self.0.abs() / ONE, self.0.abs() % ONE);
        if places == 0 {
            return write!(f, "{sign}{whole}");
        }
        let places = format!("{places:0PLACES$}");
        write!(f, "{sign}{whole}.{}", places.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn decimals_are_exact_and_written_short() {
        assert_eq!(n("0.1").plus(n("0.2")).map(|sum| sum.to_string()), Some("0.3".into()));
        assert_eq!(n("007.50").to_string(), "7.5");
        assert_eq!(n("-0.000000001").to_string(), "-0.000000001");
        assert_eq!(n("10").over(n("3")).map(|third| third.to_string()), Some("3.333333333".into()));
        assert_eq!(n("-2.5").rounded(0).to_string(), "-3");
        assert_eq!(
            (n("-2.5").floor().to_string(), n("1.005").rounded(2).to_string()),
            ("-3".into(), "1.01".into())
        );
        assert_eq!(n("-7").rest(n("3")).map(|rest| rest.to_string()), Some("-1".into()));
    }

    #[test]
    fn what_is_no_number_or_too_large_is_none() {
        for text in ["", "-", ".5", "5.", "1e3", "+1", "1,5", "1.1234567890", "1234567890123456"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(n("999999999999999").times(n("2")), None);
        assert_eq!((n("1").over(n("0")), n("1").rest(n("0"))), (None, None));
    }
}
