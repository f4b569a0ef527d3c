//! Handing a target over to a map app: its address with the datum that its map is drawn in.
//!
//! Nothing of a person leaves the phone but the position and the label that the caller chose. Each address asks for a
//! route to the target by the means given; apps that are not installed are the shell's to know.

use serde::{Deserialize, Serialize};

use super::datum::Datum;
use super::{Point, Region};
use crate::limits::MAP_LABEL_CHARS_MAX;

/// An app that shows the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Travel {
    /// By car or van.
    Drive,
    /// By electric scooter or bicycle.
    #[default]
    Ride,
    /// On foot.
    Walk,
}

/// An address to open, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The address.
    pub uri: String,
    /// The datum of the degrees in it.
    pub datum: Datum,
}

impl MapApp {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::AmapAndroid,
        Self::AmapIos,
        Self::Baidu,
        Self::Tencent,
        Self::Apple,
        Self::Google,
        Self::Geo,
    ];

    /// The datum in which this app's map of a region is drawn.
    #[must_use]
    pub fn datum(self, region: Region) -> Datum {
        let shifted = match self {
            Self::Baidu => Datum::Bd09,
            Self::Geo => Datum::Wgs84,
            _ => Datum::Gcj02,
        };
        let everywhere =
            matches!(self, Self::AmapAndroid | Self::AmapIos | Self::Baidu | Self::Tencent);
        match region {
            Region::Elsewhere => Datum::Wgs84,
            Region::HongKongMacau if !everywhere => Datum::Wgs84,
            Region::HongKongMacau | Region::Mainland => shifted,
        }
    }
}

/// The address by which an app shows the way to a target. The label may be empty; of a longer one the beginning is
/// taken.
#[must_use]
pub fn handover(app: MapApp, target: Point, label: &str, travel: Travel) -> Handover {
    let datum = app.datum(Region::of(target));
    let (north, east) = target.shown_in(datum);
    let at = format!("{north:.6},{east:.6}");
    let name = escaped(label);
    let by = app.travel(travel);
    let uri = match app {
        MapApp::AmapAndroid => amap("amapuri://route/plan/", (north, east), &name, by),
        MapApp::AmapIos => amap("iosamap://path", (north, east), &name, by),
        MapApp::Baidu => format!(
            "baidumap://map/direction?destination=name:{name}%7Clatlng:{at}&coord_type={}&mode={by}&src=counterfoil",
            if datum == Datum::Bd09 { "bd09ll" } else { "wgs84" },
        ),
        MapApp::Tencent => {
            format!("qqmap://map/routeplan?type={by}&to={name}&tocoord={at}&referer=counterfoil")
        }
        MapApp::Apple => format!("https://maps.apple.com/?daddr={at}&dirflg={by}"),
        MapApp::Google => format!(
            "https://www.google.com/maps/dir/?api=1&destination={}&travelmode={by}",
            at.replace(',', "%2C"),
        ),
        MapApp::Geo if name.is_empty() => format!("geo:{at}?q={at}"),
        MapApp::Geo => format!("geo:{at}?q={at}({name})"),
    };
    Handover { uri, datum }
}

/// `dev=0`: the degrees are shifted already where they have to be.
fn amap(begin: &str, (north, east): (f64, f64), name: &str, by: &str) -> String {
    format!(
        "{begin}?sourceApplication=counterfoil&dlat={north:.6}&dlon={east:.6}&dname={name}&dev=0&t={by}"
    )
}

impl MapApp {
    /// The app's word for a means.
    fn travel(self, travel: Travel) -> &'static str {
        let [drive, ride, walk] = match self {
            Self::AmapAndroid | Self::AmapIos => ["0", "3", "2"],
            Self::Baidu => ["driving", "riding", "walking"],
            Self::Tencent => ["drive", "bike", "walk"],
            Self::Apple => ["d", "d", "w"],
            Self::Google => ["driving", "two-wheeler", "walking"],
            Self::Geo => ["", "", ""],
        };
        match travel {
            Travel::Drive => drive,
            Travel::Ride => ride,
            Travel::Walk => walk,
        }
    }
}

/// Percent-encoded UTF-8 of the label's beginning; marks that steer how text runs are left out.
fn escaped(label: &str) -> String {
    let sound = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    let mut made = String::new();
    let mut buffer = [0; 4];
    for c in label.trim().chars().filter(sound).take(MAP_LABEL_CHARS_MAX) {
        for byte in c.encode_utf8(&mut buffer).bytes() {
            match byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                true => made.push(char::from(byte)),
                false => made.push_str(&format!("%{byte:02X}")),
            }
        }
    }
    made
}
