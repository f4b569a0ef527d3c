//! A kind of work that nobody has written code for: one file of a tenant brings its workflow, its form and its service
//! level. It is checked and published by the command line, and worked by a phone without signal.

use std::path::{Path, PathBuf};

use counterfoil_cli::args::Lang;
use counterfoil_cli::args::playbook::{CheckArgs, PlaybookArgs, PlaybookVerb, PublishArgs};
use counterfoil_client::ClientError;
use counterfoil_client::orders::Alarm;
use counterfoil_domain::command::{Command, TransitionCommand};
use counterfoil_domain::fact::Reading;
use counterfoil_domain::forms::{Given, LineShown};
use counterfoil_domain::ids::SubjectId;
use counterfoil_domain::sla::reckon::Standing;
use counterfoil_tests::harness::world::files_below;
use counterfoil_tests::harness::{Person, World, refusal};
use serde_json::{Value, json};

const MINUTE_MS: u64 = 60_000;
const FORM: &str = "lift_form";

/// The tenant's whole playbook: 电梯维保.
fn lifts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("playbooks/lifts.json")
}

async fn typed(verb: PlaybookVerb) -> Result<(), String> {
    counterfoil_cli::playbook::playbook(PlaybookArgs { verb }).await.map_err(|why| why.to_string())
}

async fn checks(file: &Path) -> Result<(), String> {
    let args = CheckArgs { file: Some(file.to_owned()), lang: Lang::Zh, json: false };
    typed(PlaybookVerb::Check(args)).await
}

async fn publishes(world: &World, file: &Path) -> Result<(), String> {
    let key = world.path("office.secret");
    std::fs::write(&key, &world.server().keyring.office_secret).expect("written");
    let args = PublishArgs { file: file.to_owned(), hub: world.hub_url(), key, lang: Lang::Zh };
    typed(PlaybookVerb::Publish(args)).await
}

async fn lift(world: &World, to: &Person, priority: i64) -> SubjectId {
    let fields =
        json!({"title": "云栖花园3幢电梯", "priority": priority, "address/line": "望湖路188号"});
    world.order_with("lift_check", Some(to.id), fields).await
}

fn passes(world: &World, who: &Person, minutes: u64) {
    world.hub_time_passes(minutes * MINUTE_MS);
    who.moments().pass(minutes * MINUTE_MS);
}

fn answers(who: &Person, order: SubjectId, given: &[(&str, &str)]) -> Result<(), ClientError> {
    let one = |(at, text): &(&str, &str)| {
        let (question, item) = match at.split_once('/') {
            Some((question, item)) => (question, Some(item.to_owned())),
            None => (*at, None),
        };
        Given { question: question.to_owned(), item, text: (*text).to_owned() }
    };
    let given: Vec<Given> = given.iter().map(one).collect();
    who.phone().orders().answer(order, FORM, &given, None).map(|_| ())
}

fn alarms(who: &Person, order: SubjectId) -> Vec<Alarm> {
    let list = who.phone().orders().due_moments().expect("alarms");
    list.moments.into_iter().filter(|one| one.order == order).collect()
}

fn problems(who: &Person, order: SubjectId) -> Vec<String> {
    let sheet = who.phone().orders().form(order, FORM).expect("the form");
    sheet.problems.into_iter().map(|one| one.problem.words.zh).collect()
}

fn gap() -> Command {
    let (quantity, unit) = ("brake_gap".into(), "mm".into());
    Command::Read(Reading { quantity, value_milli: 450, unit, sensor: None, ago_ms: None })
}

async fn standing(world: &World, order: SubjectId, target: &str) -> Value {
    let shown = world.shown(order).await;
    let targets = shown["targets"].as_array().expect("targets");
    let own = targets.iter().find(|one| one["id"] == target).expect("the target");
    own["standing"].clone()
}

