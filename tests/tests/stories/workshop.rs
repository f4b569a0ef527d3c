//! A workshop for stories: a machine that Bo has assessed, and the three levels that have to agree to its repair.

use counterfoil_client::ClientError;
use counterfoil_client::account::Pin;
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::{Money, Payer, Quote, QuoteLine};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_tests::harness::{Person, World};
use serde_json::json;

pub(crate) const STEP: &str = "begin_repair";

const ASSESSED: [(&str, &str); 7] = [
    ("hours", "12600"),
    ("runout_um", "11"),
    ("bearings", "worn"),
    ("cause", "前轴承磨损"),
    ("plan", "bearings preload"),
    ("days", "5"),
    ("risk", "false"),
];

/// Bo with a machine that he has assessed and handed in, and the three who have to agree.
pub(crate) struct Workshop {
    pub(crate) world: World,
    pub(crate) order: SubjectId,
    pub(crate) bo: Person,
    pub(crate) hua: Person,
    pub(crate) lin: Person,
    pub(crate) meng: Person,
}

pub(crate) fn quote(number: u32, fen: i64) -> Command {
    let line = QuoteLine {
        text: "主轴轴承更换".into(),
        labour: false,
        quantity_milli: 1_000,
        unit_price: Money::fen(fen),
        payer: Payer::Customer,
    };
    let supersedes = (number > 1).then(|| number - 1);
    Command::Quote(Quote { number, lines: vec![line], total: Money::fen(fen), supersedes })
}

/// Somebody's PIN, chosen now if there is none.
pub(crate) fn pin_of(who: &Person) -> Pin {
    let (account, pin) = (who.phone().account(), Pin::new("804215"));
    if !account.pin_status().expect("readable").is_set {
        account.set_pin(None, &pin).expect("chosen");
    }
    pin
}

/// Bo assesses a machine and hands it in for approval.
pub(crate) fn hands_in(bo: &Person, order: SubjectId) {
    bo.does(order, Person::step("assess", None, Vec::new()));
    bo.photographs(order, "fault");
    bo.fills_in(order, "precision_assessment", &ASSESSED);
    let submit = TransitionCommand {
        name: "submit".into(),
        note: Some("更换轴承,重新预紧".into()),
        with: vec![quote(1, 42_000)],
        ..TransitionCommand::default()
    };
    bo.does(order, Command::Transition(submit));
}

impl Workshop {
    pub(crate) async fn open() -> Self {
        Self::open_in(World::start().await).await
    }

    pub(crate) async fn open_in(world: World) -> Self {
        let bo = world.phone("bo", &["technician"]).await;
        let hua = world.phone("hua", &["chief_technician"]).await;
        let lin = world.phone("lin", &["quality_engineer"]).await;
        let meng = world.phone("meng", &["workshop_manager"]).await;
        let fields = json!({"title": "主轴单元", "fault": "主轴抖动"});
        let order = world.order_with("precision_repair", Some(bo.id), fields).await;
        bo.sync().await;
        hands_in(&bo, order);
        bo.sync().await;
        // While they think it over nobody is late.
        assert_eq!(bo.target(order, "resolve").standing, Standing::Paused);
        assert_eq!(world.standing(order, "resolve").await, "paused");
        Self { world, order, bo, hua, lin, meng }
    }

    /// Bo asks by way of the hub, and somebody answers there.
    pub(crate) async fn agrees(&self, who: &Person) {
        let asked = self.bo.phone().orders().request_approval(self.order, STEP, None);
        asked.unwrap_or_else(|why| panic!("bo asks: {why:?}"));
        self.bo.sync().await;
        who.sync().await;
        let waiting = who.phone().orders().approvals_waiting().expect("a list");
        assert_eq!(waiting.len(), 1, "{} is asked", who.name);
        assert_eq!(waiting[0].shown.fields[0].text.as_deref(), Some("主轴抖动"));
        let done = who.phone().orders().answer_approval(self.order, STEP, true, None);
        done.unwrap_or_else(|why| panic!("{} agrees: {why:?}", who.name));
        assert!(who.phone().orders().approvals_waiting().expect("a list").is_empty());
        who.sync().await;
        self.bo.sync().await;
    }

    /// Bo's phone shows its code, the other one shows what it says, and Bo's reads the answer.
    pub(crate) fn agrees_face_to_face(&self, who: &Person) {
        let code = self.bo.phone().orders().approval_code(self.order, STEP, Some("急".into()));
        let code = code.unwrap_or_else(|why| panic!("bo asks: {why:?}"));
        let asked = who.phone().orders().read_approval_code(&code);
        let asked = asked.unwrap_or_else(|why| panic!("{} reads: {why:?}", who.name));
        assert_eq!(
            (asked.order(), asked.asker(), asked.note()),
            (self.order, self.bo.id, Some("急"))
        );
        assert_eq!(asked.shown().fields[0].text.as_deref(), Some("主轴抖动"));
        let desk = who.phone().orders();
        // The phone does not sign on anybody's tap: the PIN stands before it.
        let none = desk.grant(&asked, &Pin::new("000001"));
        assert!(matches!(none, Err(ClientError::NotAllowed { reason }) if reason.code == "no_pin"));
        let pin = pin_of(who);
        let wrong = desk.grant(&asked, &Pin::new("000001"));
        assert!(matches!(wrong, Err(ClientError::WrongPin { attempts_left: 9, wait_ms: 0 })));
        let answer = desk.grant(&asked, &pin);
        let answer = answer.unwrap_or_else(|why| panic!("{} agrees: {why:?}", who.name));
        self.takes(&answer);
    }

    pub(crate) fn takes(&self, answer: &str) {
        let taken = self.bo.phone().orders().take_approval(answer);
        taken.unwrap_or_else(|why| panic!("bo takes the answer: {why:?}"));
    }

    pub(crate) fn begins(&self) -> Result<(), Vec<String>> {
        match self.bo.tries(self.order, Person::step(STEP, None, Vec::new())) {
            Ok(_) => Ok(()),
            Err(ClientError::NotAllowed { reason }) => Err(reason.words_zh),
            Err(other) => panic!("{other:?}"),
        }
    }

    pub(crate) async fn stage(&self) -> String {
        self.world.hub_sheet(self.order).await.card.stage
    }
}
