//! Routes, the order of calls and ways, as a shell sees and asks for them.

use counterfoil_client::orders as core;
use counterfoil_domain::route as engine;
use counterfoil_domain::shift as duty;

use super::stops::{Point, RouteStop};
use super::words::Words;
use crate::crossing::{Asked, Shown, asked, same, shown};
use crate::error::CounterfoilError;

pub use counterfoil_domain::map::handover::Travel;
pub use counterfoil_domain::map::{Datum, MapApp};

/// An app that shows the way.
#[uniffi::remote(Enum)]
pub enum MapApp {
    /// 高德地图 on Android.
    AmapAndroid,
    /// 高德地图 on iOS.
    AmapIos,
    /// 百度地图.
    Baidu,
    /// 腾讯地图.
    Tencent,
    /// Apple.
    Apple,
    /// Google.
    Google,
    /// `geo:` of RFC 5870: whatever the phone opens.
    Geo,
}

/// How one gets there.
#[uniffi::remote(Enum)]
pub enum Travel {
    /// By car or van.
    Drive,
    /// By electric scooter or bicycle.
    Ride,
    /// On foot.
    Walk,
}

/// How degrees are to be understood.
#[uniffi::remote(Enum)]
pub enum Datum {
    /// What satellites say, and everything inside Counterfoil.
    Wgs84,
    /// 国测局坐标: 高德, 腾讯, Apple and Google within China.
    Gcj02,
    /// 百度坐标.
    Bd09,
}
same!(MapApp Travel Datum);

shown! {
    /// One call of a timetable; times in seconds since 1970.
    CallTime from engine::Visit {
        /// The stop, by its place in the list of stops.
        stop: i64,
        /// When he is there.
        arrive_s: i64,
        /// When the call begins: behind waiting and a break.
        begin_s: i64,
        /// When he leaves.
        leave_s: i64,
        /// Seconds by which the call begins too late; 0 for in time.
        late_s: i64,
        /// Whether the window that is missed is a hard one.
        is_breach: bool,
        /// Whether the times are a guess, because nobody knows where this stop is, or one before it.
        is_guess: bool,
    }
}

shown! {
    /// A whole timetable.
    Timetable from engine::Timetable {
        /// The calls in their order.
        visits: Vec<CallTime>,
        /// When he is at the end, seconds since 1970.
        end_s: i64,
        /// Metres of the way, as far as it is known.
        metres: i64,
        /// Seconds on the way.
        way_s: i64,
        /// Seconds waited.
        wait_s: i64,
    }
}

shown! {
    /// A better order of calls, to be taken or not.
    RouteOffer from engine::Offered {
        /// Its timetable.
        table: Timetable,
        /// Seconds of lateness less.
        less_late_s: i64,
        /// Seconds by which the day would end sooner; negative for later.
        sooner_s: i64,
        /// Metres less; negative for more.
        fewer_metres: i64,
    }
}

shown! {
    /// What a courier is told about his route.
    RouteAdvice from engine::Advice {
        /// The order that stands.
        table: Timetable,
        /// New stops that were put into his order.
        put_in: Vec<i64>,
        /// A better order; absent if there is none.
        offer: Option<RouteOffer>,
    }
}

/// An order of calls that somebody offered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SequenceOffer {
    /// The fact, which an answer names.
    pub fact: String,
    /// Who offers.
    pub by: String,
    /// The orders in the order that is offered.
    pub orders: Vec<String>,
    /// Orders that would stand elsewhere than in his own order.
    pub moved: Vec<String>,
    /// Orders that his own order lacks.
    pub added: Vec<String>,
    /// Orders that the offer lacks.
    pub removed: Vec<String>,
}

impl Shown<SequenceOffer> for duty::SequenceOffer {
    fn shown(self) -> SequenceOffer {
        let diff = self.diff.as_ref();
        let places = |list: &[(counterfoil_domain::ids::SubjectId, usize)]| -> Vec<String> {
            list.iter().map(|(order, _)| order.to_string()).collect()
        };
        let moved = diff.map(|diff| diff.moved.iter().map(|one| one.stop.to_string()).collect());
        SequenceOffer {
            moved: moved.unwrap_or_default(),
            added: diff.map(|diff| places(&diff.added)).unwrap_or_default(),
            removed: diff.map(|diff| places(&diff.removed)).unwrap_or_default(),
            fact: self.fact.shown(),
            by: self.by.shown(),
            orders: self.orders.shown(),
        }
    }
}

