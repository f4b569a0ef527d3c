//! The commands that a line may hold.

use std::collections::BTreeMap;
use std::path::PathBuf;

use counterfoil_client::{ClientError, Phone};
use counterfoil_domain::command::TransitionCommand;
use counterfoil_domain::ids::{FactId, PersonId, SubjectId};
use counterfoil_domain::map::MapApp;
use counterfoil_domain::map::handover::Travel;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{approvals, captures, desks, documents, forms, hands, route, shift, together, work};

/// Shown when a line is not understood.
pub(super) const NAMES: &str = "enrol, enrol_with_ticket, thumbprint, begin_shift, end_shift, close_shift, certificate, sync, status, \
    inventory, manuals, ready, list, search, sheet, scan, found, set, propose, settle, step, custody, photo, sign, fix, \
    pay, part, contact, consent, refuse, comment, unsigned, withdraw, urge_answer, together, visit, timer, \
    quote, reading, wait, move, claim, confirm_payment, offers, reasons, answers, \
    begin_break, end_break, shift, balances, count, load, load_check, read_number, hand_over, receive, \
    bring_back, shelve, add_key, forms, form, fill_in, item, except_form, found_place, found_asset, places, assets, \
    stops, route, keep_order, let_order_go, decline_order, check_window, way, outlets, \
    approvals, approvals_waiting, ask_approval, answer_approval, delegate_approval, approval_code, answer_code, \
    take_approval, set_pin, quit";

/// A key as people write it.
#[derive(Debug, Deserialize)]
pub(super) struct KeyLine {
    pub(super) scheme: String,
    pub(super) value: String,
}

/// One line.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Command {
    Enrol {
        invitation: String,
    },
    EnrolWithTicket {
        hub: String,
        root: String,
        ticket: String,
    },
    Thumbprint {},
    BeginShift {
        vehicle: Option<String>,
        outlet: Option<String>,
    },
    EndShift {},
    CloseShift {},
    Certificate {},
    Sync(desks::SyncLine),
    Status {},
    Inventory {},
    Manuals {
        order: Option<SubjectId>,
    },
    Ready {},
    List {},
    Search {
        text: String,
    },
    Sheet {
        order: SubjectId,
    },
    Scan {
        code: String,
        order: Option<SubjectId>,
    },
    Found {
        kind: String,
        keys: Vec<KeyLine>,
        #[serde(default)]
        fields: BTreeMap<String, Value>,
    },
    Set {
        order: SubjectId,
        fields: BTreeMap<String, Value>,
    },
    Propose {
        order: SubjectId,
        path: String,
        value: String,
        #[serde(default)]
        evidence: Vec<FactId>,
    },
    Settle {
        order: SubjectId,
        path: String,
        value: Value,
    },
    Step {
        order: SubjectId,
        name: String,
        reason: Option<String>,
        note: Option<String>,
        until_ms: Option<u64>,
    },
    Wait(work::WaitLine),
    Custody(hands::CustodyLine),
    Photo {
        order: Option<SubjectId>,
        #[serde(default)]
        orders: Vec<SubjectId>,
        file: PathBuf,
        role: String,
    },
    Sign(captures::SignLine),
    Fix(captures::FixLine),
    Pay(captures::PayLine),
    Part(captures::PartLine),
    Contact(captures::ContactLine),
    Consent(captures::ConsentLine),
    Refuse {
        order: SubjectId,
        reason: String,
        who: Option<String>,
        note: Option<String>,
    },
    Comment {
        order: SubjectId,
        text: String,
    },
    Unsigned {
        order: SubjectId,
        reason: String,
        note: Option<String>,
    },
    Withdraw {
        order: SubjectId,
        fact: FactId,
        reason: String,
    },
    UrgeAnswer {
        order: SubjectId,
        urge: Option<FactId>,
        answer: String,
        minutes: Option<u32>,
    },
    Together(together::TogetherLine),
    Visit {
        order: SubjectId,
        step: String,
        outcome: Option<String>,
    },
    Timer {
        order: SubjectId,
        name: String,
        step: String,
    },
    Quote(work::QuoteLineIn),
    Reading(work::ReadingLine),
    Move {
        order: SubjectId,
        fact: FactId,
        to: SubjectId,
        reason: String,
    },
    Claim(work::ClaimLine),
    ConfirmPayment(work::ConfirmLine),
    Offers {
        order: SubjectId,
    },
    Reasons {
        group: Option<String>,
    },
    Answers {},
    BeginBreak {},
    EndBreak {},
    Shift {},
    Balances {},
    Count(shift::CountLine),
    Load {
        code: String,
        symbology: Option<String>,
    },
    LoadCheck {},
    ReadNumber {
        text: String,
    },
    HandOver {
        orders: Vec<SubjectId>,
        to: PersonId,
    },
    Receive {
        codes: Vec<String>,
        from: PersonId,
    },
    BringBack {
        orders: Vec<SubjectId>,
    },
    Shelve {
        orders: Vec<SubjectId>,
        place: SubjectId,
    },
    AddKey {
        order: SubjectId,
        scheme: String,
        value: String,
    },
    Forms {
        order: SubjectId,
    },
    Form(forms::FormLine),
    FillIn(forms::AnswerLine),
    Item(forms::ItemLine),
    ExceptForm(forms::ExceptLine),
    Approvals {
        order: SubjectId,
    },
    ApprovalsWaiting {},
    AskApproval(approvals::AskLine),
    AnswerApproval(approvals::SayLine),
    DelegateApproval(approvals::StandInLine),
    ApprovalCode(approvals::AskLine),
    AnswerCode(approvals::CodeLine),
    TakeApproval {
        answer: String,
    },
    SetPin(approvals::PinLine),
    FoundPlace(hands::FoundLine),
    FoundAsset(hands::FoundLine),
    Places {},
    Assets {},
    Stops {},
    Route(route::RouteLine),
    KeepOrder {
        orders: Vec<SubjectId>,
        offer: Option<FactId>,
    },
    LetOrderGo {
        #[serde(default)]
        held: Vec<SubjectId>,
    },
    DeclineOrder {
        offer: FactId,
    },
    CheckWindow(route::WindowLine),
    Way {
        order: SubjectId,
        app: MapApp,
        travel: Option<Travel>,
        #[serde(default)]
        label: String,
    },
    Outlets {
        near: String,
    },
    Quit,
}

