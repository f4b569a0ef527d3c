//! Three people have to agree before a precision repair begins, each to what was shown, in any order of arrival.

use super::world::{
    HOUR_MS, MINUTE_MS, MORNING_MS, Person, World, answers, founded, person, photo, step,
};
use crate::approval::{ApprovalStatement, Asked, SignedApproval};
use crate::command::{Command, FieldSet, Refusal, TransitionCommand};
use crate::decision::Exception;
use crate::document::FieldValue;
use crate::fact::{Approval, ApprovalRequest, Delegation, Money, Payer, Quote, QuoteLine};
use crate::hash::device_id;
use crate::ids::{FactId, Hash, SubjectId, TenantId};
use crate::keys::SoftwareKey;
use crate::order::ApprovalRow;
use crate::playbook::workflow::Missing;

const STEP: &str = "begin_repair";

/// Bo with a machine that he has assessed, and those who have to agree.
struct Workshop {
    world: World,
    id: SubjectId,
    bo: Person,
    chief: Person,
    quality: Person,
    manager: Person,
}

fn quote(number: u32, fen: i64) -> Command {
    let line = QuoteLine {
        text: "主轴轴承".into(),
        labour: false,
        quantity_milli: 1_000,
        unit_price: Money::fen(fen),
        payer: Payer::Customer,
    };
    let supersedes = number.checked_sub(1).filter(|before| *before > 0);
    Command::Quote(Quote { number, lines: vec![line], total: Money::fen(fen), supersedes })
}

impl Workshop {
    fn open() -> Self {
        let (mut world, mut bo) = (World::new(), person(3, "technician"));
        let fault = FieldSet::new("fault", FieldValue::text("主轴抖动"));
        let id = founded(&mut world, "precision_repair", 1, &bo, vec![fault]);
        world.pull(&mut bo);
        world.does(&mut bo, id, step("assess", None, Vec::new()));
        let assessed = [
            ("hours", "12600"),
            ("runout_um", "11"),
            ("bearings", "worn"),
            ("cause", "前轴承磨损"),
            ("plan", "bearings preload"),
            ("days", "5"),
            ("risk", "false"),
        ];
        world.does(&mut bo, id, answers("precision_assessment", &assessed));
        let submit = TransitionCommand {
            name: "submit".into(),
            note: Some("更换轴承".into()),
            with: vec![photo("fault", "the spindle"), quote(1, 42_000)],
            ..TransitionCommand::default()
        };
        world.does(&mut bo, id, Command::Transition(submit));
        world.push(&mut bo);
        let (chief, quality) = (person(4, "chief_technician"), person(5, "quality_engineer"));
        let mut this =
            Self { world, id, bo, chief, quality, manager: person(6, "workshop_manager") };
        for who in [&mut this.chief, &mut this.quality, &mut this.manager] {
            this.world.roles.insert(who.id, who.roles.clone());
            this.world.pull(who);
        }
        this
    }

    fn rows(&self) -> Vec<ApprovalRow> {
        self.world.state(self.id).approval_rows(&self.world.playbook)
    }

    fn request(&self, who: &Person) -> Hash {
        let state = self.world.on_phone(who, self.id);
        let step = self.world.playbook.transition("precision_repair", STEP).expect("a step");
        state.shown_for_approval(&self.world.playbook, step).expect("approvals").hash()
    }

    fn asks(&mut self, level: u8) {
        let request = self.request(&self.bo);
        let ask = ApprovalRequest { transition: STEP.into(), level, request, note: None };
        self.world.does(&mut self.bo, self.id, Command::AskApproval(ask));
        self.world.push(&mut self.bo);
    }

    fn answer(&self, level: u8, granted: bool, who: &Person) -> Approval {
        Approval {
            request: self.request(who),
            level,
            granted,
            note: None,
            transition: Some(STEP.into()),
            in_stead_of: None,
            statement: None,
        }
    }

    /// Somebody answers on his own phone, in signal.
    fn answers(&mut self, pick: fn(&mut Self) -> &mut Person, level: u8) -> Result<(), Refusal> {
        let mut who = pick(self).clone();
        self.world.pull(&mut who);
        let answer = Command::Approve(self.answer(level, true, &who));
        let planned = self.world.try_plan(&who, self.id, answer)?;
        self.world.keep(&mut who, self.id, &planned);
        self.world.push(&mut who);
        *pick(self) = who;
        Ok(())
    }

