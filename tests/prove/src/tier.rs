//! How much is asked: a little with every test run, much with `make prove`, whatever one likes with `make soak`.

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// With `make test`.
    Small,
    /// With `make prove`: `PROVE=full`.
    Full,
    /// With `make soak`: `PROVE=soak`.
    Soak,
}

impl Tier {
    /// The tier that the environment asks for.
    #[must_use]
    pub fn asked() -> Self {
        match std::env::var("PROVE").as_deref() {
            Ok("full") => Self::Full,
            Ok("soak") => Self::Soak,
            _ => Self::Small,
        }
    }

    /// One of three.
    #[must_use]
    pub fn of<T>(self, small: T, full: T, soak: T) -> T {
        match self {
            Self::Small => small,
            Self::Full => full,
            Self::Soak => soak,
        }
    }
}

/// The seed that chance begins with: `SEED`, else 1. Every harness prints it.
#[must_use]
pub fn seed() -> u64 {
    std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}
