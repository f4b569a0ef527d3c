//! Spots where things are handed over: lockers, stations, gates, shops, front desks.

use serde::{Deserialize, Serialize};

use self::SpotKind::{FrontDesk, Garage, Gate, Gatehouse, Locker, Shop, Station};

/// What a named spot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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

impl SpotKind {
    /// Whether one call there serves many people.
    #[must_use]
    pub fn is_shared(self) -> bool {
        matches!(self, Self::Locker | Self::Station | Self::Gatehouse | Self::FrontDesk)
    }
}

/// Words that name a spot. Where two fit at one place the longer one stands first.
const WORDS: [(&str, SpotKind); 45] = [
    ("丰巢", Locker),
    ("快递柜", Locker),
    ("自提柜", Locker),
    ("智能柜", Locker),
    ("存取柜", Locker),
    ("外卖柜", Locker),
    ("速递易", Locker),
    ("菜鸟驿站", Station),
    ("妈妈驿站", Station),
    ("兔喜", Station),
    ("驿站", Station),
    ("代收点", Station),
    ("自提点", Station),
    ("代办点", Station),
    ("快递点", Station),
    ("门卫", Gatehouse),
    ("保安", Gatehouse),
    ("传达室", Gatehouse),
    ("值班室", Gatehouse),
    ("岗亭", Gatehouse),
    ("物业", Gatehouse),
    ("服务中心", Gatehouse),
    ("前台", FrontDesk),
    ("收发室", FrontDesk),
    ("大堂", FrontDesk),
    ("沿街商铺", Shop),
    ("底商", Shop),
    ("商铺", Shop),
    ("门面", Shop),
    ("小卖部", Shop),
    ("便利店", Shop),
    ("水果店", Shop),
    ("门店", Shop),
    ("超市", Shop),
    ("地下车库", Garage),
    ("地下停车场", Garage),
    ("车库", Garage),
    ("停车场", Garage),
    ("东门", Gate),
    ("西门", Gate),
    ("南门", Gate),
    ("北门", Gate),
    ("正门", Gate),
    ("后门", Gate),
    ("大门", Gate),
];

/// The first spot that a text names: where it begins, and the kind that says most of it.
pub(super) fn find(text: &[char]) -> Option<(usize, SpotKind)> {
    let hits = WORDS.iter().filter_map(|(word, kind)| Some((place(text, word)?, *kind)));
    let mut first: Option<(usize, SpotKind)> = None;
    for (at, kind) in hits {
        first = Some(match first {
            None => (at, kind),
            // 北门丰巢柜 begins at the gate and is a locker: kinds stand in the order of what they say.
            Some((earlier, other)) => (earlier.min(at), kind.min(other)),
        });
    }
    first.map(|(at, kind)| (with_number(text, at), kind))
}

fn place(text: &[char], word: &str) -> Option<usize> {
    let word: Vec<char> = word.chars().collect();
    text.windows(word.len()).position(|window| window == word)
}

/// `3号丰巢柜` begins with its number.
fn with_number(text: &[char], at: usize) -> usize {
    let before = &text[..at];
    let Some(stem) = before.strip_suffix(&['号']).or_else(|| before.strip_suffix(&['#'])) else {
        return at;
    };
    let digits = stem.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 { at } else { stem.len() - digits }
}