#[tokio::test]
async fn one_file_brings_a_workflow_a_form_and_a_service_level_and_a_phone_works_by_it_offline() {
    let world = World::start().await;
    // 1. The office checks its file, and publishes it, with the command line. Nothing else is done.
    checks(&lifts()).await.expect("without fault");
    publishes(&world, &lifts()).await.expect("published");
    let told = publishes(&world, &lifts()).await;
    assert_eq!(told, Ok(()), "sent again it is the same publication");
    let qian = world.phone("qian", &["lift_mechanic"]).await;
    // 2. An order of the new kind; he pulls it and goes down into the machine room, where there is no signal.
    let order = lift(&world, &qian, 0).await;
    qian.sync().await;
    qian.signal().off();
    let card = qian.sheet(order).card;
    assert_eq!(
        (&*card.kind, &*card.stage_name.zh, &*card.stage_name.en),
        ("lift_check", "待检", "planned")
    );
    // 3. His phone can ring by itself: 15 minutes before he must be there, and when the lift should run again.
    let rings = alarms(&qian, order);
    let told: Vec<(&str, u8, u64)> =
        rings.iter().map(|one| (&*one.name.zh, one.level, one.in_ms.div_ceil(MINUTE_MS))).collect();
    assert_eq!(
        told,
        [
            ("快到到场时限", 1, 45),
            ("未按时到场", 2, 60),
            ("时间已用七成半", 1, 180),
            ("超时未恢复", 2, 240)
        ]
    );
    assert_eq!(&*rings[0].name.en, "arrival is nearly due");
    // 4. He fences the doors off: without the photograph that the file asks for he has not arrived.
    let arrive = || Person::step("arrive", None, Vec::new());
    let why = refusal(qian.tries(order, arrive()));
    assert!(why.iter().any(|words| words.contains("围挡")), "{why:?}");
    passes(&world, &qian, 20);
    qian.photographs(order, "barrier");
    qian.does(order, arrive());
    assert!(alarms(&qian, order).iter().all(|one| one.target == "resolve"), "he is there");
    works_by_the_form(&qian, order);
    // 5. The last step asks for what the file asks for, and nothing else; all of it before any signal.
    let pass = || Person::step("pass", None, Vec::new());
    let missing = refusal(qian.tries(order, pass()));
    assert_eq!(missing.len(), 4, "guard, reading, photograph, signature: {missing:?}");
    assert!(missing.contains(&"抱闸拍了照,请写明怎么处理的".to_owned()), "{missing:?}");
    qian.does(order, gap());
    qian.photographs(order, "machine_room");
    qian.lets_sign(&[order], "property");
    let noted = TransitionCommand {
        name: "pass".into(),
        note: Some("已调间隙".into()),
        ..Default::default()
    };
    qian.does(order, Command::Transition(noted));
    assert_eq!(qian.sheet(order).card.stage, "running");
    qian.signal().on();
    qian.sync().await;
    the_hub_came_to_the_same(&world, &qian, order).await;
}

/// The form's rules, calculation and constraints, as the file has them.
fn works_by_the_form(qian: &Person, order: SubjectId) {
    let good = [("drive", "traction"), ("brake_ok", "false"), ("slip_mm", "14"), ("landings", "4")];
    answers(qian, order, &good).expect("kept");
    assert_eq!(
        problems(qian, order),
        ["此项必填", "平层误差须在 ±10 毫米以内", "层门至少抽查一半"]
    );
    let page = qian.phone().orders().form_page(order, FORM, 0).expect("the page");
    let asked: Vec<String> = page
        .lines
        .into_iter()
        .filter_map(|line| match line {
            LineShown::Question(question) => Some(question.question),
            _ => None,
        })
        .collect();
    assert_eq!(asked, ["drive", "brake_ok", "brake_words", "brake_photo", "slip_mm"]);
    qian.photographs(order, "brake");
    answers(qian, order, &[("brake_words", "抱闸间隙过大"), ("slip_mm", "4")]).expect("kept");
    for landing in ["1", "4"] {
        let added = qian.phone().orders().add_item(order, FORM, "doors").expect("one more").0;
        let (which, lock) = (format!("landing/{added}"), format!("ok/{added}"));
        answers(qian, order, &[(&which, landing), (&lock, "true")]).expect("kept");
    }
    assert_eq!(problems(qian, order), Vec::<String>::new());
}