shown! {
    /// How a courier's order of calls stands.
    CallSequence from duty::Sequence {
        /// The orders in his own order; absent while he keeps none.
        own: Option<Vec<String>>,
        /// Orders that keep their order among each other although he let the rest go.
        held: Vec<String>,
        /// What others offered and he has not answered, oldest first.
        offers: Vec<SequenceOffer>,
    }
}

shown! {
    /// A route: the stops, their order with its times, what could be better, and what the office offers.
    CourierRoute from core::CourierRoute {
        /// The stops; numbers in the advice are places here.
        stops: Vec<RouteStop>,
        /// The order with its times, and a better one as an offer.
        advice: RouteAdvice,
        /// Whether that order is the courier's own.
        is_own: bool,
        /// His own order, what he still holds, and what others offered.
        sequence: CallSequence,
    }
}

asked! {
    /// How fast somebody gets about.
    Speed from engine::Speed {
        /// Metres in an hour.
        metres_per_hour: i64,
        /// Metres of road for 100 m as the crow flies.
        detour_percent: i64,
        /// Seconds that each way costs besides: parking, lifts, gates.
        each_s: i64,
    }
}

asked! {
    /// A pause; times in seconds since 1970.
    RouteBreak from engine::Break {
        /// Taken at the first moment between two calls at or after this.
        from_s: i64,
        /// Begun by then; later is said.
        to_s: i64,
        /// How long, seconds.
        length_s: i64,
    }
}

/// What a route is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RouteAsk {
    /// Where the courier is; absent where nobody knows.
    #[uniffi(default = None)]
    pub from: Option<Point>,
    /// Where he ends; absent for wherever he is then.
    #[uniffi(default = None)]
    pub to: Option<Point>,
    /// When he leaves, ms since 1970; now where it is absent.
    #[uniffi(default = None)]
    pub start_ms: Option<i64>,
    /// How fast he gets about; an electric scooter in a town where it is absent.
    #[uniffi(default = None)]
    pub speed: Option<Speed>,
    /// Pauses.
    #[uniffi(default = [])]
    pub breaks: Vec<RouteBreak>,
    /// Orders called at first, in this order.
    #[uniffi(default = [])]
    pub first: Vec<String>,
    /// Orders called at last, in this order.
    #[uniffi(default = [])]
    pub last: Vec<String>,
    /// Whether a missed window counts as a breach; else it is only worse.
    #[uniffi(default = false)]
    pub hard_windows: bool,
}

impl Asked<core::RouteAsk> for RouteAsk {
    fn asked(self) -> Result<core::RouteAsk, CounterfoilError> {
        let speed: Option<engine::Speed> = self.speed.asked()?;
        Ok(core::RouteAsk {
            from: self.from.asked()?,
            to: self.to.asked()?,
            start_ms: self.start_ms,
            speed: speed.unwrap_or_default(),
            breaks: self.breaks.asked()?,
            first: self.first.asked()?,
            last: self.last.asked()?,
            hard_windows: self.hard_windows,
        })
    }
}

/// Whether a wished window can be kept.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum WindowAnswer {
    /// It can.
    Fits {
        /// When the call would begin, seconds since 1970.
        begin_s: i64,
    },
    /// It cannot.
    Refused {
        /// Why.
        words: Words,
    },
}

impl Shown<WindowAnswer> for engine::WindowCheck {
    fn shown(self) -> WindowAnswer {
        match self {
            Self::Fits { begin_s, .. } => WindowAnswer::Fits { begin_s },
            Self::Refused { words, .. } => WindowAnswer::Refused { words },
        }
    }
}

shown! {
    /// An address to open, and what it holds.
    MapLink from counterfoil_domain::map::Handover {
        /// The address.
        uri: String,
        /// The datum of the degrees in it.
        datum: Datum,
    }
}

shown! {
    /// An outlet, a station, a locker: where people can go.
    Outlet from counterfoil_domain::map::Outlet {
        /// What people call it.
        name: String,
        /// Where it is.
        point: Point,
        /// Its address.
        address: String,
        /// Its telephone number.
        phone: String,
        /// When it is open, in words.
        hours: String,
    }
}

/// An outlet with its distance.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NearOutlet {
    /// The outlet.
    pub outlet: Outlet,
    /// How far it is, metres.
    pub metres: i64,
}