/// Does what a line says.
pub(super) async fn run(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    use Command as C;
    match command {
        C::Enrol { invitation } => desks::enrol(phone, &invitation).await,
        C::EnrolWithTicket { hub, root, ticket } => {
            desks::enrol_with_ticket(phone, &hub, &root, &ticket).await
        }
        C::Thumbprint {} => Ok(json!({ "thumbprint": phone.account().key_thumbprint() })),
        C::BeginShift { vehicle, outlet } => desks::begin_shift(phone, vehicle, outlet),
        C::EndShift {} => desks::end_shift(phone),
        C::CloseShift {} => desks::close_shift(phone),
        C::Certificate {} => desks::certificate(phone).await,
        C::Sync(line) => desks::sync(phone, &line).await,
        C::Status {} => desks::status(phone),
        C::Inventory {} => desks::inventory(phone),
        C::Manuals { order } => documents::manuals(phone, order),
        C::Ready {} => documents::ready(phone),
        C::List {} => desks::list(phone),
        C::Search { text } => desks::search(phone, &text),
        C::Sheet { order } => desks::sheet(phone, order),
        C::Found { kind, keys, fields } => desks::found(phone, kind, &keys, &fields),
        C::Set { order, fields } => desks::set(phone, order, &fields),
        C::Propose { order, path, value, evidence } => {
            desks::propose(phone, order, &path, &value, &evidence)
        }
        C::Settle { order, path, value } => desks::settle(phone, order, path, &value),
        C::Step { order, name, reason, note, until_ms } => desks::step(
            phone,
            order,
            TransitionCommand { name, reason, note, until_ms, with: vec![] },
        ),
        C::Withdraw { order, fact, reason } => desks::withdraw(phone, order, fact, reason),
        C::UrgeAnswer { order, urge, answer, minutes } => {
            desks::answer_urge(phone, order, urge, (answer, minutes))
        }
        C::Together(line) => together::run(phone, line),
        C::Offers { order } => work::offers(phone, order),
        C::Reasons { group } => work::reasons(phone, group.as_deref()),
        C::Answers {} => work::answers(phone),
        C::Quit => Ok(json!("bye")),
        C::Visit { order, step, outcome } => work::visit(phone, order, &step, outcome.as_deref()),
        C::Timer { order, name, step } => work::timer(phone, order, &name, &step),
        C::Quote(line) => work::quote(phone, line),
        C::Reading(line) => work::reading(phone, line),
        C::Wait(line) => work::wait(phone, line),
        C::Move { order, fact, to, reason } => work::moved(phone, order, fact, to, &reason),
        C::Claim(line) => work::claim(phone, line),
        C::ConfirmPayment(line) => work::confirm(phone, line),
        C::BeginBreak {} => shift::begin_break(phone),
        C::EndBreak {} => shift::end_break(phone),
        C::Shift {} => shift::sheet(phone),
        C::Balances {} => shift::balances(phone),
        C::Count(line) => shift::count(phone, line),
        C::Load { code, symbology } => shift::load(phone, &code, symbology.as_deref()),
        C::LoadCheck {} => shift::load_check(phone),
        C::ReadNumber { text } => shift::read_number(phone, &text),
        other => hands_or_captures(phone, other),
    }
}