    fn begins(&self) -> Result<(), Vec<Missing>> {
        match self.world.try_plan(&self.bo, self.id, step(STEP, None, Vec::new())) {
            Ok(_) => Ok(()),
            Err(Refusal::Missing(missing)) => Err(missing),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn lacks(&mut self) -> Vec<(String, Option<String>)> {
        self.world.pull(&mut self.bo);
        let lacks = self.begins().expect_err("something is missing").into_iter();
        let said = lacks.map(|one| match one {
            Missing::Approval { level, lapsed, .. } => (level, lapsed),
            Missing::Denied { level, .. } => (level, Some("denied".into())),
            other => panic!("{other:?}"),
        });
        said.collect()
    }

    fn exception(&self, fact: FactId) -> Option<Exception> {
        let state = self.world.state(self.id);
        state.exceptions.get(&fact).map(|row| row.exception.clone())
    }
}

fn lack(level: &str) -> (String, Option<String>) {
    (level.to_owned(), None)
}

fn codes(refused: Result<(), Refusal>) -> Vec<String> {
    match refused {
        Err(Refusal::Codes { codes, .. }) => codes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn three_levels_agree_and_the_repair_begins() {
    let mut shop = Workshop::open();
    // 1. Nobody has agreed: each level is named, and the first one's turn is shown.
    assert_eq!(shop.lacks(), [lack("technical"), lack("quality"), lack("workshop")]);
    shop.asks(1);
    let rows = shop.rows();
    assert_eq!(rows.iter().map(|row| row.is_open).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(shop.world.card(shop.id).asks_roles, Some(vec!["chief_technician".to_owned()]));
    // 2. They agree one after the other.
    shop.answers(|shop| &mut shop.chief, 1).expect("the chief may");
    assert_eq!(shop.lacks(), [lack("quality"), lack("workshop")]);
    shop.answers(|shop| &mut shop.quality, 2).expect("quality may");
    shop.answers(|shop| &mut shop.manager, 3).expect("the manager may");
    assert_eq!(shop.world.card(shop.id).asks_roles, None);
    // 3. It begins, and who agreed is on the sheet.
    shop.world.pull(&mut shop.bo);
    shop.world.does(&mut shop.bo, shop.id, step(STEP, None, Vec::new()));
    shop.world.push(&mut shop.bo);
    assert_eq!(shop.world.card(shop.id).stage, "repairing");
    let approvals = shop.world.sheet(shop.id).approvals;
    assert_eq!(approvals.iter().map(|row| row.granted).collect::<Vec<_>>(), [1, 1, 1]);
    let json = serde_json::to_string(&approvals).expect("JSON");
    let back: Vec<ApprovalRow> = serde_json::from_str(&json).expect("the same");
    assert_eq!(back, approvals);
}

#[test]
fn another_quote_makes_what_was_agreed_lapse() {
    let mut shop = Workshop::open();
    shop.asks(1);
    shop.answers(|shop| &mut shop.chief, 1).expect("the chief may");
    shop.world.does(&mut shop.bo, shop.id, quote(2, 98_000));
    shop.world.push(&mut shop.bo);
    let changed = ("technical".to_owned(), Some("changed".to_owned()));
    assert_eq!(shop.lacks(), [changed, lack("quality"), lack("workshop")]);
    let row = shop.rows().remove(0);
    assert!(row.asked.expect("asked").changed && row.is_open);
    assert_eq!(row.answers[0].lapsed.as_deref(), Some("changed"));
    // Asked again, he agrees to the new one.
    shop.asks(1);
    shop.answers(|shop| &mut shop.chief, 1).expect("the chief may");
    assert_eq!(shop.lacks(), [lack("quality"), lack("workshop")]);
}

#[test]
fn an_answer_that_is_heard_later_lets_the_repair_begin() {
    let mut shop = Workshop::open();
    shop.asks(1);
    shop.answers(|shop| &mut shop.chief, 1).expect("the chief may");
    shop.answers(|shop| &mut shop.quality, 2).expect("quality may");
    // 1. The manager says yes in the basement; Bo hears it and begins, as an old program would let him.
    let mut manager = shop.manager.clone();
    shop.world.pull(&mut manager);
    let answer = Command::Approve(shop.answer(3, true, &manager));
    shop.world.does(&mut manager, shop.id, answer);
    shop.world.pull(&mut shop.bo);
    let mut bold = shop.bo.clone();
    let planned = {
        let mut other = Workshop::open();
        for (pick, level) in [
            ((|shop: &mut Workshop| &mut shop.chief) as fn(&mut Workshop) -> &mut Person, 1),
            (|shop| &mut shop.quality, 2),
            (|shop| &mut shop.manager, 3),
        ] {
            other.answers(pick, level).expect("allowed");
        }
        other.world.pull(&mut other.bo);
        other.world.try_plan(&other.bo, other.id, step(STEP, None, Vec::new())).expect("allowed")
    };
    let facts = shop.world.keep(&mut bold, shop.id, &planned);
    shop.world.push(&mut bold);
    let exception = shop.exception(facts[0]).expect("it waits");
    assert_eq!(exception.missing, ["approval/workshop/1"]);
    assert_eq!(shop.world.card(shop.id).stage, "approving");
    // 2. The manager comes into signal: judged again, it stands.
    shop.world.push(&mut manager);
    assert_eq!(shop.exception(facts[0]), None);
    assert_eq!(shop.world.card(shop.id).stage, "repairing");
}

#[test]
fn nobody_agrees_twice_or_to_what_he_asks_and_only_in_his_role() {
    let mut shop = Workshop::open();
    shop.asks(1);
    assert_eq!(codes(shop.answers(|shop| &mut shop.quality, 1)), ["answer/role/chief_technician"]);
    assert_eq!(codes(shop.answers(|shop| &mut shop.manager, 9)), ["answer/level"]);
    // Who has both roles agrees at one level.
    shop.chief.roles.push("quality_engineer".into());
    shop.answers(|shop| &mut shop.chief, 1).expect("the chief may");
    assert_eq!(codes(shop.answers(|shop| &mut shop.chief, 2)), ["answer/twice"]);
    // Who asks never agrees, whatever his roles.
    shop.bo.roles.push("quality_engineer".into());
    assert_eq!(codes(shop.answers(|shop| &mut shop.bo, 2)), ["answer/asker"]);
}

#[test]
fn a_no_stands_until_its_author_says_yes() {
    let mut shop = Workshop::open();
    shop.asks(1);
    let no = Command::Approve(shop.answer(1, false, &shop.chief));
    let mut chief = shop.chief.clone();
    shop.world.does(&mut chief, shop.id, no);
    shop.world.push(&mut chief);
    shop.chief = chief;
    let denied = ("technical".to_owned(), Some("denied".to_owned()));
    assert_eq!(shop.lacks()[0], denied);
    shop.answers(|shop| &mut shop.chief, 1).expect("he may change his mind");
    assert_eq!(shop.lacks(), [lack("quality"), lack("workshop")]);
}

#[test]
fn who_is_away_lets_somebody_else_agree_until_a_time() {
    let mut shop = Workshop::open();
    shop.asks(1);
    let mut deputy = person(8, "quality_engineer");
    let (mut chief, id) = (shop.chief.clone(), shop.id);
    // 1. The deputy answers before the hub has heard that he may: it is kept, and counts for nobody.
    shop.world.pull(&mut deputy);
    let until_ms = MORNING_MS + 2 * HOUR_MS;
    let word = Delegation { to: deputy.id, until_ms, note: None };
    shop.world.does(&mut chief, id, Command::Delegate(word));
    let answer = shop.answer(1, true, &deputy);
    deputy.roles.push("chief_technician".into());
    let planned = shop.world.try_plan(&deputy, id, Command::Approve(answer.clone()));
    deputy.roles.pop();
    let facts = shop.world.keep(&mut deputy, id, &planned.expect("made elsewhere"));
    shop.world.push(&mut deputy);
    let exception = shop.exception(facts[0]).expect("no answer yet");
    assert_eq!(exception.missing, ["answer/role/chief_technician"]);
    // 2. The chief's word comes: his deputy's answer is one.
    shop.world.push(&mut chief);
    assert_eq!(shop.exception(facts[0]), None);
    assert_eq!(shop.rows()[0].answers[0].in_stead_of, Some(chief.id));
    assert_eq!(shop.lacks(), [lack("quality"), lack("workshop")]);
    // 3. After its time it is worth nothing.
    let mut other = Workshop::open();
    other.asks(1);
    let mut late = person(8, "quality_engineer");
    let word = Delegation { to: late.id, until_ms: MORNING_MS + MINUTE_MS, note: None };
    let mut chief = other.chief.clone();
    other.world.does(&mut chief, other.id, Command::Delegate(word));
    other.world.push(&mut chief);
    other.world.pull(&mut late);
    late.waits_ms(HOUR_MS);
    let tried = other.world.try_plan(&late, other.id, Command::Approve(answer));
    assert!(matches!(tried, Err(Refusal::Codes { .. })), "{tried:?}");
}

#[test]
fn an_approval_runs_out() {
    let mut shop = Workshop::open();
    shop.asks(1);
    for (pick, level) in [
        ((|shop: &mut Workshop| &mut shop.chief) as fn(&mut Workshop) -> &mut Person, 1),
        (|shop| &mut shop.quality, 2),
        (|shop| &mut shop.manager, 3),
    ] {
        shop.answers(pick, level).expect("allowed");
    }
    shop.world.pull(&mut shop.bo);
    assert_eq!(shop.begins(), Ok(()));
    shop.bo.waits_ms(25 * HOUR_MS);
    let lacks = shop.lacks();
    assert_eq!(lacks, [("workshop".to_owned(), Some("expired".to_owned()))]);
}

#[test]
fn from_phone_to_phone_the_hub_looks_whose_key_it_is() {
    let mut shop = Workshop::open();
    shop.asks(1);
    let key = SoftwareKey::ed25519(&[4; 32]);
    let device = device_id(&key.public().bytes);
    let says = |shop: &Workshop| ApprovalStatement {
        version: 1,
        tenant: TenantId([7; 16]),
        order: shop.id,
        transition: STEP.into(),
        request: shop.request(&shop.bo),
        level: 1,
        granted: true,
        approver: shop.chief.id,
        device,
        expires_ms: None,
        note: None,
    };
    let carried = |shop: &Workshop, signed: &SignedApproval| {
        let statement = Some(signed.to_bytes());
        Command::Approve(Approval { statement, ..shop.answer(1, true, &shop.bo) })
    };
    // 1. A store that is somebody else's, and a word that was altered under its signature.
    let signed = SignedApproval::sign(says(&shop), &key);
    shop.world.stores.insert(device, (shop.manager.id, true));
    let brought = carried(&shop, &signed);
    let facts = shop.world.does(&mut shop.bo, shop.id, brought);
    shop.world.push(&mut shop.bo);
    assert_eq!(shop.exception(facts[0]).expect("none").missing, ["answer/key"]);
    let mut altered = signed.clone();
    altered.statement.level = 2;
    let forged = shop.world.try_plan(&shop.bo, shop.id, carried(&shop, &altered));
    assert!(matches!(forged, Err(Refusal::Codes { codes, .. }) if codes == ["answer/forged"]));
    // 2. The chief's own store: it counts once, whoever tells of it first.
    let mut shop = Workshop::open();
    shop.asks(1);
    shop.world.stores.insert(device, (shop.chief.id, true));
    let signed = SignedApproval::sign(says(&shop), &key);
    let brought = carried(&shop, &signed);
    shop.world.does(&mut shop.bo, shop.id, brought);
    shop.world.push(&mut shop.bo);
    assert_eq!(shop.lacks(), [lack("quality"), lack("workshop")]);
    shop.answers(|shop| &mut shop.chief, 1).expect("his own chain says so too");
    assert_eq!(shop.rows()[0].answers.len(), 1);
    assert_eq!(shop.rows()[0].granted, 1);
}

#[test]
fn codes_come_back_as_they_went() {
    let shop = Workshop::open();
    let state = shop.world.state(shop.id);
    let step = shop.world.playbook.transition("precision_repair", STEP).expect("a step");
    let shown = state.shown_for_approval(&shop.world.playbook, step).expect("approvals");
    assert_eq!(shown.fields[0].text.as_deref(), Some("主轴抖动"));
    let asked = Asked {
        version: 1,
        tenant: TenantId([7; 16]),
        playbook: 1,
        kind: "precision_repair".into(),
        level: 2,
        asker: shop.bo.id,
        key: None,
        note: Some("急".into()),
        shown,
    };
    let code = asked.to_code().expect("small enough");
    assert!(code.len() < 1_000, "{} letters", code.len());
    assert_eq!(Asked::from_code(&code), Ok(asked));
    assert!(Asked::from_code(&code[..code.len() - 3]).is_err());
    assert!(SignedApproval::from_code(&code).is_err());
}
