//! Every word of the page that is the page's own, in Chinese and English, in one table. `{0}` stands for a value.

macro_rules! table {
    ($($name:ident $zh:literal $en:literal;)*) => {
        /// A text of the page.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Say {
            $($name,)*
        }

        impl Say {
            /// Every text.
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$name,)*];

            /// The text in Chinese and in English.
            pub(super) const fn words(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$name => ($zh, $en),)*
                }
            }
        }
    };
}

table! {
    // -- frame --
    Product "存根" "Counterfoil";
    DayReport "当日报告" "The day's report";
    SkipToContent "跳到正文" "Skip to the content";
    NavFlow "经过" "Course";
    NavPeople "人员与清点" "People";
    NavMap "路线" "Map";
    NavDisputes "争议" "Disputes";
    NavOrders "工单" "Orders";
    NavPhotos "照片" "Photos";
    NavSyncs "同步" "Syncs";
    NavMethod "方法" "Method";
    Yes "是" "yes";
    No "否" "no";
    Office "调度" "office";
    TheHub "中心" "the hub";
    TimesAre "时间为北京时间（UTC+8）" "times are UTC+8";

    // -- first screen --
    NothingLost "这一天，一条记录也没丢" "Not one record was lost today";
    SomethingDiffers "有记录对不上，请逐项核对" "Something does not match";
    Lede "{0} 部手机一共记下 {1} 个信封和 {2} 个文件；中心收到的逐一按哈希核对，分毫不差。" "{0} phones made {1} envelopes and {2} files. The hub holds every one of them, compared by hash.";
    LedeDiffers "{0} 部手机一共记下 {1} 个信封和 {2} 个文件；中心所存与手机所记不一致，不一致之处已标红。" "{0} phones made {1} envelopes and {2} files. What the hub holds is not the same; the differences are marked.";
    LedeSignal "信号断了 {0}，恢复后又被切断 {1} 次。" " The signal was gone for {0}, and after it came back it was cut {1} times.";
    Orders "工单" "Orders";
    Facts "事实" "Facts";
    Envelopes "信封" "Envelopes";
    Files "文件" "Files";
    MadeByPhones "手机所记" "made on phones";
    HeldByHub "中心所存" "held by the hub";
    OnePhone "手机" "Phone";
    HubSide "中心" "Hub";
    EnvelopeCount "{0} 个信封" "{0} envelopes";
    FileCount "{0} 个文件" "{0} files";
    Root "根哈希" "Root";
    EqualByHash "按哈希一致" "equal by hash";
    Differs "不一致" "differs";
    NothingLeft "本机无遗留" "Nothing left on this phone";
    CertificateSays "{0} 签发：{1} 个信封、{2} 个文件均已安全备份；日志第 {3} 条" "issued {0}: {1} envelopes and {2} files are safe; log at {3}";
    CertificateOld "证书之后又有新记录，须重新签发" "work was written after it; it must be issued again";
    NoCertificate "尚无证书" "no certificate yet";
    PatternIs "上半由手机的根哈希画成，下半由中心的根哈希画成；线条对得上，记录就一样。" "The upper half is drawn from the phone's roots, the lower from the hub's: where the bars meet, the records are the same.";
    LogAt "日志 {0} 条" "log of {0} entries";
    SafeAt "已安全 {0} 条" "{0} of them safe";

    // -- course of the day --
    FlowTitle "一天的经过" "The course of the day";
    FlowIs "实线是手机上已经记下的，色块填到中心已经收到的；中间的空白就是只在手机上的记录。没有信号时越积越多，信号一来归零。" "The line is what a phone has made, the filled area what the hub holds; the gap between is work that lies on the phone alone. It grows without signal and closes when signal returns.";
    NoSignal "无信号" "no signal";
    FlowOf "{0}：在工单上记下 {1} 个信封，最多时有 {2} 个只在手机上" "{0}: {1} envelopes on orders; at most {2} lay on the phone alone";

    // -- people --
    PeopleTitle "人员与清点" "People and balances";
    Person "姓名" "Person";
    Role "岗位" "Role";
    DoneOpen "完成 / 未完" "Done / open";
    InHand "手上的件" "In hand";
    NotCounted "未清点" "not counted";
    Balances "账实相符" "balances";
    BalancesNot "有差异" "does not balance";
    CameIn "件经手" "came into these hands";
    WereLoaded "已装" "loaded";
    WereDelivered "妥投" "delivered";
    WereReturned "退回" "brought back";
    WereHandedOver "移交同事" "handed over";
    AreHeld "还在手上" "still held";
    Unexplained "下落不明" "unexplained";
    OtherThings "其他" "other things";
    CountedAs "实点 {0}" "counted {0}";
    Agrees "相符" "agrees";
    Short "少 {0}" "{0} short";
    Over "多 {0}" "{0} over";
    Work "工作" "Work";
    FactsOf "{0} 条事实" "{0} facts";
    StagesTitle "工单状态" "Orders by stage";
    MoneyTitle "款项" "Money";
    Purpose "款项" "Purpose";
    Due "应收" "Due";
    Taken "已收" "Taken";
    InQuestion "有疑问" "in question";
    Cash "现金" "cash";
    QrCode "扫码（待核实）" "QR code (said to be paid)";
    CardPayment "刷卡" "card";
    OtherMethod "其他方式" "another way";
    NoMoney "今天没有款项。" "No money today.";
    HoldsTitle "谁手上有什么" "Who holds what";
    HoldsNothing "手上没有件" "holds nothing";

    // -- map --
    MapTitle "路线与到访" "Route and visits";
    MapIs "按当日定位绘制（WGS-84），不含底图；数字是到访顺序，圈是定位精度。" "Drawn from the day's fixes (WGS-84), without tiles. Numbers give the order of visits, circles the accuracy.";
    MapEmpty "今天没有定位。" "No position was recorded today.";
    MapStops "到访明细（{0} 处）" "Stops ({0})";
    Metres "{0} 米" "{0} m";
    Kilometres "{0} 公里" "{0} km";
    Stop "序" "Stop";
    Time "时间" "Time";
    Order "工单" "Order";
    Address "地址" "Address";
    Accuracy "精度" "Accuracy";

    // -- disputes --
    DisputesTitle "争议、冲突与迟到的工作" "Disputes, conflicts and late work";
    DisputesNone "没有争议，没有冲突，没有迟到的工作。" "No dispute, no conflict, no late work.";
    DisputeIs "两头都有证据，谁也没被丢掉；由调度裁定。" "Two ends contradict each other. Neither is thrown away; a dispatcher decides.";
    Side "一方" "One side";
    OtherSide "另一方" "The other side";
    EvidenceCount "证据 {0} 份" "{0} pieces of evidence";
    NoEvidence "无附件" "no attachment";
    ConflictIs "同一字段有几个值" "One field, several values";
    ShownNow "当前显示" "shown now";
    ProposalIs "现场提议" "Proposed in the field";
    Holds "现为" "now";
    Proposes "提议" "proposed";
    ExceptionIs "未生效的步骤" "Steps that moved nothing";
    StillWaits "仍待处理" "still waits";
    Answered "已有下文" "since answered";
    LateIs "迟到、待核与未采纳的记录" "Late, flagged and refused records";
    TwoHold "两人都说在自己手上" "Two say that they have it";

    // -- orders --
    OrdersTitle "全部工单" "Every order";
    NeedsAttention "需要过问" "Needs a look";
    OfNobody "未指派" "Assigned to nobody";
    OrdersAre "时间线按中心日志的次序排列；没有信号时记下的事，排在它到达中心的地方。" "A timeline stands in the order of the hub's log: what was recorded without signal stands where it arrived.";
    FilterOrders "按单号、姓名、地址筛选" "Filter by number, name, address";
    OpenAll "全部展开" "Open all";
    CloseAll "全部收起" "Close all";
    Untitled "（无标题）" "(untitled)";
    Disputed "有争议" "disputed";
    Conflicts "冲突 {0}" "conflicts: {0}";
    Proposals "提议 {0}" "proposals: {0}";
    LateMark "迟到 {0}" "late: {0}";
    PhotosMark "照片 {0}" "photos: {0}";
    Intercepted "已拦截" "intercepted";
    Urges "催办未回 {0}" "urges open: {0}";
    StruckThrough "已撤回" "taken back";
    MovedTo "已移至 {0}" "moved to {0}";
    WrittenFor "原属 {0}" "written for {0}";
    MovedNothing "未生效" "moved nothing";
    Visits "上门" "Visits";
    Quotes "报价" "Quotes";
    QuoteSigned "已签" "signed";
    QuoteUnsigned "未签" "not signed";
    QuoteReplaced "已被取代" "replaced";
    Parts "备件" "Parts";
    PartsLine "申领 {0} · 收到 {1} · 使用 {2} · 退回 {3}" "asked {0} · received {1} · used {2} · returned {3}";

    // -- photographs --
    PhotosTitle "照片与签名" "Photographs and signatures";
    PhotosAre "每张照片都带着原图的 SHA-256。点开看全部哈希。" "Each picture carries the SHA-256 of its original.";
    PhotosNone "今天没有照片。" "No photographs today.";
    HasArrived "已到中心" "arrived";
    NotArrived "未到中心" "not arrived";
    IsSafe "已备份" "safe";
    AllHashes "全部文件与哈希（{0} 个）" "Every file with its hash ({0})";
    File "文件" "File";
    Size "大小" "Size";
    State "状态" "State";
    PhotoFile "照片" "photograph";
    SignatureFile "签名笔迹" "signature strokes";
    ShownText "签收所示内容" "what was shown to the signer";
    OtherFile "其他文件" "another file";

    // -- syncs --
    SyncsTitle "每次同步" "Every sync";
    SyncsAre "字节为请求与应答的正文；请求头另计。" "Bytes are the bodies of requests and answers; headers stand apart.";
    WhatCounts "项目" "What";
    Today "今天" "Today";
    Target "目标" "Target";
    TargetIdle "无事可报的一次交换" "An exchange with nothing to say";
    TargetIdleIs "≤ 400 字节，1 次往返" "≤ 400 bytes, 1 round trip";
    TargetPull "首次拉取（含流程手册），与同样工单的 JSON（zstd）之比" "First pull with the playbook, against the same orders as JSON under zstd";
    TargetPullIs "≤ 2.5 倍（2000 单）" "≤ 2.5 × (2,000 orders)";
    TargetVisit "每个干过活的工单，交换上行" "Exchange bytes up for each order worked on";
    TargetVisitIs "≤ 600 字节（10 条事实、4 张照片、12 处修改的一次上门）" "≤ 600 bytes (a visit of 10 facts, 4 photos, 12 edits)";
    TargetRound "单次完整交换的往返" "Round trips of a whole exchange";
    TargetRoundIs "1 次" "1";
    BytesValue "{0} 字节" "{0} bytes";
    RatioValue "{0} 倍（{1} 单，{2} 比 {3} 字节）" "{0} × ({1} orders, {2} against {3} bytes)";
    RoundValue "{0} 次" "{0}";
    Met "达标" "met";
    Missed "未达标" "missed";
    OtherConditions "条件不同，仅供参照" "other conditions, for comparison";
    NotMeasured "今天未测" "not measured today";
    Sent "送出" "Sent";
    Received "收到" "Received";
    Up "上行" "Up";
    Down "下行" "Down";
    Headers "请求头" "Headers";
    RoundTrips "往返" "Round trips";
    Ended "结束" "Ended";
    EndDone "完成" "done";
    EndMore "未完，下次继续" "more to do";
    EndOffline "信号断开" "signal lost";
    EndBudget "预算用完" "budget used up";
    EndSignIn "须重新登录" "sign in again";
    EndOther "中断" "interrupted";
    SentWords "{0} 信封 · {1} 文件" "{0} envelopes · {1} files";
    Total "合计" "Total";
    SyncsOf "{0}：{1} 次同步" "{0}: {1} syncs";

    // -- method --
    MethodTitle "怎么核对的" "How this was checked";
    MethodChains "每部手机把自己的记录排成一条链，链上每个信封都进入一棵默克尔树。手机报出树根，中心也从自己所存的信封算出树根；两个根一样，每个信封就一字不差。" "Each phone keeps its records as a chain, and every envelope is a leaf of a Merkle tree. The phone tells its root; the hub computes a root from the envelopes that it holds. Equal roots mean that every envelope is the same to the byte.";
    MethodBlobs "照片与签名按原文件的 SHA-256 命名。手机列出它的信封提到的全部哈希；中心把收到的字节重新算过哈希。两份名单的总哈希必须相同。" "Photographs and signatures are named by the SHA-256 of their originals. The phone lists every hash that its envelopes name; the hub hashed the bytes that arrived again. The hash over both lists must be the same.";
    MethodSafe "“已备份”表示中心的机器坏了也找得回来：备份完成，且签过名的水位越过了这条记录。" "“Safe” means that losing the hub's machine loses nothing: a backup has finished, and its signed horizon has passed the entry.";
    MethodTime "手机的钟可能不准。时间由手机的单调时钟与上一次中心签过名的时间推出，是一个区间；这里显示其中点，区间宽于 2 秒时给出宽度。" "A phone's clock may be wrong. Times follow from its monotonic clock and the last signed time of the hub and are intervals; shown is the middle, with the width where it is more than 2 seconds.";
    MethodCertificate "“本机无遗留”由中心签发：每条链都已安全，每个文件都已收到并重新算过哈希。证书之后若有新记录即失效。" "“Nothing left on this phone” is signed by the hub: every chain is safe, every file was stored and hashed again. It lapses with the next record.";
    SafetyBackup "备份在另一块盘上" "backups on another disk";
    SafetySameDisk "备份与中心在同一块盘上（演示），坏盘会一起丢" "backups on the hub's own disk (a demonstration): losing it loses both";
    SafetyByHand "没有备份，已人工声明“收到即安全”" "no backups; “stored” was declared good enough by hand";
    SafetyNone "没有备份" "no backups";
    MadeFrom "种子 {0}；历时 {1}；网络共传 {2}" "seed {0}; took {1}; {2} carried over the network";
    Seconds "{0} 秒" "{0} s";
    Minutes "{0} 分 {1} 秒" "{0} min {1} s";
    NotBefore "不早于 {0}" "not before {0}";
    TimeUnknown "时间不详" "time unknown";
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<String> {
        let mut found: Vec<String> = text
            .split('{')
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| *c != '}').collect())
            .collect();
        found.sort();
        found.dedup();
        found
    }

    #[test]
    fn every_text_exists_in_both_languages_with_the_same_places() {
        assert!(Say::ALL.len() > 100);
        for say in Say::ALL {
            let (zh, en) = say.words();
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{say:?}");
            assert_eq!(places(zh), places(en), "{say:?}");
            let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(!han(en), "{say:?} is Chinese in English: {en}");
        }
    }
}
