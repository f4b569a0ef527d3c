//! The office: one more author with a chain of its own. There is no second way to change an order.
//!
//! What the office wants is a command like a courier's: planned against the playbook (`acting`), made into
//! envelopes of the office's chain and sealed (`chain`), and pushed through the same exchange and gate as a
//! phone's section (`pushing`). Reading (`reading`) folds the order from the log as every phone does.

mod acting;
mod acts;
mod approving;
mod board;
mod bulk;
mod cards;
mod chain;
mod clock;
mod contacts;
mod days;
mod desk;
mod exporting;
mod flags;
mod folded;
mod held;
mod importing;
mod listing;
mod live;
mod many;
mod map;
mod notices;
mod order_page;
mod others;
mod parting;
mod people;
mod playbooks;
mod pushing;
mod qr;
mod reading;
mod repeated;
mod report;
mod rescued;
mod revealing;
mod session;
mod shapes;
mod shifts;
mod stock;
mod texts;
mod tickets;
mod windows;
mod worklist;

pub use acts::Act;
pub use approving::{ApprovalShown, ApproveOrder, FieldShown};
pub use board::{Board, KindCount, PersonCount, PlaceCount, StageCount};
pub use bulk::{Bulk, BulkAct, BulkDone, BulkRow, Outcome};
pub use chain::OfficeChain;
pub use clock::{EndStop, StopClock, StopShown};
pub use days::DayQuery;
pub use desk::OfficeDesk;
pub use exporting::{ExportFile, ExportFormat};
pub use flags::{FLAGS, Flag};
pub use held::{
    AssignFor, HeldList, HeldQuery, HeldShown, OrderBrief, ReleaseHeld, Released, RunShown,
};
pub use importing::{
    FileShown, ImportCounts, ImportQuery, ImportReport, ImportedOrder, RowOutcome, RowShown,
    UndoReport,
};
pub use listing::{ListQuery, OrderList, OrderRow, Sort};
pub use map::{DayMap, PersonTrack, Pin, Point};
pub use notices::{NoticeList, NoticeQuery, NoticeShown, ToldOrder};
pub use order_page::{
    CandidateShown, ConflictShown, OrderShown, PageQuery, ProposalShown, SideShown, TimelineShown,
    UrgeAnswerShown, UrgeShown,
};
pub use others::{OtherList, OtherRow, OthersQuery};
pub use parting::{PartOrders, PartedShown};
pub use people::{DeviceShown, InvitationShown, NewPerson, PersonShown};
pub use playbooks::PublishedPlaybook;
pub use pushing::{Acted, ActedEnvelope, Unchanged};
pub use reading::{EvidenceShown, ReceiptShown};
pub use repeated::IDEMPOTENCY_HEADER;
pub(crate) use repeated::{Repeated, Standing, acting};
pub use report::{BlobsShown, ChainShown, DayReport, PointShown, ReportQuery, StoreShown};
pub use rescued::{RescuedEnvelope, RescuedRun, RescuedTaken};
pub(crate) use session::check_page;
pub use session::{COOKIE, PAGE_HEADER, SessionShown, SignIn};
pub use shapes::{
    AnswerProposal, AssignOrder, CancelOrder, CommentOrder, ConfirmPayment, CreateOrder,
    EditFields, OfferSequence, PartStep, SettleField, StepOrder, StopLoading, TakeBack, UrgeOrder,
};
pub use shifts::{CashDone, CashRow, ConfirmCash, PaidShown, ShiftList, ShiftRow, ShiftShown};
pub use stock::{CountStock, CountedRow, ShelfShown, StockList, StockRowShown};
pub use texts::ReadText;
pub use tickets::{NewTicketKey, StaffNumber, TicketKeyShown, TicketKeysShown};
pub use windows::{CheckWindow, WindowShown};
pub use worklist::{WaitingShown, Worklist};