fn hands_or_captures(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    use Command as C;
    match command {
        C::Custody(line) => hands::custody(phone, line),
        C::HandOver { orders, to } => hands::hand_over(phone, &orders, to),
        C::Receive { codes, from } => hands::receive(phone, &codes, from),
        C::BringBack { orders } => hands::bring_back(phone, &orders),
        C::Shelve { orders, place } => hands::shelve(phone, &orders, place),
        C::AddKey { order, scheme, value } => hands::add_key(phone, order, &scheme, &value),
        C::Forms { order } => forms::forms(phone, order),
        C::Form(line) => forms::form(phone, &line),
        C::FillIn(line) => forms::fill_in(phone, &line),
        C::Item(line) => forms::item(phone, &line),
        C::ExceptForm(line) => forms::except(phone, &line),
        C::FoundPlace(line) => hands::found_place(phone, &line),
        C::FoundAsset(line) => hands::found_asset(phone, &line),
        C::Places {} => hands::places(phone),
        C::Assets {} => hands::assets(phone),
        other => on_the_way(phone, other),
    }
}

fn on_the_way(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    use Command as C;
    match command {
        C::Stops {} => route::stops(phone),
        C::Route(line) => route::route(phone, line),
        C::KeepOrder { orders, offer } => route::keep(phone, orders, offer),
        C::LetOrderGo { held } => route::let_go(phone, held),
        C::DeclineOrder { offer } => route::decline(phone, offer),
        C::CheckWindow(line) => route::check_window(phone, line),
        C::Way { order, app, travel, label } => route::way(phone, order, app, travel, &label),
        C::Outlets { near } => route::outlets(phone, &near),
        other => approvals_or_captures(phone, other),
    }
}

fn approvals_or_captures(phone: &Phone, command: Command) -> Result<Value, ClientError> {
    use Command as C;
    match command {
        C::Approvals { order } => approvals::approvals(phone, order),
        C::ApprovalsWaiting {} => approvals::waiting(phone),
        C::AskApproval(line) => approvals::ask(phone, line),
        C::AnswerApproval(line) => approvals::say(phone, line),
        C::DelegateApproval(line) => approvals::delegate(phone, line),
        C::ApprovalCode(line) => approvals::code(phone, line),
        C::AnswerCode(line) => approvals::answer_code(phone, &line),
        C::TakeApproval { answer } => approvals::take(phone, &answer),
        C::SetPin(line) => approvals::set_pin(phone, &line),
        capture => captures::run(phone, capture),
    }
}
