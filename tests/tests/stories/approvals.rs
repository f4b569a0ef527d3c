//! Three levels have to agree before a precision repair begins; some of those who agree have no signal, and some
//! codes are not what they say.

use counterfoil_client::ClientError;
use counterfoil_client::account::Pin;
use counterfoil_domain::approval::{ApprovalStatement, Asked, SignedApproval};
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::{Money, Payer, Quote, QuoteLine, Reading};
use counterfoil_domain::hash::device_id;
use counterfoil_domain::ids::{PersonId, SubjectId};
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_domain::order::Sheet;
use counterfoil_domain::playbook::Playbook;
use counterfoil_tests::harness::{Person, World};
use serde_json::{Value, json};

const STEP: &str = "begin_repair";
const PIN: &str = "804215";

/// Bo with a machine that he has assessed and handed in, and the three who have to agree.
struct Workshop {
    world: World,
    order: SubjectId,
    bo: Person,
    hua: Person,
    lin: Person,
    meng: Person,
}

fn quote(number: u32, fen: i64) -> Command {
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

/// Bo assesses a machine and hands it in for approval.
fn hands_in(bo: &Person, order: SubjectId) {
    bo.does(order, Person::step("assess", None, Vec::new()));
    bo.photographs(order, "fault");
    let submit = TransitionCommand {
        name: "submit".into(),
        note: Some("更换轴承,重新预紧".into()),
        with: vec![quote(1, 42_000)],
        ..TransitionCommand::default()
    };
    bo.does(order, Command::Transition(submit));
}

impl Workshop {
    async fn open() -> Self {
        let world = World::start().await;
        let bo = world.phone("bo", &["technician"]).await;
        let hua = world.phone("hua", &["chief_technician"]).await;
        let lin = world.phone("lin", &["quality_engineer"]).await;
        let meng = world.phone("meng", &["workshop_manager"]).await;
        let fields = json!({"title": "主轴单元", "fault": "主轴抖动"});
        let order = world.order_with("precision_repair", Some(bo.id), fields).await;
        bo.sync().await;
        hands_in(&bo, order);
        bo.sync().await;
        Self { world, order, bo, hua, lin, meng }
    }

    /// Bo asks by way of the hub, and somebody answers there.
    async fn agrees(&self, who: &Person) {
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
    fn agrees_face_to_face(&self, who: &Person) {
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
        who.phone().account().set_pin(None, &Pin::new(PIN)).expect("chosen");
        let wrong = desk.grant(&asked, &Pin::new("000001"));
        assert!(matches!(wrong, Err(ClientError::WrongPin { attempts_left: 9, wait_ms: 0 })));
        let answer = desk.grant(&asked, &Pin::new(PIN));
        let answer = answer.unwrap_or_else(|why| panic!("{} agrees: {why:?}", who.name));
        self.takes(&answer);
    }

    fn takes(&self, answer: &str) {
        let taken = self.bo.phone().orders().take_approval(answer);
        taken.unwrap_or_else(|why| panic!("bo takes the answer: {why:?}"));
    }

    fn begins(&self) -> Result<(), Vec<String>> {
        match self.bo.tries(self.order, Person::step(STEP, None, Vec::new())) {
            Ok(_) => Ok(()),
            Err(ClientError::NotAllowed { reason }) => Err(reason.words_zh),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn stage(&self) -> String {
        self.world.hub_sheet(self.order).await.card.stage
    }

    /// A code that says that `approver` agrees to what Bo asks, signed by a store that nobody knows.
    fn forged(&self, approver: PersonId) -> String {
        let code = self.bo.phone().orders().approval_code(self.order, STEP, None).expect("asked");
        let asked = Asked::from_code(&code).expect("a request");
        let key = SoftwareKey::ed25519(&[0x66; 32]);
        let statement = ApprovalStatement {
            version: 1,
            tenant: asked.tenant,
            order: self.order,
            transition: STEP.into(),
            request: asked.shown.hash(),
            level: asked.level,
            granted: true,
            approver,
            device: device_id(&key.public().bytes),
            expires_ms: None,
            note: None,
        };
        SignedApproval::sign(statement, &key).to_code().expect("small")
    }
}

#[tokio::test]
async fn two_phones_without_signal_agree_at_the_second_level() {
    let shop = Workshop::open().await;
    // 1. The chief technician agrees by way of the hub.
    assert_eq!(shop.begins().expect_err("nobody has agreed").len(), 3);
    shop.agrees(&shop.hua).await;
    // 2. In the basement: Bo's phone and Lin's, then Meng's, and no signal anywhere. The repair begins and goes on.
    for who in [&shop.bo, &shop.lin, &shop.meng] {
        who.signal().off();
    }
    shop.agrees_face_to_face(&shop.lin);
    assert_eq!(shop.begins().expect_err("the third level").len(), 1);
    shop.agrees_face_to_face(&shop.meng);
    let rows = shop.bo.phone().orders().approvals(shop.order).expect("rows");
    assert!(rows[1].answers[0].unverified, "the hub will say whose phone that was");
    shop.begins().expect("all have agreed");
    shop.bo.photographs(shop.order, "after");
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "repairing");
    // 3. Bo comes into signal first: his work brings their words, and the hub finds them good.
    shop.bo.signal().on();
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
    assert!(!shop.bo.sheet(shop.order).approvals[1].answers[0].unverified);
    // 4. What Lin's and Meng's own phones say is the same, and counts once.
    for who in [&shop.lin, &shop.meng] {
        who.signal().on();
        who.sync().await;
    }
    let sheet = shop.world.hub_sheet(shop.order).await;
    let granted: Vec<u32> = sheet.approvals.iter().map(|row| row.granted).collect();
    assert_eq!((granted, sheet.approvals[1].answers.len()), (vec![1, 1, 1], 1));
    assert!(sheet.exceptions.is_empty(), "{:?}", sheet.exceptions);
    shop.bo.sync().await;
    assert_eq!(shop.bo.sheet(shop.order).approvals, sheet.approvals);
}

#[tokio::test]
async fn a_forged_answer_stops_at_the_hub_and_the_work_that_was_done_stays() {
    let shop = Workshop::open().await;
    shop.agrees(&shop.hua).await;
    shop.agrees(&shop.lin).await;
    // 1. In the basement somebody shows Bo a code "by Meng". His phone cannot tell, says so, and work goes on.
    shop.bo.signal().off();
    let forged = shop.forged(shop.meng.id);
    shop.takes(&forged);
    shop.begins().expect("as far as this phone can tell");
    let after = shop.bo.photographs(shop.order, "after");
    // 2. A word that was altered under its signature is seen through at once.
    let mut altered = SignedApproval::from_code(&forged).expect("signed");
    altered.statement.level = 1;
    let altered = altered.to_code().expect("small");
    let refused = shop.bo.phone().orders().take_approval(&altered);
    assert!(matches!(refused, Err(ClientError::NotAllowed { reason }) if reason.code == "forged"));
    // 3. The hub knows no such phone of Meng's: the repair has not begun, and the photograph is there.
    shop.bo.signal().on();
    shop.bo.sync().await;
    let sheet = shop.world.hub_sheet(shop.order).await;
    let codes: Vec<&str> = sheet
        .exceptions
        .iter()
        .flat_map(|one| one.missing.iter().map(|missing| missing.code.as_str()))
        .collect();
    assert_eq!(
        (sheet.card.stage.as_str(), codes),
        ("approving", vec!["answer/key", "approval/workshop/1"])
    );
    let blobs = shop.world.hub_blobs(shop.order).await;
    assert!(blobs.iter().any(|blob| blob.to_string().contains(&after.original.to_string())));
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "approving");
    // 4. Meng himself agrees, and what waited is judged again.
    shop.agrees(&shop.meng).await;
    assert_eq!(shop.stage().await, "repairing");
    assert_eq!(shop.bo.sheet(shop.order).card.stage, "repairing");
}

#[tokio::test]
async fn an_answer_to_what_was_shown_before_is_worth_nothing() {
    let shop = Workshop::open().await;
    shop.agrees(&shop.hua).await;
    shop.bo.signal().off();
    shop.lin.signal().off();
    // 1. Lin agrees to ¥420; then the board is found dead, and the quote is ¥980.
    shop.agrees_face_to_face(&shop.lin);
    shop.bo.does(shop.order, quote(2, 98_000));
    let rows = shop.bo.phone().orders().approvals(shop.order).expect("rows");
    let lapsed = |at: usize| rows[at].answers[0].lapsed.as_deref();
    assert_eq!((lapsed(0), lapsed(1)), (Some("changed"), Some("changed")));
    let said = shop.begins().expect_err("all three again");
    assert!(said[1].contains("内容有变动"), "{said:?}");
    // 2. The hub says the same, and Hua is asked again about what stands there now.
    shop.bo.signal().on();
    shop.lin.signal().on();
    shop.bo.sync().await;
    shop.lin.sync().await;
    let sheet = shop.world.hub_sheet(shop.order).await;
    assert_eq!(sheet.approvals.iter().map(|row| row.granted).collect::<Vec<_>>(), [0, 0, 0]);
    for who in [&shop.hua, &shop.lin, &shop.meng] {
        shop.agrees(who).await;
    }
    shop.begins().expect("all have agreed to ¥980");
    shop.bo.sync().await;
    assert_eq!(shop.stage().await, "repairing");
}

#[tokio::test]
async fn from_assessment_to_acceptance_a_precision_repair_is_configuration_alone() {
    let mut shop = Workshop::open().await;
    for who in [&shop.hua, &shop.lin, &shop.meng] {
        shop.agrees(who).await;
    }
    shop.begins().expect("all have agreed");
    shop.bo.photographs(shop.order, "after");
    shop.bo.does(shop.order, Person::step("test", None, Vec::new()));
    shop.bo.sync().await;
    // 1. The hub tells those who test, once, whatever comes again and though it is opened anew.
    let told = |sheet: &Sheet| {
        let rows = sheet.triggered.iter();
        rows.map(|row| (row.trigger.clone(), row.roles.clone())).collect::<Vec<_>>()
    };
    let once = vec![("to_the_test".to_owned(), vec!["quality_engineer".to_owned()])];
    assert_eq!(told(&shop.world.hub_sheet(shop.order).await), once);
    shop.world.restart_hub().await;
    shop.bo.says(shop.order, "已送检");
    shop.bo.sync().await;
    shop.lin.sync().await;
    assert_eq!(told(&shop.world.hub_sheet(shop.order).await), once);
    assert_eq!(told(&shop.lin.sheet(shop.order)), once);
    // 2. Two lanes, the quality engineer's: nobody else passes them, and the test is passed when both are.
    let (bo, lin, order) = (&shop.bo, &shop.lin, shop.order);
    let pass = |step: &str| Person::step(step, None, Vec::new());
    bo.tries(order, pass("pass_flaw")).expect_err("not his");
    lin.photographs(order, "inspection");
    lin.does(order, pass("pass_flaw"));
    lin.tries(order, pass("pass_test")).expect_err("the geometry is open");
    let reading = Reading {
        quantity: "runout".into(),
        value_milli: 2_000,
        unit: "um".into(),
        sensor: None,
        ago_ms: None,
    };
    lin.does(order, Command::Read(reading));
    lin.does(order, pass("pass_geometry"));
    lin.sync().await;
    assert_eq!(shop.stage().await, "testing");
    assert!(shop.world.hub_sheet(order).await.lanes.iter().all(|lane| lane.done));
    lin.does(order, pass("pass_test"));
    lin.sync().await;
    bo.sync().await;
    let (hub, phone) = (shop.world.hub_sheet(order).await, bo.sheet(order));
    assert_eq!((phone.card.stage.as_str(), phone.lanes.len()), ("refitting", 0));
    assert_eq!(phone.approvals, hub.approvals);
}

#[tokio::test]
async fn a_running_order_keeps_the_version_under_which_it_was_made() {
    let shop = Workshop::open().await;
    // 1. The office publishes a version in which nobody has to agree.
    let mut file: Value = serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["version"] = json!(Playbook::builtin().version() + 1);
    let flows = file["workflows"].as_array_mut().expect("workflows");
    let flow = flows.iter_mut().find(|flow| flow["id"] == "precision_repair").expect("ours");
    let steps = flow["transitions"].as_array_mut().expect("transitions");
    let begin = steps.iter_mut().find(|step| step["id"] == STEP).expect("ours");
    begin.as_object_mut().expect("a transition").remove("approvals");
    shop.world.publish(file.to_string().as_bytes()).await.expect("published");
    // 2. The running repair still needs all three, on the phone and at the hub.
    shop.bo.sync().await;
    assert_eq!(shop.begins().expect_err("three levels").len(), 3);
    assert_eq!(shop.world.hub_sheet(shop.order).await.approvals.len(), 3);
    // 3. One that is made now needs none.
    let order = shop.world.order_with("precision_repair", Some(shop.bo.id), json!({})).await;
    shop.bo.sync().await;
    hands_in(&shop.bo, order);
    shop.bo.does(order, Person::step(STEP, None, Vec::new()));
    shop.bo.sync().await;
    assert_eq!(shop.world.hub_sheet(order).await.card.stage, "repairing");
}
