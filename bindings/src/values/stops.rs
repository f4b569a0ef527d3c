//! Stops: orders that one call serves, with what is known of their place.

use super::words::Words;
use crate::crossing::{Asked, Shown, same, shown};
use crate::error::CounterfoilError;

pub use counterfoil_domain::address::SpotKind;
pub use counterfoil_domain::stops::{AlertKind, PointSource};

/// What a named spot is.
#[uniffi::remote(Enum)]
pub enum SpotKind {
    /// 快递柜, 丰巢.
    Locker,
    /// 驿站, 代收点.
    Station,
    /// 门卫, 物业.
    Gatehouse,
    /// 前台, 收发室.
    FrontDesk,
    /// 店, 商铺.
    Shop,
    /// 车库.
    Garage,
    /// 北门, 大门.
    Gate,
}

/// What a remark warns of or asks for; what matters most stands first.
#[uniffi::remote(Enum)]
pub enum AlertKind {
    /// 恶犬.
    Dog,
    /// 威胁, 辱骂.
    Threat,
    /// 门禁.
    Access,
    /// 宝宝在睡, 不要按门铃.
    Quiet,
    /// 先打电话.
    CallFirst,
    /// 本人签收.
    InPerson,
    /// 不要放快递柜.
    NoLocker,
    /// 周二以后, 只要上午.
    Timing,
    /// 老人, 耳背.
    Elderly,
    /// 无信号.
    NoSignal,
    /// 电梯坏.
    Stairs,
    /// 易碎, 很重.
    Handling,
}

/// Where a stop's position is from.
#[uniffi::remote(Enum)]
pub enum PointSource {
    /// A pin of one of its orders.
    Pin,
    /// A place that is known by this name.
    Place,
    /// Pins of other orders in the same community.
    Neighbours,
}
same!(SpotKind AlertKind PointSource);

/// A position in WGS-84, in units of 10⁻⁷ degree.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Point {
    /// Degrees north × 10⁷.
    pub latitude_e7: i64,
    /// Degrees east × 10⁷.
    pub longitude_e7: i64,
}

impl Shown<Point> for counterfoil_domain::map::Point {
    fn shown(self) -> Point {
        let (latitude_e7, longitude_e7) = (self.latitude_e7, self.longitude_e7);
        Point { latitude_e7: latitude_e7.into(), longitude_e7: longitude_e7.into() }
    }
}

impl Asked<counterfoil_domain::map::Point> for Point {
    fn asked(self) -> Result<counterfoil_domain::map::Point, CounterfoilError> {
        let (latitude_e7, longitude_e7) = (self.latitude_e7.asked()?, self.longitude_e7.asked()?);
        Ok(counterfoil_domain::map::Point { latitude_e7, longitude_e7 })
    }
}

shown! {
    /// An address, taken apart. Numbers are in one spelling: `三幢` is `3`, `负二层` is `-2`.
    Address from counterfoil_domain::address::Address {
        /// 省, 自治区, 直辖市.
        province: Option<String>,
        /// 市, 自治州, 地区, 盟.
        city: Option<String>,
        /// 区, 县, 旗.
        district: Option<String>,
        /// 街道, 镇, 乡.
        town: Option<String>,
        /// 路, 街, 大道, 巷, 胡同.
        road: Option<String>,
        /// The number on the road.
        number: Option<String>,
        /// 小区, 大厦, 医院, 村.
        community: Option<String>,
        /// 组, 社, 队 of a village.
        group: Option<String>,
        /// 幢, 栋, 座, 号楼.
        building: Option<String>,
        /// 单元.
        unit: Option<String>,
        /// The floor, below ground with a minus.
        floor: Option<String>,
        /// 室, 户.
        door: Option<String>,
        /// A named spot: a locker, a station, a gate, a shop.
        spot: Option<String>,
        /// What kind of spot that is.
        spot_kind: Option<SpotKind>,
        /// Everything else, as it was written.
        hint: Option<String>,
    }
}

shown! {
    /// One warning or wish, with the words that it was read from.
    Alert from counterfoil_domain::stops::Alert {
        /// What.
        kind: AlertKind,
        /// The whole remark.
        words: String,
    }
}

impl Shown<Words> for counterfoil_domain::address::AddressFault {
    fn shown(self) -> Words {
        self.words()
    }
}

shown! {
    /// One call: orders for one door, one person at one place, one locker or station.
    RouteStop from counterfoil_domain::stops::Stop {
        /// Its orders, sorted. Never empty.
        orders: Vec<String>,
        /// The address as one of them has it: the longest.
        text: String,
        /// The address, taken apart.
        address: Address,
        /// Whether it is one point for many people.
        is_shared: bool,
        /// Pieces of all orders.
        pieces: i64,
        /// People, as far as their names and numbers tell.
        people: i64,
        /// Not before: what holds for every order, ms since 1970.
        window_from_ms: Option<i64>,
        /// Not after: the earliest end, ms since 1970.
        window_to_ms: Option<i64>,
        /// Whether no moment lies in all of its windows.
        windows_apart: bool,
        /// The largest of its orders.
        priority: i64,
        /// Where it is, if anybody knows.
        point: Option<Point>,
        /// Where that is from.
        point_source: Option<PointSource>,
        /// Metres between its pin and where its address says that it is, where they are far apart.
        pin_apart_m: Option<i64>,
        /// What to know before ringing, what matters most first.
        alerts: Vec<Alert>,
        /// What is wrong with the address.
        faults: Vec<Words>,
    }
}