async fn the_hub_came_to_the_same(world: &World, qian: &Person, order: SubjectId) {
    let hub = world.hub_sheet(order).await;
    assert_eq!((&*hub.card.stage, hub.exceptions.len()), ("running", 0));
    let row = hub.fields.iter().find(|row| row.path == "a/lift_form/slip_mm").expect("answered");
    assert_eq!((&*row.name.zh, row.value.as_text()), ("半月维保记录·平层误差(毫米)", Some("4")));
    for target in ["respond", "resolve"] {
        assert_eq!(standing(world, order, target).await, json!(Standing::Met), "{target}");
    }
    let blobs = world.hub_blobs(order).await;
    assert!(blobs.len() >= 4 && blobs.iter().all(|one| one["arrived"] == true), "{blobs:?}");
    assert_eq!(qian.sheet(order).card.stage, hub.card.stage);
}

#[tokio::test]
async fn the_files_warnings_reach_whom_it_names_and_a_reason_that_pauses_stops_the_clock() {
    let world = World::start().await;
    publishes(&world, &lifts()).await.expect("published");
    let qian = world.phone("qian", &["lift_mechanic"]).await;
    // 1. Somebody is trapped in the first; the second is the fortnight's check, and its rope is worn.
    let (trapped, worn) = (lift(&world, &qian, 9).await, lift(&world, &qian, 0).await);
    qian.sync().await;
    passes(&world, &qian, 31);
    world.server().fire_due().await.expect("looked at");
    let list = world.get("/v1/office/notices").await;
    let rows = list["notices"].as_array().expect("notices");
    let mut said: Vec<(&str, &Value, &str)> = rows
        .iter()
        .map(|row| {
            (
                row["name"]["zh"].as_str().expect("words"),
                &row["to"],
                row["order"].as_str().expect("an id"),
            )
        })
        .collect();
    said.sort_unstable_by_key(|(words, ..)| *words);
    let trapped = trapped.to_string();
    let (both, one) = (json!(["assignee", "lift_safety"]), json!(["assignee"]));
    assert_eq!(said, [("到场时限过半", &one, &*trapped), ("未按时到场", &both, &*trapped)]);
    // 2. At the other he takes the lift out of service: the reason asks for a photograph and a date, then the clock stands.
    qian.signal().off();
    qian.photographs(worn, "barrier");
    qian.does(worn, Person::step("arrive", None, Vec::new()));
    let stop = |until_ms| {
        let reason = Some("rope_worn".to_owned());
        Command::Transition(TransitionCommand {
            name: "stop".into(),
            reason,
            until_ms,
            ..Default::default()
        })
    };
    let why = refusal(qian.tries(worn, stop(None)));
    assert!(why.contains(&"请选择下次日期".to_owned()) && why.len() == 2, "{why:?}");
    qian.photographs(worn, "machine_room");
    qian.does(worn, stop(Some(world.now_ms() + 24 * 60 * MINUTE_MS)));
    qian.signal().on();
    qian.sync().await;
    passes(&world, &qian, 8 * 60);
    world.server().fire_due().await.expect("looked at");
    assert_eq!(standing(&world, worn, "resolve").await, json!(Standing::Paused));
    // 3. What the file says happens by itself has happened.
    let hub = world.hub_sheet(worn).await;
    assert_eq!(hub.card.stage, "stopped");
    let told: Vec<_> =
        hub.triggered.iter().map(|one| (&*one.trigger, one.roles.as_slice())).collect();
    assert_eq!(told, [("out_of_service", ["lift_safety".to_owned()].as_slice())]);
}

#[tokio::test]
async fn nothing_in_the_program_knows_the_new_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the project").to_owned();
    let mut read = 0;
    for folder in ["core", "server", "client", "cli", "bindings/src"] {
        for file in files_below(&root.join(folder)) {
            let name = file.to_string_lossy();
            let is_code = [".rs", ".js", ".json", ".sql"].iter().any(|end| name.ends_with(end));
            if is_code && !name.contains("/target/") {
                let text = std::fs::read_to_string(&file).expect("readable");
                assert!(!text.contains("lift_check") && !text.contains("lift_mechanic"), "{name}");
                read += 1;
            }
        }
    }
    assert!(read > 300, "{read}");
    // And a file with a fault stays at the office: the check says no.
    let folder = tempfile::tempdir().expect("a folder");
    let broken = folder.path().join("broken.json");
    let text = std::fs::read_to_string(lifts()).expect("the file");
    std::fs::write(&broken, text.replace("\"form\": \"lift_form\"", "\"form\": \"lift_from\""))
        .expect("written");
    assert!(checks(&broken).await.is_err());
}
