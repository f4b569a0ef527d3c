//! How values cross: from the core as a shell sees them ([`Shown`]), from a shell as the core takes them ([`Asked`]).
//!
//! Ids and hashes are texts, every whole number is 64 bits with a sign (Java callers have no other), times are ms
//! since 1970. What a shell hands over is read inside the call, so that a wrong text is an error of that call.

use std::collections::BTreeSet;

use counterfoil_domain::ids::{
    ActId, DeviceId, FactId, Hash, Incarnation, PersonId, SubjectId, TenantId,
};

use crate::error::{CounterfoilError, NotAllowed};

/// A value of the core, as a shell sees it.
pub(crate) trait Shown<T> {
    /// Makes it.
    fn shown(self) -> T;
}

/// A value of a shell, as the core takes it.
pub(crate) trait Asked<T> {
    /// Reads it.
    fn asked(self) -> Result<T, CounterfoilError>;
}

macro_rules! numbers {
    ($($core:ty)*) => {$(
        impl Shown<i64> for $core {
            fn shown(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        }
        impl Asked<$core> for i64 {
            fn asked(self) -> Result<$core, CounterfoilError> {
                <$core>::try_from(self).map_err(|_| out_of_range())
            }
        }
    )*};
}
numbers!(u64 u32 u16 u8 usize i64 i32);

fn out_of_range() -> CounterfoilError {
    NotAllowed::now("number", "数字超出范围", "a number is out of range")
}

macro_rules! ids {
    ($($id:ident $what:literal)*) => {$(
        impl Shown<String> for $id {
            fn shown(self) -> String {
                self.to_string()
            }
        }
        impl Asked<$id> for String {
            fn asked(self) -> Result<$id, CounterfoilError> {
                self.parse().map_err(|_| CounterfoilError::NotFound { what: $what.to_owned() })
            }
        }
    )*};
}
ids! {
    ActId "act" DeviceId "device" FactId "fact" Hash "file" Incarnation "chain"
    PersonId "person" SubjectId "order" TenantId "tenant"
}

/// Values that are the same on both sides.
macro_rules! same {
    ($($same:ty)*) => {$(
        impl $crate::crossing::Shown<$same> for $same {
            fn shown(self) -> $same {
                self
            }
        }
        impl $crate::crossing::Asked<$same> for $same {
            fn asked(self) -> Result<$same, $crate::error::CounterfoilError> {
                Ok(self)
            }
        }
    )*};
}
pub(crate) use same;
same!(String bool);

impl Shown<String> for &'static str {
    fn shown(self) -> String {
        self.to_owned()
    }
}

impl Shown<Vec<String>> for BTreeSet<SubjectId> {
    fn shown(self) -> Vec<String> {
        self.into_iter().map(|id| id.to_string()).collect()
    }
}

impl<A: Shown<B>, B> Shown<Option<B>> for Option<A> {
    fn shown(self) -> Option<B> {
        self.map(Shown::shown)
    }
}

impl<A: Shown<B>, B> Shown<Vec<B>> for Vec<A> {
    fn shown(self) -> Vec<B> {
        self.into_iter().map(Shown::shown).collect()
    }
}

impl<A: Asked<B>, B> Asked<Option<B>> for Option<A> {
    fn asked(self) -> Result<Option<B>, CounterfoilError> {
        self.map(Asked::asked).transpose()
    }
}

impl<A: Asked<B>, B> Asked<Vec<B>> for Vec<A> {
    fn asked(self) -> Result<Vec<B>, CounterfoilError> {
        self.into_iter().map(Asked::asked).collect()
    }
}

/// A record that is made from a value of the core, field by field under the same names.
macro_rules! shown {
    (
        $(#[$doc:meta])*
        $name:ident from $core:ty {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $crate::crossing::Shown<$name> for $core {
            fn shown(self) -> $name {
                $name { $($field: $crate::crossing::Shown::shown(self.$field),)* }
            }
        }
    };
}
pub(crate) use shown;

/// A record of which a value of the core is made, field by field under the same names.
macro_rules! asked {
    (
        $(#[$doc:meta])*
        $name:ident from $core:ty {
            $($(#[$field_doc:meta])* $field:ident: $kind:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
        }

        impl $crate::crossing::Asked<$core> for $name {
            fn asked(self) -> Result<$core, $crate::error::CounterfoilError> {
                type Core = $core;
                Ok(Core { $($field: $crate::crossing::Asked::asked(self.$field)?,)* })
            }
        }
    };
}
pub(crate) use asked;
